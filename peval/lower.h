// Runs the stack at compile time: a checked program becomes Core, and the stack is gone.
//
// Every word is lowered on the values that are really there: their kinds and, for callables, the set of literals they may
// come from. A word met with other kinds or another number of values below it is lowered again, as another version; after
// eight versions their kinds are joined. Recursion is solved by iteration: the results of a call in progress are at first
// "never returns", and a group of words that call each other is lowered again until no result changes (a top-down solver:
// Le Charlier and Van Hentenryck, "A universal top-down fixpoint algorithm", 1992). What a literal captures is joined over
// all places that make it (0-CFA: Shivers, "Control-flow analysis of higher-order languages", 1991); when that widens what
// was already read, what was lowered from it is lowered once more.
#pragma once
#include <string>
#include <vector>

#include "frontend/checked.h"
#include "frontend/diagnostic.h"
#include "peval/core.h"

namespace seq2c::core {

struct LowerOptions {
  std::vector<std::string> exports;  // words to keep callable from C; empty for a program with main
};

// `checked` must outlive the result. Reports a recursive word whose stack shapes keep growing, and exports that do not exist
// or have other types than Int, Float, Bool and String.
Program lower(checked::Program const& checked, LowerOptions const& options, Diagnostics& diagnostics);

}  // namespace seq2c::core
