// Simple steps: words, calls, boxing, counting.
#include <algorithm>

#include <fmt/format.h>

#include "emit/c_function.h"
#include "emit/c_type.h"
#include "peval/ownership.h"

namespace seq2c {

using core::Kind;
using core::Node;
using core::Op;
using core::Value;

namespace {

// A value that nobody reads but that may lose an owner it never had.
CExpr unset_text(Kind kind) {
  if (!core::is_counted({kind})) return {"0"};
  return {kind == Kind::string ? "SEQ_STRING(seq_text_empty)" : "SEQ_IMMEDIATE(SEQ_BOOL, 0)"};
}

bool is_immortal(std::string_view text) { return text.starts_with("SEQ_STRING(") || text.starts_with("SEQ_CELL("); }

// `seq_int const sum = a + b;`
std::string c_constant(Kind kind, std::string_view name, std::string_view text) {
  std::string line;
  line.reserve(name.size() + text.size() + 24);
  line.append(c_type(kind)).append(" const ").append(name).append(" = ").append(text).append(";");
  return line;
}

}  // namespace

// Writes one step that has no blocks. False if control does not come back from it.
bool FunctionWriter::write_step(Id<Node> id, CBody& out) {
  auto const& step = node(id);
  switch (step.op) {
    case Op::constant:
    case Op::param: return true;
    case Op::word: {
      write_result(id, word_text(step), out);
      return plan_.falls(id);
    }
    case Op::call: {
      write_result(id, call_text(step), out);
      return true;
    }
    case Op::closure: {
      write_closure(id, out);
      return true;
    }
    case Op::variant: {
      write_variant(id, out);
      return true;
    }
    case Op::field: {
      auto const& field = std::get<core::Index>(step.what);
      write_result(id, {field_text(text(step.args[0]).expression, field.field, step.results[0].kind, field.floats), Moves::never}, out);
      return true;
    }
    case Op::unbox: {
      auto argument = text(step.args[0]);
      auto const kind = step.results[0].kind;
      if (kind == Kind::variant) return write_same(id, argument, out);
      // The owner goes on to the result; a Float has none.
      bool const ends = kind == Kind::float_ && core::ends_box(function_, step);
      auto const function = fmt::format("seq_{}_{}", ends ? "take" : "unbox", c_kind_name(kind));
      auto const moves = kind == Kind::float_ ? Moves::never : std::max(argument.moves, Moves::counted);
      write_result(id, {c_call(function, {argument.expression}), moves}, out);
      return true;
    }
    case Op::box: {
      auto argument = text(step.args[0]);
      auto const kind = type(step.args[0]).kind;
      if (kind == Kind::variant) return write_same(id, argument, out);
      auto const moves = std::max(argument.moves, core::is_counted(type(step.args[0])) ? Moves::counted : Moves::freely);
      write_result(id, {c_call(fmt::format("seq_box_{}", c_kind_name(kind)), {argument.expression}), moves}, out);
      return true;
    }
    case Op::cast: {
      auto const& message = std::get<core::Cast>(step.what).message;
      auto const function = fmt::format("seq_as_{}", c_kind_name(step.results[0].kind));
      auto const argument = text(step.args[0]);
      write_result(id, {c_call(function, {argument.expression, {c_string(message)}, site(step.origin)}), Moves::never}, out);
      return true;
    }
    case Op::normal: {
      auto const argument = text(step.args[0]);
      write_result(id, {c_call("seq_i_normal", {argument.expression}), argument.moves}, out);
      return true;
    }
    case Op::fail: {
      CExpr const message{c_string(std::get<core::Failure>(step.what).message)};
      auto const call = step.args.empty() ? c_call("seq_fail", {message, site(step.origin)})
                                          : c_call("seq_fail_value", {message, text(step.args[0]).expression, site(step.origin)});
      out.add(call.text + ";", place_);
      return false;
    }
    case Op::take: {
      write_take(id, out);
      return true;
    }
    case Op::retain:
    case Op::release: {
      if (node(plan_.root(step.args[0]).node).op == Op::take) {
        out.add(c_call("seq_cell_release", {text(step.args[0]).expression}).text + ";", place_);
        return true;
      }
      if (node(plan_.root(step.args[0]).node).op == Op::constant || is_bare_here(id)) return true;
      auto const& known = text(step.args[0]);
      if (is_immortal(known.expression.text)) return true;
      auto const verb = step.op == Op::retain ? "retain" : "release";
      auto const function = fmt::format("seq_{}_{}", c_kind_name(type(step.args[0]).kind), verb);
      out.add(c_call(function, {known.expression}).text + ";", place_);
      return true;
    }
    case Op::if_:
    case Op::match:
    case Op::loop: return true;  // c_control.cpp
  }
  return true;
}

// True if the value of a count is a variant that has no fields where the count stands: an arm of a match says so.
bool FunctionWriter::is_bare_here(Id<Node> id) const {
  auto const arm = arms_.find(plan_.position(id).block.index);
  if (arm == arms_.end()) return false;
  auto const& match = node(arm->second.first);
  auto const* patterns = std::get_if<core::Patterns>(&match.what);
  bool const is_bare = patterns && arm->second.second < patterns->all.size() && patterns->all[arm->second.second].bare;
  return is_bare && core::same_object(function_, match.args[0]) == core::same_object(function_, node(id).args[0]);
}

// A value under another name: a variant is the same in a box.
bool FunctionWriter::write_same(Id<Node> id, Known const& argument, CBody& out) {
  if (argument.variable || argument.moves == Moves::freely) know({id, 0}, argument);
  else write_result(id, argument, out);
  return true;
}

// A variant of a tag that is known: a constant, or an object whose fields are filled in, but for the one that is to hold `hole`.
void FunctionWriter::write_variant(Id<Node> id, CBody& out, Value hole) {
  auto const& step = node(id);
  auto const& [tag_name, floats, unchanged] = std::get<core::Tag>(step.what);
  auto const tag = tables_.symbol(tag_name);
  auto const kind = floats ? "floats" : "variant";
  if (core::is_immortal(function_, {id, 0})) return know({id, 0}, {tables_.immortal_variant(function_, {id, 0}), Moves::freely});
  auto const name = names_.fresh(name_for(step));
  std::vector<std::string> fields;
  for (auto const argument : step.args) fields.push_back(argument == hole ? "" : text(argument).expression.text);
  std::string cell;
  if (node(step.args.back().node).op == Op::take) {
    cell = fields.back();
    fields.pop_back();
    out.declare(fmt::format("seq_variant const {} = seq_{}_in({}, {}, {});", name, kind, cell, tag.text, fields.size()), place_);
  } else {
    out.declare(fmt::format("seq_variant const {} = seq_{}_new({}, {});", name, kind, tag.text, fields.size()), place_);
  }
  CBody fresh;  // what only a new variant needs
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    if (fields[i].empty()) continue;  // the hole
    auto& body = (unchanged & core::field_bit(i)) != 0 ? fresh : out;
    body.add(fmt::format("seq_variant_{}({})[{}] = {};", floats ? "floats" : "fields", name, i, fields[i]), place_);
  }
  if (!fresh.empty()) out.branch({"!" + cell, Precedence::unary, cell}, std::move(fresh), {}, place_, tables_.line_directives);
  know({id, 0}, {{name}, Moves::freely, true});
}

