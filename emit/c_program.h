// From Core to one C file.
#pragma once
#include <string>

#include "peval/core.h"

namespace seq2c {

enum class Platform { posix, bare };

struct EmitOptions {
  std::string version;            // of seq2c, for the first line
  bool line_directives = false;   // `#line` before every statement
  std::string source_directory;   // stands before file names in `#line`: empty or ending in `/`
  bool show = false;              // `seq_show`, for debuggers
  bool check = false;             // memory that counts and traps (for tests)
  bool statistics = false;        // memory that tells at the end what happened; not together with `check`
  Platform platform = Platform::posix;
};

struct EmittedC {
  std::string text;    // the C file
  std::string header;  // prototypes of exported words, for a header file; empty if there are none
};

// The C of a program that is placed and counted. With a main it is a program, else a library of its exported words. The
// same program gives the same bytes. Core that does not keep its invariants must not be given.
EmittedC emit_c(core::Program const& program, EmitOptions const& options);

}  // namespace seq2c
