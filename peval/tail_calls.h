// Which calls are tail calls: their results are all that their function gives, in order, and nothing comes after them.
#pragma once
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// The call nodes of a function in tail position, in the order in which they stand.
std::vector<Id<Node>> tail_calls(Function const& function);

}  // namespace seq2c::core
