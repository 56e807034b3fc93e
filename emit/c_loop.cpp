// Loops: `for (;;)`, `while` and `for` for one block, labels and `goto` for several.
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

bool FunctionWriter::write_loop(Id<Node> id, Leave const& leave, Next next, CBody& out) {
  if (node(id).blocks.size() > 1) return write_group(id, leave, next, out);
  return write_round(id, leave, next, out);
}

// The variable of `start` becomes that of a loop's param, if nobody reads it any more.
bool FunctionWriter::take_over(Value start, Value param, Id<Node> loop) {
  start = plan_.root(start);
  if (node(start.node).op == Op::constant || !plan_.ends_with(start, loop)) return false;
  auto const known = text(start);
  auto const found = owner_.find(known.expression.text);
  if (!known.variable || found == owner_.end() || found->second != start) return false;
  found->second = param;
  know_variable(param, known.expression.text);
  return true;
}

// True if a loop's param is the same in every round.
bool FunctionWriter::is_constant(Value param, std::size_t index, Id<Block> round) const {
  return std::ranges::all_of(plan_.agains(round), [&](Id<Block> from) {
    return plan_.root(block(from).values[index]) == param;
  });
}

// Gives every param of the loop that is read a variable. What is not there yet is declared with its first value; what never
// changes is what it was before the loop.
FunctionWriter::Declarations FunctionWriter::declare_params(Id<Node> id) {
  auto const& loop = node(id);
  Declarations declared;
  auto const& first = block(loop.blocks[0]).params;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!plan_.is_live(first[i]) || !is_constant(first[i], i, loop.blocks[0]) || loop.blocks.size() > 1) continue;
    auto const start = text(loop.args[i]);
    if (!start.variable) continue;
    know(first[i], start);
    owner_.erase(start.expression.text);  // it stands for two values now
  }
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!plan_.is_live(first[i]) || is_known_variable(first[i])) continue;
    if (take_over(loop.args[i], first[i], id)) continue;
    auto const start = text(loop.args[i]).expression.text;
    auto const name = names_.fresh(c_param_name(i));
    declared.push_back({name, fmt::format("{} {} = {}", c_type(type(first[i]).kind), name, start)});
    know_variable(first[i], name);
    owner_[name] = first[i];
  }
  for (auto const other : loop.blocks) {
    if (other == loop.blocks[0]) continue;
    std::set<std::string> taken;
    auto const& params = block(other).params;
    for (std::size_t i = 0; i < params.size(); ++i) {
      if (!plan_.is_live(params[i])) continue;
      auto const name = variable_for(id, params[i], i, other, taken, declared);
      taken.insert(name);
      know_variable(params[i], name);
      owner_.erase(name);
    }
  }
  return declared;
}

// A variable for a param of a block that is entered from other blocks of its loop: that of the value which one of these
// hands over, if it is one of theirs, else that of their param at the same position. They are never in use at the same time.
std::string FunctionWriter::variable_for(Id<Node> id, Value param, std::size_t index, Id<Block> own,
                                         std::set<std::string> const& taken, Declarations& declared) {
  auto const& loop = node(id);
  auto const kind = type(param).kind;
  auto const can_share = [&](Value other) {
    return is_known_variable(other) && type(other).kind == kind && !taken.contains(text(other).expression.text);
  };
  for (auto const from : plan_.agains(own)) {
    auto const given = plan_.root(block(from).values[index]);
    for (auto const other : loop.blocks) {
      auto const& others = block(other).params;
      if (std::ranges::find(others, given) != others.end() && can_share(given)) return text(given).expression.text;
    }
  }
  for (auto const other : loop.blocks) {
    auto const& others = block(other).params;
    if (index < others.size() && can_share(others[index])) return text(others[index]).expression.text;
  }
  auto const name = names_.fresh(c_param_name(index));
  declared.push_back({name, fmt::format("{} {} = 0", c_type(kind), name)});
  return name;
}

bool FunctionWriter::is_known_variable(Value value) const {
  value = plan_.root(value);
  auto const at = known_at_[value.node.index];
  return at != 0 && node(value.node).op != Op::constant && known_[at + value.index].variable;
}

