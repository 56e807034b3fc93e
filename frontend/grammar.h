// The grammar of single items, over tokens. In the trees that these give, each leaf of a body is still a Call (literals
// are told apart later), row variables stand among the types, and conditionals are not yet recognised: refine.h does that.
#pragma once
#include <optional>
#include <span>

#include "frontend/ast.h"
#include "frontend/diagnostic.h"

namespace seq2c::grammar {

// Where the grammar cannot go on: the message to report, and the token, or the end of the given tokens.
struct Failure { Message const* message; Token const* at; };

// These parse one item at the start of `tokens`. If it fits, `tokens` afterwards begins behind the item; else they give the
// failure, and `result` holds what was parsed before it.
std::optional<Failure> include(std::span<Token const>& tokens, ast::Include& result);
std::optional<Failure> union_definition(std::span<Token const>& tokens, ast::Union& result);
std::optional<Failure> word_definition(std::span<Token const>& tokens, ast::WordDefinition& result);

}  // namespace seq2c::grammar
