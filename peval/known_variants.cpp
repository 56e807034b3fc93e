#include "peval/known_variants.h"

#include <algorithm>

#include "peval/ownership.h"

namespace seq2c::core {
namespace {

Constant const* as_constant(Function const& function, Value value) {
  auto const& node = function.nodes[value.node];
  return node.op == Op::constant ? &std::get<Constant>(node.what) : nullptr;
}

bool is_truth(Function const& function, Value value, bool truth) {
  auto const* constant = as_constant(function, value);
  auto const* known = constant ? std::get_if<bool>(constant) : nullptr;
  return known && *known == truth;
}

// The only block of a conditional that can give that truth as its result; nothing if there are several.
std::optional<std::size_t> only_block(Function const& function, Node const& node, std::uint32_t result, bool truth) {
  std::optional<std::size_t> only;
  for (std::size_t index = 0; index < node.blocks.size(); ++index) {
    auto const& block = function.blocks[node.blocks[index]];
    if (block.exit != Exit::yield || is_truth(function, block.values[result], !truth)) continue;
    if (only) return std::nullopt;
    only = index;
  }
  return only;
}

}  // namespace

void KnownVariants::forget_since(std::size_t mark) {
  for (; log_.size() > mark; log_.pop_back()) {
    auto const& entry = log_.back();
    if (entry.before) latest_[entry.value] = *entry.before;
    else latest_.erase(entry.value);
  }
}

KnownVariant variant_of(Pattern const& pattern) { return {pattern.tag, pattern.sure, pattern.floats, pattern.plain, {}}; }

void KnownVariants::learn(Function const& function, Value value, KnownVariant what) {
  value = same_object(function, value);
  auto const [found, is_new] = latest_.try_emplace(value, log_.size());
  std::optional<std::size_t> before;
  if (!is_new) {
    before = std::exchange(found->second, log_.size());
    auto const& known = log_[*before].what;
    what.count = std::max(what.count, known.count);
    what.floats = what.floats || known.floats;
    what.plain |= known.plain;
    what.fields.insert(known.fields.begin(), known.fields.end());
  }
  log_.push_back({value, std::move(what), before});
}

void KnownVariants::learn_arm(Function const& function, Node const& match, std::size_t arm, Id<Block> block) {
  auto const* patterns = std::get_if<Patterns>(&match.what);
  if (!patterns || arm >= patterns->all.size()) return;
  auto const& pattern = patterns->all[arm];
  auto what = variant_of(pattern);
  auto const& params = function.blocks[block].params;
  for (std::size_t index = 0; index < params.size(); ++index) what.fields.emplace(pattern.fields[index], params[index]);
  learn(function, match.args[0], std::move(what));
}

void KnownVariants::learn_condition(Program const& program, Function const& function, Value condition, bool truth, unsigned& left) {
  if (left == 0) return;
  --left;
  auto const& node = function.nodes[condition.node];
  if (node.op == Op::if_ || node.op == Op::match) {
    auto const only = only_block(function, node, condition.index, truth);
    if (!only) return;
    if (node.op == Op::if_) learn_condition(program, function, node.args[0], *only == 0, left);
    else if (auto const* patterns = std::get_if<Patterns>(&node.what); patterns && *only < patterns->all.size())
      learn(function, node.args[0], variant_of(patterns->all[*only]));
    return learn_condition(program, function, function.blocks[node.blocks[*only]].values[condition.index], truth, left);
  }
  if (node.op != Op::word) return;
  auto const name = std::get<Word const*>(node.what)->name;
  if (name == "not") return learn_condition(program, function, node.args[0], !truth, left);
  if ((name == "and" && truth) || (name == "or" && !truth)) {
    for (auto const arg : node.args) learn_condition(program, function, arg, truth, left);
    return;
  }
  if (auto const* tag = name == "variant.is-bare" ? as_constant(function, node.args[1]) : nullptr)
    return learn_tag(program, function, node.args[0], std::get<checked::SymbolName>(*tag).text, truth);
  if (name != "symbol.=") return;
  for (std::size_t index = 0; index < 2; ++index) {
    auto const& tested = function.nodes[node.args[index].node];
    auto const* constant = as_constant(function, node.args[1 - index]);
    bool const is_tag = tested.op == Op::word && std::get<Word const*>(tested.what)->name == "variant.tag";
    if (is_tag && constant) learn_tag(program, function, tested.args[0], std::get<checked::SymbolName>(*constant).text, truth);
  }
}

void KnownVariants::learn_tag(Program const& program, Function const& function, Value value, std::string const& tag, bool truth) {
  Pattern const* only = nullptr;
  std::size_t possible = 0;
  for (auto const& variant : program.object_sets[type_of(function, value).objects].variants) {
    if ((variant.tag == tag) != truth) continue;
    only = &variant;
    ++possible;
  }
  if (possible == 1) learn(function, value, variant_of(*only));
  else if (truth) learn(function, value, {tag, 0, false, 0, {}});
}

KnownVariant const* KnownVariants::find(Function const& function, Value value) const {
  auto const found = latest_.find(same_object(function, value));
  return found == latest_.end() ? nullptr : &log_[found->second].what;
}

}  // namespace seq2c::core
