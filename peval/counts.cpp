// Reference counts: owned insertion (Reinking, Xie, de Moura, Leijen, "Perceus", PLDI 2021). Every counted value has one
// owner where it is made. A use that takes it over moves the owner if it is the last use, else a `retain` stands before it. A
// use that only looks leaves the owner; if it was the last, a `release` follows. What dies on one way only is released at the
// start of the others. Values are found dead backwards, block by block; the order of the steps is what `place` made it.
//
// Captures that a match reads are borrowed from the callable: an arm that uses one retains it first. Ways that end the
// program release nothing.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "peval/ownership.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

using Live = std::set<Value>;

class Counter {
 public:
  explicit Counter(Function& function) : function_(function) {}

  void run() {
    auto const live = block(function_.body, {});
    release_dead_params(function_.body, live);
  }

 private:
  using Steps = std::vector<Id<Node>>;

  Id<Node> count(Op op, Value value) {
    return function_.nodes.add({op, {}, {value}, {}, {}, function_.nodes[value.node].origin});
  }

  bool counted(Value value) const { return has_count(function_, value); }

  // Uses that take values over, the last first. `steps` is built backwards.
  void take(Value value, Live& live, Steps& steps) {
    if (!counted(value)) return;
    if (!live.insert(value).second) steps.push_back(count(Op::retain, value));
  }

  // A block, backwards; gives what is live at its start. `after`: what is live behind the node that owns the block.
  Live block(Id<Block> id, Live const& after) {
    Live live;
    Steps steps;
    auto const exit = function_.blocks[id];
    if (exit.exit == Exit::yield) live = after;
    if (exit.exit == Exit::again) live = loops_.at(exit.target);
    for (auto value = exit.values.rbegin(); value != exit.values.rend(); ++value) take(*value, live, steps);
    for (auto step = exit.steps.rbegin(); step != exit.steps.rend(); ++step) this->step(*step, live, steps);
    std::ranges::reverse(steps);
    function_.blocks[id].steps = std::move(steps);
    return live;
  }

  void step(Id<Node> id, Live& live, Steps& steps) {
    auto const node = function_.nodes[id];
    // Nothing stands behind a node from which no way comes back.
    bool const comes_back = node.blocks.empty() || std::ranges::any_of(node.blocks, [&](Id<Block> inner) { return yields(function_, inner); });
    for (std::uint32_t index = 0; comes_back && index < node.results.size(); ++index) {
      Value const result{id, index};
      if (counted(result) && live.erase(result) == 0) steps.push_back(count(Op::release, result));
    }
    std::vector<Value> looked_at;
    for (std::size_t index = 0; index < node.args.size(); ++index)
      if (counted(node.args[index]) && !takes_over(node, index)) looked_at.push_back(node.args[index]);
    if (node.op == Op::match || node.op == Op::if_) {
      branches(id, node, live, steps);
      live.insert(looked_at.begin(), looked_at.end());
      return;
    }
    if (node.op == Op::loop) live = loop(node, live);
    bool const ends = node.op == Op::fail;
    for (auto const value : looked_at)
      if (live.insert(value).second && !ends) steps.push_back(count(Op::release, value));
    steps.push_back(id);
    for (auto index = node.args.size(); index-- > 0;)
      if (takes_over(node, index)) take(node.args[index], live, steps);
  }

  void branches(Id<Node> id, Node const& node, Live& live, Steps& steps) {
    auto const after = live;
    std::vector<Live> starts;
    std::vector<bool> ends;
    Live all, params;
    for (auto const arm : node.blocks) {
      for (auto const param : function_.blocks[arm].params) params.insert(param);
      starts.push_back(block(arm, after));
      ends.push_back(ends_program(function_, arm));
      all.insert(starts.back().begin(), starts.back().end());
    }
    auto const scrutinee = node.args[0];
    if (node.op == Op::match && counted(scrutinee)) all.insert(scrutinee);
    for (std::size_t index = 0; index < node.blocks.size(); ++index) {
      Steps first;
      for (auto const param : function_.blocks[node.blocks[index]].params)
        if (starts[index].contains(param) && counted(param)) {
          first.push_back(count(Op::retain, param));
          all.erase(param);
        }
      if (!ends[index])
        for (auto const value : all)
          if (!starts[index].contains(value) && !params.contains(value)) first.push_back(count(Op::release, value));
      auto& arm = function_.blocks[node.blocks[index]].steps;
      arm.insert(arm.begin(), first.begin(), first.end());
    }
    for (auto const param : params) all.erase(param);
    live = std::move(all);
    steps.push_back(id);
  }

  // What is live in a loop's rounds: all that they use from outside, and what is live behind the loop.
  Live loop(Node const& node, Live const& after) {
    Live around = after;
    for (auto const round : node.blocks) outside_values(round, around);
    for (auto const round : node.blocks) loops_[round] = around;
    Live all = around;
    for (auto const round : node.blocks) {
      auto const start = block(round, after);
      release_dead_params(round, start);
      Steps first;
      if (!ends_program(function_, round))
        for (auto const value : around)
          if (!start.contains(value)) first.push_back(count(Op::release, value));
      auto& steps = function_.blocks[round].steps;
      steps.insert(steps.begin(), first.begin(), first.end());
    }
    return all;
  }

  void release_dead_params(Id<Block> id, Live const& live) {
    Steps first;
    for (auto const param : function_.blocks[id].params)
      if (counted(param) && !live.contains(param)) first.push_back(count(Op::release, param));
    auto& steps = function_.blocks[id].steps;
    steps.insert(steps.begin(), first.begin(), first.end());
  }

  // Counted values used in a block and its inner ones that are made outside it.
  void outside_values(Id<Block> id, Live& found) const {
    std::set<Id<Node>> inside;
    collect_inside(id, inside);
    auto const look = [&](Value value) {
      if (counted(value) && !inside.contains(value.node)) found.insert(value);
    };
    collect_uses(id, look);
  }

  void collect_inside(Id<Block> id, std::set<Id<Node>>& inside) const {
    auto const& block = function_.blocks[id];
    for (auto const param : block.params) inside.insert(param.node);
    for (auto const step : block.steps) {
      inside.insert(step);
      for (auto const inner : function_.nodes[step].blocks) collect_inside(inner, inside);
    }
  }

  template <class Look>
  void collect_uses(Id<Block> id, Look const& look) const {
    auto const& block = function_.blocks[id];
    for (auto const step : block.steps) {
      std::ranges::for_each(function_.nodes[step].args, look);
      for (auto const inner : function_.nodes[step].blocks) collect_uses(inner, look);
    }
    std::ranges::for_each(block.values, look);
  }

  Function& function_;
  std::unordered_map<Id<Block>, Live> loops_;
};

}  // namespace

Program add_counts(Program program, Context const&) {
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index)
    if (reached[index]) Counter(program.functions[{index}]).run();
  return program;
}

}  // namespace seq2c::core
