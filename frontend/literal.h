// What a token means where a statement is expected (spec part 01, sections 2.3 to 2.7).
#pragma once
#include "frontend/ast.h"
#include "frontend/diagnostic.h"

namespace seq2c {

// The literal that `token` is, else a Call of it. A malformed literal is reported and taken as a literal of its kind, so
// that nothing else is wrong because of it. `:name` is no single token and not decided here.
ast::Statement literal_or_call(Token const& token, Diagnostics& diagnostics);

// Reports what is wrong with the name of a symbol.
void check_symbol(Token const& name, Diagnostics& diagnostics);

}  // namespace seq2c
