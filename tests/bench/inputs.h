// Texts that the compared programs read.
#pragma once
#include <cstddef>
#include <string>

namespace seq2c::test {

// An array of objects of all kinds of values, one on a line; one character in a hundred is not ASCII.
std::string json_text(std::size_t bytes);

// Lines of words; few are frequent and many are rare.
std::string prose(std::size_t bytes);

}  // namespace seq2c::test
