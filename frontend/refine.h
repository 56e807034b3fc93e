// The second half of parsing: what the grammar leaves open in the tree of an item.
#pragma once
#include <span>
#include <string_view>

#include "frontend/ast.h"
#include "frontend/diagnostic.h"

namespace seq2c {

// Tells literals from calls, pairs the conditionals, and checks symbols and row variables of every word, and the names
// in unions; reports all errors and marks words that have some. The file's edition must be decided.
void refine(ast::File& file, Diagnostics& diagnostics);

// The name that an include gives: of a module, or the path between the quotes.
void refine(ast::Include& include);

// The names that always mean a built-in type, `Quotation` and `Closure` among them.
std::span<std::string_view const> built_in_type_names();

}  // namespace seq2c
