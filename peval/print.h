// Core as text: `sum: Int = i.+ a b` a node, blocks in braces.
#pragma once
#include <string>

#include "peval/core.h"

namespace seq2c::core {

// All reachable functions, in the order of their words in the program. The same program gives the same text.
std::string print(Program const& program);

// One function.
std::string print_function(Program const& program, Function const& function);

// One node on one line, without its blocks; values are named by number.
std::string print_node(Program const& program, Function const& function, Id<Node> node);

// A type as it is written in dumps: `Int`, `raw Int`, `[main[1] | main[2]]`.
std::string print_type(Program const& program, Type const& type);

}  // namespace seq2c::core
