// Words that C programs can call: how they are told to a C programmer.
#pragma once
#include <span>
#include <string>

#include "emit/c_tables.h"

namespace seq2c {

struct Exports {
  std::string comment;  // for the head of the C file: every exported word's prototype and effect
  std::string header;   // a whole header file
  std::string helpers;  // C functions for Strings, if a word takes or gives one
};

// Of the exported ones among `functions`; all texts are empty if there are none. Types other than Int, Float, Bool and
// String must have been refused before.
Exports describe_exports(CTables& tables, std::span<Id<core::Function> const> functions);

}  // namespace seq2c
