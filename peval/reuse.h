// Where the cell of a variant that dies can be used again.
#pragma once
#include "peval/core.h"

namespace seq2c::core {

// How many bytes a variant takes, in steps: variants of as many fields have blocks of the same size, 16 bytes and 8 for each
// field, in steps of 16.
inline std::size_t size_class(std::size_t fields) { return (fields + 1) / 2; }

// True if the node makes a variant of that size, and not yet in the cell of another.
bool fits_cell(Function const& function, Id<Node> node, std::size_t size);

// True if some way through these steps of the block, from `from` on, makes a variant of that size. Loops are not entered.
bool makes_cell(Function const& function, Id<Block> block, std::size_t from, std::size_t size);

}  // namespace seq2c::core
