// Proves that every owner is given up exactly once on every way through a counted program.
#pragma once
#include <string>
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// What is wrong, one sentence each; empty if the counts are right. Follows the program forwards and shares no code with the
// pass that inserted them, but for the facts of ownership.h. Ways that end the program may leave owners.
std::vector<std::string> certify(Program const& program);

}  // namespace seq2c::core
