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

// How many bytes a variant takes, in steps: variants of as many fields have blocks of the same size, 16 bytes and 8 for each
// field, in steps of 16.
inline std::size_t size_class(std::size_t fields) { return (fields + 1) / 2; }

// True if the node makes a variant of that size, and not yet in the cell of another.
bool fits_cell(Function const& function, Node const& node, std::size_t size);

// True if some way through these steps of the block, from `from` on, makes a variant of that size. Loops are not entered.
bool makes_cell(Function const& function, Id<Block> block, std::size_t from, std::size_t size);

}  // namespace seq2c::core
