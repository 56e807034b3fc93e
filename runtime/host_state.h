// What the C runtime in the compiler remembers beside its values.
#pragma once
#include <cstdint>

namespace seq2c::host {

// The line in which the words that are called from now on stand, as `test.assert` tells it; 0 at the beginning.
void set_line(std::uint32_t line);

// How many values were copied since the process began because they were to be changed and had several owners.
std::int64_t copies();

}  // namespace seq2c::host