// The variant's owner is given up. If it was the only one the fields that are kept come with it and the others are released;
// else those that are kept get an owner of their own.
void FunctionWriter::write_take(Id<Node> id, CBody& out) {
  auto const& step = node(id);
  auto const& fields = std::get<core::Fields>(step.what);
  auto const cell = names_.fresh("cell");
  auto const variant = text(step.args[0]).expression;
  out.declare(fmt::format("seq_variant const {} = seq_variant_take({}, {});", cell, variant.text, fields.count), place_);
  know({id, 0}, {{cell}, Moves::freely, true});
  CBody shared, unique;
  for (std::size_t i = 1; i < step.args.size(); ++i) {
    auto const kind = type(step.args[i]).kind;
    shared.add(fmt::format("seq_{}_retain({});", c_kind_name(kind), text(step.args[i]).expression.text), place_);
  }
  shared.add(fmt::format("seq_variant_release({});", variant.text), place_);
  for (std::uint32_t i = 0; i < fields.count && !fields.floats; ++i)
    if (std::ranges::find(fields.kept, i) == fields.kept.end() && (fields.plain & core::field_bit(i)) == 0)
      unique.add(fmt::format("seq_value_release(seq_variant_fields({})[{}]);", cell, i), place_);
  if (unique.empty()) out.branch({"!" + cell, Precedence::unary, cell}, std::move(shared), {}, place_, tables_.line_directives);
  else out.branch({cell}, std::move(unique), std::move(shared), place_, tables_.line_directives);
}

