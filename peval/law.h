// The laws of the word cards: equalities in Seq notation, used from left to right while nodes are made.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

class Builder;

// The values that a law gives for this word on these arguments, if one fits. A law's right side is cheaper than its left,
// so this ends.
std::optional<Values> apply_laws(Builder& builder, Word const& word, Values const& args,
                                             Id<Origin> site);

// The constants that a card writes, separated by blanks: `0 false`, `"" 0`.
std::vector<Constant> read_constants(std::string_view text);

}  // namespace seq2c::core
