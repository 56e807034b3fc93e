// Functions with holes: a loop of the whole body, which puts what it gives into the field of the variant made last.
#include <algorithm>

#include <fmt/format.h>

#include "emit/c_function.h"
#include "emit/c_type.h"

namespace seq2c {

using core::Block;
using core::Hole;
using core::Node;
using core::Op;
using core::Value;

CBody FunctionWriter::rounds() {
  CBody out, body;
  auto const kind = c_type(function_.results[0].kind);
  result_ = names_.fresh("result");
  hole_ = names_.fresh("hole");
  continue_ = {Next::Kind::function_start, 0};
  out.declare(fmt::format("{} {};", kind, result_), place_);
  out.declare(fmt::format("{0} *{1} = &{2};", kind, hole_, result_), place_);
  ++depth_;
  names_.open_scope();
  write_block(function_.body, 0, {}, continue_, body);
  names_.close_scope();
  --depth_;
  if (!start_label_.empty()) out.label(start_label_, false);
  out.nest("for (;;)", std::move(body), place_);
  return out;
}

Hole const* FunctionWriter::hole_of(Id<Block> id) const {
  if (!has_holes()) return nullptr;
  auto const found = std::ranges::find(function_.holes, id, &Hole::block);
  return found == function_.holes.end() ? nullptr : &*found;
}

// True of the call, and of what puts its result into a box.
bool FunctionWriter::is_for_hole(Hole const& hole, Id<Node> step) const {
  return step == hole.call || (node(step).op == Op::box && node(step).args[0].node == hole.call);
}

// What the call takes is computed where the call would be, not behind the making of the variant.
void FunctionWriter::keep_arguments(Hole const& hole, CBody& out) {
  for (auto const argument : node(hole.call).args)
    if (text(argument).moves != Moves::freely) variable(argument, out);
}

// Makes the variant, puts it into the hole that was there, and goes round for what it lacks.
bool FunctionWriter::go_on(Hole const& hole, Next next, CBody& out) {
  auto const& args = node(hole.variant).args;
  auto const lacks = std::ranges::find_if(args, [&](Value arg) { return arg.node == hole.call || is_for_hole(hole, arg.node); });
  write_variant(hole.variant, out, *lacks);
  auto const made = text({hole.variant, 0}).expression;
  out.add(fmt::format("*{} = {};", hole_, made.text), place_);
  out.add(fmt::format("{} = &{}[{}];", hole_, c_call("seq_variant_fields", {made}).text, lacks - args.begin()), place_);
  assign_params(function_.body, node(hole.call).args, out);
  return jump({Next::Kind::function_start, 0}, next, out);
}

}  // namespace seq2c
