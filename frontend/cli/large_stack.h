// Room for deep recursion, and what happens when seq2c itself crashes.
#pragma once
#include <functional>

namespace seq2c::cli {

// Runs `work` on a stack large enough for every walk over legal nesting, at any optimisation level of the compiler that
// built seq2c. A crash in it is told as an internal error, status 3.
int on_large_stack(std::function<int()> const& work);

}  // namespace seq2c::cli
