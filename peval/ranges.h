// Ranges of Ints: what values a node can have, from constants, arithmetic and the conditions of the branches around it.
#pragma once
#include <cstdint>
#include <limits>
#include <unordered_map>

#include "peval/core.h"

namespace seq2c::core {

constexpr std::int64_t least_int = -(std::int64_t{1} << 62), greatest_int = (std::int64_t{1} << 62) - 1;

// An interval of Ints, both ends included.
struct Range {
  std::int64_t low = least_int, high = greatest_int;
  bool operator==(Range const&) const = default;
};

// The ranges of one function's Ints. Forward, without iteration: the parameters of loops and functions can be anything.
class Ranges {
 public:
  explicit Ranges(Function const& function);

  Range of(Value value);

  // True if this word on its normal arguments needs no wrap: the exact result is an Int.
  bool is_exact(Node const& node);

 private:
  struct Fact { Id<Node> owner; std::size_t arg; bool holds; };  // param = args[arg] of an if_, in the branch where it `holds`

  Range compute(Value value);
  Range of_word(Word const& word, Node const& node, std::uint32_t index);
  Range of_fact(Fact const& fact);

  Function const& function_;
  std::unordered_map<std::uint64_t, Range> known_;
  std::unordered_map<Id<Node>, Fact> facts_;
};

}  // namespace seq2c::core
