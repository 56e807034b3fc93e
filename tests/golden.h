// Golden cases: one Seq program a file, its expectations below it as comments (README.md has the format).
#pragma once
#include <ostream>
#include <string>
#include <vector>

#include "tests/process.h"

namespace seq2c::test {

// One expectation: `#run`, `#core after loops`, … and the lines up to the next.
struct Section {
  std::string kind, argument;         // `core`, `loops`
  std::vector<std::string> expected;  // of `#> ` lines
  std::string input;                  // of `#< ` lines
  std::vector<std::string> arguments; // `#args a b`
  std::vector<std::string> options;   // `#options -O0 --edition=5`
  int exit = 0;                       // `#exit 134`
  std::vector<std::string> errors;    // `#stderr FRAGMENT`, each must be there
  std::size_t first = 0, last = 0;    // lines of the file: the header, and one past the end
};

struct GoldenCase {
  std::string name;  // `run/closures/adders`
  fs::path path;
  std::vector<std::string> text;
  std::vector<Section> sections;
};

// How GoogleTest names a case in its messages.
inline void PrintTo(GoldenCase const& test, std::ostream* out) { *out << test.name; }

// Reads a case.
GoldenCase read_case(fs::path const& path);

// All cases under tests/, sorted by name.
std::vector<GoldenCase> golden_cases();

// True under `--update`: what comes out now replaces the `#>` lines.
bool& update_expectations();

// Writes the case back with the sections' `expected` as they are now.
void write_case(GoldenCase const& test);

// What a section's kind shows for the case now, line by line; a problem instead if it cannot be shown.
struct Shown {
  std::vector<std::string> text;
  std::string problem;
};
Shown show(GoldenCase const& test, Section const& section);

}  // namespace seq2c::test
