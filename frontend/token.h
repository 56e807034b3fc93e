// Tokens: the units the grammar is written over (spec part 01, section 2).
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "frontend/diagnostic.h"
#include "frontend/source.h"

namespace seq2c {

// A piece of a Source's text with its place. `text` points into the text of the Source, which must outlive it (moving the
// Source is fine, copying is not). A token that spans lines (a string) has the place of its part on the first line.
struct Token {
  std::string_view text;
  Place place;
};

// A Source's tokens. A line end is a token of its own with the text "\n"; comments are not among `tokens`.
struct Tokens {
  std::vector<Token> tokens;
  std::vector<Token> comments;  // each from its `#` up to before the line end
};

// Splits a Source; nothing if a string literal is not closed (reported).
std::optional<Tokens> split(Source const& source, Id<Source> id, Diagnostics& diagnostics);

inline bool is_line_end(Token const& token) { return token.text == "\n"; }
inline bool is_string(Token const& token) { return !token.text.empty() && token.text.front() == '"'; }

}  // namespace seq2c
