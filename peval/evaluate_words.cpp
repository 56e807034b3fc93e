// What single statements do.
#include <algorithm>
#include <cassert>
#include <fmt/format.h>
#include <span>

#include "peval/evaluate_machine.h"
#include "peval/law.h"
#include "peval/signature.h"
#include "runtime/host.h"
#include "runtime/host_state.h"

namespace seq2c::evaluation {
namespace {

// A new owner of a value equal to a constant.
template <class... Alternatives>
seq_value value_of(std::variant<Alternatives...> const& constant) {
  return std::visit(
      []<class T>(T const& value) {
        if constexpr (std::is_same_v<T, double>) return host::make_float(value);
        else if constexpr (std::is_same_v<T, bool>) return host::make_bool(value);
        else if constexpr (std::is_same_v<T, std::string>) return host::make_string(value);
        else if constexpr (std::is_same_v<T, checked::SymbolName>) return host::make_symbol(value.text);
        else if constexpr (std::is_same_v<T, core::Unset>) return host::make_int(0);
        else return host::make_int(value);
      },
      constant);
}

}  // namespace

bool is_of(core::Kind kind, seq_value value) {
  switch (kind) {
    case core::Kind::int_: return host::kind(value) == host::Kind::int_;
    case core::Kind::float_: return host::kind(value) == host::Kind::float_;
    case core::Kind::bool_: return host::kind(value) == host::Kind::bool_;
    case core::Kind::string: return host::kind(value) == host::Kind::string;
    case core::Kind::symbol: return host::kind(value) == host::Kind::symbol;
    case core::Kind::callable: return host::kind(value) == host::Kind::callable;
    case core::Kind::variant: return host::kind(value) == host::Kind::variant;
    case core::Kind::any: return true;
  }
  return true;
}

seq_value another(seq_value value) {
  host::retain(value);
  return value;
}

std::string with_value(std::string_view message, seq_value value) {
  std::string text(message);
  if (auto const hole = text.find("{}"); hole != text.npos) text.replace(hole, 2, host::debug_text(value));
  return text;
}

void Machine::execute(checked::Push const& push) { stack_.push_back(value_of(push.value)); }

void Machine::execute(checked::PushQuotation const& push) {
  auto const& quotation = program_.quotations[push.quotation];
  need(quotation.captures);
  auto const captures = std::span(stack_).last(quotation.captures);
  auto const value = host::make_callable(push.quotation.index, quotation.closure, captures);
  if (!value) fail("a closure can hold no more than 254 values");
  stack_.resize(height() - quotation.captures);
  stack_.push_back(*value);
}

// The branches of a literal conditional belong to the body around it. A branch that ends in recursion need not fit: what it
// leaves is cut to the height that the other one leaves (spec 03, section 9.1).
void Machine::execute(checked::If const& conditional) {
  need(1);
  auto const condition = stack_.back();
  auto const truth = host::as_bool(condition);
  if (!truth) fail(with_value("if: expected Bool condition, got {}", condition));
  pop();
  auto const taken = *truth ? 0 : 1;
  auto const& branch = conditional.branches[taken];
  bool const diverges = conditional.diverges == (taken == 0 ? checked::Diverges::first : checked::Diverges::second);
  auto const net = diverges ? heights_.net(conditional.branches[1 - taken]) : std::nullopt;
  auto const end = static_cast<std::int64_t>(height()) + net.value_or(0);
  if (!net || end < 0) return push_branch(branch);
  auto const& called = program_.definitions[std::get<checked::CallWord>(branch.back()).word];
  auto const outputs = std::min(static_cast<std::size_t>(end), called.outputs.size());
  push_branch(branch, Frame{.kind = Frame::Kind::trim,
                            .outputs = static_cast<std::uint32_t>(outputs),
                            .base = static_cast<std::uint32_t>(end) - static_cast<std::uint32_t>(outputs),
                            .word = scopes_.back().word,
                            .where = where_});
}

// Goes on with a branch of the running body; in tail position it takes the body's place. `trim` stands behind it.
void Machine::push_branch(checked::Body const& branch, std::optional<Frame> trim) {
  auto frame = frames_.back();
  if (is_exhausted()) frames_.pop_back();
  else frame.owns_scope = frame.owns_aux = false;
  frame.text = &branch;
  frame.next = 0;
  if (trim) push_trim(*trim, false);
  push_body(frame);
}

void Machine::execute(checked::CallBuiltin const& call) {
  auto const& word = *call.word;
  if (word.in_seq) return call_in_seq(word);
  switch (word.typing) {
    case Typing::plain: return apply(word);
    case Typing::make: return wrap(word);
    case Typing::isolated: return run_isolated(word);
    case Typing::shuffle: return shuffle(word);
    case Typing::call: return run_callable(pop(), is_literal(0), "call: expected Quotation or Closure on stack, got {}");
    case Typing::dip: return hide(false);
    case Typing::keep: return hide(true);
    case Typing::bi: return run_two();
    case Typing::if_: return choose();
    case Typing::cond: return start_cond();
    case Typing::pick:
    case Typing::roll: return pick_or_roll(call);
    case Typing::aux_push: return push_aux();
    case Typing::aux_pop: return pop_aux();
    case Typing::dump: return dump();
    case Typing::spawn:  // words of strands are not handed on by the checker yet
    case Typing::weave:
    case Typing::resume:
    case Typing::yield: assert(false);
  }
}

void Machine::apply(Word const& word) {
  auto const& signature = core::signature(word);
  auto const inputs = signature.inputs.size();
  need(inputs);
  auto const arguments = std::span(stack_).last(inputs);
  results_.assign(signature.outputs.size(), 0);
  host::set_line(where_.place.line);
  constexpr std::string_view silent = "-> ", first = "$1 ";  // on a card: what the word gives for a value of the wrong kind
  if (word.wrong.starts_with(silent) && !std::ranges::equal(signature.inputs, arguments, is_of)) {
    auto text = word.wrong.substr(silent.size());
    auto result = results_.begin();
    if (text.starts_with(first)) {
      *result++ = another(arguments[0]);
      text.remove_prefix(first.size());
    }
    auto const given = core::read_constants(text);
    std::ranges::transform(given, result, [](auto const& constant) { return value_of(constant); });
    std::ranges::for_each(arguments, host::release);
  } else if (auto const error = host::call(word, arguments, results_)) {
    fail(*error);
  }
  stack_.resize(stack_.size() - inputs);
  stack_.insert(stack_.end(), results_.begin(), results_.end());
}

void Machine::shuffle(Word const& word) {
  auto const inputs = core::signature(word).inputs.size();
  need(inputs);
  auto const first = stack_.end() - static_cast<std::ptrdiff_t>(inputs);
  results_.assign(first, stack_.end());
  stack_.erase(first, stack_.end());
  for (auto const source : core::shuffle(word)) stack_.push_back(another(results_[source]));
  std::ranges::for_each(results_, host::release);
}

// With a literal index they are like any other word. A computed index sees also the values of the callers.
void Machine::pick_or_roll(checked::CallBuiltin const& call) {
  auto const& word = *call.word;
  bool const move = word.typing == Typing::roll;
  need(1);
  auto const index = host::as_int(stack_.back());
  if (!index) fail(with_value(word.wrong, stack_.back()));
  if (*index < 0) fail(fmt::format("{}: index cannot be negative (got {})", word.name, *index));
  auto const depth = static_cast<std::uint64_t>(*index);
  if (call.depth) {
    if (depth > height()) need(height() + 1);
    need(depth + 2);
  }
  auto const visible = height() - 1 - scopes_.back().reach;
  if (!call.depth && depth >= visible)
    fail(fmt::format("{}: index {} exceeds stack depth {} (need at least {} values)", word.name, depth, visible, depth + 1));
  stack_.pop_back();
  auto const place = stack_.end() - 1 - static_cast<std::ptrdiff_t>(depth);
  if (move) std::rotate(place, place + 1, stack_.end());
  else stack_.push_back(another(*place));
}

// `dip` and `keep`.
void Machine::hide(bool keep) {
  need(2);
  bool const literal = is_literal(0);
  auto const callable = pop();
  held_.push_back(stack_.back());
  if (keep) host::retain(stack_.back());
  else pop();
  frames_.push_back({.kind = Frame::Kind::restore, .where = where_});
  run_callable(callable, literal);
}

// `bi`.
void Machine::run_two() {
  need(3);
  bool const first_literal = is_literal(1), second_literal = is_literal(0);
  auto const second = pop(), first = pop();
  held_.push_back(another(stack_.back()));
  held_.push_back(second);
  frames_.push_back({.kind = Frame::Kind::second, .literal = second_literal, .where = where_});
  run_callable(first, first_literal);
}

// `if` with an operand that is no literal.
void Machine::choose() {
  need(3);
  bool const otherwise_literal = is_literal(0), then_literal = is_literal(1);
  auto const otherwise = pop(), then = pop(), condition = pop();
  auto const truth = host::as_bool(condition);
  if (!truth) fail(with_value("if: expected Bool condition, got {}", condition));
  host::release(*truth ? otherwise : then);
  run_callable(*truth ? then : otherwise, *truth ? then_literal : otherwise_literal);
}

// `cond`: all pairs are looked at first, from the top down; then predicates run until one says true.
void Machine::start_cond() {
  need(1);
  auto const top = pop();
  auto const count = host::as_int(top);
  if (!count) fail(with_value("cond: expected Int count, got {}", top));
  if (*count < 0) fail(fmt::format("cond: count must be non-negative, got {}", *count));
  if (*count == 0) fail("cond: need at least one predicate/body pair");
  if (static_cast<std::uint64_t>(*count) > height()) need(height() + 1);
  auto const operands = static_cast<std::size_t>(*count) * 2;
  need(operands);
  bool const literal = at_ > 0 && std::holds_alternative<checked::Push>((*text_)[at_ - 1]) &&
                       literals_before(program_, *text_, at_ - 1, operands).size() == operands;
  auto const pairs = std::span(stack_).last(operands);
  for (std::size_t which = operands; which-- > 0;)
    if (!host::as_callable(pairs[which]))
      fail(with_value(which % 2 ? "cond: expected body Quotation, got {}" : "cond: expected predicate Quotation, got {}",
                              pairs[which]));
  held_.insert(held_.end(), pairs.rbegin(), pairs.rend());  // the first pair's predicate last
  stack_.resize(stack_.size() - operands);
  run_predicate(0, static_cast<std::uint32_t>(*count), literal);
}

void Machine::run_predicate(std::uint32_t next, std::uint32_t count, bool literal) {
  auto const predicate = pop_held();
  frames_.push_back({.kind = Frame::Kind::clause, .literal = literal, .next = next, .outputs = count, .where = where_});
  run_callable(predicate, literal);
}

void Machine::judge_predicate(Frame const& frame) {
  auto const answer = pop();
  auto const truth = host::as_bool(answer);
  if (!truth) fail(with_value("cond: predicate must return Bool, got {}", answer));
  auto const body = pop_held();
  auto const rest = frame.outputs - frame.next - 1;
  if (*truth) {
    for (std::uint32_t which = 0; which < 2 * rest; ++which) host::release(pop_held());
    return run_callable(body, frame.literal);
  }
  host::release(body);
  if (rest == 0) fail("cond: no predicate matched");
  run_predicate(frame.next + 1, frame.outputs, frame.literal);
}

// `stack.dump`: shows and clears what is visible here; nothing below can be taken any more.
void Machine::dump() {
  auto& scope = scopes_.back();
  std::string line = "»";
  for (std::size_t at = scope.visible; at < stack_.size(); ++at) line += " " + host::son(stack_[at]);
  drop(scope.visible, stack_.size() - scope.visible);
  scope.limit = scope.visible;
  auto const text = host::make_string(line);
  host::call(*find_word("io.write-line"), std::span(&text, 1), {});
}

void Machine::push_aux() {
  aux_.push_back(pop());
}

void Machine::pop_aux() {
  if (aux_.size() == frames_.back().aux_base) fail(name(scopes_.back().word) + ": stack underflow");
  stack_.push_back(aux_.back());
  aux_.pop_back();
}

}  // namespace seq2c::evaluation
