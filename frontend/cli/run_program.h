// Starting other programs.
#pragma once
#include <string>
#include <vector>

namespace seq2c::cli {

// Becomes the program at `path`, with `arguments` (its name first): standard streams, signals and the exit status are
// the program's. Comes back only if that fails, with errno.
int become(std::string const& path, std::vector<std::string> const& arguments);

// The same for a program that no longer needs its file: `descriptor` is open on it.
int become(int descriptor, std::vector<std::string> const& arguments);

// What a program did that ran to its end.
struct Outcome {
  int error = 0;       // errno of starting it, else 0
  bool well = false;   // it ended by itself with status 0
  std::string output, errors;
};

// Runs the program at `path` without arguments and with nothing on its standard input.
Outcome run_to_end(std::string const& path);

}  // namespace seq2c::cli
