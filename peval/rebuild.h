// Copies a program, replacing nodes: the one way to change Core.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "peval/builder.h"
#include "peval/core.h"
#include "peval/known_variants.h"

namespace seq2c::core {

// The copying of one function. A pass's callback sees each node before it is copied and may give the values to use instead
// of its results (in the new function); nothing means "copy it". Pure nodes are copied when something needs them, so dead
// ones vanish; folding, laws and sharing happen by themselves.
class Rebuild {
 public:
  using Replace = std::function<std::optional<Values>(Rebuild&, Node const&)>;

  // Copies `source`, a function of `before`, into the function `function` of `after`. The two programs may be one, if
  // `source` is a copy that stands outside it.
  Rebuild(Program const& before, Program& after, Id<Function> function, Function const& source, Replace const& replace);

  // Copies the body.
  void run();

  // The same, but the caller makes the new function's params and says what stands for the old ones.
  void run_with(std::function<Values(Id<Block>)> const& make_params);

  Builder& out() { return out_; }
  Id<Function> id() const { return id_; }
  // The function that the node at hand comes from: the one being copied, or one spliced into it.
  Function const& from() const { return *copy_->from; }
  // The old program.
  Program const& before() const { return before_; }

  // The new values of old ones.
  Value value(Value before);
  Values values(std::span<Value const> before);

  // Copies the node at hand as it is, blocks and all.
  Values copy(Node const& node);

  // Puts the steps of a block of the function being copied here, its params bound to new values, and gives what it yields.
  // If it does not yield, the current block ends as it does.
  Values splice_block(Id<Block> block, Values params);

  // Copies the body of a function, of which this one is made, into the block at hand: what its params stand for is given.
  Values copy_body(Function const& source, Values params);

  // The same with the whole body of another function of the old program: inlining. `site` is the old origin of the call.
  Values splice(Function const& callee, Values args, Id<Origin> site);

  // The new origin of an old one: behind the call that is being spliced.
  Id<Origin> origin(Id<Origin> before);

  // While `inner` is copied, `before` stands for `now` (in a block that knows more about it).
  void override_value(Value before, Value now);
  // A mark to return to: overrides and what was copied since are forgotten.
  std::size_t mark() const { return copy_->log.size(); }
  void forget_since(std::size_t mark);

  // True if what is being made stands in a loop of the function.
  bool in_loop() const { return loops_ > 0; }

  // What the block being made knows of variants.
  KnownVariants& known() { return known_; }

  // The new block of an old one that is open (the target of an `again`).
  Id<Block> block(Id<Block> before) const { return copy_->blocks[before.index]; }
  void map_block(Id<Block> before, Id<Block> now) { copy_->blocks[before.index] = now; }

  // Copies the steps of an old block into the current one and ends it as the old one does, if it does not yield; gives
  // what it yields.
  Values copy_steps(Block const& block);

 private:
  static constexpr std::uint32_t nowhere = 0xffffffff;

  // One body being copied: the function itself, or a spliced one.
  struct Copy {
    explicit Copy(Function const& source) : from(&source), places(source.nodes.size(), nowhere), blocks(source.blocks.size()) {}

    Function const* from;
    std::vector<std::uint32_t> places;  // by old node: where in `values` the new ones of its results begin
    Values values;
    std::vector<Id<Block>> blocks;      // by old block
    std::unordered_map<Id<Origin>, Id<Origin>> origins;
    Id<Origin> site;  // new origin of the call
    std::vector<std::pair<Id<Node>, std::uint32_t>> log;  // places as they were before
    std::optional<std::unordered_map<Id<Block>, std::vector<Id<Block>>>> agains;  // the blocks that go round to a block
    std::unordered_map<Id<Block>, std::vector<bool>> unchanged;  // of a loop's first block: params that no round changes
  };

