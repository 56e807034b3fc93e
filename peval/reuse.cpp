// Makes variants in the memory of those that were just taken apart (reset and reuse: Ullrich and de Moura, "Counting immutable
// beans", IFL 2019; drop specialisation: Reinking and others, "Perceus", PLDI 2021; the cell is asked for where the old
// variant dies and given to the next one of its size on each way: Lorenzen and Leijen, "Reference counting with frame limited
// reuse", ICFP 2022).
//
//   match t { :Node l k r   …  retain l  retain r  release t  …  variant :Node r' k l' }
//   match t { :Node l k r   …  cell = take t l r              …  variant :Node r' k l' cell }
//
// `take` gives up the owner of t. If it was the only one, the fields that are kept move out of it, the others are released,
// and the cell is free; else the kept fields get owners of their own, and there is no cell. A way on which nothing of that
// size is made releases the cell where it parts. Fields that are to be what they were are written into a new variant only (reuse
// specialisation, also of "Perceus").
#include "peval/reuse.h"

#include <algorithm>
#include <bit>
#include <map>

#include <fmt/format.h>

#include "peval/ownership.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

constexpr int worth_a_branch = 2;  // so many fields that need not be written

class Reuser {
 public:
  Reuser(Program const& program, Function& function, Context const& context)
      : program_(program), function_(function), context_(context) {}

  void run() {
    for (std::uint32_t index = 0; index < function_.nodes.size(); ++index) find_parts({index});
    find_known(function_.body);
    for (auto const& known : known_) enter(known.block, known);
  }

 private:
  // `arm`: of the match that names it, if one does.
  struct Part { Value whole; std::uint32_t index; Id<Block> arm; };
  // A block in which a value is a variant of so many fields.
  struct Known { Id<Block> block; Value variant; std::uint32_t count; bool floats; std::uint32_t plain; };

  void find_known(Id<Block> id) {
    for (auto const step : function_.blocks[id].steps) {
      auto const& node = function_.nodes[step];
      if (node.op == Op::field && std::get<Index>(node.what).count > 0) {
        auto const& field = std::get<Index>(node.what);
        known_.push_back({id, same_object(function_, node.args[0]), field.count, field.floats, field.plain});
      }
      auto const* patterns = node.op == Op::match ? std::get_if<Patterns>(&node.what) : nullptr;
      for (std::size_t arm = 0; patterns && arm < patterns->all.size(); ++arm)
        if (auto const& pattern = patterns->all[arm]; pattern.count > 0)
          known_.push_back({node.blocks[arm], same_object(function_, node.args[0]), pattern.count, pattern.floats, pattern.plain});
      for (auto const inner : node.blocks) find_known(inner);
    }
  }

  void find_parts(Id<Node> id) {
    auto const& node = function_.nodes[id];
    if (node.op == Op::field) add_part({id, 0}, {node.args[0], std::get<Index>(node.what).field, {}});
    if (node.op == Op::if_)
      for (auto const block : node.blocks)
        for (std::size_t index = 0; index < function_.blocks[block].params.size(); ++index)
          facts_.emplace(function_.blocks[block].params[index], node.args[index + 1]);
    auto const* patterns = node.op == Op::match ? std::get_if<Patterns>(&node.what) : nullptr;
    for (std::size_t arm = 0; patterns && arm < patterns->all.size(); ++arm) {
      auto const& params = function_.blocks[node.blocks[arm]].params;
      for (std::size_t index = 0; index < params.size(); ++index)
        add_part(params[index], {node.args[0], patterns->all[arm].fields[index], node.blocks[arm]});
    }
  }

  void add_part(Value value, Part part) {
    part.whole = same_object(function_, part.whole);
    parts_[value] = part;
    parts_of_[part.whole].push_back(value);
  }

  // Takes the variant apart where it dies in these steps and those inside them, if its cell is of use there.
  void enter(Id<Block> block, Known const& known) {
    auto const steps = function_.blocks[block].steps;
    for (std::size_t index = 0; index < steps.size(); ++index) {
      auto const& step = function_.nodes[steps[index]];
      if (step.op == Op::release && step.args[0] == known.variant) return take(block, index, known);
      auto const blocks = step.blocks;
      for (auto const inner : blocks) enter(inner, known);
    }
  }

