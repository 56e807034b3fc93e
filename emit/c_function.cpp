// Blocks, their exits, and what goes around them.
#include "emit/c_function.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "emit/c_type.h"

namespace seq2c {

using core::Block;
using core::Exit;
using core::Node;
using core::Op;
using core::Value;

namespace {

bool is_name(std::string_view text) {
  return text.find_first_of(" ()\"+-*/&|?") == std::string_view::npos;
}

}  // namespace

std::string c_param_name(std::size_t index) {
  return index < 26 ? std::string(1, static_cast<char>('a' + index)) : fmt::format("p{}", index + 1);
}

std::string function_head(CTables& tables, Id<core::Function> id, bool site) {
  auto const& function = tables.program().functions[id];
  if (function.results.size() > 1) tables.result_struct(function.results);
  std::string parameters;
  auto const& params = function.blocks[function.body].params;
  for (std::size_t i = 0; i < params.size(); ++i)
    parameters += fmt::format("{}{} {}", i > 0 ? ", " : "", c_type(core::type_of(function, params[i]).kind), c_param_name(i));
  if (site) parameters += parameters.empty() ? "seq_site site" : ", seq_site site";
  return fmt::format("{}{} {}({})", function.exported ? "" : "static ", c_result_type(function.results),
                     tables.function_name(id), parameters.empty() ? "void" : parameters);
}

FunctionWriter::FunctionWriter(CTables& tables, std::vector<bool> const& takes_site, Id<core::Function> function)
    : tables_(tables), takes_site_(takes_site), id_(function), function_(tables.program().functions[function]),
      plan_(function_), known_at_(function_.nodes.size()), known_(1), block_labels_(function_.blocks.size()) {}

CBody FunctionWriter::body() {
  CBody out;
  place_ = tables_.place(function_.origin);
  names_.take(tables_.outer_names());
  names_.open_scope();
  if (takes_site_[id_.index]) names_.fresh("site");
  auto const& params = block(function_.body).params;
  for (std::size_t i = 0; i < params.size(); ++i) {
    auto const name = names_.fresh(c_param_name(i));
    know_variable(params[i], name);
    owner_[name] = params[i];
    if (!plan_.is_live(params[i])) out.add(fmt::format("(void){};", name), place_);
    else if (function_.exported && type(params[i]) == core::int_type()) out.add(fmt::format("{0} = seq_i_normal({0});", name), place_);
  }
  if (!has_holes()) write_block(function_.body, 0, {}, {Next::Kind::function_end, 0}, out);
  else out.append(rounds());
  names_.close_scope();
  return out;
}

// Steps from `first` on, then the exit.
bool FunctionWriter::write_block(Id<Block> id, std::uint32_t first, Leave const& leave, Next next, CBody& out) {
  if (auto const arm = arms_.find(id.index); first == 0 && arm != arms_.end()) name_parts(arm->second.first, arm->second.second, out);
  auto const& steps = block(id).steps;
  auto const last = plan_.last_live_step(id);
  auto const* hole = hole_of(id);
  for (auto i = first; i < steps.size(); ++i) {
    if (!plan_.is_live(steps[i])) continue;
    auto const& step = node(steps[i]);
    if (auto const place = tables_.place(step.origin); place.source) place_ = place;
    if (hole && steps[i] == hole->call) keep_arguments(*hole, out);
    if (hole && steps[i] == hole->variant) return go_on(*hole, next, out);
    if (hole && is_for_hole(*hole, steps[i])) continue;
    if (step.blocks.empty()) {
      if (i == last && forwards_results(steps[i], id, leave)) {
        out.add("return " + call_text(step).expression.text + ";", place_);
        return false;
      }
      if (!write_step(steps[i], out)) return false;
      continue;
    }
    if (step.op == Op::if_) {
      if (auto expression = conditional(steps[i])) {
        write_result(steps[i], std::move(*expression), out);
        continue;
      }
    }
    if (i == last && goes_on_in_arms(steps[i], id, leave)) {
      if (hands_on_results(steps[i], id)) return write_control(steps[i], leave, next, out);
      Leave const inner{Leave::Kind::exit, steps[i], id, &leave};
      return write_control(steps[i], inner, next, out);
    }
    Leave const inner{Leave::Kind::assign, steps[i], i == last ? id : Id<Block>{}, &leave};
    declare_results(steps[i], out);
    write_control(steps[i], inner, after(steps[i]), out);
    if (auto const label = after_labels_.find(steps[i].index); label != after_labels_.end()) out.label(label->second, true);
    if (!plan_.falls(steps[i])) return false;
  }
  return write_exit(id, leave, next, out);
}

// Whether the exit of a block that ends with this step can be written in the step's own blocks.
bool FunctionWriter::goes_on_in_arms(Id<Node> id, Id<Block> in, Leave const& leave) const {
  auto const& end = block(in);
  if (end.exit == Exit::never) return true;
  if (node(id).op == Op::loop) return returns(in, leave);
  if (end.exit == Exit::again && end.values.size() > 6) return false;
  return true;
}

// Whether a block yields just what this step, its last one, gives.
bool FunctionWriter::hands_on_results(Id<Node> id, Id<Block> in) const {
  auto const& end = block(in);
  if (end.exit != Exit::yield || end.values.size() != node(id).results.size()) return false;
  for (std::uint32_t i = 0; i < end.values.size(); ++i)
    if (end.values[i] != Value{id, i}) return false;
  return true;
}

// Whether the yield of a block ends in the function's `return`.
bool FunctionWriter::returns(Id<Block> id, Leave const& leave) const {
  if (block(id).exit != Exit::yield) return false;
  if (leave.kind == Leave::Kind::give_back) return true;
  return leave.kind == Leave::Kind::exit && returns(leave.block, *leave.outer);
}

// A call of a function with several results that are just what this function returns.
bool FunctionWriter::forwards_results(Id<Node> id, Id<Block> in, Leave const& leave) const {
  auto const& step = node(id);
  if (step.op != Op::call || step.results.size() < 2 || leave.kind != Leave::Kind::give_back) return false;
  if (!hands_on_results(id, in)) return false;
  for (std::size_t i = 0; i < step.results.size(); ++i)
    if (step.results[i].kind != function_.results[i].kind) return false;
  return !function_.exported;
}

bool FunctionWriter::write_exit(Id<Block> id, Leave const& leave, Next next, CBody& out) {
  auto const& end = block(id);
  switch (end.exit) {
    case Exit::never: {
      // Behind a step that never returns there is nothing; else say so to the C compiler.
      auto const ends = std::ranges::any_of(end.steps, [&](Id<Node> step) { return !plan_.falls(step); });
      if (!ends) out.add("__builtin_unreachable();", place_);
      return false;
    }
    case Exit::again: {
      assign_params(end.target, end.values, out);
      return jump(loop_head(end.target), next, out);
    }
    case Exit::yield: {
      std::vector<Known> values;
      for (std::uint32_t i = 0; i < end.values.size(); ++i) {
        bool const read = leave.kind == Leave::Kind::give_back || plan_.is_live(Value{leave.owner, i});
        values.push_back(read ? text(end.values[i]) : Known{});
      }
      return write_yield(id, std::move(values), leave, next, out);
    }
  }
  return false;
}

bool FunctionWriter::write_yield(Id<Block> id, std::vector<Known> values, Leave const& leave, Next next, CBody& out) {
  switch (leave.kind) {
    case Leave::Kind::give_back: {
      if (values.empty()) return jump({Next::Kind::function_end, 0}, next, out);
      write_return(values, out);
      return false;
    }
    case Leave::Kind::assign: {
      auto const& targets = targets_[leave.owner.index];
      for (std::size_t i = 0; i < targets.size(); ++i) {
        if (targets[i].empty() || targets[i] == values[i].expression.text) continue;
        out.add(fmt::format("{} = {};", targets[i], values[i].expression.text), place_);
      }
      return jump(after(leave.owner), next, out);
    }
    case Leave::Kind::exit: {
      for (std::uint32_t i = 0; i < values.size(); ++i) {
        Value const result{leave.owner, i};
        if (!plan_.is_live(result)) continue;
        if (plan_.uses(result) > 1 && !values[i].variable) {
          auto const name = names_.fresh(name_for(node(plan_.root(block(id).values[i]).node)));
          out.declare(fmt::format("{} const {} = {};", c_type(type(result).kind), name, values[i].expression.text), place_);
          values[i] = {{name}, Moves::freely, true};
        }
        know(result, std::move(values[i]));
      }
      return write_exit(leave.block, *leave.outer, next, out);
    }
  }
  return false;
}

void FunctionWriter::write_return(std::vector<Known> const& values, CBody& out) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto const& wanted = function_.results[i];
    bool const raw = function_.exported && wanted.kind == core::Kind::int_ && wanted.form == core::Form::raw;
    texts.push_back(raw ? c_call("seq_i_normal", {values[i].expression}).text : values[i].expression.text);
  }
  if (texts.size() == 1) {
    if (!hole_.empty()) out.add(fmt::format("*{} = {};", hole_, std::exchange(texts[0], result_)), place_);
    out.add(fmt::format("return {};", texts[0]), place_);
    return;
  }
  std::string list;
  for (auto const& one : texts) list += (list.empty() ? "" : ", ") + one;
  out.add(fmt::format("return (struct {}){{{}}};", tables_.result_struct(function_.results), list), place_);
}

