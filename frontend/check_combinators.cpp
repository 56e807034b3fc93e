// `call dip keep bi if cond`, strands, and whatever else runs a callable that lies on the stack (spec part 03, section 12).
#include <algorithm>

#include "frontend/check_body.h"

namespace seq2c {

// Takes `count` callables, or values of unknown type that may be callables, from the stack; the topmost comes last.
bool BodyChecker::take_callables(Word const& word, std::uint32_t count, Token const& token, Flow& flow,
                                 std::vector<Item>& callables) {
  auto const before = flow;
  callables.resize(count);
  // In a word without an effect they may be inputs of it.
  if (scope_->inferred && !need(count, token, flow)) return false;
  for (auto item = callables.rbegin(); item != callables.rend(); ++item) {
    if (flow.stack.top == 0) {
      report_pop(token, before, count);
      return false;
    }
    *item = take(flow);
    if (item->type.is_variable()) continue;
    if (!item->type.is_callable()) {
      report_not_callable(token, item->type, before);
      return false;
    }
    if (word.typing != Typing::if_ && types_.callable(item->type).yields) {
      add_stack(report(token.place, messages::yielding_operand, token.text), before.stack, count);
      return false;
    }
  }
  return true;
}

// Runs a callable on the stack; an unknown one leaves an unknown stack.
bool BodyChecker::run(Type type, Token const& token, Flow& flow) {
  if (!type.is_callable()) {
    forget_stack(flow);
    return true;
  }
  auto const callable = types_.callable(type);
  auto const wanted = types_.height(callable.inputs);
  if (flow.stack.row.is_rigid() && wanted > types_.height(flow.stack)) {
    report_underflow(token, wanted, callable.inputs, flow);
    return false;
  }
  if (callable.yields) scope_->yields = true;
  instance_.begin();
  // Its rows may stand for anything here: it works on whatever stack it is called on.
  instance_.set_fresh(callable.inputs.row, Row::Kind::flexible);
  if (callable.outputs.row != callable.inputs.row) instance_.set_fresh(callable.outputs.row, Row::Kind::flexible);
  auto const inputs = instance_.copy(callable.inputs);
  auto const outputs = instance_.copy(callable.outputs, origin(token));
  unifier_.begin();
  if (!unifier_.stacks(inputs, flow.stack)) {
    report_mismatch(token, inputs, wanted, flow);
    return false;
  }
  commit(flow, outputs);
  return true;
}

bool BodyChecker::combinator(Word const& word, Token const& token, Flow& flow) {
  std::vector<Item> callables;
  auto const count = word.typing == Typing::bi || word.typing == Typing::if_ ? 2U : 1U;
  if (!take_callables(word, count, token, flow, callables)) return false;
  if (word.typing == Typing::call) return run(callables[0].type, token, flow);
  if (word.typing == Typing::if_) return dynamic_if(token, flow, callables);

  auto const value = pop(token, flow);
  if (!value) return false;
  auto type = value->type;
  auto const put_back = [&] { flow.stack = types_.push(flow.stack, type, value->origin); };
  if (word.typing == Typing::bi && std::ranges::any_of(callables, [](auto const& item) { return item.type.is_variable(); })) {
    forget_stack(flow);
    return true;
  }
  if (word.typing != Typing::dip) put_back();
  for (auto const& callable : callables) {
    if (&callable != &callables.front()) put_back();
    unifier_.begin();
    if (!run(callable.type, token, flow)) return false;
    type = unifier_.apply(type);
  }
  if (word.typing != Typing::bi) put_back();
  return true;
}

bool BodyChecker::pop_condition(Token const& token, Flow& flow) {
  auto const before = flow;
  auto const condition = pop(token, flow);
  if (!condition) return false;
  unifier_.begin();
  if (!unifier_.types(condition->type, Basic::bool_)) {
    TypePrinter printer(types_, context_.union_names);
    add_stack(report(token.place, messages::condition_type, printer.type(condition->type)), before.stack, 1);
    return false;
  }
  commit(flow, flow.stack);
  return true;
}

// `if` with an operand that is no literal at that place.
bool BodyChecker::dynamic_if(Token const& token, Flow& flow, std::vector<Item> const& branches) {
  if (!pop_condition(token, flow)) return false;
  if (branches[0].type.is_variable() || branches[1].type.is_variable()) {
    forget_stack(flow);
    return true;
  }
  auto second = flow;
  if (!run(branches[0].type, token, flow) || !run(branches[1].type, token, second)) return false;
  unifier_.begin();
  if (!unifier_.stacks(flow.stack, second.stack)) {
    report_branches(messages::dynamic_branches_differ, token, "then", flow, "else", second);
    return false;
  }
  commit(flow, flow.stack);
  return true;
}

// `strand.spawn`: a quotation that did not come as a literal takes the values it lists (spec part 03, section 14).
bool BodyChecker::spawn(WordEffect const& effect, Token const& token, Flow& flow) {
  auto const before = flow;
  if (flow.stack.top != 0 && types_.item(flow.stack.top).type.is_callable()) {
    auto const callable = types_.callable(types_.item(flow.stack.top).type);
    auto const wanted = callable.closure ? 0 : types_.height(callable.inputs);
    auto const quotation = take(flow);
    if (wanted > types_.height(flow.stack)) {
      add_stack(report(token.place, messages::spawn_too_few, token.text, wanted), before.stack, 1);
      return false;
    }
    flow.stack.top = types_.below(flow.stack.top, wanted);
    flow.stack = types_.push(flow.stack, quotation.type, quotation.origin);
  }
  return apply(effect, token, flow);
}

}  // namespace seq2c
