#include "peval/ownership.h"

#include <algorithm>

namespace seq2c::core {

bool has_count(Function const& function, Value value) {
  if (!is_counted(type_of(function, value))) return false;
  auto const& node = function.nodes[value.node];
  if (node.op == Op::constant) return false;
  if (node.op == Op::closure || node.op == Op::variant) return !node.args.empty();
  if (node.op != Op::box) return true;
  auto const& inner = type_of(function, node.args[0]);
  return is_counted(inner) ? has_count(function, node.args[0]) : is_counted_boxed(inner);
}

bool takes_over(Node const& node, std::size_t index) {
  switch (node.op) {
    case Op::word: {
      auto const& arguments = std::get<Word const*>(node.what)->arguments;
      auto const& ownership = arguments[std::min(index, arguments.size() - 1)];  // of a variadic word: all alike
      return ownership == Ownership::own;
    }
    case Op::call:
    case Op::closure:
    case Op::variant:
    case Op::box:
    case Op::unbox:
    case Op::loop: return true;
    case Op::cast: return is_counted(node.results[0]);  // the same object, known better
    case Op::take: return index == 0;
    case Op::constant:
    case Op::param:
    case Op::normal:
    case Op::if_:
    case Op::match:
    case Op::field:
    case Op::fail:
    case Op::retain:
    case Op::release: return false;
  }
  return false;
}

bool ends_program(Function const& function, Id<Block> id) {
  auto const& block = function.blocks[id];
  if (block.exit != Exit::never || block.steps.empty()) return block.exit == Exit::never;
  auto const& last = function.nodes[block.steps.back()];
  return std::ranges::all_of(last.blocks, [&](Id<Block> inner) { return ends_program(function, inner); });
}

}  // namespace seq2c::core
