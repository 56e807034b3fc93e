// Gives every node its block and its place in the block's order: after this pass nothing floats.
//
// A floating node goes to the deepest block that encloses all its uses; from there outwards to the block with the fewest
// loops around it, as far as its arguments are visible (Click, "Global code motion, global value numbering", 1995). A costly
// node never leaves a branch for that, and where only some arms of a conditional need it, each of these gets a node of its
// own. Within a block a node stands before the first step that needs it.
#include <algorithm>
#include <unordered_map>

#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

class Placer {
 public:
  explicit Placer(Function& function) : function_(function) {}

  void run() {
    enter(function_.body, {}, {});
    visit_block(function_.body);
    for (auto node = order_.rbegin(); node != order_.rend(); ++node) find_home(*node);
    for (auto const id : order_) scatter(id);
    place_block(function_.body);
    for (auto& [block, steps] : placed_) function_.blocks[block].steps = std::move(steps);
  }

 private:
  struct Room {
    Id<Block> parent;
    Id<Node> owner;
    std::uint32_t depth = 0, loops = 0;
  };
  // A place where a value is needed: in a block itself, or by a floating node, wherever that will stand.
  struct Use {
    Id<Block> block;
    Id<Node> node;
  };

  bool floats(Id<Node> id) const {
    auto const& node = function_.nodes[id];
    return node.op != Op::constant && node.op != Op::param && !is_step_.contains(id);
  }

  bool is_costly(Node const& node) const {
    if (node.op == Op::word) return std::get<Word const*>(node.what)->costly;
    return node.op == Op::closure ? !node.args.empty() : node.op == Op::box && type_of(function_, node.args[0]).kind == Kind::float_;
  }

  void enter(Id<Block> block, Id<Block> parent, Id<Node> owner) {
    Room room{parent, owner, 0, 0};
    if (parent) {
      auto const& outer = rooms_.at(parent);
      room.depth = outer.depth + 1;
      room.loops = outer.loops + (function_.nodes[owner].op == Op::loop ? 1 : 0);
    }
    rooms_[block] = room;
  }

  void need(Value value, Use use) {
    auto const id = value.node;
    auto const& node = function_.nodes[id];
    if (node.op == Op::constant || node.op == Op::param || is_step_.contains(id)) return;
    uses_[id].push_back(use);
    if (!seen_.try_emplace(id, true).second) return;
    for (auto const arg : node.args) need(arg, {{}, id});
    for (auto const block : node.blocks) visit_block(block);
    order_.push_back(id);
  }

  void visit_block(Id<Block> id) {
    auto const& block = function_.blocks[id];
    for (auto const step : block.steps) is_step_.emplace(step, id);
    for (auto const param : block.params) homes_[param.node] = id;
    for (auto const step : block.steps) {
      homes_[step] = id;
      auto const& node = function_.nodes[step];
      for (auto const arg : node.args) need(arg, {id, {}});
      for (auto const inner : node.blocks) {
        if (rooms_.contains(id)) enter(inner, id, step);
        visit_block(inner);
      }
    }
    for (auto const value : block.values) need(value, {id, {}});
  }

  Id<Block> common(Id<Block> left, Id<Block> right) const {
    while (left != right) {
      if (rooms_.at(left).depth < rooms_.at(right).depth) std::swap(left, right);
      left = rooms_.at(left).parent;
    }
    return left;
  }

  // The innermost block that a node's arguments come from, as far as that is known.
  Id<Block> earliest(Id<Node> id) {
    if (auto const found = earliest_.find(id); found != earliest_.end()) return found->second;
    auto result = function_.body;
    auto const& node = function_.nodes[id];
    for (auto const arg : node.args) {
      auto const& made = function_.nodes[arg.node];
      if (made.op == Op::constant) continue;
      auto const home = floats(arg.node) ? (made.blocks.empty() ? earliest(arg.node) : Id<Block>{}) : homes_.at(arg.node);
      if (!home || !rooms_.contains(home)) {
        result = {};
        break;
      }
      if (rooms_.at(home).depth > rooms_.at(result).depth) result = home;
    }
    return earliest_[id] = result;
  }

  void find_home(Id<Node> id) {
    auto const& node = function_.nodes[id];
    Id<Block> home;
    for (auto const& use : uses_.at(id)) {
      auto const block = use.block ? use.block : homes_.at(use.node);
      home = home ? common(home, block) : block;
    }
    auto const early = node.blocks.empty() && is_shareable(node) ? earliest(id) : Id<Block>{};
    if (early) {
      bool const costly = is_costly(node);
      for (auto block = home; block != early && rooms_.at(block).parent && rooms_.at(block).depth > rooms_.at(early).depth;) {
        auto const& room = rooms_.at(block);
        if (costly && function_.nodes[room.owner].op != Op::loop) break;
        block = room.parent;
        if (rooms_.at(block).loops < rooms_.at(home).loops) home = block;
      }
    }
    homes_[id] = home;
    for (auto const inner : node.blocks) enter_all(inner, home, id);
  }

