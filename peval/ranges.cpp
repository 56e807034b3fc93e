#include "peval/ranges.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

using Wide = __int128;

// The exact interval of an operation's results, or nothing if it leaves the Ints.
std::optional<Range> fitting(Wide low, Wide high) {
  if (low < least_int || high > greatest_int) return std::nullopt;
  return Range{static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)};
}

std::optional<Range> sum(Range a, Range b) { return fitting(Wide{a.low} + b.low, Wide{a.high} + b.high); }
std::optional<Range> difference(Range a, Range b) { return fitting(Wide{a.low} - b.high, Wide{a.high} - b.low); }
std::optional<Range> product(Range a, Range b) {
  std::array const ends{Wide{a.low} * b.low, Wide{a.low} * b.high, Wide{a.high} * b.low, Wide{a.high} * b.high};
  return fitting(*std::ranges::min_element(ends), *std::ranges::max_element(ends));
}
std::optional<Range> negation(Range a, Range) { return fitting(-Wide{a.high}, -Wide{a.low}); }
std::optional<Range> conjunction(Range a, Range b) {
  if (b.low >= 0) return Range{0, a.low >= 0 ? std::min(a.high, b.high) : b.high};
  if (a.low >= 0) return Range{0, a.high};
  return Range{};
}
// The quotient truncates towards zero: no longer than the dividend, but for -2^62 / -1.
std::optional<Range> quotient(Range a, Range b) {
  if (b.low <= 0) return Range{};
  return Range{std::min(a.low / b.low, a.low / b.high), std::max(a.high / b.low, a.high / b.high)};
}
std::optional<Range> remainder(Range a, Range b) {
  if (b.low == least_int) return Range{};
  auto const most = std::max(b.high, -b.low) - 1;
  if (most < 0) return Range{0, 0};
  return Range{a.low >= 0 ? 0 : std::max(-most, a.low), a.high <= 0 ? 0 : std::min(most, a.high)};
}

struct Transfer {
  std::string_view word;
  std::optional<Range> (*exact)(Range, Range);
  bool may_wrap;  // else the word's result is an Int as it is
};
constexpr std::array transfers{Transfer{"i.+", sum, true},          Transfer{"i.-", difference, true},
                               Transfer{"i.*", product, true},      Transfer{"i.neg", negation, true},
                               Transfer{"band", conjunction, false}, Transfer{"i./", quotient, false},
                               Transfer{"i.%", remainder, false}};

Transfer const* transfer_of(Word const& word) {
  auto const found = std::ranges::find(transfers, word.name, &Transfer::word);
  return found == transfers.end() ? nullptr : &*found;
}

// How a comparison that holds narrows its left and its right operand.
struct Comparison {
  std::string_view word, negated;
  void (*narrow)(Range& left, Range& right);
};
void less(Range& left, Range& right) {
  left.high = std::min(left.high, right.high - 1);
  right.low = std::max(right.low, left.low + 1);
}
void less_or_equal(Range& left, Range& right) {
  left.high = std::min(left.high, right.high);
  right.low = std::max(right.low, left.low);
}
void equal(Range& left, Range& right) {
  left = right = {std::max(left.low, right.low), std::min(left.high, right.high)};
}
// Only an end of the range can be cut off.
void unequal(Range& left, Range& right) {
  if (right.low == right.high && left.low == right.low) ++left.low;
  if (right.low == right.high && left.high == right.low) --left.high;
  if (left.low == left.high && right.low == left.low) ++right.low;
  if (left.low == left.high && right.high == left.low) --right.high;
}
constexpr std::array comparisons{
    Comparison{"i.<", "i.>=", less},
    Comparison{"i.<=", "i.>", less_or_equal},
    Comparison{"i.>", "i.<=", [](Range& left, Range& right) { less(right, left); }},
    Comparison{"i.>=", "i.<", [](Range& left, Range& right) { less_or_equal(right, left); }},
    Comparison{"i.=", "i.<>", equal},
    Comparison{"i.<>", "i.=", unequal}};

}  // namespace

