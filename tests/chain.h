// The whole chain within the test program, for C that the command line does not offer.
#pragma once
#include <string>
#include <vector>

#include "emit/c_program.h"
#include "tests/process.h"

namespace seq2c::test {

struct ChainOptions {
  int level = 2;
  std::vector<std::string> without;
  EmitOptions emit;
};

// The C of a program; `problem` instead if it has errors or an invariant is broken.
struct Chained {
  std::string c;
  std::string problem;
};
Chained c_of(fs::path const& source, ChainOptions const& options);

}  // namespace seq2c::test
