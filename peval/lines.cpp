#include "peval/lines.h"

#include <algorithm>

#include "peval/ownership.h"

namespace seq2c::core {

Lines::Lines(Function const& function) : function_(function), info_(function.nodes.size()), of_(function.blocks.size()) {
  look_at(function.body, true);
  measure(function.body);
}

std::size_t Lines::of(Id<Node> id) const {
  auto const& node = function_.nodes[id];
  switch (node.op) {
    case Op::constant:
    case Op::param:
    case Op::box:
    case Op::unbox:
    case Op::normal: return 0;
    case Op::word: return of_word(id, *std::get<Word const*>(node.what));
    case Op::call:
    case Op::field:
    case Op::cast: return 1 + is_released(id);
    case Op::fail:
    case Op::retain:
    case Op::release: return 1;
    case Op::take: return 4;
    case Op::closure: return node.args.empty() ? 0 : 1 + node.args.size();
    case Op::variant: return is_immortal(function_, {id, 0}) ? 0 : 1 + node.args.size();
    case Op::if_: return of_if(id);
    case Op::match: return of_match(id);
    case Op::loop: return 2 + of_blocks(node);
  }
  return 0;
}

// The steps of the block have changed, or those of a block in it.
void Lines::add_up(Id<Block> id) {
  info_.resize(function_.nodes.size());
  of_.resize(function_.blocks.size());
  auto const& block = function_.blocks[id];
  auto& lines = of_[id.index] = 0;
  for (auto const step : block.steps) lines += of(step);
  if (block.exit != Exit::again) return;
  auto const& params = function_.blocks[block.target].params;
  for (std::size_t index = 0; index < params.size(); ++index) lines += block.values[index] != params[index];
}

void Lines::look_at(Id<Block> id, bool is_tail) {
  auto const& block = function_.blocks[id];
  for (auto const step : block.steps) {
    auto const& node = function_.nodes[step];
    auto const* word = node.op == Op::word ? std::get<Word const*>(node.what) : nullptr;
    for (std::size_t index = 0; index < node.args.size(); ++index) {
      auto& arg = info(node.args[index]);
      ++arg.uses;
      arg.is_taken |= !word || word->arguments[std::min(index, word->arguments.size() - 1)] == Ownership::own;
    }
    bool const is_last = is_tail && step == block.steps.back() && block.exit == Exit::yield &&
                         std::ranges::all_of(block.values, [&](Value value) { return value.node == step; });
    info_[step.index].is_tail = is_last;
    for (auto const inner : node.blocks) look_at(inner, is_last);
  }
  for (auto const value : block.values) {
    ++info(value).uses;
    info(value).is_taken = true;
  }
}

void Lines::measure(Id<Block> block) {
  for (auto const step : function_.blocks[block].steps)
    for (auto const inner : function_.nodes[step].blocks) measure(inner);
  add_up(block);
}

bool Lines::is_released(Id<Node> id) const {
  auto const& results = function_.nodes[id].results;
  return !info_[id.index].is_taken && std::ranges::any_of(results, [](Type const& type) { return is_counted(type); });
}

// What is used once, and reads nothing that may change, stands where it is used.
std::size_t Lines::of_word(Id<Node> id, Word const& word) const {
  auto const& node = function_.nodes[id];
  bool const waits = word.pure && !word.fails && node.results.size() == 1 && info_[id.index].uses == 1 &&
                     node.results[0].kind != Kind::float_ &&
                     std::ranges::none_of(node.args, [&](Value arg) { return is_counted(type_of(function_, arg)); });
  return (waits ? 0 : 1) + (word.variadic ? 1 : 0) + is_released(id);
}

std::size_t Lines::of_blocks(Node const& node) const {
  std::size_t lines = 0;
  for (auto const block : node.blocks) lines += of(block) + function_.blocks[block].params.size();
  return lines;
}

std::size_t Lines::of_if(Id<Node> id) const {
  auto const& node = function_.nodes[id];
  auto const yes = of(node.blocks[0]), no = of(node.blocks[1]);
  if (yes + no == 0) return 1;
  if (yes + no == 1 && node.results.empty()) return 2;  // `if (…) f();`, perhaps on three lines
  bool const is_short = yes == 0 || no == 0;  // `if (…) return …;`
  if (info_[id.index].is_tail) return yes + no + (is_short ? (node.results.empty() ? 2 : 1) : 4);
  return yes + no + (no == 0 && node.results.empty() ? 2 : 3) + 3 * node.results.size();
}

std::size_t Lines::of_match(Id<Node> id) const {
  auto const& node = function_.nodes[id];
  auto lines = of_blocks(node);
  if (node.blocks.size() < 2) return lines;
  bool const is_tail = info_[id.index].is_tail;
  for (auto const block : node.blocks) {
    lines += is_tail ? 3 : 3 + node.results.size();
    auto const& params = function_.blocks[block].params;
    bool const has_counted = std::ranges::any_of(params, [&](Value param) { return is_counted(type_of(function_, param)); });
    if (!params.empty() && std::holds_alternative<Patterns>(node.what)) lines += has_counted ? 2 : 1;
  }
  return lines + 2;
}

}  // namespace seq2c::core