Ranges::Ranges(Function const& function) : function_(function) {
  for_each_node(function, [&](Id<Node> id, Node const& node) {
    if (node.op != Op::if_) return;
    for (std::size_t branch = 0; branch < 2; ++branch) {
      auto const& params = function_.blocks[node.blocks[branch]].params;
      for (std::size_t index = 0; index < params.size(); ++index) facts_[params[index].node] = {id, index + 1, branch == 0};
    }
  });
}

Range Ranges::of(Value value) {
  auto const key = (std::uint64_t{value.node.index} << 8) | value.index;
  if (auto const found = known_.find(key); found != known_.end()) return found->second;
  auto range = compute(value);
  if (range.low > range.high) range = {};  // a branch that is never taken
  return known_[key] = range;
}

Range Ranges::compute(Value value) {
  auto const& node = function_.nodes[value.node];
  if (type_of(function_, value).kind != Kind::int_) return {};
  switch (node.op) {
    case Op::constant:
      if (auto const* number = std::get_if<std::int64_t>(&std::get<Constant>(node.what))) return {*number, *number};
      return {};
    case Op::param:
      if (auto const fact = facts_.find(value.node); fact != facts_.end()) return of_fact(fact->second);
      return {};
    case Op::word: return of_word(*std::get<Word const*>(node.what), node, value.index);
    case Op::normal: return of(node.args[0]);
    case Op::if_:
    case Op::match: {
      std::optional<Range> all;
      for (auto const id : node.blocks) {
        auto const& block = function_.blocks[id];
        if (block.exit != Exit::yield) continue;
        auto const one = of(block.values[value.index]);
        all = all ? Range{std::min(all->low, one.low), std::max(all->high, one.high)} : one;
      }
      return all.value_or(Range{});
    }
    default: return {};
  }
}

Range Ranges::of_word(Word const& word, Node const& node, std::uint32_t index) {
  auto const* transfer = transfer_of(word);
  if (!transfer || index > 0) return {};
  auto const left = of(node.args[0]);
  auto const right = node.args.size() > 1 ? of(node.args[1]) : left;
  return transfer->exact(left, right).value_or(Range{});
}

bool Ranges::is_exact(Node const& node) {
  auto const* transfer = transfer_of(*std::get<Word const*>(node.what));
  if (!transfer) return false;
  if (!transfer->may_wrap) return true;
  auto const left = of(node.args[0]);
  auto const right = node.args.size() > 1 ? of(node.args[1]) : left;
  return transfer->exact(left, right).has_value();
}

// The range of the value handed in, cut by the condition as far as it is about this value. `and` holds if both sides do.
Range Ranges::of_fact(Fact const& fact) {
  auto const& owner = function_.nodes[fact.owner];
  auto const about = owner.args[fact.arg];
  auto range = of(about);
  auto const cut = [&](auto const& self, Value condition, bool holds) -> void {
    auto const& node = function_.nodes[condition.node];
    if (node.op != Op::word) return;
    auto const name = std::get<Word const*>(node.what)->name;
    if (name == "not") return self(self, node.args[0], !holds);
    if (name == (holds ? "and" : "or")) {
      for (auto const arg : node.args) self(self, arg, holds);
      return;
    }
    auto found = std::ranges::find(comparisons, name, &Comparison::word);
    if (found == comparisons.end()) return;
    if (!holds) found = std::ranges::find(comparisons, found->negated, &Comparison::word);
    auto left = node.args[0] == about ? range : of(node.args[0]);
    auto right = node.args[1] == about ? range : of(node.args[1]);
    found->narrow(left, right);
    if (node.args[0] == about) range = left;
    if (node.args[1] == about) range = right;
  };
  cut(cut, owner.args[0], fact.holds);
  return range;
}

}  // namespace seq2c::core