  void set(Id<Node> before, std::span<Value const> now);
  void set(Id<Node> before, Value now) { set(before, std::span(&now, 1)); }
  std::uint32_t demand(Id<Node> before);  // its place
  Values copy_blocks(Node const& node);
  Values copy_loop(Node const& node);
  std::vector<bool> unchanged_params(Id<Block> first);
  void copy_block(Id<Block> before, std::function<void(Id<Block>)> const& learn);

  Program const& before_;
  Program& after_;
  Id<Function> id_;
  Function const& source_;
  Replace const& replace_;
  Builder out_;
  KnownVariants known_;
  Copy* copy_ = nullptr;
  std::size_t loops_ = 0;  // around the node at hand
};

// The program with each reachable function that `concerns` says yes to rebuilt. Unreachable functions lose their bodies.
Program rebuild(Program program, std::function<bool(Function const&)> const& concerns, Rebuild::Replace const& replace);
// The same with all of them.
Program rebuild(Program program, Rebuild::Replace const& replace);

// The functions that main and the exports can reach.
std::vector<bool> reachable_functions(Program const& program);

// The functions in the order of their words in the program; a word before its literals, then by the order of making.
std::vector<Id<Function>> in_source_order(Program const& program);

// True if the block gives values to its owner.
bool yields(Function const& function, Id<Block> block);

// A function without its body; a program without its functions' bodies.
Function head_of(Function const& function);
Program shell_of(Program const& before);

// Shows every node that is a step or needed by one, in no order that matters, blocks too, until `is_last` says yes; true if
// it did.
template <class IsLast>
bool visit_nodes(Function const& function, IsLast const& is_last) {
  std::vector<bool> seen(function.nodes.size());
  std::vector<Id<Block>> blocks{function.body};
  std::vector<Id<Node>> nodes;
  auto const need = [&](Id<Node> id) {
    if (seen[id.index]) return;
    seen[id.index] = true;
    nodes.push_back(id);
  };
  while (!blocks.empty() || !nodes.empty()) {
    if (nodes.empty()) {
      auto const& block = function.blocks[blocks.back()];
      blocks.pop_back();
      for (auto const step : block.steps) need(step);
      for (auto const value : block.values) need(value.node);
      continue;
    }
    auto const id = nodes.back();
    nodes.pop_back();
    auto const& node = function.nodes[id];
    if (is_last(id, node)) return true;
    for (auto const arg : node.args) need(arg.node);
    blocks.insert(blocks.end(), node.blocks.begin(), node.blocks.end());
  }
  return false;
}

// The same to the end.
template <class Visit>
void for_each_node(Function const& function, Visit const& visit) {
  visit_nodes(function, [&](Id<Node> id, Node const& node) {
    visit(id, node);
    return false;
  });
}

// Shows what each call calls, and to who wants to know whether it stands in a loop. Only the steps are looked at: no call floats,
// nor is one in a block that does.
template <class Visit>
void for_each_call(Function const& function, Visit const& visit) {
  struct Open { Id<Block> block; bool in_loop; };
  std::vector<Open> open{{function.body, false}};
  while (!open.empty()) {
    auto const [block, in_loop] = open.back();
    open.pop_back();
    auto const& steps = function.blocks[block].steps;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
      auto const& node = function.nodes[*step];
      if (node.op == Op::call) {
        auto const callee = std::get<Id<Function>>(node.what);
        if constexpr (std::is_invocable_v<Visit, Id<Function>, bool>) visit(callee, in_loop);
        else visit(callee);
      }
      for (auto const inner : node.blocks) open.push_back({inner, in_loop || node.op == Op::loop});
    }
  }
}

// True if some node of the function is such.
template <class IsSuch>
bool has_node(Function const& function, IsSuch const& is_such) {
  return visit_nodes(function, [&](Id<Node>, Node const& node) { return is_such(node); });
}

// True if the function has a loop of its own.
inline bool has_loop(Function const& function) {
  return has_node(function, [](Node const& node) { return node.op == Op::loop; });
}

}  // namespace seq2c::core
