// Generated programs for measuring the compiler itself.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace seq2c::test {

// One way in which programs grow long.
struct Shape {
  std::string_view name;
  std::string_view what;
  std::string (*program)(std::size_t lines);  // about that many lines, all of them reached from main
};

std::span<Shape const> program_shapes();

}  // namespace seq2c::test
