// What the checker knows and later steps do not yet: words, modules, unions and `match`.
#pragma once
#include "frontend/checked.h"
#include "frontend/diagnostic.h"

namespace seq2c {

// Reports the first use of each such thing in a program without errors.
void report_unbuilt(checked::Program const& program, Diagnostics& diagnostics);

}  // namespace seq2c
