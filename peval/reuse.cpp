// Makes variants in the memory of those that were just taken apart (reset and reuse: Ullrich and de Moura, "Counting immutable
// beans", IFL 2019; drop specialisation: Reinking and others, "Perceus", PLDI 2021; the cell is asked for where the old
// variant dies and given to the next one of its size on each way: Lorenzen and Leijen, "Reference counting with frame limited
// reuse", ICFP 2022).
//
//   match t { :Node l k r   retain l  retain r  release t  …  variant :Node r' k l' }
//   match t { :Node l k r   cell = take t l r              …  variant :Node r' k l' cell }
//
// `take` gives up the owner of t. If it was the only one, the fields that are kept move out of it, the others are released,
// and the cell is free; else the kept fields get owners of their own, and there is no cell. A way on which nothing of that
// size is made releases the cell where it parts.
#include <algorithm>

#include "peval/ownership.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

// Variants of as many fields have blocks of the same size: 16 bytes and 8 for each field, in steps of 16.
std::size_t size_class(std::size_t fields) { return (fields + 1) / 2; }

class Reuser {
 public:
  explicit Reuser(Function& function) : function_(function) {}

  void run() {
    for (std::uint32_t index = 0; index < function_.nodes.size(); ++index) {
      auto const& node = function_.nodes[{index}];
      auto const* patterns = node.op == Op::match ? std::get_if<Patterns>(&node.what) : nullptr;
      if (!patterns) continue;
      auto const variant = node.args[0];
      auto const all = patterns->all;
      for (std::size_t arm = 0; arm < all.size(); ++arm) enter(variant, all[arm], function_.nodes[{index}].blocks[arm]);
    }
  }

 private:
  // Takes the variant apart at the start of the arm, if it dies there and its cell is of use.
  void enter(Value variant, Pattern const& pattern, Id<Block> arm) {
    auto const& params = function_.blocks[arm].params;
    auto const steps = function_.blocks[arm].steps;
    std::size_t end = 0;  // of the counting at the start
    std::optional<std::size_t> release;
    for (; end < steps.size(); ++end) {
      auto const& step = function_.nodes[steps[end]];
      if (step.op != Op::retain && step.op != Op::release) break;
      if (step.op == Op::release && step.args[0] == variant) release = end;
    }
    if (!release || pattern.count == 0 || !is_made_in(arm, end, size_class(pattern.count))) return;
    Node take{Op::take, {}, {variant}, {}, {{Kind::variant}}, function_.nodes[steps[*release]].origin};
    Fields fields{{}, {}, pattern.count};
    std::vector<Id<Node>> rest;
    for (std::size_t index = 0; index < end; ++index) {
      auto const& step = function_.nodes[steps[index]];
      auto const param = std::ranges::find(params, step.args[0]);
      bool const is_first = std::ranges::find(take.args, step.args[0]) == take.args.end();
      if (step.op == Op::retain && param != params.end() && is_first) {
        fields.kept.push_back(pattern.fields[static_cast<std::size_t>(param - params.begin())]);
        take.args.push_back(step.args[0]);
      } else if (index != *release) {
        rest.push_back(steps[index]);
      }
    }
    for (std::size_t index = 0; index < params.size(); ++index)
      if (!is_counted_boxed(type_of(function_, params[index]))) fields.plain.push_back(pattern.fields[index]);
    take.what = std::move(fields);
    auto const id = function_.nodes.add(std::move(take));
    auto& now = function_.blocks[arm].steps;
    now.assign(1, id);
    now.insert(now.end(), rest.begin(), rest.end());
    auto const start = now.size();
    now.insert(now.end(), steps.begin() + static_cast<std::ptrdiff_t>(end), steps.end());
    give(arm, start, {id, 0}, size_class(pattern.count));
  }

  bool fits(Node const& node, std::size_t size) const {
    return node.op == Op::variant && !node.args.empty() && function_.nodes[node.args.back().node].op != Op::take &&
           size_class(node.args.size()) == size;
  }

  // True if some way through these steps makes a variant of that size.
  bool is_made_in(Id<Block> block, std::size_t from, std::size_t size) const {
    auto const& steps = function_.blocks[block].steps;
    return std::any_of(steps.begin() + static_cast<std::ptrdiff_t>(from), steps.end(), [&](Id<Node> id) {
      auto const& node = function_.nodes[id];
      return fits(node, size) || (node.op != Op::loop && std::ranges::any_of(node.blocks, [&](Id<Block> inner) {
               return is_made_in(inner, 0, size);
             }));
    });
  }

  // Gives the cell to the first variant of its size, on each way that has one.
  void give(Id<Block> block, std::size_t from, Value cell, std::size_t size) {
    auto const steps = function_.blocks[block].steps;
    for (auto index = from; index < steps.size(); ++index) {
      auto& node = function_.nodes[steps[index]];
      if (fits(node, size)) return node.args.push_back(cell);
      if (node.op == Op::loop) continue;
      auto const inner = node.blocks;
      if (std::ranges::none_of(inner, [&](Id<Block> arm) { return is_made_in(arm, 0, size); })) continue;
      for (auto const arm : inner) {
        if (is_made_in(arm, 0, size)) give(arm, 0, cell, size);
        else if (!ends_program(function_, arm)) let_go(arm, cell);
      }
      return;
    }
  }

  void let_go(Id<Block> block, Value cell) {
    auto const release = function_.nodes.add({Op::release, {}, {cell}, {}, {}, function_.nodes[cell.node].origin});
    auto& steps = function_.blocks[block].steps;
    steps.insert(steps.begin(), release);
  }

  Function& function_;
};

}  // namespace

Program reuse_cells(Program program, Context const&) {
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index)
    if (reached[index]) Reuser(program.functions[{index}]).run();
  return program;
}

}  // namespace seq2c::core
