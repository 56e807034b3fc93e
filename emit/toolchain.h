// Finding and running the C compiler.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seq2c {

struct CCompiler {
  std::string path;                    // of the program to start
  std::vector<std::string> arguments;  // that stand in `--cc` or $CC behind it
  std::string version;  // differs where the compiler does: name, size and time of the file that `path` leads to
};

// The compiler that `asked` (the value of `--cc`) names; without that the one in $CC, else the first of clang, gcc, cc that
// can be run. A name without `/` is searched in $PATH. Nothing if there is none; `asked` and $CC are never passed over.
std::optional<CCompiler> find_c_compiler(std::string_view asked);

// The first line of what the compiler says about its version; it is run for that, which takes some 30 ms.
std::string c_compiler_version(CCompiler const& compiler);

struct CompileJob {
  std::string_view c;                   // the text of the C file
  std::string output;                   // the program to make; written by the compiler, not atomically
  int level = 2;                        // 0 … 3, as -O
  bool debug = false;                   // -g
  std::vector<std::string> more;        // further arguments: `-DSEQ_CHECK`, `-c`, …
};

struct CompileResult {
  bool done = false;     // the compiler ran, gave status 0 and made the program
  bool started = false;  // the compiler could be run at all
  std::string command;   // what was run, as one would type it (the C file stands there as `-`)
  std::string said;      // all that the compiler wrote, or why it could not be started
};

// Compiles one C text. The text reaches the compiler as its standard input from a file without a name, no shell is involved.
CompileResult compile_c(CCompiler const& compiler, CompileJob const& job);

// The arguments of a level, without input and output: `-std=c11`, `-O2`, `-ffp-contract=off`, …
std::vector<std::string> c_arguments(int level, bool debug);

}  // namespace seq2c
