// The commands. Each takes what the command line said, does its work, tells errors on standard error and gives the exit
// status: 0 done, 1 errors in the input, 3 a fault in seq2c.
#pragma once
#include "frontend/cli/options.h"

namespace seq2c::cli {

int run(Options const& options);
int build(Options const& options);
int test(Options const& options);
int emit(Options const& options);
int check(Options const& options);
int explain(Options const& options);

}  // namespace seq2c::cli
