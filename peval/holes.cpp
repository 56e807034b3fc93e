// Tail calls behind which only a constructor stands, `recurse Make-Node` at the end of a word (tail recursion modulo cons:
// Leijen and Lorenzen, "Tail recursion modulo context", POPL 2023). The variant is made first, with a hole for the field that the
// call gives, and the word goes on as if it were called by itself: what it would give back it puts into the hole. So a list of
// any length is built in constant space. Core stays what it is; the emitter writes what is found here in another order.
#include "peval/holes.h"

#include <algorithm>
#include <map>

#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

class HoleFinder {
 public:
  HoleFinder(Function const& function, Id<Function> id) : function_(function), id_(id) {
    auto const use = [&](Values const& values) {
      for (auto const value : values) ++uses_[value];
    };
    use(function.blocks[function.body].values);
    for_each_node(function, [&](Id<Node>, Node const& node) {
      use(node.args);
      for (auto const block : node.blocks) use(function.blocks[block].values);
    });
  }

  std::vector<Hole> find() {
    if (function_.results.size() == 1 && is_word(function_.results[0])) look_at_end(function_.body);
    return std::move(found_);
  }

 private:
  static bool is_word(Type const& type) { return type.kind == Kind::variant || type.kind == Kind::any; }

  Node const& node(Value value) const { return function_.nodes[value.node]; }

  // A variant is the same in a box.
  Value unboxed(Value value) const {
    bool const same = node(value).op == Op::box && type_of(function_, node(value).args[0]).kind == Kind::variant;
    return same ? node(value).args[0] : value;
  }

  // The way from the last step of the block to the end of the function has no more steps.
  void look_at_end(Id<Block> id) {
    auto const& block = function_.blocks[id];
    if (block.exit != Exit::yield || block.values.size() != 1) return;
    auto const given = unboxed(block.values[0]);
    auto const& made = node(given);
    auto end = block.steps.size();
    if (given != block.values[0] && end > 0 && block.steps[end - 1] == block.values[0].node) --end;  // the box
    if (end == 0 || block.steps[end - 1] != given.node) return;
    if (made.op == Op::variant && !std::get<Tag>(made.what).floats) return look_at_variant(id, given, end);
    if (made.results.size() != 1) return;
    for (auto const inner : made.blocks) look_at_end(inner);
  }

  void look_at_variant(Id<Block> id, Value variant, std::size_t end) {
    if (uses_[variant] != 1) return;
    auto const& steps = function_.blocks[id].steps;
    for (auto const arg : node(variant).args) {
      auto const result = unboxed(arg);
      auto const& call = node(result);
      if (call.op != Op::call || std::get<Id<Function>>(call.what) != id_ || uses_[result] != 1 || uses_[arg] != 1) continue;
      auto const at = std::ranges::find(steps, result.node);
      if (at == steps.end()) continue;
      bool const can_wait = std::all_of(at + 1, steps.begin() + static_cast<std::ptrdiff_t>(end) - 1, [&](Id<Node> step) {
        auto const& between = function_.nodes[step];
        return between.op == Op::retain || (between.blocks.empty() && is_pure(function_, between));
      });
      if (can_wait) return found_.push_back({id, result.node, variant.node});
    }
  }

  Function const& function_;
  Id<Function> id_;
  std::map<Value, int> uses_;
  std::vector<Hole> found_;
};

}  // namespace

std::vector<Hole> holes_in(Function const& function, Id<Function> id) {
  bool calls_itself = false;
  for_each_call(function, [&](Id<Function> callee) { calls_itself = calls_itself || callee == id; });
  return calls_itself ? HoleFinder(function, id).find() : std::vector<Hole>();
}

Program find_holes(Program before, Context const&) {
  auto const reached = reachable_functions(before);
  for (std::uint32_t index = 0; index < before.functions.size(); ++index)
    if (reached[index]) before.functions[{index}].holes = holes_in(before.functions[{index}], {index});
  return before;
}

}  // namespace seq2c::core
