// Conditionals: `if_` and `match`.
#include <algorithm>

#include <fmt/format.h>

#include "emit/c_function.h"
#include "emit/c_type.h"

namespace seq2c {

using core::Block;
using core::Exit;
using core::Node;
using core::Op;
using core::Value;

bool FunctionWriter::write_control(Id<Node> id, Leave const& leave, Next next, CBody& out) {
  auto const& step = node(id);
  if (step.op == Op::loop) return write_loop(id, leave, next, out);
  if (step.op == Op::match) return write_match(id, leave, next, out);
  return write_if(id, text(step.args[0]).expression, step.blocks[0], step.blocks[1], leave, next, out);
}

// Variables for the results of a conditional that goes on behind its arms.
void FunctionWriter::declare_results(Id<Node> id, CBody& out) {
  auto const& step = node(id);
  if (step.op == Op::loop) return;  // c_loop.cpp
  auto& targets = targets_[id.index];
  targets.assign(step.results.size(), "");
  for (std::uint32_t i = 0; i < step.results.size(); ++i) {
    Value const result{id, i};
    if (!plan_.is_live(result)) continue;
    targets[i] = names_.fresh(name_for(step));
    out.declare(fmt::format("{} {};", c_type(step.results[i].kind), targets[i]), place_);
    know_variable(result, targets[i]);
    owner_[targets[i]] = result;
  }
}

// Arms that do not come back need no `else`: what follows them stands at the depth of the `if`.
bool FunctionWriter::write_if(Id<Node> id, CExpr const& condition, Id<Block> yes_block, Id<Block> no_block,
                              Leave const& leave, Next next, CBody& out) {
  if (is_flat()) return write_flat_if(condition, yes_block, no_block, leave, next, out);
  auto const at = place_;
  bool const apart = tables_.line_directives;
  CBody yes, no;
  bool no_falls = false;
  bool const no_first = has_only_exit(no_block) && !has_only_exit(yes_block);  // the short way out first
  if (no_first) {
    no_falls = write_arm(no_block, leave, next, no);
    if (!no_falls) {
      if (!no.empty()) out.branch(c_not(condition), std::move(no), {}, at, apart);
      else keep_effect(id, condition, out);
      return write_block(yes_block, 0, leave, next, out);
    }
  }
  std::vector<std::string> yes_names;
  bool const yes_falls = write_arm(yes_block, leave, next, yes, &yes_names);
  if (!yes_falls) {
    if (!yes.empty()) out.branch(condition, std::move(yes), {}, at, apart);
    else keep_effect(id, condition, out);
    if (!no_first) return write_block(no_block, 0, leave, next, out);
    out.append(std::move(no));
    return true;
  }
  if (!no_first) no_falls = write_arm(no_block, leave, next, no);
  if (!no_falls && !no.empty() && yes.lines().size() < 200) {
    out.branch(c_not(condition), std::move(no), {}, at, apart);
    names_.take(std::move(yes_names));
    out.append(std::move(yes));
  } else if (yes.empty() && no.empty()) {
    keep_effect(id, condition, out);
  } else if (yes.empty()) {
    out.branch(c_not(condition), std::move(no), {}, at, apart);
  } else {
    out.branch(condition, std::move(yes), std::move(no), at, apart);
  }
  return yes_falls || no_falls;
}

// An arm in braces. `names`: those that are free again behind it.
bool FunctionWriter::write_arm(Id<Block> arm, Leave const& leave, Next next, CBody& out, std::vector<std::string>* names) {
  ++depth_;
  names_.open_scope();
  bool const falls = write_block(arm, 0, leave, next, out);
  auto closed = names_.close_scope();
  if (names) *names = std::move(closed);
  --depth_;
  return falls;
}

// True if a block writes nothing but its exit.
bool FunctionWriter::has_only_exit(Id<Block> id) const {
  auto const& steps = block(id).steps;
  return plan_.last_live_step(id) == steps.size();
}

// A condition that nothing depends on is still computed if that has an effect.
void FunctionWriter::keep_effect(Id<Node> id, CExpr const& condition, CBody& out) {
  if (text(node(id).args[0]).moves == Moves::never) out.add(condition.text + ";", place_);
}

// The same without braces, for text that is nested too deep already: C compilers give up at some depth.
bool FunctionWriter::write_flat_if(CExpr const& condition, Id<Block> yes, Id<Block> no, Leave const& leave, Next next,
                                   CBody& out) {
  auto const otherwise = labels_.fresh("otherwise");
  out.add(fmt::format("if ({}) goto {};", c_not(condition).text, otherwise), place_);
  write_block(yes, 0, leave, {}, out);
  out.label(otherwise, true);
  return write_block(no, 0, leave, next, out);
}

// What an arm of a match knows: the values that the literal captured, the fields of the variant.
void FunctionWriter::name_parts(Id<Node> id, std::size_t arm, CBody& out) {
  auto const& params = block(node(id).blocks[arm]).params;
  auto const scrutinee = text(node(id).args[0]).expression;
  auto const* patterns = std::get_if<core::Patterns>(&node(id).what);
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (!plan_.is_live(params[i])) continue;
    auto const kind = type(params[i]).kind;
    auto const name = names_.fresh(patterns ? "field" : "captured");
    auto const part = patterns ? field_text(scrutinee, patterns->all[arm].fields[i], kind, patterns->all[arm].floats).text
                               : fmt::format("seq_closure_slots({})[{}].{}", scrutinee.text, i, c_letter(kind));
    out.declare(fmt::format("{} const {} = {};", c_type(kind), name, part), place_);
    know_variable(params[i], name);
  }
}

