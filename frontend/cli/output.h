// Where results go, and what must not be overwritten.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/cli/options.h"
#include "frontend/source.h"

namespace seq2c::cli {

// A file to write. One that the user did not name is replaced only if seq2c made it.
struct Output {
  std::string path;
  bool named = false;
};

// `-o`, or for a program the input's name without folder and last extension, in the current folder. Nothing, and an
// error told, if there is no such name.
std::optional<Output> program_output(Options const& options, std::string const& input);

// The C file beside an output.
Output kept_c(Output const& beside);

// True if all outputs may be written: none is an input or another output, and what was not named bears seq2c's mark.
// Else the error is told.
bool may_write(Options const& options, std::vector<Output> const& outputs, Sources const& inputs);

// Writes a whole text file, or standard output for `-`. False, and the error told, if that fails.
bool write_text(Options const& options, std::string const& path, std::string_view text);

}  // namespace seq2c::cli