// All at once: `a, b = b, a` as few statements as possible. One whose variable no other one still reads comes first; where
// they read each other in a circle a value is kept in a variable of its own.
void FunctionWriter::assign_params(Id<Block> target, core::Values const& values, CBody& out) {
  struct Assignment {
    std::string variable, value;
    Value from;
  };
  std::vector<Assignment> open;
  auto const& params = block(target).params;
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (!plan_.is_live(params[i])) continue;
    auto const& constant = node(plan_.root(values[i]).node);
    bool const is_unset = constant.op == Op::constant && std::holds_alternative<core::Unset>(std::get<core::Constant>(constant.what));
    if (is_unset && !core::is_counted(type(params[i]))) continue;  // else it is released: what stood there before has gone
    auto const variable = text(params[i]).expression.text;
    auto value = text(values[i]).expression.text;
    if (variable != value) open.push_back({variable, std::move(value), values[i]});
  }
  auto const is_read = [&](std::size_t index) {
    for (std::size_t i = 0; i < open.size(); ++i)
      if (i != index && mentions(open[i].value, open[index].variable)) return true;
    return false;
  };
  while (!open.empty()) {
    std::size_t chosen = 0;
    while (chosen < open.size() && is_read(chosen)) ++chosen;
    if (chosen < open.size()) {
      out.add(fmt::format("{} = {};", open[chosen].variable, open[chosen].value), place_);
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(chosen));
      continue;
    }
    auto computed = std::ranges::find_if(open, [](Assignment const& one) { return !is_name(one.value); });
    if (computed == open.end()) computed = open.begin();
    auto const base = is_name(computed->value) ? "next_" + computed->variable : name_for(node(plan_.root(computed->from).node));
    auto const name = names_.fresh(base);
    out.declare(fmt::format("{} const {} = {};", c_type(type(computed->from).kind), name, computed->value), place_);
    computed->value = name;
  }
}