bool FunctionWriter::is_simple_until(Id<Block> id, std::uint32_t end) const {
  auto const& steps = block(id).steps;
  for (std::uint32_t i = 0; i < end && i < steps.size(); ++i)
    if (plan_.is_live(steps[i]) && !node(steps[i]).blocks.empty()) return false;
  return true;
}

// A loop of one block.
bool FunctionWriter::write_round(Id<Node> id, Leave const& leave, Next next, CBody& out) {
  auto const round = node(id).blocks[0];
  auto variables = declare_params(id);
  auto const at = place_;
  if (is_flat()) {
    if (leave.kind == Leave::Kind::assign) declare_loop_results(id, leave, out);
    for (auto const& variable : variables) out.declare(variable.text + ";", at);
    out.label(label_of(round), true);
    write_block(round, 0, leave, {}, out);
    return plan_.falls(id);
  }
  auto const outer_continue = continue_;
  auto const outer_break = break_;
  auto const outer_broke = broke_;
  CBody body;
  ++depth_;
  names_.open_scope();
  auto const last = plan_.last_live_step(round);
  std::uint32_t first = 0;
  if (is_simple_until(round, last)) {
    for (; first < last; ++first)
      if (plan_.is_live(block(round).steps[first])) write_step(block(round).steps[first], body);
    if (body.empty()) {
      if (auto found = way_out(round)) return write_while(id, std::move(*found), std::move(variables), leave, next, out);
    }
  }
  if (leave.kind == Leave::Kind::assign) declare_loop_results(id, leave, out);
  continue_ = loop_head(round);
  break_ = leave.kind == Leave::Kind::assign ? after(id) : Next{};
  write_block(round, first, leave, loop_head(round), body);
  names_.close_scope();
  for (auto const& result : targets_[id.index])
    if (!result.empty()) names_.take(std::vector{result});
  --depth_;
  continue_ = outer_continue;
  break_ = outer_break;
  broke_ = outer_broke;
  for (auto const& variable : variables) out.declare(variable.text + ";", at);
  if (!block_labels_[round.index].empty()) out.label(block_labels_[round.index], false);
  out.nest("for (;;)", std::move(body), at);
  return leave.kind == Leave::Kind::assign && plan_.falls(id);
}

// The test that a round begins with, if one of its arms only yields, without statements, and the other one goes round or
// leaves the function.
std::optional<FunctionWriter::WayOut> FunctionWriter::way_out(Id<Block> round) {
  auto const& steps = block(round).steps;
  auto const last = plan_.last_live_step(round);
  if (last >= steps.size() || node(steps[last]).op != Op::if_ || block(round).exit != Exit::yield) return std::nullopt;
  auto const& test = node(steps[last]);
  for (int const arm : {0, 1}) {
    auto const leaves = test.blocks[arm];
    if (block(leaves).exit != Exit::yield || !plan_.falls(leaves) || plan_.falls(test.blocks[1 - arm])) continue;
    auto const& inner = block(leaves).steps;
    if (inner.size() > 4 || !is_simple_until(leaves, static_cast<std::uint32_t>(inner.size()))) continue;
    CBody statements;
    names_.open_scope();
    for (auto const step : inner)
      if (plan_.is_live(step)) write_step(step, statements);
    names_.close_scope();
    if (!statements.empty()) continue;
    WayOut found{steps[last], arm, {}};
    for (std::uint32_t i = 0; i < test.results.size(); ++i) {
      bool const read = plan_.is_live(Value{steps[last], i});
      found.values.push_back(read ? text(block(leaves).values[i]) : Known{});
    }
    return found;
  }
  return std::nullopt;
}

