// Tokens: the units the grammar is written over (spec part 01, section 2).
#pragma once
#include <string_view>
#include <vector>

#include "frontend/diagnostic.h"
#include "frontend/source.h"

namespace seq2c {

// A piece of a Source's text with its place. `text` points into the Source, which must outlive it.
struct Token {
  std::string_view text;
  Place place;
};

}  // namespace seq2c
