// What each node does with the owners of its arguments: the facts that `counts` works by.
#pragma once
#include "peval/core.h"

namespace seq2c::core {

// True if the value has a count that is ever read: not a constant, nor an Int, Bool or Symbol in a tagged word.
bool has_count(Function const& function, Value value);

// True if argument `index` of the node is taken over; else it is only looked at.
bool takes_over(Node const& node, std::size_t index);

}  // namespace seq2c::core