// The constant that stands for an arm of a match.
std::string FunctionWriter::case_label(Id<Node> id, std::size_t arm) const {
  if (auto const* patterns = std::get_if<core::Patterns>(&node(id).what)) return tables_.symbol(patterns->all[arm].tag).text;
  return tables_.shape(std::get<core::Keys>(node(id).what).literals[arm]);
}

// Of a match with two arms, of which one is for a variant without fields and the other for one that has some: which.
std::optional<std::size_t> FunctionWriter::bare_arm(Node const& match) const {
  auto const* patterns = std::get_if<core::Patterns>(&match.what);
  if (!patterns || patterns->all.size() != 2 || match.blocks.size() != 2) return std::nullopt;
  for (std::size_t arm = 0; arm < 2; ++arm)
    if (patterns->all[arm].bare && patterns->all[1 - arm].sure > 0) return arm;
  return std::nullopt;
}

bool FunctionWriter::write_match(Id<Node> id, Leave const& leave, Next next, CBody& out) {
  auto const& step = node(id);
  if (step.blocks.empty()) {  // of no literal: this is not reached
    out.add("__builtin_unreachable();", place_);
    return false;
  }
  if (!plan_.is_live(step.args[0])) return write_block(step.blocks[0], 0, leave, next, out);
  auto const before = text(step.args[0]);
  variable(step.args[0], out);
  bool falls = false;
  for (std::size_t arm = 0; arm < step.blocks.size(); ++arm) arms_[step.blocks[arm].index] = {id, arm};
  if (step.blocks.size() == 1) {
    falls = write_block(step.blocks[0], 0, leave, next, out);
  } else if (auto const bare = bare_arm(step)) {
    CExpr const is_object = c_call("seq_is_object", {text(step.args[0]).expression});
    falls = write_if(id, is_object, step.blocks[1 - *bare], step.blocks[*bare], leave, next, out);
  } else {
    falls = write_switch(id, leave, next, out);
  }
  if (!before.variable) know(step.args[0], before);  // a variable made for the match may not be visible elsewhere
  return falls;
}

