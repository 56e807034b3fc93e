// Calls, ends of bodies, and the stack; what single statements do is in evaluate_words.cpp.
#include "peval/evaluate.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "peval/evaluate_machine.h"
#include "runtime/host.h"

namespace seq2c::evaluation {
namespace {

constexpr int aborted = 128 + 6;                           // what a shell shows of SIGABRT
constexpr std::size_t most_frames = std::size_t{1} << 22;  // two million calls deep

}  // namespace

using checked::Body;
using checked::Definition;
using checked::Row;

Outcome Machine::run() {
  try {
    enter(program_.main);
    while (!frames_.empty()) step();
    if (program_.definitions[program_.main].outputs.empty()) return {};
    where_ = {program_.definitions[program_.main].place, program_.main, {}};
    auto const status = host::as_int(stack_.back());
    if (!status) fail(with_value("main: expected Int exit status, got {}", stack_.back()));
    return {static_cast<int>(*status & 255), ""};
  } catch (Failure const& failure) {
    return {aborted, located(failure.message)};
  }
}

std::string Machine::located(std::string const& message) const {
  auto text = fmt::format("{}\n  at {}:{}:{} in {}", message, program_.sources[where_.place.source].name, where_.place.line,
                          where_.place.column, name(where_.word));
  if (where_.calling) text += ", calling " + name(where_.calling);
  return text + "\n";
}

void Machine::step() {
  auto& frame = frames_.back();
  if (frame.kind != Frame::Kind::body) {
    auto const taken = frame;
    frames_.pop_back();
    where_ = taken.where;
    return resume(taken);
  }
  if (is_exhausted()) return leave();
  text_ = frame.text;
  at_ = frame.next++;
  std::visit(
      [&](auto const& statement) {
        auto const& scope = scopes_.back();
        where_ = scope.entered.word ? scope.entered : Where{statement.place, scope.word, {}};
        execute(statement);
      },
      (*text_)[at_]);
}

// ---- words, quotations and their ends

// Enters a word of the program. In tail position the frames of the caller end before, so that tail calls take no memory.
void Machine::enter(Id<Definition> id) {
  auto const& word = program_.definitions[id];
  auto const inputs = static_cast<std::uint32_t>(word.inputs.size());
  Scope scope{.word = id};
  if (!scopes_.empty()) {
    need(inputs);
    scope.limit = scopes_.back().limit;
    scope.reach = scopes_.back().reach;
    finish_exhausted();
  }
  if (!word.module.empty()) scope.entered = where_in(id, word.place);
  if (word.row != Row::changed)
    push_trim({.kind = Frame::Kind::trim,
               .outputs = static_cast<std::uint32_t>(word.outputs.size()),
               .base = height() - inputs,
               .word = id,
               .where = where_in(id, word.place)},
              true);
  auto const own = height() - inputs;
  scope.visible = own;
  if (word.row == Row::kept) scope.limit = own;
  if (word.recursive || id == program_.main) scope.reach = own;
  scopes_.push_back(scope);
  push_body({.owns_scope = true, .owns_aux = true, .aux_base = static_cast<std::uint32_t>(aux_.size()), .text = &word.body});
}

// Where errors of the callee's text at `place` are told to be, if it is entered by the statement that runs.
Where Machine::where_in(Id<Definition> callee, Place place) const {
  auto const& definition = program_.definitions[callee];
  if (definition.module.empty()) return {place, callee, {}};
  if (definition.hidden) return where_;
  return {where_.place, where_.word, where_.calling ? where_.calling : callee};
}

// Runs a callable, taking it over. `message` is the error for a value of another kind.
void Machine::run_callable(seq_value value, bool literal, std::string_view message) {
  if (!host::as_callable(value)) fail(with_value(message, value));
  run_quotation(value, literal, std::nullopt);
}

// `alone_from`: it sees nothing below that height.
void Machine::run_quotation(seq_value value, bool literal, std::optional<std::size_t> alone_from) {
  auto const callable = host::as_callable(value);
  auto const& quotation = program_.quotations[{callable->literal}];
  auto const captures = callable->captures.size();
  if (alone_from && height() + captures < *alone_from + quotation.inputs) fail(name(quotation.owner) + ": stack underflow");
  if (!alone_from && quotation.inputs > captures) need(quotation.inputs - captures);
  auto const caller = scopes_.back();
  auto const scopes_before = scopes_.size();
  finish_exhausted();
  bool const scope_ended = scopes_.size() != scopes_before;
  for (auto const capture : callable->captures) stack_.push_back(another(capture));
  host::release(value);

  auto const own = height() - quotation.inputs;
  if (!literal) {
    auto const from = alone_from.value_or(own);
    Scope scope{.word = quotation.owner, .limit = alone_from.value_or(caller.limit), .visible = from, .reach = from};
    if (!program_.definitions[quotation.owner].module.empty()) scope.entered = where_in(quotation.owner, quotation.place);
    scopes_.push_back(scope);
  } else if (scope_ended) {
    scopes_.push_back(caller);
  }
  push_body({.owns_scope = !literal || scope_ended,
             .owns_aux = true,
             .aux_base = static_cast<std::uint32_t>(aux_.size()),
             .text = &quotation.body});
}

void Machine::push_body(Frame body) {
  if (frames_.size() > most_frames) fail("stack overflow in " + name(scopes_.back().word));
  frames_.push_back(body);
}

// Two trims in a row are one if the inner leaves just the height that the outer wants, or does so once surplus values are
// dropped: so endless tail calls need one trim. If too little will come back both stay, and the outer one fails.
void Machine::push_trim(Frame trim, bool drop_surplus) {
  if (!frames_.empty() && frames_.back().kind == Frame::Kind::trim) {
    auto const outer = frames_.back();
    auto const wanted = outer.base + outer.outputs, given = trim.base + trim.outputs;
    if (drop_surplus && given > wanted && trim.outputs <= outer.outputs) {
      drop(outer.base, given - wanted);
      trim.base -= given - wanted;
    }
    if (trim.base + trim.outputs == wanted) frames_.pop_back();
  }
  frames_.push_back(trim);
}

// The body on top has ended.
void Machine::leave() {
  auto const frame = frames_.back();
  frames_.pop_back();
  while (frame.owns_aux && aux_.size() > frame.aux_base) {
    host::release(aux_.back());
    aux_.pop_back();
  }
  if (frame.owns_scope) scopes_.pop_back();
}

// Bodies whose last statement is running end before what it calls begins.
void Machine::finish_exhausted() {
  while (!frames_.empty() && frames_.back().kind == Frame::Kind::body && is_exhausted()) leave();
}

// Goes on with an entry of the control stack that is no body; it has been taken off.
void Machine::resume(Frame const& frame) {
  switch (frame.kind) {
    case Frame::Kind::body: return;
    case Frame::Kind::trim:
      if (height() < frame.base + frame.outputs) fail(name(frame.word) + ": stack underflow");
      return drop(frame.base, height() - frame.outputs - frame.base);
    case Frame::Kind::restore: return stack_.push_back(pop_held());
    case Frame::Kind::second: {
      auto const callable = pop_held();
      stack_.push_back(pop_held());
      return run_callable(callable, frame.literal);
    }
    case Frame::Kind::clause: return judge_predicate(frame);
  }
}

// ---- the stack

// Fails unless `count` values may be taken. What is taken below the visible values counts as visible.
void Machine::need(std::size_t count) {
  auto& scope = scopes_.back();
  if (stack_.size() < scope.limit + count) fail(name(scope.word) + ": stack underflow");
  auto const lowest = stack_.size() - count;
  scope.visible = std::min(scope.visible, lowest);
  scope.reach = std::min(scope.reach, lowest);
}

seq_value Machine::pop() {
  need(1);
  auto const value = stack_.back();
  stack_.pop_back();
  return value;
}

seq_value Machine::pop_held() {
  auto const value = held_.back();
  held_.pop_back();
  return value;
}

void Machine::drop(std::size_t first, std::size_t count) {
  auto const from = stack_.begin() + static_cast<std::ptrdiff_t>(first);
  auto const to = from + static_cast<std::ptrdiff_t>(count);
  std::for_each(from, to, host::release);
  stack_.erase(from, to);
}

}  // namespace seq2c::evaluation

namespace seq2c {

int evaluate(checked::Program const& program, std::vector<std::string> const& arguments) {
  auto owned = arguments;
  std::vector<char*> texts;
  for (auto& argument : owned) texts.push_back(argument.data());
  host::set_arguments(texts);
  auto const outcome = evaluation::Machine(program).run();
  std::fputs(outcome.error.c_str(), stderr);
  return outcome.status;
}

}  // namespace seq2c
