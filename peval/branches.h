// Conditionals and matches whose way is known.
#pragma once
#include <optional>

#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {

// The values of a conditional on a known condition, or of a match on a known closure: the chosen block's. For the callbacks
// of other passes; gives nothing if the way is not known or the context has the pass `branches` switched off.
std::optional<Values> choose_branch(Rebuild& out, Node const& node, Context const& context);

}  // namespace seq2c::core