// A field of a variant as a value of that kind, without an owner of its own.
CExpr FunctionWriter::field_text(CExpr const& variant, std::size_t index, Kind kind, bool floats) const {
  if (floats) return {fmt::format("{}[{}]", c_call("seq_variant_floats", {variant}).text, index)};
  CExpr const field{fmt::format("{}[{}]", c_call("seq_variant_fields", {variant}).text, index)};
  if (kind == Kind::any || kind == Kind::variant) return field;
  return c_call(fmt::format("seq_unbox_{}", c_kind_name(kind)), {field});
}

void FunctionWriter::write_closure(Id<Node> id, CBody& out) {
  auto const& step = node(id);
  auto const shape = tables_.shape(std::get<Id<core::Literal>>(step.what));
  if (step.args.empty()) {
    know({id, 0}, {c_call("seq_quotation", {{shape}}), Moves::freely});
    return;
  }
  auto const name = names_.fresh(name_for(step));
  std::vector<std::string> captured;
  for (auto const argument : step.args) captured.push_back(text(argument).expression.text);
  out.declare(fmt::format("seq_callable const {} = seq_closure_make({}, {});", name, shape, step.args.size()), place_);
  for (std::size_t i = 0; i < captured.size(); ++i)
    out.add(fmt::format("seq_closure_slots({})[{}].{} = {};", name, i, c_letter(type(step.args[i]).kind), captured[i]), place_);
  know({id, 0}, {{name}, Moves::freely, true});
}

// The text of a step is known; it becomes a statement, a variable, or waits for its only reader.
void FunctionWriter::write_result(Id<Node> id, Known text, CBody& out) {
  auto const& step = node(id);
  bool live = false;
  for (std::uint32_t index = 0; index < step.results.size(); ++index) live |= plan_.is_live(Value{id, index});
  if (!live) {
    out.add(text.expression.text + ";", place_);
    return;
  }
  if (step.results.size() > 1) {
    auto const type_name = tables_.result_struct(step.results);
    auto const variable = names_.fresh(name_for(step));
    out.declare(fmt::format("struct {} const {} = {};", type_name, variable, text.expression.text), place_);
    for (std::uint32_t i = 0; i < step.results.size(); ++i)
      know({id, i}, {{fmt::format("{}.r{}", variable, i)}, Moves::freely, true});
    return;
  }
  if (may_wait(id, text)) {
    know({id, 0}, std::move(text));
    return;
  }
  auto variable = names_.fresh(name_for(step));
  out.declare(c_constant(step.results[0].kind, variable, text.expression.text), place_);
  know({id, 0}, {{std::move(variable)}, Moves::freely, true});
}

