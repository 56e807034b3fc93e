// One long program of realistic words: examples and conformance programs, each with its words, unions and variants renamed, so
// that they can stand in one file.
#pragma once
#include <cstddef>
#include <string>

namespace seq2c::test {

struct LargeProgram {
  std::string text;
  std::string output;  // what it prints, as `without_numbers` shows it
};

// Of so many lines, or a few more; all there are if these are fewer.
LargeProgram large_program(std::size_t lines);

// A text without the numbers that set the names of one program apart from those of the others.
std::string without_numbers(std::string const& output);

}  // namespace seq2c::test
