// From C text to an executable file.
#pragma once
#include <optional>
#include <string>

#include "emit/toolchain.h"
#include "frontend/cli/options.h"

namespace seq2c::cli {

// The C compiler that the options ask for. Nothing, and the error shown, if it cannot be found.
std::optional<CCompiler> choose_c_compiler(Options const& options);

// Compiles C text to an executable at `path`, as the options want.
CompileResult compile_program(Options const& options, CCompiler const& compiler, std::string const& c, std::string const& path);

// What to say of a C compiler that rejected our C, which is a fault in seq2c.
std::string rejection(CompileResult const& result);

// The same, and gives status 0, or tells the error and gives 1 or 3.
int make_program(Options const& options, CCompiler const& compiler, std::string const& c, std::string const& path);

}  // namespace seq2c::cli
