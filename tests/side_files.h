// Cases with side files: NAME.seq, NAME.out, … (conformance/README.md says what each means). Examples are such cases too.
#pragma once
#include <ostream>
#include <string>
#include <vector>

#include "tests/process.h"

namespace seq2c::test {

struct SideCase {
  std::string name;   // `area/NAME`
  fs::path source;
  std::string lacks;  // the word of a later version that it waits for, else empty
};

// How GoogleTest names a case in its messages.
inline void PrintTo(SideCase const& test, std::ostream* out) { *out << test.name; }

// The cases of a folder: the .seq files with an .out, .err or .exit beside them, sorted by name.
std::vector<SideCase> side_cases(fs::path const& folder);

// All conformance cases, with what the pending ones lack.
std::vector<SideCase> conformance_cases();

bool must_be_rejected(SideCase const& test);

// How a program is run: compiled with these options, or by the evaluator.
struct Way {
  std::vector<std::string> options;
  bool evaluate = false;
};

// Empty if the case passes this way, else why not.
std::string failure(SideCase const& test, Way const& way);

// The ways that a case is tried: the default, the evaluator, and for some -O0, gcc, sanitizers or one pass left out, chosen by its
// name. With `all_ways` everything but the passes for all.
std::vector<Way> ways_for(std::string_view name);

// True under `--all-ways`.
bool& all_ways();

std::string describe(Way const& way);

}  // namespace seq2c::test
