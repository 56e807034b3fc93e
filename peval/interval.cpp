#include "peval/interval.h"

#include <array>
#include <bit>
#include <vector>

#include "peval/signature.h"

namespace seq2c::core {
namespace {

using Wide = __int128;

// The exact interval of an operation's results; all Ints if it leaves them.
Outcome fitting(Wide low, Wide high) {
  if (low < least_int || high > greatest_int) return {{}, false};
  return {{static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)}, true};
}

Outcome sum(Range a, Range b) { return fitting(Wide{a.low} + b.low, Wide{a.high} + b.high); }
Outcome difference(Range a, Range b) { return fitting(Wide{a.low} - b.high, Wide{a.high} - b.low); }
Outcome product(Range a, Range b) {
  std::array const ends{Wide{a.low} * b.low, Wide{a.low} * b.high, Wide{a.high} * b.low, Wide{a.high} * b.high};
  return fitting(*std::ranges::min_element(ends), *std::ranges::max_element(ends));
}
Outcome negation(Range a, Range) { return fitting(-Wide{a.high}, -Wide{a.low}); }
Outcome complement(Range a, Range) { return {{~a.high, ~a.low}}; }

// The least 2^k - 1 that is not below.
std::int64_t all_bits(std::int64_t most) {
  return static_cast<std::int64_t>((std::uint64_t{1} << std::bit_width(static_cast<std::uint64_t>(most))) - 1);
}
Outcome conjunction(Range a, Range b) {
  if (a.low >= 0 && b.low >= 0) return {{0, std::min(a.high, b.high)}};
  if (b.low >= 0) return {{0, b.high}};
  if (a.low >= 0) return {{0, a.high}};
  return {};
}
Outcome union_of_bits(Range a, Range b) {
  if (a.low < 0 || b.low < 0) return {};
  return {{0, all_bits(std::max(a.high, b.high))}};
}

// The quotient truncates towards zero: no longer than the dividend, but for -2^62 / -1. 0 for a divisor of 0.
Outcome quotient(Range a, Range b) {
  if (b.low <= 0) return {{}, !a.contains(least_int) || !b.contains(-1)};
  return {{std::min(a.low / b.low, a.low / b.high), std::max(a.high / b.low, a.high / b.high)}};
}
Outcome remainder(Range a, Range b) {
  if (b.low == least_int) return {};
  auto const most = std::max(b.high, -b.low) - 1;
  if (most < 0) return {{0, 0}};
  return {{a.low >= 0 ? 0 : std::max(-most, a.low), a.high <= 0 ? 0 : std::min(most, a.high)}};
}

// Only counts from 0 to 62: others give 0.
Outcome right_shift(Range a, Range count) {
  if (a.low < 0 || count.low < 0 || count.high > 62) return {{a.low < 0 ? least_int : 0, greatest_int}};
  return {{a.low >> count.high, a.high >> count.low}};
}
Outcome left_shift(Range a, Range count) {
  if (a.low < 0 || count.low < 0 || count.high > 62 || a.high > greatest_int >> count.high) return {{}, false};
  return {{a.low << count.low, a.high << count.high}};
}

Outcome number_of_bits(Range, Range) { return {{0, 63}}; }
Outcome length(Range, Range) { return {{0, (std::int64_t{1} << 32) - 1}}; }

struct Transfer {
  std::string_view word;
  Outcome (*result)(Range, Range);
};
constexpr std::array transfers{
    Transfer{"i.+", sum},           Transfer{"i.-", difference},      Transfer{"i.*", product},
    Transfer{"i.neg", negation},    Transfer{"band", conjunction},    Transfer{"bor", union_of_bits},
    Transfer{"bxor", union_of_bits}, Transfer{"bnot", complement},    Transfer{"i./", quotient},
    Transfer{"i.%", remainder},     Transfer{"shr", right_shift},     Transfer{"shl", left_shift},
    Transfer{"popcount", number_of_bits}, Transfer{"clz", number_of_bits}, Transfer{"ctz", number_of_bits},
    Transfer{"string.length", length}, Transfer{"string.byte-length", length},
    Transfer{"list.length", length}, Transfer{"variant.field-count", length}, Transfer{"map.size", length}};

void less(Range& left, Range& right) {
  left.high = std::min(left.high, right.high - 1);
  right.low = std::max(right.low, left.low + 1);
}
void less_or_equal(Range& left, Range& right) {
  left.high = std::min(left.high, right.high);
  right.low = std::max(right.low, left.low);
}
void equal(Range& left, Range& right) { left = right = meet(left, right); }
// Only an end of the interval can be cut off.
void cut_off(Range& range, std::int64_t number) {
  if (range.low == number) ++range.low;
  else if (range.high == number) --range.high;
}
void unequal(Range& left, Range& right) {
  auto const a = left, b = right;
  if (b.low == b.high) cut_off(left, b.low);
  if (a.low == a.high) cut_off(right, a.low);
}

void natural_up_to(Range& left, Range& right) { left = meet(left, {0, right.high}); }

struct Comparison {
  std::string_view word, negated;
  void (*narrow)(Range& left, Range& right);
};
constexpr std::array comparisons{
    Comparison{"i.<", "i.>=", less},
    Comparison{"i.<=", "i.>", less_or_equal},
    Comparison{"i.>", "i.<=", [](Range& left, Range& right) { less(right, left); }},
    Comparison{"i.>=", "i.<", [](Range& left, Range& right) { less_or_equal(right, left); }},
    Comparison{"i.=", "i.<>", equal},
    Comparison{"i.<>", "i.=", unequal},
    Comparison{"i.natural<=", {}, natural_up_to}};

}  // namespace

Outcome outcome(Word const& word, Range left, Range right) {
  static auto const by_word = [] {
    std::vector<Outcome (*)(Range, Range)> found(words().size());
    for (auto const& row : transfers) found[index_of(*find_word(row.word))] = row.result;
    return found;
  }();
  auto const result = by_word[index_of(word)];
  return result ? result(left, right) : Outcome{{}, false};
}

void narrow(std::string_view comparison, bool holds, Range& left, Range& right) {
  auto found = std::ranges::find(comparisons, comparison, &Comparison::word);
  if (found == comparisons.end()) return;
  if (!holds) found = std::ranges::find(comparisons, found->negated, &Comparison::word);
  if (found == comparisons.end()) return;
  found->narrow(left, right);
  if (left.empty()) left = no_ints;
  if (right.empty()) right = no_ints;
}

}  // namespace seq2c::core
