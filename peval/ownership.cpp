#include "peval/ownership.h"

#include <algorithm>

#include "runtime/fold.h"

namespace seq2c::core {

namespace {

constexpr int deepest_immortal = 4;  // variants in variants: what is shared within one is looked at again and again

bool is_immortal(Function const& function, Value value, int depth) {
  auto const& node = function.nodes[value.node];
  auto const* constant = std::get_if<Constant>(&node.what);
  if (node.op == Op::constant) return constant && !std::holds_alternative<Unset>(*constant);
  if (node.op == Op::closure) return node.args.empty();
  if (node.op == Op::variant)
    return depth > 0 && std::ranges::all_of(node.args, [&](Value arg) { return is_immortal(function, arg, depth - 1); });
  if (node.op != Op::box) return false;
  auto const* number = std::get_if<Constant>(&function.nodes[node.args[0].node].what);
  if (type_of(function, node.args[0]).kind == Kind::float_ && number) return immediate_word(std::get<double>(*number)).has_value();
  return is_immortal(function, node.args[0], depth);
}

}  // namespace

bool is_immortal(Function const& function, Value value) { return is_immortal(function, value, deepest_immortal); }

Value same_object(Function const& function, Value value) {
  for (;;) {
    auto const& node = function.nodes[value.node];
    bool const renames = node.op == Op::box || node.op == Op::unbox || node.op == Op::cast;
    if (!renames || !is_counted(node.results[0]) || !is_counted(type_of(function, node.args[0]))) return value;
    value = node.args[0];
  }
}

bool is_part(Function const& function, Value value) {
  auto const& node = function.nodes[value.node];
  if (node.op == Op::field) return true;
  return node.op == Op::word && std::get<Word const*>(node.what)->results[value.index] == Ownership::part;
}

bool has_count(Function const& function, Value value) {
  if (!is_counted(type_of(function, value))) return false;
  auto const same = same_object(function, value);
  auto const& node = function.nodes[same.node];
  if (is_immortal(function, same) || node.op == Op::constant) return false;
  return node.op != Op::box || is_counted_boxed(type_of(function, node.args[0]));
}

bool is_lent(Function const& function, Value value) {
  return function.nodes[same_object(function, value).node].lent;
}

bool ends_box(Function const& function, Node const& unbox) {
  auto const boxed = same_object(function, unbox.args[0]);
  return !is_counted(unbox.results[0]) && !is_lent(function, boxed) && !is_part(function, boxed);
}

bool takes_over(Program const& program, Function const& function, Node const& node, std::size_t index) {
  auto const lent_to = [&](Function const& taker, Id<Block> block) { return is_lent(taker, taker.blocks[block].params[index]); };
  switch (node.op) {
    case Op::word: {
      auto const& arguments = std::get<Word const*>(node.what)->arguments;
      auto const& ownership = arguments[std::min(index, arguments.size() - 1)];  // of a variadic word: all alike
      return ownership == Ownership::own;
    }
    case Op::call: {
      auto const& callee = program.functions[std::get<Id<Function>>(node.what)];
      return !lent_to(callee, callee.body);
    }
    case Op::loop: return !lent_to(function, node.blocks[0]);
    case Op::closure:
    case Op::variant: return true;
    case Op::unbox: return ends_box(function, node);
    case Op::take: return index == 0;
    case Op::constant:
    case Op::param:
    case Op::normal:
    case Op::box:
    case Op::cast:
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
