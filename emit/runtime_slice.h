// Which parts of the runtime's C a program needs.
#pragma once
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "runtime/word.h"

namespace seq2c {

// All identifiers of a C text, outside of comments and literals.
void add_identifiers(std::string_view text, std::set<std::string, std::less<>>& identifiers);

// A piece of the runtime that the emitter writes itself, by its first name (`seq_places`).
using OwnPieces = std::map<std::string, std::string, std::less<>>;

// The pieces that texts with these identifiers use, and all that these use, in file order. Pieces without text are taken from
// `own`. Only headers that `is_used` accepts count. Adds the names that the result defines to `identifiers`.
std::string runtime_slice(std::span<RuntimePiece const> pieces, std::set<std::string, std::less<>>& identifiers,
                          OwnPieces const& own, std::function<bool(std::string_view header)> const& is_used);

}  // namespace seq2c
