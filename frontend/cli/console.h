// What seq2c says: products on standard output, all else on standard error.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "frontend/cli/options.h"
#include "frontend/diagnostic.h"

namespace seq2c::cli {

// Asks for a report; the end of every internal error.
constexpr std::string_view report_request =
    "help: this is a fault in seq2c, not in your program. Please report it with the program, the command line,\n"
    "      the output of `seq2c --version` and this text.\n";

// Writes to standard output; false, and the reason on standard error, if that fails.
bool write_output(std::string_view text);

void write_error(std::string_view text);

// Tells a fault in seq2c and gives status 3.
int internal_error(std::string_view what);

// A line of `--times`.
std::string step_time(std::string_view step, std::chrono::duration<double, std::milli> taken);

// Diagnostics as the options want them: format, colours; `run` and `test` keep silent about warnings.
std::string text_of(Diagnostics const& diagnostics, Sources const& sources, Options const& options);

// Shows them.
void show(Diagnostics const& diagnostics, Sources const& sources, Options const& options);

// Shows one error that has no place in a source. Gives status 1.
template <class... Arguments>
int fail(Options const& options, Message const& message, Arguments const&... arguments) {
  Diagnostics diagnostics;
  diagnostics.report({}, message, arguments...);
  show(diagnostics, {}, options);
  return 1;
}

}  // namespace seq2c::cli
