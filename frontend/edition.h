// The two editions of Seq (spec part 09): which one a file has, and its conditionals.
#pragma once
#include <optional>

#include "frontend/ast.h"
#include "frontend/diagnostic.h"

namespace seq2c {

// Sets the edition of a parsed file whose bodies are not refined yet: `wanted` if given, else 5 if it has a `then` at
// statement position or a word without an effect, else 7.
void decide_edition(ast::File& file, std::optional<int> wanted);

// Turns the conditionals of one bracket level into If: `[ … ] [ … ] if`, and in a classic file `if … else … then`.
// Branches of classic conditionals are levels of `body` too and done with it; branches in brackets are not.
// `depth_left`: how deep classic conditionals may be nested here. False if something was wrong (reported).
bool pair_conditionals(ast::Body& body, bool classic, unsigned depth_left, Diagnostics& diagnostics);

}  // namespace seq2c