// Goes to `to`, unless that is where the end of the text leads anyway.
bool FunctionWriter::jump(Next to, Next next, CBody& out) {
  if (to == next) return true;
  if (to.kind == Next::Kind::function_end) {
    out.add("return;", place_);
  } else if (to == break_) {
    broke_ = true;
    out.add("break;", place_);
  } else if (to == continue_) {
    out.add("continue;", place_);
  } else if (to.kind == Next::Kind::function_start) {
    if (start_label_.empty()) start_label_ = labels_.fresh("again");
    out.add(fmt::format("goto {};", start_label_), place_);
  } else if (to.kind == Next::Kind::loop_head) {
    out.add(fmt::format("goto {};", label_of({to.index})), place_);
  } else {
    auto& label = after_labels_[to.index];
    if (label.empty()) label = labels_.fresh("done");
    out.add(fmt::format("goto {};", label), place_);
  }
  return false;
}

// The label of a loop's block, which is written where something goes to it.
std::string FunctionWriter::label_of(Id<Block> id) {
  auto& label = block_labels_[id.index];
  if (!label.empty()) return label;
  std::string base = "again";
  for (auto const step : block(id).steps) {
    auto const origin = node(step).origin;
    if (!origin) continue;
    auto const word = tables_.program().origins[origin].word;
    if (word && tables_.program().checked) base = c_spelling(tables_.program().checked->definitions[word].name);
    break;
  }
  if (base.empty() || (base[0] >= '0' && base[0] <= '9')) base.insert(0, "w_");
  return label = labels_.fresh(base);
}

}  // namespace seq2c
