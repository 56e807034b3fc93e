// Runtime functions that are nothing but one operator of C, so that calls of them can be written as that operator.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "peval/signature.h"

namespace seq2c {

// `a == b` (swapped: `b < a` for a function of a and b), or `!a`.
struct COperator {
  std::string text;
  std::uint32_t operands = 0;
  bool swapped = false;
};

// The operators that words are, found by reading the functions' own text: `return a == b;`.
class COperators {
 public:
  explicit COperators(std::span<RuntimePiece const> pieces);

  // Null for every other word.
  COperator const* find(Word const& word) const { return by_word_[core::index_of(word)]; }

 private:
  std::unordered_map<std::string_view, COperator> operators_;
  std::vector<COperator const*> by_word_;
};

}  // namespace seq2c
