// The whole chain within the test program, for C that the command line does not offer.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "emit/c_program.h"
#include "frontend/checked.h"
#include "peval/core.h"
#include "tests/process.h"

namespace seq2c::test {

struct ChainOptions {
  int level = 2;
  std::vector<std::string> without;
  EmitOptions emit;
};

// A program after all passes, with the checked program that it refers to; `problem` instead if it has errors or an invariant
// is broken.
struct Optimised {
  std::unique_ptr<checked::Program> checked;
  core::Program core;
  std::string problem;
};
Optimised core_of(fs::path const& source, ChainOptions const& options);

// The C of a program; `problem` instead if it has errors or an invariant is broken.
struct Chained {
  std::string c;
  std::string problem;
};
Chained c_of(fs::path const& source, ChainOptions const& options);

}  // namespace seq2c::test
