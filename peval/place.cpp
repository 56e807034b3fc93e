// Gives every node its block and its place in the block's order: after this pass nothing floats.
//
// A floating node goes to the deepest block that encloses all its uses; from there outwards to the block with the fewest
// loops around it, as far as its arguments are visible (Click, "Global code motion, global value numbering", 1995). A costly
// node never leaves a branch for that, and where only some ways need it, it is made where these begin. Within a block a node
// stands before the first step that needs it. A box of a counted value is the value under another name: each use has its own,
// just before it, for as long as both names are alive the value is shared.
#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "peval/ownership.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

class Placer {
 public:
  explicit Placer(Function& function)
      : function_(function), nodes_(function.nodes.size()), rooms_(function.blocks.size()), placed_(function.blocks.size()) {}

  void run() {
    enter(function_.body, {}, {});
    visit_block(function_.body);
    for (auto node = order_.rbegin(); node != order_.rend(); ++node) find_home(*node);
    for (auto node = order_.rbegin(); node != order_.rend(); ++node) scatter(*node);
    place_block(function_.body);
    for (std::uint32_t index = 0; index < placed_.size(); ++index)
      if (rooms_[index].known) function_.blocks[{index}].steps = std::move(placed_[index]);
  }

 private:
  struct Room {
    Id<Block> parent;
    Id<Node> owner;
    std::uint32_t depth = 0, loops = 0;
    bool known = false;
  };
  // A place where a value is needed: in a block itself, or by a floating node, wherever that will stand.
  struct Use {
    Id<Block> block;
    Id<Node> node;
    std::uint32_t next = none;  // of the same value
  };
  static constexpr std::uint32_t none = 0xffffffff;
  struct NodeInfo {
    Id<Block> home;
    Id<Block> earliest;
    std::uint32_t first_use = none, last_use = none;
    bool is_step = false, seen = false, emitted = false, scattered = false, has_earliest = false;
  };

  NodeInfo& info(Id<Node> id) { return nodes_[id.index]; }
  NodeInfo const& info(Id<Node> id) const { return nodes_[id.index]; }
  Room const& room(Id<Block> id) const { return rooms_[id.index]; }

  // Shows the blocks in which the node is needed.
  template <class See>
  void each_use(Id<Node> id, See const& see) const {
    for (auto at = info(id).first_use; at != none; at = uses_[at].next) {
      auto const& use = uses_[at];
      if (use.block) see(use.block);
      else if (renames(function_.nodes[use.node])) each_use(use.node, see);
      else if (auto const found = scattered_.find(use.node.index); found != scattered_.end()) std::ranges::for_each(found->second, see);
      else see(info(use.node).home);
    }
  }

  // A box, or the way back, that is the same object.
  bool renames(Node const& node) const {
    return (node.op == Op::box || node.op == Op::unbox) && is_counted(node.results[0]) && is_counted(type_of(function_, node.args[0]));
  }

  bool floats(Id<Node> id) const {
    auto const& node = function_.nodes[id];
    return node.op != Op::constant && node.op != Op::param && !info(id).is_step;
  }

  bool is_costly(Id<Node> id) const {
    auto const& node = function_.nodes[id];
    if (node.op == Op::word) return std::get<Word const*>(node.what)->costly;
    if (node.op == Op::closure || node.op == Op::variant) return !is_immortal(function_, {id, 0});
    return node.op == Op::box && type_of(function_, node.args[0]).kind == Kind::float_;
  }

  void enter(Id<Block> block, Id<Block> parent, Id<Node> owner) {
    Room room{parent, owner, 0, 0, true};
    if (parent) {
      auto const& outer = this->room(parent);
      room.depth = outer.depth + 1;
      room.loops = outer.loops + (function_.nodes[owner].op == Op::loop ? 1 : 0);
    }
    rooms_[block.index] = room;
  }

  void need(Value value, Use use) {
    auto const id = value.node;
    auto const& node = function_.nodes[id];
    if (node.op == Op::constant || node.op == Op::param || info(id).is_step) return;
    auto const at = static_cast<std::uint32_t>(uses_.size());
    uses_.push_back(use);
    (info(id).last_use == none ? info(id).first_use : uses_[info(id).last_use].next) = at;
    info(id).last_use = at;
    if (std::exchange(info(id).seen, true)) return;
    for (auto const arg : node.args) need(arg, {{}, id, none});
    for (auto const block : node.blocks) visit_block(block);
    order_.push_back(id);
  }

