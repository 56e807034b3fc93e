// What the pass `holes` looks for.
#pragma once
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// The calls of a function by itself behind which, up to its end, nothing but a constructor stands.
std::vector<Hole> holes_in(Function const& function, Id<Function> id);

}  // namespace seq2c::core
