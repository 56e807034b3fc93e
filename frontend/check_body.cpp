#include "frontend/check_body.h"

#include <algorithm>

namespace seq2c {
namespace {

template <class... Cases>
struct Overloaded : Cases... { using Cases::operator()...; };
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

// A body that knows of more values than this was not written by anybody.
constexpr std::uint32_t highest_stack = 1'000'000;

// Where the name of an item of a written effect stands.
Token const& token_of(ast::TypeItem const& item) {
  if (auto const* name = std::get_if<ast::TypeName>(&item)) return name->token;
  return std::get<ast::QuotationType>(item).open;
}

}  // namespace

CheckContext::CheckContext(Names const& all_names) : names(all_names), builtin_effects_(words().size()) {
  for (auto const* definition : names.unions) union_names.emplace_back(definition->name.text);
}

WordEffect const* CheckContext::effect(Name name) {
  switch (name.kind) {
    case Name::Kind::undefined:
    case Name::Kind::operation: return nullptr;
    case Name::Kind::word: return &word_effects[name.index];
    case Name::Kind::union_word: return &union_effects[name.index];
    case Name::Kind::builtin: break;
  }
  auto& effect = builtin_effects_[name.index];
  if (!effect) {
    auto const& word = words()[name.index];
    effect = word.typing == Typing::shuffle ? read_shuffle(types, word.effect) : read_card(types, word.effect);
    // The quotations of `call` and its like are typed by rules, not by the card.
    bool const by_effect = word.typing == Typing::plain || word.typing == Typing::spawn || word.typing == Typing::weave;
    if (!by_effect) effect->expected.reset();
  }
  return &*effect;
}

BodyChecker::BodyChecker(CheckContext& context, std::uint32_t word)
    : context_(context),
      names_(context.names),
      types_(context.types),
      unifier_(context.unifier),
      instance_(context.instance),
      word_(context.names.words[word]),
      word_index_(word),
      classic_(word_.file->edition == 5),
      dialect_(dialect_of(word_)),
      sink_(&found),
      origins_(1) {
  types_.forget();
  unifier_.socket_is_int = classic_;
}

// The stack at the start of the body and the declared outputs: as written, with rows that stand for nothing but themselves.
Stack BodyChecker::start(Stack& outputs) {
  auto const& effect = context_.word_effects[word_index_];
  auto const rigid = [](Row row) { return Row(Row::Kind::rigid, row.index(), true); };
  instance_.begin();
  instance_.set(effect.inputs.row, rigid(effect.inputs.row));
  bool const is_main = word_.syntax->name.text == "main";
  if (effect.outputs.row != effect.inputs.row) {
    instance_.set(effect.outputs.row, rigid(is_main ? effect.inputs.row : effect.outputs.row));
  }
  auto const inputs = instance_.copy(effect.inputs);
  outputs = instance_.copy(effect.outputs);
  std::vector<Type> items;
  for (auto at = inputs.top; at != 0; at = types_.item(at).below) items.push_back(types_.item(at).type);
  Stack stack{inputs.row, 0};
  for (std::size_t i = 0; i < items.size(); ++i) {
    stack = types_.push(stack, items[items.size() - 1 - i], origin(token_of(word_.syntax->effect->inputs.items[i])));
  }
  start_ = stack;
  return stack;
}

void BodyChecker::check() {
  auto const& effect = context_.word_effects[word_index_];
  if (!effect.known) return;
  Stack declared;
  Flow flow{start(declared), 0};
  Scope scope;
  if (effect.outputs.top != 0) {
    auto const top = types_.item(effect.outputs.top).type;
    if (top.is_callable()) scope.ambient = top;
  }
  scope_ = &scope;
  if (!body(word_.syntax->body, flow, result.body)) return;
  if (found.has_errors()) return;  // what is left at the end would only be a consequence
  if (flow.aux != 0) {
    auto& diagnostic = report(word_.syntax->close.place, messages::aux_left, in_word());
    diagnostic.notes.push_back("left on aux: " + shown({Types::implicit_row, flow.aux}));
    return;
  }
  if (check_result(declared, flow)) check_yields(scope);
}

bool BodyChecker::check_result(Stack declared, Flow const& flow) {
  unifier_.begin();
  if (unifier_.stacks(declared, flow.stack)) return true;
  report_result(declared, flow);
  return false;
}

void BodyChecker::check_yields(Scope const& scope) {
  bool const declared = context_.word_effects[word_index_].yields;
  auto const& name = word_.syntax->name;
  if (scope.yields && !declared && name.text != "main") report(name.place, messages::yield_undeclared, name.text);
  if (declared && !scope.yields && !scope.may_yield && name.text != "main") {
    report(name.place, messages::yield_not_produced, name.text);
  }
}

std::optional<WordEffect> BodyChecker::infer() {
  bool const is_main = word_.syntax->name.text == "main";
  auto const row = is_main ? types_.named_row(Row::Kind::rigid, "rest") : types_.fresh_row();
  Flow flow{{row, 0}, 0};
  auto const start = flow.stack;
  Scope scope;
  scope.learns = true;
  scope.inferred = true;
  if (!run_scope(word_.syntax->body, scope, flow, word_.syntax->close, result.body)) return std::nullopt;
  if (is_main) return infer_main(flow);
  recall(scope);
  auto const inputs = unifier_.apply(start);
  if (std::max(types_.height(flow.stack), types_.height(inputs)) > longest_side) {
    report(word_.syntax->name.place, messages::effect_too_long, word_.syntax->name.text);
    return std::nullopt;
  }
  return named(inputs, unifier_.apply(flow.stack), scope.yields);
}

std::optional<WordEffect> BodyChecker::infer_main(Flow const& flow) {
  Stack outputs{flow.stack.row.is_rigid() ? flow.stack.row : types_.named_row(Row::Kind::rigid, "rest"), 0};
  if (types_.height(flow.stack) > 0) outputs = types_.push(outputs, Basic::int_);
  unifier_.begin();
  if (!unifier_.stacks(outputs, flow.stack)) {
    auto& diagnostic = report(word_.syntax->name.place, messages::main_effect, "( -- " + shown(flow.stack).substr(2));
    add_stack(diagnostic, flow.stack, types_.height(flow.stack));
    return std::nullopt;
  }
  auto const rest = Types::implicit_row;
  return make_effect(types_, {rest, 0}, {rest, types_.shared(outputs.top)}, false);
}

namespace {

// Types of callables nested deeper than this are told as `a value of some type` in an inferred effect.
constexpr std::uint16_t deepest_inferred = 32;

// Gives names to the variables and rows of an inferred effect.
class Namer {
 public:
  Namer(Types& types, Names const& names) : types_(types), names_(names) {}

