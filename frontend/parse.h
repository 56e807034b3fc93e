// From the text of one file to its syntax tree.
#pragma once
#include <optional>

#include "frontend/ast.h"
#include "frontend/diagnostic.h"

namespace seq2c {

// How deep quotations, matches and classic conditionals may be nested in source text. It bounds every recursive walk over
// the syntax tree and what is made from it. (Messages S0108 and S0141 tell the limits.)
constexpr unsigned nesting_limit = 1000;

// How deep quotation types may be nested in an effect.
constexpr unsigned type_nesting_limit = 32;

// Parses a file and reports all its errors. `edition`: 5 or 7 if the user decided, else the file decides itself. Tokens of
// the result point into the text of `source`, which must outlive it. What could not be understood is marked in the result
// (File::incomplete, File::broken_words, WordDefinition::broken).
ast::File parse(Source const& source, Id<Source> id, std::optional<int> edition, Diagnostics& diagnostics);

}  // namespace seq2c
