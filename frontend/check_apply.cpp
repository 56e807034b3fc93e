// Effects on the stack: words with an effect, the shuffles, the aux stack, the operators.
#include <algorithm>

#include "frontend/check_body.h"

namespace seq2c {
namespace {

// An unknown stack is not made longer than this for one word: such a depth is a slip.
constexpr std::uint32_t most_invented = 255;

// Operators that give their operands' type; the others give a Bool or, for `/` and `%`, are never left open.
bool gives_operand(std::string_view operation) { return operation == "+" || operation == "-" || operation == "*"; }
bool is_division(std::string_view operation) { return operation == "/" || operation == "%"; }

// The word that an operator means on two operands of a type; null if there is none.
Word const* word_of_operator(std::string_view operation, Type operand) {
  if (operand.is(Basic::int_)) return find_builtin("i." + std::string(operation));
  if (operand.is(Basic::float_)) return find_builtin("f." + std::string(operation));
  if (!operand.is(Basic::string)) return nullptr;
  if (operation == "+") return find_builtin("string.concat");
  return operation == "=" ? find_builtin("string.equal?") : nullptr;
}

}  // namespace

void BodyChecker::learn() {
  if (!scope_->learns) return;
  auto const& types = unifier_.type_bindings();
  auto const& rows = unifier_.row_bindings();
  scope_->learned_types.insert(scope_->learned_types.end(), types.begin(), types.end());
  scope_->learned_rows.insert(scope_->learned_rows.end(), rows.begin(), rows.end());
}

// Makes the unifier's bindings all those that the scope has learned.
void BodyChecker::recall(Scope const& scope) {
  unifier_.begin();
  for (auto const& binding : scope.learned_types) unifier_.bind(binding.variable, binding.value);
  for (auto const& binding : scope.learned_rows) unifier_.bind(binding.row, binding.value);
}

// Ends a step: `stack` with what the step taught.
void BodyChecker::commit(Flow& flow, Stack stack) {
  flow.stack = unifier_.apply(stack);
  learn();
}

void BodyChecker::forget_stack(Flow& flow) { flow.stack = {types_.fresh_row(), 0}; }

// A call of a word that nothing is known of, because of an error: it may do anything.
bool BodyChecker::unknown_call(Flow& flow) {
  forget_stack(flow);
  scope_->may_yield = true;
  return true;
}

// Sees to it that `count` items are known; those missing are taken out of an unknown row.
bool BodyChecker::need(std::uint32_t count, Token const& token, Flow& flow) {
  auto const height = types_.height(flow.stack);
  if (count <= height) return true;
  if (flow.stack.row.is_rigid() || count - height > most_invented) {
    report_underflow(token, count, {}, flow);
    return false;
  }
  Stack refined{types_.fresh_row(), 0};
  for (auto missing = count - height; missing > 0; --missing) refined = types_.push(refined, types_.fresh_type());
  unifier_.begin();
  unifier_.bind(flow.stack.row, refined);
  commit(flow, flow.stack);
  return true;
}

// The topmost item, which must be there.
Item BodyChecker::take(Flow& flow) {
  auto const item = types_.item(flow.stack.top);
  flow.stack.top = item.below;
  return item;
}

std::optional<Item> BodyChecker::pop(Token const& token, Flow& flow) {
  if (!need(1, token, flow)) return std::nullopt;
  return take(flow);
}

std::optional<Item> BodyChecker::strict_pop(Token const& token, Flow& flow) {
  if (flow.stack.top != 0) return take(flow);
  if (scope_->inferred) return pop(token, flow);
  report_pop(token, flow, 1);
  return std::nullopt;
}

// The case of nearly every call: basic types, and they are there.
bool BodyChecker::apply_plain(WordEffect const& effect, Origin origin, Flow& flow) {
  auto at = flow.stack.top;
  for (auto wanted = effect.inputs.top; wanted != 0; wanted = types_.item(wanted).below) {
    if (at == 0 || types_.item(at).type != types_.item(wanted).type) return false;
    at = types_.item(at).below;
  }
  for (auto const& type : effect.results) at = types_.push(at, type, origin);
  flow.stack.top = at;
  return true;
}

// A call of a word with that effect (spec part 03, section 5.2).
bool BodyChecker::apply(WordEffect const& effect, Token const& token, Flow& flow) {
  if (!effect.known) return unknown_call(flow);
  if (effect.yields) scope_->yields = true;
  auto const from = origin(token);
  if (effect.plain && apply_plain(effect, from, flow)) return true;
  if (flow.stack.row.is_rigid() && effect.input_count > types_.height(flow.stack)) {
    report_underflow(token, effect.input_count, effect.inputs, flow);
    return false;
  }
  instance_.begin();
  auto const inputs = instance_.copy(effect.inputs);
  auto const outputs = instance_.copy(effect.outputs, from);
  unifier_.begin();
  if (!unifier_.stacks(inputs, flow.stack)) {
    report_mismatch(token, inputs, effect.input_count, flow);
    return false;
  }
  commit(flow, outputs);
  return true;
}

// `( a b -- b a )`: the items move with the places where they came from.
bool BodyChecker::shuffle(WordEffect const& effect, Token const& token, Flow& flow) {
  if (!need(effect.input_count, token, flow)) return false;
  std::vector<Item> inputs(effect.input_count);
  for (auto input = inputs.rbegin(); input != inputs.rend(); ++input) *input = take(flow);
  for (auto const from : effect.shuffle) flow.stack = types_.push(flow.stack, inputs[from].type, inputs[from].origin);
  return true;
}

// `pick` or `roll` directly after a literal depth (spec part 03, section 15). The depth is still on the stack.
bool BodyChecker::pick_or_roll(Word const& word, std::int64_t depth, Token const& token, Flow& flow) {
  if (depth < 0) {
    add_stack(report(token.place, messages::negative_depth, token.text, depth), flow.stack, 1);
    return false;
  }
  auto const before = flow;
  take(flow);
  if (depth >= types_.height(flow.stack) && (flow.stack.row.is_rigid() || depth >= most_invented)) {
    auto const wanted = static_cast<std::uint32_t>(std::min<std::int64_t>(depth, 0xfffffff0) + 2);
    report_underflow(token, wanted, {}, before);
    return false;
  }
  auto const reach = static_cast<std::uint32_t>(depth) + 1;
  if (!need(reach, token, flow)) return false;
  std::vector<Item> above(reach);
  for (auto& item : above) item = take(flow);
  auto const chosen = above.back();
  if (word.typing == Typing::roll) above.pop_back();
  for (auto item = above.rbegin(); item != above.rend(); ++item) {
    flow.stack = types_.push(flow.stack, item->type, item->origin);
  }
  flow.stack = types_.push(flow.stack, chosen.type, chosen.origin);
  return true;
}

bool BodyChecker::aux_push(Token const& token, Flow& flow) {
  auto const item = strict_pop(token, flow);
  if (!item) return false;
  flow.aux = types_.push(flow.aux, item->type, item->origin);
  return true;
}

bool BodyChecker::aux_pop(Token const& token, Flow& flow) {
  if (flow.aux == 0) {
    add_stack(report(token.place, messages::aux_empty, token.text), flow.stack, 0);
    return false;
  }
  auto const item = types_.item(flow.aux);
  flow.aux = item.below;
  flow.stack = types_.push(flow.stack, item.type, item.origin);
  return true;
}

// The type that an operand counts as: in classic files a Socket is an Int.
Type BodyChecker::operand(Type type) const { return classic_ && type.is(Basic::socket) ? Type(Basic::int_) : type; }

// An operator token on operands of known types (spec part 03, section 8).
bool BodyChecker::operation(std::uint32_t operation, Token const& token, Flow& flow, checked::Body& out) {
  if (scope_->inferred) return infer_operation(operation, token, flow, out);
  Word const* word = nullptr;
  if (types_.height(flow.stack) >= 2) {
    auto const top = operand(types_.item(flow.stack.top).type);
    auto const second = operand(types_.item(types_.below(flow.stack.top)).type);
    if (top == second) word = word_of_operator(operator_names()[operation], top);
  }
  if (word == nullptr) {
    report_operator(token, operation, flow);
    return false;
  }
  out.push_back(checked::CallBuiltin{token.place, word, {}});
  return apply(*context_.effect(names_.find(word->name, Dialect::current)), token, flow);
}

// In a word without an effect an operator makes its operands one type, which may become known later (part 09, section 3).
bool BodyChecker::infer_operation(std::uint32_t operation, Token const& token, Flow& flow, checked::Body& out) {
  auto const name = operator_names()[operation];
  auto const before = flow;
  if (!need(2, token, flow)) return false;
  auto const top = take(flow);
  auto const second = take(flow);
  unifier_.begin();
  if (!unifier_.types(second.type, top.type)) {
    report_operator(token, operation, before);
    return false;
  }
  auto type = operand(unifier_.apply(top.type));
  commit(flow, flow.stack);
  if (type.is_variable() && is_division(name)) {
    unifier_.begin();
    unifier_.types(type, Basic::int_);
    commit(flow, flow.stack);
    type = Basic::int_;
    report(token.place, messages::operator_taken_as_int, token.text);
  }
  if (type.is_variable()) {
    out.push_back(checked::CallBuiltin{token.place, nullptr, static_cast<std::int64_t>(scope_->operators.size())});
    scope_->operators.push_back({token, operation, type});
    flow.stack = types_.push(flow.stack, gives_operand(name) ? type : Type(Basic::bool_), origin(token));
    return true;
  }
  auto const* word = word_of_operator(name, type);
  if (word == nullptr) {
    report_operator(token, operation, before);
    return false;
  }
  out.push_back(checked::CallBuiltin{token.place, word, {}});
  flow.stack = types_.push(types_.push(flow.stack, type, second.origin), type, top.origin);
  return apply(*context_.effect(names_.find(word->name, Dialect::current)), token, flow);
}

namespace {

// Puts the words in that the pending operators turned out to mean.
void resolve(checked::Body& body, std::vector<Word const*> const& words) {
  for (auto& statement : body) {
    if (auto* call = std::get_if<checked::CallBuiltin>(&statement); call != nullptr && call->word == nullptr) {
      call->word = words[static_cast<std::size_t>(*call->depth)];
      call->depth.reset();
    } else if (auto* branches = std::get_if<checked::If>(&statement)) {
      for (auto& branch : branches->branches) resolve(branch, words);
    } else if (auto* match = std::get_if<checked::Match>(&statement)) {
      for (auto& arm : match->arms) resolve(arm.body, words);
    }
  }
}

}  // namespace

// At the end of a scope: what is still not known is an Int.
bool BodyChecker::finish_operators(Scope& scope, checked::Body& body) {
  if (scope.operators.empty()) return true;
  std::vector<Word const*> words;
  recall(scope);
  for (auto const& pending : scope.operators) {
    auto type = operand(unifier_.apply(pending.operand));
    if (type.is_variable()) {
      report(pending.token.place, messages::operator_taken_as_int, pending.token.text);
      unifier_.types(type, Basic::int_);
      scope.learned_types.push_back({type, Basic::int_, 0});
      type = Basic::int_;
    }
    words.push_back(word_of_operator(operator_names()[pending.operation], type));
    if (words.back() == nullptr) {
      Stack const operands = types_.push(types_.push(Stack{types_.fresh_row(), 0}, type), type);
      report_operator(pending.token, pending.operation, {operands, 0});
      return false;
    }
  }
  resolve(body, words);
  return true;
}

}  // namespace seq2c