// Whether a text may be written at its only reader instead of here.
bool FunctionWriter::may_wait(Id<Node> id, Known const& text) const {
  if (plan_.uses({id, 0}) != 1 || text.expression.text.size() > in_place) return false;
  auto const here = plan_.position(id);
  auto const reader = plan_.reader({id, 0});
  if (here.block.index != reader.block.index || reader.index - here.index > 100) return false;
  auto const& steps = block(here.block).steps;
  for (auto i = here.index + 1; i < reader.index; ++i)
    if (plan_.is_live(steps[i]) && !can_cross(text.moves, steps[i])) return false;
  if (reader.index == steps.size()) {
    // An exit that is written in several arms must not grow with each.
    auto const last = plan_.last_live_step(here.block);
    bool const in_arms = last < steps.size() && !node(steps[last]).blocks.empty() && last > here.index;
    return !in_arms || (text.expression.text.size() <= 24 && text.moves == Moves::freely);
  }
  if (text.expression.precedence == Precedence::conditional) return false;  // hard to read inside anything
  auto const& user = node(steps[reader.index]);
  switch (user.op) {
    case Op::match: return false;
    case Op::if_: return !is_float_operation(node(id));
    case Op::loop: return text.moves != Moves::never;
    case Op::constant:
    case Op::param:
    case Op::word:
    case Op::call:
    case Op::closure:
    case Op::variant:
    case Op::field:
    case Op::box:
    case Op::unbox:
    case Op::cast:
    case Op::normal:
    case Op::fail:
    case Op::retain:
    case Op::release:
    case Op::take: return !is_float_operation(node(id));
  }
  return false;
}

bool FunctionWriter::can_cross(Moves moves, Id<Node> id) const {
  if (plan_.holds_loop(id)) return false;
  auto const& step = node(id);
  bool const counted = std::ranges::any_of(step.args, [&](Value value) { return core::is_counted(type(value)); });
  switch (moves) {
    case Moves::freely: return true;
    case Moves::counted: return step.op == Op::retain || (plan_.is_pure(id) && !counted && step.blocks.empty());
    case Moves::never: return plan_.is_pure(id) && step.blocks.empty();
  }
  return false;
}

// Each float operation is a statement of its own, so that no compiler computes two as one.
bool FunctionWriter::is_float_operation(Node const& step) const {
  auto const* word = std::get_if<Word const*>(&step.what);
  return word && step.results.size() == 1 && step.results[0].kind == Kind::float_ &&
         tables_.operators().find(**word) != nullptr;
}

std::vector<CExpr> FunctionWriter::arguments(Node const& step, Moves& moves) {
  std::vector<CExpr> list;
  list.reserve(step.args.size() + 1);  // and perhaps a place
  for (auto const argument : step.args) {
    auto const& known = text(argument);
    moves = std::max(moves, known.moves);
    if (core::is_counted(type(argument))) moves = std::max(moves, Moves::counted);
    list.push_back(known.expression);
  }
  return list;
}

FunctionWriter::Known FunctionWriter::word_text(Node const& step) {
  auto const& word = *std::get<Word const*>(step.what);
  auto moves = word.pure && !word.fails && !word.exits ? Moves::freely : Moves::never;
  auto list = arguments(step, moves);
  for (auto const& type : step.results) tables_.has_float_arithmetic |= type.kind == Kind::float_;
  bool const only_constants = std::ranges::all_of(step.args, [&](Value value) {
    return node(plan_.root(value).node).op == Op::constant;
  });
  auto const* operation = only_constants ? nullptr : tables_.operators().find(word);
  // Compilers take `|` between Bools for a mistake if something is called in it.
  bool const looks_wrong = operation && (operation->text == "|" || operation->text == "&") && type(step.args[0]).kind == Kind::bool_ &&
                           std::ranges::any_of(list, [](CExpr const& operand) { return operand.text.find('(') != std::string::npos; });
  if (operation && operation->operands == list.size() && !word.fails && !looks_wrong) {
    if (list.size() == 1) return {c_unary(operation->text, list[0]), moves};
    if (operation->swapped) std::swap(list[0], list[1]);
    if (list[0].text != list[1].text) {
      auto result = c_binary(list[0], operation->text, list[1]);
      bool const floats = type(step.args[0]).kind == Kind::float_;
      if (floats && binary_precedence(operation->text) == Precedence::relational) result.inverse.clear();  // NaN
      return {std::move(result), moves};
    }
    if (operation->swapped) std::swap(list[0], list[1]);
  }
  if (word.variadic) {
    std::string elements;
    for (auto const& element : list) elements += (elements.empty() ? "" : ", ") + element.text;
    CExpr const count{std::to_string(list.size())};
    auto const kind = list.empty() ? Kind::any : type(step.args[0]).kind;
    CExpr const array{list.empty() ? "0" : fmt::format("({} const[]){{{}}}", c_type(kind), elements)};
    list = {count, array};
  }
  if (word.fails) list.push_back(site(step.origin));
  return {c_call(word.function, list), moves};
}