// `while (test) { … }`, or `for (…; test; …)` where the round ends with a step of a variable that the test reads. The
// scope of the body is open.
bool FunctionWriter::write_while(Id<Node> id, WayOut found, Declarations variables, Leave const& leave, Next next, CBody& out) {
  auto const round = node(id).blocks[0];
  auto const& test = node(found.test);
  if (auto const place = tables_.place(test.origin); place.source) place_ = place;
  auto const at = place_;
  auto condition = text(test.args[0]).expression;
  if (found.arm == 0) condition = c_not(condition);
  auto const outer_continue = std::exchange(continue_, loop_head(round));
  auto const outer_break = std::exchange(break_, Next{});
  CBody body;
  Leave const inner{Leave::Kind::exit, found.test, round, &leave};
  write_block(test.blocks[1 - found.arm], 0, inner, loop_head(round), body);
  auto const inside = names_.close_scope();
  --depth_;
  continue_ = outer_continue;
  break_ = outer_break;

  for (std::uint32_t i = 0; i < found.values.size(); ++i)
    if (plan_.is_live(Value{found.test, i})) know({found.test, i}, found.values[i]);
  auto const read_after = [&](std::string const& name) {
    auto const& values = block(round).values;
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      bool const read = leave.kind == Leave::Kind::give_back || plan_.is_live(Value{leave.owner, i});
      if (read && mentions(text(values[i]).expression.text, name)) return true;
    }
    return false;
  };
  std::string head = fmt::format("while ({})", condition.text);
  std::string const step(body.last_statement());
  auto const name = step.substr(0, step.find(' '));
  bool const stands_alone = std::ranges::none_of(inside, [&](auto const& local) { return mentions(step, local); });
  if (plan_.agains(round).size() == 1 && block_labels_[round.index].empty() && step.starts_with(name + " = ") &&
      stands_alone && mentions(condition.text, name) && head.size() + step.size() < 84) {
    body.drop_last();
    std::string start;
    auto const own = std::ranges::find(variables, name, &Declaration::name);
    if (own != variables.end() && !read_after(name) && own->text.size() + condition.text.size() + step.size() < 84) {
      start = own->text;
      variables.erase(own);
    }
    head = fmt::format("for ({}; {}; {})", start, condition.text, step.substr(0, step.size() - 1));
  }
  for (auto const& variable : variables) out.declare(variable.text + ";", at);
  if (!block_labels_[round.index].empty()) out.label(block_labels_[round.index], false);
  out.loop(std::move(head), std::move(body), at, tables_.line_directives);

  if (leave.kind == Leave::Kind::assign) {
    keep_loop_results(id, round, out);
    return true;
  }
  auto const leaves = test.blocks[found.arm];
  return write_yield(leaves, std::move(found.values), inner, next, out);
}

// Behind a `while` its results are what its variables hold.
void FunctionWriter::keep_loop_results(Id<Node> id, Id<Block> round, CBody& out) {
  auto const& loop = node(id);
  for (std::uint32_t i = 0; i < loop.results.size(); ++i) {
    Value const result{id, i};
    if (!plan_.is_live(result)) continue;
    auto const value = block(round).values[i];
    auto known = text(value);
    if (!known.variable) {
      auto const name = names_.fresh(name_for(loop));
      out.declare(fmt::format("{} const {} = {};", c_type(loop.results[i].kind), name, known.expression.text), place_);
      known = {{name}, Moves::freely, true};
    } else if (auto const owner = owner_.find(known.expression.text); owner != owner_.end()) {
      // A param's variable goes to the first result that it is; one with two uses is never taken over by a later loop.
      auto const& params = block(round).params;
      if (std::ranges::find(params, owner->second) != params.end()) owner->second = result;
      else owner_.erase(owner);
    }
    know(result, std::move(known));
  }
}

