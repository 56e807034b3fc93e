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

}  // namespace seq2c::cli