  Stack name(Stack stack) {
    auto const row = name(stack.row);
    std::vector<Type> items;
    for (auto at = stack.top; at != 0; at = types_.item(at).below) items.push_back(types_.item(at).type);
    Items top = 0;
    for (auto type = items.rbegin(); type != items.rend(); ++type) top = types_.push_shared(top, name(*type));
    return {row, top};
  }

  void set(Row row, Row named) { rows_[row.bits()] = named; }

 private:
  Type name(Type type) {
    if (type.is_variable()) {
      auto const [found, is_new] = types_by_number_.try_emplace(type.bits());
      if (is_new) found->second = types_.named_type(next_name());
      return found->second;
    }
    if (!type.is_callable()) return type;
    auto const [found, is_new] = types_by_number_.try_emplace(type.bits());
    if (!is_new) return found->second;
    auto const callable = types_.callable(type);
    if (callable.depth > deepest_inferred) return found->second = types_.named_type(next_name());
    if (callable.inputs.row == callable.outputs.row) {
      rows_.try_emplace(callable.inputs.row.bits(), types_.named_row(Row::Kind::own, "rest " + std::to_string(++own_rows_)));
    }
    auto const inputs = name(callable.inputs);
    auto const outputs = name(callable.outputs);
    auto const result = types_.callable(inputs, outputs, callable.closure, callable.yields);
    types_by_number_[type.bits()] = result;
    return result;
  }

  Row name(Row row) {
    auto const [found, is_new] = rows_.try_emplace(row.bits());
    if (!is_new) return found->second;
    auto const letter = std::string(1, static_cast<char>('a' + flexible_rows_ % 26));
    auto const name = flexible_rows_ < 26 ? letter : letter + std::to_string(flexible_rows_ / 26);
    ++flexible_rows_;
    return found->second = types_.named_row(Row::Kind::flexible, name);
  }

  // `T`, `U`, … `Z`, then `A` … `S`, then with numbers; not the name of a union.
  std::string next_name() {
    for (;;) {
      auto const letter = static_cast<char>('A' + (19 + used_ % 26) % 26);
      auto name = std::string(1, letter) + (used_ < 26 ? "" : std::to_string(used_ / 26));
      ++used_;
      if (!names_.union_index.contains(name)) return name;
    }
  }