// Variables for the results of a loop that is left by `break` or `goto`; none for a result that is always the same variable.
void FunctionWriter::declare_loop_results(Id<Node> id, Leave const& leave, CBody& out) {
  auto const& loop = node(id);
  targets_[id.index].assign(loop.results.size(), "");
  for (std::uint32_t i = 0; i < loop.results.size(); ++i) {
    Value const result{id, i};
    if (!plan_.is_live(result)) continue;
    std::optional<Value> source;
    bool same = true;
    for (auto const round : loop.blocks) {
      if (!plan_.falls(round)) continue;
      auto const one = only_source(block(round).values[i], 0);
      same = same && one && (!source || *source == *one);
      source = one;
    }
    if (same && source) {
      bool const constant = node(source->node).op == Op::constant;
      bool shared = !plan_.outlives(*source, id);  // or a param of one of several blocks
      for (auto const round : loop.blocks)
        shared = shared || (loop.blocks.size() > 1 && std::ranges::find(block(round).params, *source) != block(round).params.end());
      if (!shared && (constant || is_known_variable(*source))) {
        auto known = text(*source);
        owner_.erase(known.expression.text);
        know(result, std::move(known));
        continue;
      }
    }
    auto name = heir_of(result, leave);
    if (name.empty()) {
      name = names_.fresh(name_for(loop));
      out.declare(fmt::format("{} {};", c_type(loop.results[i].kind), name), place_);
      owner_[name] = result;
    }
    targets_[id.index][i] = name;
    know_variable(result, name);
  }
}

// The variable that a result will be assigned to at once, by the exit of the block that ends with its maker.
std::string FunctionWriter::heir_of(Value result, Leave const& leave) const {
  auto in = leave.block;
  auto const* then = leave.outer;
  while (in && then && plan_.uses(result) == 1 && block(in).exit == Exit::yield) {
    auto const& values = block(in).values;
    auto const found = std::ranges::find(values, result);
    if (found == values.end()) return "";
    auto const index = static_cast<std::uint32_t>(found - values.begin());
    if (then->kind == Leave::Kind::assign) {
      auto const targets = targets_.find(then->owner.index);
      return targets != targets_.end() && index < targets->second.size() ? targets->second[index] : "";
    }
    if (then->kind != Leave::Kind::exit) return "";
    result = {then->owner, index};
    in = then->block;
    then = then->outer;
  }
  return "";
}

// The one value that `value` is on every path, seen through conditionals.
std::optional<Value> FunctionWriter::only_source(Value value, int depth) const {
  value = plan_.root(value);
  auto const& maker = node(value.node);
  if (maker.op != Op::if_ && maker.op != Op::match) return value;
  if (is_known_variable(value)) return value;
  if (depth > 40) return std::nullopt;
  std::optional<Value> source;
  for (auto const arm : maker.blocks) {
    if (!plan_.falls(arm)) continue;
    auto const one = only_source(block(arm).values[value.index], depth + 1);
    if (!one || (source && *source != *one)) return std::nullopt;
    source = one;
  }
  return source;
}

// A loop of several blocks: a label for each, in braces of its own.
bool FunctionWriter::write_group(Id<Node> id, Leave const& leave, Next next, CBody& out) {
  auto const& loop = node(id);
  auto const at = place_;
  auto const variables = declare_params(id);
  if (leave.kind == Leave::Kind::assign) declare_loop_results(id, leave, out);
  for (auto const& variable : variables) out.declare(variable.text + ";", at);
  bool const flat = is_flat();
  auto const last_next = leave.kind == Leave::Kind::assign ? after(id) : next;
  std::vector<CBody> texts(loop.blocks.size());
  std::vector<bool> falls(loop.blocks.size());
  if (!flat) ++depth_;
  for (std::size_t i = 0; i < loop.blocks.size(); ++i) {
    bool const last = i + 1 == loop.blocks.size();
    if (!flat) names_.open_scope();
    falls[i] = write_block(loop.blocks[i], 0, leave, last ? last_next : loop_head(loop.blocks[i + 1]), texts[i]);
    if (!flat) names_.close_scope();
  }
  if (!flat) --depth_;
  for (std::size_t i = 0; i < loop.blocks.size(); ++i) {
    auto const& label = block_labels_[loop.blocks[i].index];
    if (i > 0 && label.empty() && !falls[i - 1]) continue;  // nothing comes here
    if (flat) {
      if (!label.empty()) out.label(label, true);
      out.append(std::move(texts[i]));
    } else if (label.empty()) {
      out.append_block(std::move(texts[i]), at);
    } else {
      out.nest(label + ":", std::move(texts[i]), at);
    }
  }
  return falls.back() || (leave.kind == Leave::Kind::assign && plan_.falls(id));
}

}  // namespace seq2c
