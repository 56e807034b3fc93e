// Runtime functions that are nothing but one operator of C, so that calls of them can be written as that operator.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "runtime/word.h"

namespace seq2c {

// `a == b` (swapped: `b < a` for a function of a and b), or `!a`.
struct COperator {
  std::string text;
  std::uint32_t operands = 0;
  bool swapped = false;
};

// The operators, by the name of the C function, found by reading the functions' own text: `return a == b;`.
class COperators {
 public:
  explicit COperators(std::span<RuntimePiece const> pieces);

  // Null for every other function.
  COperator const* find(std::string_view function) const;

 private:
  std::unordered_map<std::string_view, COperator> operators_;
};

}  // namespace seq2c
