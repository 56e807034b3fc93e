// From syntax trees to a checked program: names, types, recursion (spec part 03).
#pragma once
#include <optional>
#include <span>

#include "frontend/ast.h"
#include "frontend/checked.h"
#include "frontend/diagnostic.h"

namespace seq2c {

struct CheckOptions {
  bool needs_main = true;        // a program, not a library
  bool suggests_effects = true;  // warns of words without an effect in files that are classic only for them
};

// Checks the files of a program, which are in program order (the main file, then its includes, each followed by its own).
// Reports all errors, sorted by place. The program, if neither this nor an earlier step reported an error; it holds a copy of
// the sources.
std::optional<checked::Program> check(Sources const& sources, std::span<ast::File const> files, CheckOptions const& options,
                                      Diagnostics& diagnostics);

}  // namespace seq2c