  void enter_all(Id<Block> block, Id<Block> parent, Id<Node> owner) {
    enter(block, parent, owner);
    for (auto const step : function_.blocks[block].steps)
      for (auto const inner : function_.nodes[step].blocks) enter_all(inner, block, step);
  }

  // The child of `outer` on the way to `inner`.
  Id<Block> child_towards(Id<Block> outer, Id<Block> inner) const {
    while (rooms_.at(inner).parent != outer) inner = rooms_.at(inner).parent;
    return inner;
  }

  // A costly node that only some arms of one conditional need gets a copy in each of these.
  void scatter(Id<Node> id) {
    auto const& node = function_.nodes[id];
    if (!node.blocks.empty() || !is_costly(node)) return;
    auto const home = homes_.at(id);
    std::vector<Id<Block>> arms;
    Id<Node> owner;
    for (auto const& use : uses_.at(id)) {
      auto const block = use.block ? use.block : homes_.at(use.node);
      if (block == home) return;
      auto const arm = child_towards(home, block);
      if (owner && rooms_.at(arm).owner != owner) return;
      owner = rooms_.at(arm).owner;
      if (std::ranges::find(arms, arm) == arms.end()) arms.push_back(arm);
    }
    if (arms.size() < 2 || arms.size() == function_.nodes[owner].blocks.size()) return;
    if (function_.nodes[owner].op == Op::loop) return;
    for (auto const arm : arms) {
      auto copy = function_.nodes[id];
      copies_[{id.index, arm.index}] = function_.nodes.add(std::move(copy));
    }
    scattered_[id] = true;
  }

  // The value to use in a block: the copy of an arm around it, if there is one.
  Value resolve(Value value, Id<Block> block) const {
    if (!scattered_.contains(value.node)) return value;
    for (auto at = block; at; at = rooms_.at(at).parent)
      if (auto const found = copies_.find({value.node.index, at.index}); found != copies_.end()) return {found->second, value.index};
    return value;
  }

  void emit(Value& value, Id<Block> from) {
    auto const original = value;
    value = resolve(value, from);
    auto const id = value.node;
    if (!floats(original.node) || emitted_.contains(id)) return;
    emitted_.emplace(id, true);
    auto const home = value == original ? homes_.at(id) : arm_of(original, from);
    for (std::size_t index = 0; index < function_.nodes[id].args.size(); ++index) {
      auto arg = function_.nodes[id].args[index];
      emit(arg, home);
      function_.nodes[id].args[index] = arg;
    }
    for (auto const inner : std::vector(function_.nodes[id].blocks)) place_block(inner);
    placed_[home].push_back(id);
  }

  Id<Block> arm_of(Value original, Id<Block> from) const {
    for (auto at = from;; at = rooms_.at(at).parent)
      if (copies_.contains({original.node.index, at.index})) return at;
  }

  void place_block(Id<Block> id) {
    placed_[id];
    for (auto const step : std::vector(function_.blocks[id].steps)) {
      for (std::size_t index = 0; index < function_.nodes[step].args.size(); ++index) {
        auto arg = function_.nodes[step].args[index];
        emit(arg, id);
        function_.nodes[step].args[index] = arg;
      }
      for (auto const inner : std::vector(function_.nodes[step].blocks)) place_block(inner);
      placed_[id].push_back(step);
    }
    for (std::size_t index = 0; index < function_.blocks[id].values.size(); ++index) {
      auto value = function_.blocks[id].values[index];
      emit(value, id);
      function_.blocks[id].values[index] = value;
    }
  }

  Function& function_;
  std::unordered_map<Id<Node>, bool> seen_, emitted_, scattered_;
  std::unordered_map<Id<Node>, Id<Block>> is_step_, homes_, earliest_;
  std::unordered_map<Id<Node>, std::vector<Use>> uses_;
  std::unordered_map<Id<Block>, Room> rooms_;
  std::unordered_map<Id<Block>, std::vector<Id<Node>>> placed_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Id<Node>> copies_;
  std::vector<Id<Node>> order_;  // floating nodes, arguments first
};

}  // namespace

Program place_nodes(Program program, Context const&) {
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index)
    if (reached[index]) Placer(program.functions[{index}]).run();
  program.placed = true;
  return program;
}

}  // namespace seq2c::core
