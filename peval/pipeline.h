// The list of passes, and running them.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "peval/core.h"
#include "peval/pass.h"

namespace seq2c::core {

struct PassInfo {
  std::string_view name;
  Program (*run)(Program, Context const&);
  std::string_view description;  // one line for --help
  int level;                     // runs from this -O level on
  bool required;                 // cannot be switched off
};

// All passes, in the order in which they run; one that runs again stands there again under the same name.
std::span<PassInfo const> passes();

#ifdef NDEBUG
constexpr bool check_by_default = false;
#else
constexpr bool check_by_default = true;
#endif

struct OptimiseOptions {
  int level = 2;                           // 0 … 3
  std::vector<std::string> without;        // names of passes to leave out; required ones must not be named
  std::vector<std::string> dump_after;     // names of passes, or `lower`: the program as text after each run that changed it
  bool remarks = false;                    // note what was not done, and why
  bool check = check_by_default;           // `verify` after each pass, and `certify` at the end
};

struct PassTime { std::string name; double seconds; };

struct Report {
  std::vector<Remark> remarks;
  std::vector<PassTime> times;
  std::vector<std::string> dumps;          // each begins with a line `--- after PASS`
  std::vector<std::string> faults;         // broken invariants: an internal error (looked for if `check`)
};

// Runs the passes of the level. The result is placed and counted: ready for emission.
Program optimise(Program program, OptimiseOptions const& options, Report& report);

}  // namespace seq2c::core
