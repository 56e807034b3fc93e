// Checks the invariants of Core.
#pragma once
#include <string>
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// What is wrong with the program, one sentence each; empty if nothing. Told in ARCHITECTURE.md: arguments are visible where
// they are used, types agree with cards and callees, blocks give what their owners want, after `place` every node is a step
// of exactly one block.
std::vector<std::string> verify(Program const& program);

}  // namespace seq2c::core