  // The release at `index` and the retains of parts before it become one `take`.
  void take(Id<Block> block, std::size_t index, Known const& known) {
    auto const steps = function_.blocks[block].steps;
    auto const& release = function_.nodes[steps[index]];
    if (!makes_cell(function_, block, index, size_class(known.count)))
      return context_.remark(program_, {"reuse", release.origin, {}, fmt::format("using the memory of a variant of {} field(s) again", known.count),
                                        "no variant of its size is made behind it", "make one in the same word, on the same way"});
    auto const variant = release.args[0];
    Node take{Op::take, {}, {variant}, {}, {{Kind::variant}}, release.origin};
    Fields fields{{}, known.plain, known.count, known.floats};
    std::vector<Id<Node>> now(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(index));
    for (auto at = now.end(); at != now.begin() && is_count(*std::prev(at));) {
      auto const& step = function_.nodes[*--at];
      auto const part = parts_.find(step.args[0]);
      if (step.op != Op::retain || part == parts_.end() || part->second.whole != variant) continue;
      if (std::ranges::find(fields.kept, part->second.index) != fields.kept.end()) continue;
      fields.kept.push_back(part->second.index);
      take.args.push_back(step.args[0]);
      at = now.erase(at);
    }
    for (auto const value : parts_of_[variant])  // in another arm a field is something else
      if (parts_[value].arm == known.block && !is_counted_boxed(type_of(function_, value))) fields.plain |= field_bit(parts_[value].index);
    take.what = std::move(fields);
    auto const id = function_.nodes.add(std::move(take));
    now.push_back(id);
    auto const start = now.size();
    now.insert(now.end(), steps.begin() + static_cast<std::ptrdiff_t>(index) + 1, steps.end());
    function_.blocks[block].steps = std::move(now);
    give(block, start, {id, 0}, size_class(known.count));
  }

  bool is_count(Id<Node> id) const {
    auto const op = function_.nodes[id].op;
    return op == Op::retain || op == Op::release;
  }

  // Gives the cell to the first variant of its size, on each way that has one.
  void give(Id<Block> block, std::size_t from, Value cell, std::size_t size) {
    auto const steps = function_.blocks[block].steps;
    for (auto index = from; index < steps.size(); ++index) {
      auto& node = function_.nodes[steps[index]];
      if (fits_cell(function_, steps[index], size)) return make_in(node, cell);
      if (node.op == Op::loop) continue;
      auto const inner = node.blocks;
      if (std::ranges::none_of(inner, [&](Id<Block> arm) { return makes_cell(function_, arm, 0, size); })) continue;
      for (auto const arm : inner) {
        if (makes_cell(function_, arm, 0, size)) give(arm, 0, cell, size);
        else if (!ends_program(function_, arm)) let_go(arm, cell);
      }
      return;
    }
  }

  void make_in(Node& node, Value cell) const {
    auto& tag = std::get<Tag>(node.what);
    std::uint32_t unchanged = 0;
    for (std::uint32_t index = 0; index < node.args.size(); ++index)
      if (stands_there(node.args[index], index, tag.floats, function_.nodes[cell.node])) unchanged |= field_bit(index);
    if (std::popcount(unchanged) >= worth_a_branch) tag.unchanged = unchanged;
    node.args.push_back(cell);
  }

  // True if the value is that field of the variant that was taken apart, and is in the cell still.
  bool stands_there(Value value, std::uint32_t index, bool floats, Node const& take) const {
    if (function_.nodes[value.node].op == Op::box) value = function_.nodes[value.node].args[0];
    for (auto fact = facts_.find(value); fact != facts_.end(); fact = facts_.find(value)) value = fact->second;
    auto const& fields = std::get<Fields>(take.what);
    auto const part = parts_.find(value);
    if (part == parts_.end() || part->second.whole != take.args[0] || part->second.index != index || fields.floats != floats) return false;
    bool const has_owner = std::ranges::find(fields.kept, index) != fields.kept.end();
    return floats || has_owner || !is_counted_boxed(type_of(function_, value));
  }

  void let_go(Id<Block> block, Value cell) {
    auto const release = function_.nodes.add({Op::release, {}, {cell}, {}, {}, function_.nodes[cell.node].origin});
    auto& steps = function_.blocks[block].steps;
    steps.insert(steps.begin(), release);
  }

  Program const& program_;
  Function& function_;
  Context const& context_;
  std::map<Value, Part> parts_;
  std::map<Value, Value> facts_;  // params of branches: the values that they are
  std::map<Value, std::vector<Value>> parts_of_;
  std::vector<Known> known_;
};

}  // namespace

bool fits_cell(Function const& function, Id<Node> id, std::size_t size) {
  auto const& node = function.nodes[id];
  return node.op == Op::variant && !node.args.empty() && function.nodes[node.args.back().node].op != Op::take &&
         size_class(node.args.size()) == size && !is_immortal(function, {id, 0});
}

bool makes_cell(Function const& function, Id<Block> block, std::size_t from, std::size_t size) {
  auto const& steps = function.blocks[block].steps;
  return std::any_of(steps.begin() + static_cast<std::ptrdiff_t>(from), steps.end(), [&](Id<Node> id) {
    auto const& node = function.nodes[id];
    return fits_cell(function, id, size) || (node.op != Op::loop && std::ranges::any_of(node.blocks, [&](Id<Block> inner) {
             return makes_cell(function, inner, 0, size);
           }));
  });
}

Program reuse_cells(Program program, Context const& context) {
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index)
    if (reached[index]) Reuser(program, program.functions[{index}], context).run();
  return program;
}

}  // namespace seq2c::core