  void visit_block(Id<Block> id) {
    auto const& block = function_.blocks[id];
    for (auto const step : block.steps) info(step).is_step = true;
    for (auto const param : block.params) info(param.node).home = id;
    for (auto const step : block.steps) {
      info(step).home = id;
      auto const& node = function_.nodes[step];
      for (auto const arg : node.args) need(arg, {id, {}, none});
      for (auto const inner : node.blocks) {
        if (room(id).known) enter(inner, id, step);
        visit_block(inner);
      }
    }
    for (auto const value : block.values) need(value, {id, {}, none});
  }

  Id<Block> common(Id<Block> left, Id<Block> right) const {
    while (left != right) {
      if (room(left).depth < room(right).depth) std::swap(left, right);
      left = room(left).parent;
    }
    return left;
  }

  // The innermost block that a node's arguments come from, as far as that is known.
  Id<Block> earliest(Id<Node> id) {
    if (info(id).has_earliest) return info(id).earliest;
    auto result = function_.body;
    auto const& node = function_.nodes[id];
    for (auto const arg : node.args) {
      auto const& made = function_.nodes[arg.node];
      if (made.op == Op::constant) continue;
      auto const home = floats(arg.node) ? (made.blocks.empty() ? earliest(arg.node) : Id<Block>{}) : info(arg.node).home;
      if (!home || !room(home).known) {
        result = {};
        break;
      }
      if (room(home).depth > room(result).depth) result = home;
    }
    info(id).has_earliest = true;
    return info(id).earliest = result;
  }

  void find_home(Id<Node> id) {
    auto const& node = function_.nodes[id];
    Id<Block> home;
    each_use(id, [&](Id<Block> block) { home = home ? common(home, block) : block; });
    auto const early = node.blocks.empty() && is_shareable(node) ? earliest(id) : Id<Block>{};
    if (early) {
      bool const costly = is_costly(id);
      for (auto block = home; block != early && room(block).parent && room(block).depth > room(early).depth;) {
        if (costly && function_.nodes[room(block).owner].op != Op::loop && !goes_round(block)) break;
        block = room(block).parent;
        if (room(block).loops < room(home).loops) home = block;
      }
    }
    info(id).home = home;
    for (auto const inner : node.blocks) enter_all(inner, home, id);
  }

  // True if the block is the arm by which a loop goes on, while the other ones leave it: only a loop without rounds has no need
  // of what is computed before it for such an arm.
  bool goes_round(Id<Block> block) const {
    auto const owner = room(block).owner;
    auto const round = room(block).parent;
    bool const is_first = room(round).owner && function_.nodes[room(round).owner].op == Op::loop;
    return is_first && std::ranges::all_of(function_.nodes[owner].blocks, [&](Id<Block> arm) {
             return arm == block || (function_.blocks[arm].exit == Exit::yield && !holds_again(arm));
           });
  }

  bool holds_again(Id<Block> id) const {
    return std::ranges::any_of(function_.blocks[id].steps, [&](Id<Node> step) {
      return std::ranges::any_of(function_.nodes[step].blocks, [&](Id<Block> inner) {
        return function_.blocks[inner].exit == Exit::again || holds_again(inner);
      });
    });
  }

  void enter_all(Id<Block> block, Id<Block> parent, Id<Node> owner) {
    enter(block, parent, owner);
    for (auto const step : function_.blocks[block].steps)
      for (auto const inner : function_.nodes[step].blocks) enter_all(inner, block, step);
  }

  // The uses of a node below a block, as a tree.
  struct Need {
    bool here = false;
    std::map<Id<Block>, Need> below;  // by block, of whatever nodes own them
  };