bool FunctionWriter::write_switch(Id<Node> id, Leave const& leave, Next next, CBody& out) {
  auto const& step = node(id);
  bool const on_tag = std::holds_alternative<core::Patterns>(step.what);
  auto const shape = fmt::format("{}({})", on_tag ? "seq_variant_tag" : "seq_callable_shape", text(step.args[0]).expression.text);
  auto const at = place_;
  auto const count = step.blocks.size();
  if (is_flat()) {
    for (std::size_t i = 0; i + 1 < count; ++i) {
      auto const otherwise = labels_.fresh("otherwise");
      out.add(fmt::format("if ({} != {}) goto {};", shape, case_label(id, i), otherwise), at);
      write_block(step.blocks[i], 0, leave, {}, out);
      out.label(otherwise, true);
    }
    return write_block(step.blocks.back(), 0, leave, next, out);
  }
  auto const outer_break = std::exchange(break_, next);
  auto const outer_broke = std::exchange(broke_, false);
  depth_ += 2;
  CBody arms;
  bool falls = false;
  for (std::size_t i = 0; i < count; ++i) {
    CBody arm;
    names_.open_scope();
    // At the end of an arm control leaves the switch, and so comes to `next`.
    bool const arm_falls = write_block(step.blocks[i], 0, leave, next, arm);
    names_.close_scope();
    falls = falls || arm_falls;
    bool const last = i + 1 == count;
    if (arm.empty() || (arm_falls && !last)) arm.add("break;", place_);
    arms.nest(last ? "default:" : fmt::format("case {}:", case_label(id, i)), std::move(arm), at);
  }
  depth_ -= 2;
  falls = falls || broke_;
  break_ = outer_break;
  broke_ = outer_broke;
  out.nest(fmt::format("switch ({})", shape), std::move(arms), at);
  return falls;
}

// An `if_` as one expression: `c && x`, `c || x`, `!c`, or `c ? x : y` if it is short. Nothing if it needs statements.
std::optional<FunctionWriter::Known> FunctionWriter::conditional(Id<Node> id) {
  auto const& step = node(id);
  if (step.results.size() != 1 || !plan_.is_pure(id) || !plan_.is_live(Value{id, 0})) return std::nullopt;
  if (!is_short_arm(step.blocks[0]) || !is_short_arm(step.blocks[1])) return std::nullopt;
  auto const condition = text(step.args[0]);
  auto moves = condition.moves;
  CExpr arms[2];
  names_.open_scope();
  CBody statements;
  for (int i : {0, 1}) {
    auto const& arm = block(step.blocks[i]);
    for (auto const inner : arm.steps)
      if (plan_.is_live(inner)) write_step(inner, statements);
    auto const known = text(arm.values[0]);
    moves = std::max(moves, known.moves);
    arms[i] = known.expression;
  }
  names_.close_scope();
  if (!statements.empty()) return std::nullopt;
  if (step.results[0].kind == core::Kind::bool_) {
    if (arms[0].text == "1" && arms[1].text == "0") return Known{condition.expression, moves, condition.variable};
    if (arms[0].text == "0" && arms[1].text == "1") return Known{c_not(condition.expression), moves};
    if (arms[1].text == "0") return Known{c_binary(condition.expression, "&&", arms[0]), moves};
    if (arms[0].text == "1") return Known{c_binary(condition.expression, "||", arms[1]), moves};
    if (arms[0].text == "0") return Known{c_binary(c_not(condition.expression), "&&", arms[1]), moves};
    if (arms[1].text == "1") return Known{c_binary(c_not(condition.expression), "||", arms[0]), moves};
  }
  auto result = c_conditional(condition.expression, arms[0], arms[1]);
  if (result.text.size() > in_place) return std::nullopt;
  return Known{std::move(result), moves};
}

// At most two simple steps without float operations, all of which can stand in an expression.
bool FunctionWriter::is_short_arm(Id<Block> id) const {
  auto const& arm = block(id);
  std::size_t live = 0;
  for (auto const step : arm.steps) {
    if (!plan_.is_live(step)) continue;
    auto const& inner = node(step);
    if (!inner.blocks.empty() || is_float_operation(inner) || inner.results.size() != 1) return false;
    if (plan_.uses(Value{step, 0}) != 1 && inner.op != Op::closure) return false;
    if (inner.op == Op::closure && !inner.args.empty()) return false;
    if (++live > 2) return false;
  }
  return arm.exit == Exit::yield;
}

}  // namespace seq2c
