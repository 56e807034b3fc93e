#include "peval/evaluate.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <fmt/format.h>
#include <span>

#include "peval/heights.h"
#include "peval/law.h"
#include "peval/signature.h"
#include "runtime/host.h"

namespace seq2c {
namespace {

using checked::Body;
using checked::Definition;
using checked::Row;

constexpr int aborted = 128 + 6;                           // what a shell shows of SIGABRT
constexpr std::size_t most_frames = std::size_t{1} << 22;  // two million calls deep

constexpr std::string_view not_callable = "invoke_callable: expected Quotation or Closure, got {}";

// Where an error is told to be: in text of a module the innermost place outside, and the module's word called there.
struct Where {
  Place place;
  Id<Definition> word, calling;
};

// What the running text may see. Literals run by `call dip keep bi if cond` share the scope of the body they stand in.
struct Scope {
  Id<Definition> word;       // whose text runs
  std::size_t limit = 0;     // nothing below this height may be taken
  std::size_t visible = 0;   // from here on `stack.dump` shows
  std::size_t reach = 0;     // from here on a computed `pick` or `roll` sees
  Where entered{};           // in text of a module: for its errors
};

// An entry of the control stack.
struct Frame {
  enum class Kind : std::uint8_t {
    body,     // runs the statements of `text` from `next` on
    trim,     // an end: `outputs` values stay above `base`, strays below them go
    restore,  // `dip` and `keep`: puts one held value back
    second,   // `bi`: puts the held value back, then runs the held callable
    clause    // `cond`: looks at a predicate's answer; the pairs from the `next`-th on are held
  } kind = Kind::body;
  bool owns_scope = false, owns_aux = false;  // of a body: they end with it
  bool literal = false;                       // of second and clause: the callables are literals
  std::uint32_t next = 0;
  std::uint32_t outputs = 0;                  // of a trim; of a clause the number of pairs
  std::uint32_t base = 0;                     // of a trim: what lies below stays
  std::uint32_t aux_base = 0;                 // of a body
  Body const* text = nullptr;
  Id<Definition> word{};                      // of a trim
  Where where{};                              // of all but bodies
};

struct Outcome {
  int status = 0;
  std::string error;  // what to tell on standard error
};

struct Failure {  // a run-time error on its way out of Machine::run
  std::string message;
};

// A new owner of a value equal to a constant.
template <class... Alternatives>
seq_value make(std::variant<Alternatives...> const& constant) {
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

seq_value another(seq_value value) {
  host::retain(value);
  return value;
}

// The message with the value's debug text in place of `{}`.
std::string with_value(std::string_view message, seq_value value) {
  std::string text(message);
  if (auto const hole = text.find("{}"); hole != text.npos) text.replace(hole, 2, host::debug_text(value));
  return text;
}

bool is_of(core::Kind kind, seq_value value) {
  switch (kind) {
    case core::Kind::int_: return host::kind(value) == host::Kind::int_;
    case core::Kind::float_: return host::kind(value) == host::Kind::float_;
    case core::Kind::bool_: return host::kind(value) == host::Kind::bool_;
    case core::Kind::string: return host::kind(value) == host::Kind::string;
    case core::Kind::symbol: return host::kind(value) == host::Kind::symbol;
    case core::Kind::callable: return host::kind(value) == host::Kind::callable;
    case core::Kind::any: return true;
  }
  return true;
}

class Machine {
 public:
  explicit Machine(checked::Program const& program) : program_(program), heights_(program) {}
  Outcome run();

 private:
  void step();
  void execute(checked::Push const& push) { stack_.push_back(make(push.value)); }
  void execute(checked::PushQuotation const& push);
  void execute(checked::CallWord const& call) { enter(call.word); }
  void execute(checked::CallBuiltin const& call);
  void execute(checked::If const& conditional);
  // The checker does not hand on programs with unions yet.
  void execute(checked::CallUnion const&) { assert(false); }
  void execute(checked::Match const&) { assert(false); }

  void enter(Id<Definition> id);
  void run_callable(seq_value value, bool literal, std::string_view message = not_callable);
  void resume(Frame const& frame);
  void push_trim(Frame trim, bool drop_surplus);
  void push_body(Frame body);
  void leave();
  void finish_exhausted();
  Where where_in(Id<Definition> callee, Place place) const;

  void apply(Word const& word);
  void shuffle(Word const& word);
  void pick_or_roll(checked::CallBuiltin const& call);
  void hide(bool keep);
  void run_two();
  void choose();
  void start_cond();
  void run_predicate(std::uint32_t next, std::uint32_t count, bool literal);
  void judge_predicate(Frame const& frame);
  void dump();
  void push_aux();
  void pop_aux();

  seq_value pop();
  seq_value pop_held();
  void need(std::size_t count);
  void drop(std::size_t first, std::size_t count);
  bool is_literal(std::size_t below) const { return literals_before(program_, *text_, at_, below + 1).size() == below + 1; }
  bool is_exhausted() const { return frames_.back().next == frames_.back().text->size(); }
  std::uint32_t height() const { return static_cast<std::uint32_t>(stack_.size()); }
  std::string const& name(Id<Definition> id) const { return program_.definitions[id].name; }
  [[noreturn]] void fail(std::string message) const { throw Failure{std::move(message)}; }
  std::string located(std::string const& message) const;

  checked::Program const& program_;
  Heights heights_;
  std::vector<seq_value> stack_, aux_, held_;
  std::vector<Frame> frames_;
  std::vector<Scope> scopes_;
  Body const* text_ = nullptr;  // the statement that runs: its body and position
  std::size_t at_ = 0;
  Where where_;
};

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
  if (program_.definitions[callee].module.empty()) return {place, callee, {}};
  return {where_.place, where_.word, where_.calling ? where_.calling : callee};
}

// Runs a callable, taking it over. `message` is the error for a value of another kind.
void Machine::run_callable(seq_value value, bool literal, std::string_view message) {
  auto const callable = host::as_callable(value);
  if (!callable) fail(with_value(message, value));
  auto const& quotation = program_.quotations[{callable->literal}];
  auto const captures = callable->captures.size();
  if (quotation.inputs > captures) need(quotation.inputs - captures);
  auto const caller = scopes_.back();
  auto const scopes_before = scopes_.size();
  finish_exhausted();
  bool const scope_ended = scopes_.size() != scopes_before;
  for (auto const capture : callable->captures) stack_.push_back(another(capture));
  host::release(value);

  auto const own = height() - quotation.inputs;
  if (!literal) {
    Scope scope{.word = quotation.owner, .limit = caller.limit, .visible = own, .reach = own};
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

// ---- statements

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
  auto frame = frames_.back();
  if (is_exhausted()) frames_.pop_back();  // in tail position the branch takes its place
  else frame.owns_scope = frame.owns_aux = false;
  frame.text = &branch;
  frame.next = 0;
  bool const diverges = conditional.diverges == (taken == 0 ? checked::Diverges::first : checked::Diverges::second);
  auto const net = diverges ? heights_.net(conditional.branches[1 - taken]) : std::nullopt;
  if (auto const end = static_cast<std::int64_t>(height()) + net.value_or(0); net && end >= 0) {
    auto const& called = program_.definitions[std::get<checked::CallWord>(branch.back()).word];
    auto const outputs = std::min(static_cast<std::size_t>(end), called.outputs.size());
    push_trim({.kind = Frame::Kind::trim,
               .outputs = static_cast<std::uint32_t>(outputs),
               .base = static_cast<std::uint32_t>(end) - static_cast<std::uint32_t>(outputs),
               .word = scopes_.back().word,
               .where = where_},
              false);
  }
  push_body(frame);
}

void Machine::execute(checked::CallBuiltin const& call) {
  auto const& word = *call.word;
  switch (word.typing) {
    case Typing::plain: return apply(word);
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
  std::vector<seq_value> results(signature.outputs.size());
  constexpr std::string_view silent = "-> ";  // on a card: what the word gives for a value of the wrong kind
  if (word.wrong.starts_with(silent) && !std::ranges::equal(signature.inputs, arguments, is_of)) {
    auto const given = core::read_constants(word.wrong.substr(silent.size()));
    std::ranges::transform(given, results.begin(), [](auto const& constant) { return make(constant); });
    std::ranges::for_each(arguments, host::release);
  } else if (auto const error = host::call(word, arguments, results)) {
    fail(*error);
  }
  stack_.resize(stack_.size() - inputs);
  stack_.insert(stack_.end(), results.begin(), results.end());
}

void Machine::shuffle(Word const& word) {
  auto const inputs = core::signature(word).inputs.size();
  need(inputs);
  std::vector<seq_value> const taken(stack_.end() - static_cast<std::ptrdiff_t>(inputs), stack_.end());
  stack_.resize(stack_.size() - inputs);
  for (auto const source : core::shuffle(word)) stack_.push_back(another(taken[source]));
  std::ranges::for_each(taken, host::release);
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

}  // namespace

int evaluate(checked::Program const& program, std::vector<std::string> const& arguments) {
  auto owned = arguments;
  std::vector<char*> texts;
  for (auto& argument : owned) texts.push_back(argument.data());
  host::set_arguments(texts);
  auto const outcome = Machine(program).run();
  std::fputs(outcome.error.c_str(), stderr);
  return outcome.status;
}

}  // namespace seq2c
