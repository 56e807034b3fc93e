// Remarks that no single pass makes.
#pragma once
#include <string>
#include <string_view>

#include "peval/core.h"
#include "peval/pass.h"

namespace seq2c::core {

// What stayed a tagged word, and which place caused it: lists, fields of variants, parameters of the user's words. The program
// must come from `lower`.
void remark_tagged(Program const& program, Context const& context);

// The part of it that is about parameters (remark_parameters.cpp).
void remark_parameters(Program const& program, Context const& context);

// `an Int`; FILE:LINE:COLUMN.
std::string_view name_of(Kind kind);
std::string shown(Program const& program, Place place);

// The uniform calls of a program that all passes have seen, each with its place, and their number if there are any. So is called
// what looks at run time which of more than 8 quotations it runs: the last resort where none is known.
void remark_uniform_calls(Program const& program, Context const& context);

}  // namespace seq2c::core
