#include "emit/plan.h"

#include <algorithm>
#include <utility>

#include "peval/ownership.h"

namespace seq2c {

using core::Block;
using core::Exit;
using core::Node;
using core::Op;
using core::Value;

FunctionPlan::FunctionPlan(core::Function const& function)
    : function_(function), info_(function.nodes.size()), blocks_(function.blocks.size()) {
  std::uint32_t results = 0;
  for (std::uint32_t i = 0; i < info_.size(); ++i) {
    info_[i].results = results;
    results += static_cast<std::uint32_t>(function.nodes[Id<Node>{i}].results.size());
  }
  reads_.resize(results);
  survey(function.body, {}, {});
  mark();
  count(function.body);
}

Value FunctionPlan::root(Value value) const {
  auto const& fact_of = info_[value.node.index].fact_of;
  return fact_of ? fact_of : value;
}

std::uint32_t FunctionPlan::uses(Value value) const {
  return reads(root(value)).count;
}

FunctionPlan::Position FunctionPlan::reader(Value value) const {
  return reads(root(value)).reader;
}

bool FunctionPlan::ends_with(Value value, Id<Node> loop) const {
  value = root(value);
  auto const& info = info_[value.node.index];
  return reads(value).last <= info_[loop.index].order && info.loop == info_[loop.index].loop;
}

bool FunctionPlan::outlives(Value value, Id<Node> loop) const {
  value = root(value);
  auto const op = function_.nodes[value.node].op;
  if (op == Op::constant) return true;
  if (op != Op::param) return info_[value.node.index].order < info_[loop.index].order;
  auto const owner = blocks_[info_[value.node.index].param_of.index].owner;
  return !owner || info_[owner.index].order <= info_[loop.index].order;
}

// Numbers the steps, notes what belongs to what, and what falls through.
void FunctionPlan::survey(Id<Block> id, Id<Node> owner, Id<Node> loop) {
  auto const& block = function_.blocks[id];
  blocks_[id.index].owner = owner;
  for (std::uint32_t i = 0; i < block.params.size(); ++i) {
    auto& info = info_[block.params[i].node.index];
    info.param_of = id;
    info.param_index = i;
    info.loop = loop;
    info.pure = true;
    if (owner && function_.nodes[owner].op == Op::if_) info.fact_of = root(function_.nodes[owner].args[i + 1]);
  }
  bool falls = true;
  for (std::uint32_t i = 0; i < block.steps.size(); ++i) {
    auto const step = block.steps[i];
    info_[step.index].position = {id, i};
    survey_step(step, loop);
    falls = falls && info_[step.index].falls;
  }
  blocks_[id.index].exit_order = ++order_;
  if (block.exit == Exit::again) blocks_[block.target.index].agains.push_back(id);
  blocks_[id.index].falls = falls && block.exit == Exit::yield;
}

void FunctionPlan::survey_step(Id<Node> id, Id<Node> loop) {
  auto const& node = function_.nodes[id];
  info_[id.index].loop = loop;
  info_[id.index].order = ++order_;
  bool falls = node.blocks.empty();
  bool holds_loop = node.op == Op::loop;
  bool pure = pure_by_itself(node);
  for (auto const inner : node.blocks) {
    survey(inner, id, node.op == Op::loop ? id : loop);
    falls = falls || blocks_[inner.index].falls;
    auto const& block = function_.blocks[inner];
    pure = pure && block.exit == Exit::yield;
    for (auto const step : block.steps) {
      holds_loop = holds_loop || info_[step.index].holds_loop;
      pure = pure && info_[step.index].pure;
    }
  }
  if (node.op == Op::fail) falls = false;
  if (auto const* word = std::get_if<Word const*>(&node.what)) falls = falls && !(*word)->exits;
  auto& info = info_[id.index];
  info.falls = falls;
  info.holds_loop = holds_loop;
  info.pure = pure;
  if (!pure) always_.push_back(id);
}

bool FunctionPlan::pure_by_itself(Node const& node) const {
  switch (node.op) {
    case Op::constant:
    case Op::param:
    case Op::closure:
    case Op::variant:
    case Op::field:
    case Op::box:
    case Op::unbox:
    case Op::normal:
    case Op::if_:
    case Op::match: return true;
    case Op::word: {
      auto const& word = *std::get<Word const*>(node.what);
      return word.pure && !word.fails && !word.exits;
    }
    case Op::call:
    case Op::cast:
    case Op::loop:
    case Op::fail:
    case Op::retain:
    case Op::release:
    case Op::take: return false;
  }
  return false;
}

// A match with one arm reads only the parts that are read.
bool FunctionPlan::chooses_nothing(Node const& node) { return node.op == Op::match && node.blocks.size() == 1; }

// An immortal variant is a constant of the program, which does not read its fields.
bool FunctionPlan::is_data(Id<Node> id) const {
  return function_.nodes[id].op == Op::variant && core::is_immortal(function_, {id, 0});
}

// Finds what is read, beginning with the effects and the function's own results.
void FunctionPlan::mark() {
  for (auto const step : always_) want_step(step);
  auto const& body = function_.blocks[function_.body];
  if (body.exit == Exit::yield)
    for (auto const value : body.values) want(value);
  while (!wanted_.empty()) {
    auto const value = wanted_.back();
    wanted_.pop_back();
    want_result(value);
  }
}

void FunctionPlan::want(Value value) {
  value = root(value);
  if (std::exchange(reads(value).wanted, true)) return;
  wanted_.push_back(value);
}

// The value is read: so are those that it may be.
void FunctionPlan::want_result(Value value) {
  auto const& node = function_.nodes[value.node];
  if (node.op == Op::param) {
    auto const id = info_[value.node.index].param_of;
    auto const index = info_[value.node.index].param_index;
    auto const owner = blocks_[id.index].owner;
    if (owner && chooses_nothing(function_.nodes[owner])) want(function_.nodes[owner].args[0]);
    if (!owner || function_.nodes[owner].op != Op::loop) return;
    if (function_.nodes[owner].blocks[0] == id) want(function_.nodes[owner].args[index]);
    for (auto const from : blocks_[id.index].agains) want(function_.blocks[from].values[index]);
    return;
  }
  want_step(value.node);
  for (auto const inner : node.blocks) {
    auto const& block = function_.blocks[inner];
    if (block.exit == Exit::yield) want(block.values[value.index]);
  }
}

// The step is written: so its arguments are read, save those that only params receive.
void FunctionPlan::want_step(Id<Node> id) {
  if (info_[id.index].live) return;
  info_[id.index].live = true;
  auto const& node = function_.nodes[id];
  if (node.op == Op::loop || chooses_nothing(node) || is_data(id)) return;
  auto const count = node.op == Op::if_ ? 1 : node.args.size();
  for (std::size_t i = 0; i < count; ++i) want(node.args[i]);
}

// Counts the readers, in the order of the text.
void FunctionPlan::count(Id<Block> id) {
  auto const& block = function_.blocks[id];
  auto const steps = static_cast<std::uint32_t>(block.steps.size());
  blocks_[id.index].last_live = steps;
  for (std::uint32_t i = 0; i < steps; ++i) {
    auto const step = block.steps[i];
    auto const& info = info_[step.index];
    if (!info.live) continue;
    blocks_[id.index].last_live = i;
    auto const& node = function_.nodes[step];
    for (std::size_t k = 0; k < node.args.size(); ++k) {
      bool is_read = (node.op != Op::if_ || k == 0) && !is_data(step);
      if (chooses_nothing(node)) is_read = reads(root(node.args[0])).wanted;
      if (node.op == Op::loop) {
        auto const param = function_.blocks[node.blocks[0]].params[k];
        is_read = reads(param).wanted;
      }
      if (is_read) read(node.args[k], {id, i}, info.order);
    }
    for (auto const inner : node.blocks) count(inner);
    if (!info.falls) return;
  }
  if (block.exit == Exit::never) return;
  auto const owner = blocks_[id.index].owner;
  for (std::size_t k = 0; k < block.values.size(); ++k) {
    bool is_read = true;
    if (block.exit == Exit::again) {
      is_read = reads(function_.blocks[block.target].params[k]).wanted;
    } else if (owner) {
      is_read = reads({owner, static_cast<std::uint32_t>(k)}).wanted;
    }
    if (is_read) read(block.values[k], {id, steps}, blocks_[id.index].exit_order);
  }
}

void FunctionPlan::read(Value value, Position at, std::uint32_t order) {
  auto& found = reads(root(value));
  ++found.count;
  found.last = std::max(found.last, order);
  found.reader = at;
}

}  // namespace seq2c
