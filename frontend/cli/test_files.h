// Which files hold tests, and which words of a file are tests (`seq2c test`).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "frontend/ast.h"

namespace seq2c::cli {

// True if a path ends in `.seq` but is not named `test-*.seq`.
bool is_misnamed(std::string const& path);

// The test files that the paths lead to, sorted: those named themselves, and all in folders, at any depth. A file that is
// reached twice is there twice; paths that lead nowhere count for nothing.
std::vector<std::string> test_files(std::vector<std::string> const& paths);

// A word that is named like a test but takes or gives something. `effect`: what to say of it.
struct Skipped {
  std::string name, effect;
};

// The tests of a file, both lists sorted by name.
struct TestWords {
  std::vector<std::string> tests;
  std::vector<Skipped> skipped;
  bool has_main = false;  // then it is a program of its own, and its tests are not run
};

// What the file itself defines (not what it includes) with `filter` in its name.
TestWords test_words(ast::File const& file, std::string_view filter);

// The text of a main that runs these tests, each ending with its report.
std::string test_main(std::vector<std::string> const& tests);

}  // namespace seq2c::cli
