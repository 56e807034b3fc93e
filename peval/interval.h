// Intervals of Ints, and what words and comparisons do to them.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "runtime/word.h"

namespace seq2c::core {

constexpr std::int64_t least_int = -(std::int64_t{1} << 62), greatest_int = (std::int64_t{1} << 62) - 1;

// An interval of Ints, both ends included. The empty one: no value comes here.
struct Range {
  std::int64_t low = least_int, high = greatest_int;
  bool operator==(Range const&) const = default;
  bool empty() const { return low > high; }
  bool contains(std::int64_t number) const { return low <= number && number <= high; }
};

constexpr Range no_ints{greatest_int, least_int};

// The least interval that holds both.
inline Range join(Range a, Range b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

// What both hold.
inline Range meet(Range a, Range b) {
  Range const both{std::max(a.low, b.low), std::min(a.high, b.high)};
  return both.empty() ? no_ints : both;
}

// What a word gives for arguments of these intervals (one argument: `right` is ignored). It grows with them.
struct Outcome {
  Range range;        // of the first result, if that is an Int
  bool exact = true;  // the result needs no wrap to 63 bits
};

// Nothing is known of most words: all Ints, not exact.
Outcome outcome(Word const& word, Range left, Range right);

// Narrows both operands by a comparison that is true, or false. Nothing happens for other words.
void narrow(std::string_view comparison, bool holds, Range& left, Range& right);

}  // namespace seq2c::core