  // True if every way through the block comes to a use, or to the end of the program.
  bool is_needed(Need const& need) const {
    if (need.here) return true;
    std::map<Id<Node>, std::size_t> arms;
    for (auto const& [block, inner] : need.below) {
      auto const owner = room(block).owner;
      if (function_.nodes[owner].op == Op::loop) return true;  // not to be made in each round
      if (is_needed(inner)) ++arms[owner];
    }
    return std::ranges::any_of(arms, [&](auto const& owned) { return owned.second == function_.nodes[owned.first].blocks.size(); });
  }

  // The outermost blocks in which each way needs the node.
  void find_needs(Id<Block> block, Need const& need, std::vector<Id<Block>>& found) const {
    if (is_needed(need)) return found.push_back(block);
    for (auto const& [inner, below] : need.below) find_needs(inner, below, found);
  }

  // A costly node that only some ways need gets a copy at the start of each of these.
  void scatter(Id<Node> id) {
    auto const& node = function_.nodes[id];
    if (!node.blocks.empty() || !is_costly(id)) return;
    auto const home = info(id).home;
    Need all;
    each_use(id, [&](Id<Block> block) {
      std::vector<Id<Block>> way;
      for (; block != home; block = room(block).parent) way.push_back(block);
      auto* need = &all;
      for (; !way.empty(); way.pop_back()) need = &need->below[way.back()];
      need->here = true;
    });
    std::vector<Id<Block>> arms;
    find_needs(home, all, arms);
    if (arms.size() == 1 && arms[0] == home) return;
    for (auto const arm : arms) {
      auto copy = function_.nodes[id];
      copies_[{id.index, arm.index}] = function_.nodes.add(std::move(copy));
      nodes_.emplace_back();
    }
    info(id).scattered = true;
    scattered_.emplace(id.index, std::move(arms));
  }

  // The value to use in a block: the copy of an arm around it, if there is one.
  Value resolve(Value value, Id<Block> block) const {
    if (!info(value.node).scattered) return value;
    for (auto at = block; at; at = room(at).parent)
      if (auto const found = copies_.find({value.node.index, at.index}); found != copies_.end()) return {found->second, value.index};
    return value;
  }

  // From here on nodes are added, so no reference to one lasts; blocks stay where they are.
  void emit(Value& value, Id<Block> from) {
    if (floats(value.node) && renames(function_.nodes[value.node])) return emit_name(value, from);
    auto const original = value;
    value = resolve(value, from);
    auto const id = value.node;
    if (!floats(original.node) || std::exchange(info(id).emitted, true)) return;
    auto const home = value == original ? info(id).home : arm_of(original, from);
    emit_args(id, home);
    placed_[home.index].push_back(id);
  }

  // What a node of that block needs: its arguments, and what is in its own blocks.
  void emit_args(Id<Node> id, Id<Block> block) {
    for (std::size_t index = 0; index < function_.nodes[id].args.size(); ++index) {
      auto arg = function_.nodes[id].args[index];
      emit(arg, block);
      function_.nodes[id].args[index] = arg;
    }
    for (std::size_t index = 0; index < function_.nodes[id].blocks.size(); ++index) place_block(function_.nodes[id].blocks[index]);
  }

  void emit_name(Value& value, Id<Block> from) {
    auto copy = function_.nodes[value.node];
    emit(copy.args[0], from);
    value.node = function_.nodes.add(std::move(copy));
    nodes_.emplace_back();
    info(value.node).is_step = true;
    placed_[from.index].push_back(value.node);
  }

  Id<Block> arm_of(Value original, Id<Block> from) const {
    for (auto at = from;; at = room(at).parent)
      if (copies_.contains({original.node.index, at.index})) return at;
  }

  void place_block(Id<Block> id) {
    auto& block = function_.blocks[id];
    for (auto const step : block.steps) {
      emit_args(step, id);
      placed_[id.index].push_back(step);
    }
    for (auto& value : block.values) emit(value, id);
  }

  Function& function_;
  std::vector<NodeInfo> nodes_;             // by node
  std::vector<Use> uses_;                   // chained by value
  std::vector<Room> rooms_;                 // by block
  std::vector<std::vector<Id<Node>>> placed_;  // by block
  std::map<std::pair<std::uint32_t, std::uint32_t>, Id<Node>> copies_;
  std::unordered_map<std::uint32_t, std::vector<Id<Block>>> scattered_;  // the blocks of the copies, by node
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
