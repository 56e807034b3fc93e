// Seq against C and C++.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/programs.h"

namespace seq2c::test {

// Builds each pair at -O2, runs the two in turn and prints a table in Markdown. A pair that does not build, fails or prints
// different things is told on standard error and has no row; false if there was one.
bool compare_all(std::string_view title, std::vector<Benchmark> const& chosen, std::string const& compiler, int rounds);

}  // namespace seq2c::test
