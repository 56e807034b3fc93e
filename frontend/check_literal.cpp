// Quotation literals: the type that is expected of them, what they take and give, what they capture (spec part 03, section 11).
//
// A literal is checked once by itself, from the inputs of the expected type or from nothing: that tells how many values it
// needs. If some of them have to be captured, the body is checked again from the stack that it will really have: what the
// caller supplies, then the captured values on top. The second pass gives the meaning (an operator on a captured value is
// resolved there). What a literal needs does not depend on where it stands, so it is found only once; that keeps nested
// literals from being checked again and again.
//
//     : mk ( String -- Closure[Int -- String] ) [ swap int->string string.concat ] ;
//
// Here the first pass fails, because it supposes the captured String below the Int. As the values might fit in their true
// order, the second pass is tried with one captured value, with two, …
#include <algorithm>

#include "frontend/check_body.h"

namespace seq2c {
namespace {

constexpr std::uint32_t most_tried_captures = 12;
constexpr int most_trial_statements = 20000;  // for one word

// True for a quotation type that works in place on the stack of the word that takes it, as that of `when`: `[ ..a -- ..a ]`.
bool works_in_place(Callable const& callable) {
  return callable.inputs.top == 0 && callable.inputs.row == callable.outputs.row &&
         callable.inputs.row.kind() != Row::Kind::own;
}

}  // namespace

std::optional<BodyChecker::Expected> BodyChecker::expected(ast::Body const& statements, std::size_t index) {
  if (index + 1 < statements.size()) {
    if (auto const* next = std::get_if<ast::Call>(&statements[index + 1])) {
      auto const name = names_.find(next->name.text, dialect_);
      auto const* effect = context_.effect(name);
      if (effect != nullptr && effect->known && effect->expected) return Expected{*effect->expected, &next->name, name};
    }
  }
  if (scope_->ambient) return Expected{*scope_->ambient, nullptr, {}};
  return std::nullopt;
}

// Runs a body in a scope of its own; `end` is where a message about its end points.
bool BodyChecker::run_scope(ast::Body const& statements, Scope& scope, Flow& flow, Token const& end, checked::Body& out) {
  scope.outer = scope_;
  scope.inferred = scope_ != nullptr ? scope_->inferred : scope.inferred;
  scope_ = &scope;
  bool good = body(statements, flow, out);
  if (good && flow.aux != 0) {
    auto& diagnostic = report(end.place, messages::aux_unbalanced);
    diagnostic.notes.push_back("left on aux: " + shown({Types::implicit_row, flow.aux}));
    good = false;
  }
  if (good && !scope.operators.empty()) {
    good = finish_operators(scope, out);
    if (good) flow.stack = unifier_.apply(flow.stack);
  }
  scope_ = scope.outer;
  return good;
}

BodyChecker::Literal& BodyChecker::infer_literal(ast::Quotation const& syntax, std::optional<Expected> const& expected) {
  auto const [found, is_new] = literals_.try_emplace(&syntax);
  auto& literal = found->second;
  if (!is_new) return literal;
  literal.number = static_cast<std::uint32_t>(result.quotations.size());
  result.quotations.push_back({});
  Flow flow{{types_.fresh_row(), 0}, 0};
  if (expected) {
    auto const callable = types_.callable(expected->type);
    instance_.begin();
    instance_.set_fresh(callable.inputs.row, Row::Kind::flexible);
    flow.stack = instance_.copy(callable.inputs, origin(syntax.open));
  }
  auto const start = flow.stack;
  Scope scope;
  scope.learns = true;
  checked::Body out;
  auto* const sink = std::exchange(sink_, &literal.errors);
  literal.good = run_scope(syntax.body, scope, flow, syntax.close, out);
  sink_ = sink;
  if (!literal.good) return literal;
  recall(scope);
  literal.inputs = unifier_.apply(start);
  literal.outputs = flow.stack;
  literal.yields = scope.yields;
  auto& quotation = result.quotations[literal.number];
  quotation.place = syntax.open.place;
  quotation.inputs = types_.height(literal.inputs);
  quotation.outputs = types_.height(literal.outputs);
  quotation.body = std::move(out);
  return literal;
}

bool BodyChecker::literal(ast::Body const& statements, std::size_t index, Flow& flow, checked::Body& out) {
  auto const& syntax = std::get<ast::Quotation>(statements[index]);
  auto const wanted = expected(statements, index);
  bool const known_before = literals_.contains(&syntax);
  auto& literal = infer_literal(syntax, wanted);
  auto const from = origin(syntax.open);
  out.push_back(checked::PushQuotation{syntax.open.place, {literal.number}});
  auto const push = [&](Type type) { flow.stack = types_.push(flow.stack, type, from); };
  auto const push_expected = [&](bool closure) {
    instance_.begin();
    auto const callable = types_.callable(instance_.copy(wanted->type));
    push(types_.callable(callable.inputs, callable.outputs, closure, false));
  };
  auto const report_errors = [&] { sink_->add_all(literal.errors); };

  auto const listed = wanted ? types_.height(types_.callable(wanted->type).inputs) : 0;
  bool const closure = wanted && types_.callable(wanted->type).closure;
  bool const may_capture = wanted && (closure || listed > 0);
  if (!literal.good) {
    if (may_capture && capture_more(syntax, *wanted, literal.number, flow)) {
      push_expected(true);
      return true;
    }
    report_errors();
    push(types_.fresh_type());
    return true;
  }
  if (!known_before) report_errors();
  if (!wanted) {
    push(types_.callable(literal.inputs, literal.outputs, false, literal.yields));
    return true;
  }
  auto const needed = types_.height(literal.inputs);
  if (closure || (listed > 0 && needed > listed)) {
    auto const count = needed - listed;
    if (types_.height(flow.stack) < count) {
      auto const outermost = flow;
      auto& diagnostic = report(syntax.open.place, messages::capture_too_few, count, types_.height(flow.stack));
      add_stack(diagnostic, outermost.stack, 0);
      forget_stack(flow);
      push(types_.fresh_type());
      return true;
    }
    capture(syntax, *wanted, count, literal.number, flow);
    push_expected(true);
    return true;
  }
  note_yield(literal, *wanted);
  Type type;
  if (!fits(syntax, literal, *wanted, type)) {
    push(types_.fresh_type());
    return true;
  }
  if (works_in_place(types_.callable(wanted->type))) push(type);
  else push_expected(false);
  return true;
}

// Holds a literal that captures nothing against the expected type; `type` becomes what it is by itself.
bool BodyChecker::fits(ast::Quotation const& syntax, Literal const& literal, Expected const& expected, Type& type) {
  type = types_.callable(literal.inputs, literal.outputs, false, false);
  instance_.begin();
  auto const wanted = instance_.copy(expected.type);
  unifier_.begin();
  if (unifier_.types(type, wanted)) return true;
  TypePrinter printer(types_, context_.union_names);
  auto const by = expected.word != nullptr ? "`" + std::string(expected.word->text) + "` takes"
                                           : "the declared output of `" + std::string(in_word()) + "` is";
  auto const wanted_text = printer.type(expected.type);
  auto const& callable = types_.callable(wanted);
  bool const below = callable.inputs.row.kind() == Row::Kind::own &&
                     types_.height(literal.inputs) > types_.height(callable.inputs);
  auto& diagnostic = report(syntax.open.place, below ? messages::quotation_reaches_below : messages::quotation_mismatch, by,
                            wanted_text, printer.type(type));
  diagnostic.labels.push_back({syntax.open.place, printer.type(type)});
  if (expected.word != nullptr) diagnostic.labels.push_back({expected.word->place, wanted_text});
  return false;
}

// A `yield` in a quotation that works in place, as that of `when`, belongs to the word around it. The words of the library
// are known to run it there; others may.
void BodyChecker::note_yield(Literal const& literal, Expected const& expected) {
  if (!literal.yields || expected.word == nullptr || !works_in_place(types_.callable(expected.type))) return;
  bool const library = expected.name.kind == Name::Kind::word && !names_.words[expected.name.index].module.empty();
  (library ? scope_->yields : scope_->may_yield) = true;
}

// Captures `count` values, which are there, and checks the body from its true stack. They are gone from the stack also after
// an error.
bool BodyChecker::capture(ast::Quotation const& syntax, Expected const& expected, std::uint32_t count, std::uint32_t number,
                          Flow& flow) {
  auto const before = flow.stack;
  std::vector<Item> captured(count);
  for (auto item = captured.rbegin(); item != captured.rend(); ++item) *item = take(flow);

  auto const callable = types_.callable(expected.type);
  instance_.begin();
  instance_.set_fresh(callable.inputs.row, Row::Kind::rigid);
  Flow inside{instance_.copy(callable.inputs, origin(syntax.open)), 0};
  auto const declared = instance_.copy(callable.outputs);
  for (auto const& item : captured) inside.stack = types_.push(inside.stack, item.type, item.origin);
  auto const start = inside.stack;
  Scope scope;
  scope.learns = true;
  checked::Body out;
  if (!run_scope(syntax.body, scope, inside, syntax.close, out)) return false;

  recall(scope);
  auto const wanted = unifier_.apply(declared);
  unifier_.begin();
  if (!unifier_.stacks(wanted, inside.stack)) {
    auto& diagnostic = report(syntax.open.place, messages::closure_mismatch, shown(start), shown(declared), shown(inside.stack));
    for (auto const& item : captured) {
      TypePrinter printer(types_, context_.union_names);
      if (item.origin != 0) diagnostic.labels.push_back({origins_[item.origin], "captured: " + printer.type(item.type)});
    }
    add_stack(diagnostic, before, 0);
    return false;
  }
  auto& quotation = result.quotations[number];
  quotation.place = syntax.open.place;
  quotation.closure = true;
  quotation.captures = count;
  quotation.inputs = types_.height(start);
  quotation.outputs = types_.height(inside.stack);
  quotation.body = std::move(out);
  return true;
}

// Tries to capture values where the body by itself cannot be typed. Leaves everything as it was if that does not help.
bool BodyChecker::capture_more(ast::Quotation const& syntax, Expected const& expected, std::uint32_t number, Flow& flow) {
  auto const most = std::min(types_.height(flow.stack), most_tried_captures);
  bool const closure = types_.callable(expected.type).closure;
  for (std::uint32_t count = closure ? 0 : 1; count <= most && trial_statements_ < most_trial_statements; ++count) {
    Diagnostics ignored;
    auto* const sink = std::exchange(sink_, &ignored);
    auto after = flow;
    ++trials_;
    bool const good = capture(syntax, expected, count, number, after);
    --trials_;
    sink_ = sink;
    if (!good || ignored.has_errors()) continue;
    flow = after;
    for (auto const& warning : ignored.all()) sink_->add(warning);
    return true;
  }
  return false;
}

}  // namespace seq2c
