// How long seq2c itself takes, without the C compiler.
#pragma once
#include <cstddef>
#include <vector>

#include "tests/bench/shapes.h"

namespace seq2c::test {

struct Long {
  Shape const* shape;
  std::vector<std::size_t> lines;
};

// Prints a table in Markdown.
void measure_compiler_on(std::vector<Long> const& chosen, int rounds);

}  // namespace seq2c::test
