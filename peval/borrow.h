// Who owns what is lent.
#pragma once
#include <map>
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// For the params of blocks that may be lent, from where: of the arms of a match the matched value, of a loop the values that
// its lent params begin with.
using Lenders = std::map<Value, std::vector<Value>>;

Lenders lenders(Function const& function);

// Adds the values of the function that own what `value` is or is a part of: itself if it is not lent; none if the caller owns it.
void find_owners(Function const& function, Lenders const& lenders, Value value, std::vector<Value>& found);

}  // namespace seq2c::core