  Types& types_;
  Names const& names_;
  std::unordered_map<std::uint32_t, Type> types_by_number_;
  std::unordered_map<std::uint32_t, Row> rows_;
  int used_ = 0, own_rows_ = 0, flexible_rows_ = 0;
};

}  // namespace

WordEffect BodyChecker::named(Stack inputs, Stack outputs, bool yields) {
  Namer namer(types_, names_);
  if (inputs.row == outputs.row) namer.set(inputs.row, Types::implicit_row);
  auto const named_inputs = namer.name(inputs);
  auto const named_outputs = namer.name(outputs);
  return make_effect(types_, named_inputs, named_outputs, yields);
}

bool BodyChecker::body(ast::Body const& statements, Flow& flow, checked::Body& out) {
  out.reserve(statements.size());
  for (std::size_t index = 0; index < statements.size(); ++index) {
    if (trials_ > 0) ++trial_statements_;
    if (!statement(statements, index, flow, out)) return false;
    if (types_.height(flow.stack) > highest_stack) {
      report(word_.syntax->name.place, messages::stack_too_high, in_word());
      return false;
    }
  }
  return true;
}

bool BodyChecker::push_constant(Token const& token, checked::Constant value, Type type, Flow& flow, checked::Body& out) {
  out.push_back(checked::Push{token.place, std::move(value)});
  flow.stack = types_.push(flow.stack, type, origin(token));
  return true;
}

bool BodyChecker::statement(ast::Body const& statements, std::size_t index, Flow& flow, checked::Body& out) {
  auto const& node = statements[index];
  return std::visit(
      Overloaded{
          [&](ast::IntLiteral const& it) { return push_constant(it.token, it.value, Basic::int_, flow, out); },
          [&](ast::FloatLiteral const& it) { return push_constant(it.token, it.value, Basic::float_, flow, out); },
          [&](ast::BoolLiteral const& it) { return push_constant(it.token, it.value, Basic::bool_, flow, out); },
          [&](ast::StringLiteral const& it) { return push_constant(it.token, it.value, Basic::string, flow, out); },
          [&](ast::SymbolLiteral const& it) {
            return push_constant(it.token, checked::SymbolName{it.value}, Basic::symbol, flow, out);
          },
          [&](ast::Call const&) { return call(statements, index, flow, out); },
          [&](ast::Quotation const&) { return literal(statements, index, flow, out); },
          [&](ast::If const& it) { return conditional(it, flow, out); },
          [&](ast::Match const& it) { return match(it, flow, out); },
      },
      node);
}

bool BodyChecker::call(ast::Body const& statements, std::size_t index, Flow& flow, checked::Body& out) {
  auto const& token = std::get<ast::Call>(statements[index]).name;
  auto const name = names_.find(token.text, dialect_);
  switch (name.kind) {
    case Name::Kind::undefined: return unknown_call(flow);  // reported before
    case Name::Kind::operation: return operation(name.index, token, flow, out);
    case Name::Kind::builtin: return call_builtin(name, statements, index, flow, out);
    case Name::Kind::word: out.push_back(checked::CallWord{token.place, {name.index}}); break;
    case Name::Kind::union_word: {
      auto const& word = names_.union_words[name.index];
      out.push_back(checked::CallUnion{word.what, token.place, {word.of}, word.variant, word.field});
    }
  }
  return apply(*context_.effect(name), token, flow);
}

bool BodyChecker::call_builtin(Name name, ast::Body const& statements, std::size_t index, Flow& flow,
                               checked::Body& out) {
  auto const& token = std::get<ast::Call>(statements[index]).name;
  auto const& word = words()[name.index];
  auto const& effect = *context_.effect(name);
  out.push_back(checked::CallBuiltin{token.place, &word, {}});
  switch (word.typing) {
    case Typing::plain:
    case Typing::weave:
    case Typing::resume:
    case Typing::yield:
    case Typing::make:
    case Typing::isolated: return apply(effect, token, flow);
    case Typing::shuffle: return shuffle(effect, token, flow);
    case Typing::call:
    case Typing::dip:
    case Typing::keep:
    case Typing::bi:
    case Typing::if_: return combinator(word, token, flow);
    case Typing::cond:
    case Typing::dump: forget_stack(flow); return true;
    case Typing::aux_push: return aux_push(token, flow);
    case Typing::aux_pop: return aux_pop(token, flow);
    case Typing::spawn: return spawn(effect, token, flow);
    case Typing::pick:
    case Typing::roll: break;
  }
  auto const* depth = index > 0 ? std::get_if<ast::IntLiteral>(&statements[index - 1]) : nullptr;
  if (depth == nullptr) return apply(effect, token, flow);
  std::get<checked::CallBuiltin>(out.back()).depth = depth->value;
  return pick_or_roll(word, depth->value, token, flow);
}

}  // namespace seq2c