FunctionWriter::Known FunctionWriter::call_text(Node const& step) {
  auto moves = Moves::never;
  auto list = arguments(step, moves);
  auto const callee = std::get<Id<core::Function>>(step.what);
  if (takes_site_[callee.index]) list.push_back(site(step.origin, module_word(callee)));
  return {c_call(tables_.function_name(callee), list), moves};
}

// The name of the library word that a function is made from; empty for the program's own words.
std::string FunctionWriter::module_word(Id<core::Function> callee) const {
  auto const& program = tables_.program();
  auto const& word = program.checked->definitions[program.functions[callee].definition];
  return word.hidden ? "" : word.module.empty() ? "" : word.name;
}

CExpr FunctionWriter::site(Id<core::Origin> origin, std::string const& calling) {
  if (takes_site_[id_.index]) {
    if (auto own = tables_.site(origin, calling)) return *own;
    return {"site"};
  }
  return tables_.own_site(origin, calling);
}

std::string FunctionWriter::name_for(Node const& step) const {
  if (auto const* word = std::get_if<Word const*>(&step.what))
    if (auto const& name = tables_.result_name(**word); !name.empty()) return name;
  if (auto const* callee = std::get_if<Id<core::Function>>(&step.what))
    return c_result_name(tables_.program().functions[*callee].name);
  if (step.op == Op::closure) return "closure";
  if (step.op == Op::variant) return c_result_name(std::get<core::Tag>(step.what).name);
  if (step.op == Op::box) return "boxed";
  if (step.op == Op::normal) {
    auto const& maker = node(plan_.root(step.args[0]).node);
    return maker.op == Op::param || maker.op == Op::constant ? "normal" : name_for(maker);
  }
  if (step.results.empty()) return "result";
  switch (step.results[0].kind) {
    case Kind::int_: return step.blocks.empty() ? "number" : "result";
    case Kind::float_: return step.blocks.empty() ? "real" : "result";
    case Kind::bool_: return "truth";
    case Kind::string: return "text";
    case Kind::symbol: return "symbol";
    case Kind::callable: return "code";
    case Kind::variant: return "variant";
    case Kind::any: return "value";
  }
  return "value";
}

// The C text of a value that is visible here.
FunctionWriter::Known const& FunctionWriter::text(Value value) {
  value = plan_.root(value);
  auto const& maker = node(value.node);
  if (maker.op == Op::constant && known_at_[value.node.index] == 0) {
    auto const& constant = std::get<core::Constant>(maker.what);
    bool const is_unset = std::holds_alternative<core::Unset>(constant);
    know(value, {is_unset ? unset_text(type(value).kind) : tables_.constant(constant), Moves::freely, true});
  }
  return known_[known_at_[value.node.index] + value.index];
}

// The name of the variable that holds a value; it is made if there is none yet.
std::string FunctionWriter::variable(Value value, CBody& out) {
  auto const& known = text(value);
  if (known.variable) return known.expression.text;
  auto const name = names_.fresh(name_for(node(plan_.root(value).node)));
  out.declare(c_constant(type(value).kind, name, known.expression.text), place_);
  know_variable(value, name);
  return name;
}

void FunctionWriter::know(Value value, Known text) {
  value = plan_.root(value);
  auto& at = known_at_[value.node.index];
  if (at == 0) {
    at = static_cast<std::uint32_t>(known_.size());
    known_.resize(at + function_.nodes[value.node].results.size());
  }
  known_[at + value.index] = std::move(text);
}

void FunctionWriter::know_variable(Value value, std::string name) { know(value, {{std::move(name)}, Moves::freely, true}); }

}  // namespace seq2c
