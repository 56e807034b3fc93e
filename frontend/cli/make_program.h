// From C text to an executable file.
#pragma once
#include <optional>
#include <string>

#include "emit/toolchain.h"
#include "frontend/cli/files.h"
#include "frontend/cli/options.h"
#include "frontend/diagnostic.h"

namespace seq2c::cli {

// The C compiler that the options ask for. Nothing, and the error shown, if it cannot be found.
std::optional<CCompiler> choose_c_compiler(Options const& options);

// Compiles C text to an executable at `path`, as the options want.
CompileResult compile_program(Options const& options, CCompiler const& compiler, std::string const& c, std::string const& path);

// Why a compilation failed: errors of the surroundings (the disk is full, the compiler does not work), or else a fault in
// seq2c.
struct Failure {
  Diagnostics told;
  std::string fault;
};

// Finds out why `result`, the compilation of `c` to `program`, failed. `name` is what the user calls the program.
Failure failure(Options const& options, CCompiler const& compiler, CompileResult const& result, std::string const& c,
                NewFile const& program, std::string const& name);

// Makes the temporary file of `program` from C text and gives status 0, or tells why that failed and gives 1 or 3.
int make_program(Options const& options, CCompiler const& compiler, std::string const& c, NewFile const& program,
                 std::string const& name);

}  // namespace seq2c::cli
