// Callables: `call dip keep bi if cond`, and words and literals run as versions.
#include <algorithm>
#include <fmt/format.h>

#include "peval/lower_body.h"

namespace seq2c::core {

// The capture-free literal that statement `index` pushes, if it does.
std::optional<Id<checked::Quotation>> BodyLowering::literal_at(checked::Body const& body, std::size_t index) const {
  if (index >= body.size()) return std::nullopt;
  auto const* push = std::get_if<checked::PushQuotation>(&body[index]);
  if (!push || lowering_.checked.quotations[push->quotation].captures > 0) return std::nullopt;
  return push->quotation;
}

void BodyLowering::combinator(checked::CallBuiltin const& call, checked::Body const& body, std::size_t index) {
  auto const site = origin(call.place);
  auto const& word = *call.word;
  if (word.typing == Typing::cond) return cond(body, index, site);
  auto const operands = word.typing == Typing::bi || word.typing == Typing::if_ ? 2u : 1u;
  auto callables = pop_many(operands);
  std::vector<std::optional<Id<checked::Quotation>>> literals(operands);
  for (std::size_t operand = 0; operand < operands; ++operand) {
    bool adjacent = index + operand >= operands;
    for (auto between = index - operands + operand; adjacent && between < index; ++between)
      adjacent = literal_at(body, between).has_value();
    if (adjacent) literals[operand] = literal_at(body, index - operands + operand);
  }
  if (out_.dead()) return;
  auto const message = word.wrongs.empty() ? word.wrong : word.wrongs.back();
  auto const run = [&](std::size_t operand) { run_operand(callables[operand], literals[operand], message, site); };
  if (word.typing == Typing::call) return run(0);
  if (word.typing == Typing::if_) {
    auto const condition = argument(word, 0, pop(), Kind::bool_, site);
    if (out_.dead()) return;
    std::vector<Arm> arms;
    for (std::size_t operand = 0; operand < 2; ++operand) arms.push_back(arm([&](Arm&) { run(operand); }));
    return join({Op::if_, {}, {condition}, {}, {}, site}, std::move(arms), checked::Diverges::no);
  }
  auto const value = pop();
  if (out_.dead()) return;
  if (word.typing != Typing::dip) push(value);
  bool const is_tail = std::exchange(is_tail_, false);
  run(0);
  is_tail_ = is_tail;
  if (out_.dead()) return;
  push(value);
  if (word.typing == Typing::bi) run(1);
}

// Runs a literal as part of the enclosing body: it sees the stack, but has an aux stack of its own.
void BodyLowering::run_in_place(Id<checked::Quotation> quotation) {
  auto const aux = std::exchange(frames_.back().aux, {});
  statements(lowering_.checked.quotations[quotation].body);
  frames_.back().aux = aux;
}

void BodyLowering::run_operand(Value callable, std::optional<Id<checked::Quotation>> literal, std::string_view message,
                               Id<Origin> site) {
  if (out_.dead()) return;
  if (literal) return run_in_place(*literal);
  invoke(callable, message, site);
}

// Runs a value: one of the literals that it may be.
void BodyLowering::invoke(Value callable, std::string_view message, Id<Origin> site) {
  auto const value = out_.cast(callable, {Kind::callable}, message, site);
  if (out_.dead()) return;
  auto const run = [&](Id<Literal> literal, Values const& captures) {
    auto const& quotation = lowering_.checked.quotations[lowering_.program.literals[literal].quotation];
    call_version({true, literal.index, {}}, literal_inputs(quotation), captures, site);
  };
  if (auto const& made = out_.node(value); made.op == Op::closure) {
    auto const captures = made.args;
    return run(std::get<Id<Literal>>(made.what), captures);
  }
  auto const literals = lowering_.program.literal_sets[out_.type(value).literals].literals;
  std::vector<Arm> arms;
  for (auto const literal : literals)
    arms.push_back(arm([&](Arm& made) {
      Values captures;
      auto const types = lowering_.captures(literal);
      for (auto const& type : types) captures.push_back(out_.param(made.block, type));
      run(literal, captures);
    }));
  join({Op::match, Keys{literals}, {value}, {}, {}, site}, std::move(arms), checked::Diverges::no);
}

// Calls a word or literal on the topmost values: `declared` of them, or as many more as it turns out to need. If it may need more
// than there are, or how many values it leaves depends on the run, it is handed a list of all that there are.
void BodyLowering::call_version(VersionKey key, std::size_t declared, Values const& captures, Id<Origin> site) {
  constexpr std::uint32_t most_grown = 16;  // times; then it will want ever more
  if (lowering_.is_best_on_list(key)) return call_on_list(std::move(key), declared, captures, site);
  auto inputs = declared;
  for (std::uint32_t grown = 0;; ++grown) {
    if (grown > 0 && !may_grow() && (inputs > there() || grown > most_grown))
      return call_on_list(std::move(key), declared, captures, site);
    if (!require(inputs)) return;
    Values args(stack_.end() - static_cast<std::ptrdiff_t>(inputs), stack_.end());
    key.inputs.clear();
    for (auto const value : args) key.inputs.push_back(out_.type(value));
    auto const& version = lowering_.solve(key);
    if (version.needs_list) return call_on_list(std::move(key), declared, captures, site);
    if (version.needs_more > 0) {
      inputs += version.needs_more;
      continue;
    }
    stack_.resize(stack_.size() - inputs);
    args.insert(args.end(), captures.begin(), captures.end());
    if (auto const results = call_function(version, std::move(args), site)) stack_.insert(stack_.end(), results->begin(), results->end());
    return;
  }
}

// Calls a word or literal on a list of all values that there are, but its inputs; what it leaves is the whole stack.
void BodyLowering::call_on_list(VersionKey key, std::size_t inputs, Values const& captures, Id<Origin> site) {
  if (!version_.key.on_list && !is_trimmed()) {
    version_.needs_list = true;
    return out_.end(Exit::never);
  }
  if (truncated_ && !version_.keeps_heights) return keep_heights();
  auto args = pop_many(inputs);
  if (out_.dead()) return;
  bool const was_list = static_cast<bool>(rest_);
  auto const base = stack_.size();
  spill(site);
  args.insert(args.begin(), rest_);
  key.on_list = true;
  key.inputs.clear();
  for (auto const value : args) key.inputs.push_back(out_.type(value));
  auto const& version = lowering_.solve(std::move(key));
  args.insert(args.end(), captures.begin(), captures.end());
  auto const index = version.key.index;
  auto const* word = version.key.is_literal ? nullptr : &lowering_.checked.definitions[{index}];
  bool const is_trimmed = word && word->row != checked::Row::changed;
  auto const below = is_trimmed && was_list && !is_tail_ ? out_.word1("list.length", {rest_}, site) : Value{};
  auto const results = call_function(version, std::move(args), site);
  if (!results) return;
  rest_ = results->front();
  if (!is_trimmed) return;
  frames_.push_back({{index}, site, base, {}});  // errors tell its name
  if (below) trim_list(below, word->outputs.size(), site);
  else if (!was_list) trim(base, word->outputs.size(), site);
  frames_.pop_back();
}

// What it returns; nothing if it never does.
std::optional<Values> BodyLowering::call_function(Version const& version, Values args, Id<Origin> site) {
  auto const word = lowering_.word_of(version.key);
  bool const never_returns = version.never_returns;
  for (std::size_t index = 0; index < version.key.inputs.size(); ++index) args[index] = out_.coerce(args[index], version.key.inputs[index], site);
  auto results = out_.call(version.function, std::move(args), version.results, site);
  if (!never_returns) return results;
  // Endless recursion that is no tail call must not become a loop: something stands behind the call.
  auto const& name = lowering_.checked.definitions[word].name;
  if (!is_tail_) out_.fail(name + ": came back from a call that never returns", {}, site);
  out_.end(Exit::never);
  return std::nullopt;
}

// `[p1] [b1] … [pN] [bN] N cond`.
void BodyLowering::cond(checked::Body const& body, std::size_t index, Id<Origin> site) {
  auto const count = out_.cast(pop(), {Kind::int_}, "cond: expected Int count, got {}", site);
  if (out_.dead()) return;
  auto const* constant = out_.as_constant(count);
  auto const* known = constant ? std::get_if<std::int64_t>(constant) : nullptr;
  if (!known) return choose_by_count(count, 1, site);
  if (*known < 0) return out_.fail(fmt::format("cond: count must be non-negative, got {}", *known), {}, site);
  if (*known == 0) return out_.fail("cond: need at least one predicate/body pair", {}, site);
  if (*known > 1'000'000) return underflow();
  auto const operands = 2 * static_cast<std::size_t>(*known);
  if (!require(operands)) return;
  std::vector<Id<checked::Quotation>> literals;
  bool const is_count = index > operands && std::holds_alternative<checked::Push>(body[index - 1]);
  for (std::size_t operand = 0; operand < operands && is_count; ++operand)
    if (auto const literal = literal_at(body, index - 1 - operands + operand)) literals.push_back(*literal);
  if (literals.size() < operands) literals.clear();
  cond_of(static_cast<std::size_t>(*known), literals, site);
}

// So many clauses, as a chain of conditionals. `literals` are their operands if all are literals, else it is empty.
void BodyLowering::cond_of(std::size_t count, std::vector<Id<checked::Quotation>> const& literals, Id<Origin> site) {
  auto const operands = pop_many(2 * count);
  std::vector<std::pair<Value, Value>> clauses;
  for (std::size_t clause = 0; clause < operands.size(); clause += 2)
    clauses.emplace_back(operands[clause], operands[clause + 1]);
  for (auto clause = clauses.rbegin(); clause != clauses.rend() && literals.empty(); ++clause) {
    clause->second = out_.cast(clause->second, {Kind::callable}, "cond: expected body Quotation, got {}", site);
    if (out_.dead()) return;
    clause->first = out_.cast(clause->first, {Kind::callable}, "cond: expected predicate Quotation, got {}", site);
    if (out_.dead()) return;
  }
  cond_chain(clauses, literals, 0, site);
}

// A computed count: one branch for each number of pairs that are there, from `clauses` on; and for some that may be in the list.
void BodyLowering::choose_by_count(Value count, std::size_t clauses, Id<Origin> site) {
  constexpr std::size_t most_in_list = 16;  // values
  if (truncated_ && !version_.keeps_heights) return keep_heights();
  auto const compared = [&](std::string_view word, std::size_t with) {
    return out_.word1(word, {count, out_.constant(static_cast<std::int64_t>(with))}, site);
  };
  if (2 * clauses <= (rest_ ? there() + most_in_list : stack_.size()))
    return either(
        compared("i.=", clauses), [&] { cond_of(clauses, {}, site); }, [&] { choose_by_count(count, clauses + 1, site); }, site);
  auto const too_few = [&] { out_.fail(lowering_.checked.definitions[frames_.back().word].name + ": stack underflow", {}, site); };
  auto const none = [&] { out_.fail("cond: need at least one predicate/body pair", {}, site); };
  auto const negative = [&] {
    auto const words = out_.constant(std::string("cond: count must be non-negative, got "));
    auto const text = out_.word1("int->string", {count}, site);
    out_.word(*find_word("fail"), {out_.word1("string.concat", {words, text}, site)}, site);
  };
  either(compared("i.>", 0), too_few, [&] { either(compared("i.=", 0), none, negative, site); }, site);
}

void BodyLowering::cond_chain(std::vector<std::pair<Value, Value>> const& clauses,
                              std::vector<Id<checked::Quotation>> const& literals, std::size_t at, Id<Origin> site) {
  if (at == clauses.size()) return out_.fail("cond: no predicate matched", {}, site);
  auto const run = [&](Value callable, std::size_t operand) {
    run_operand(callable, literals.empty() ? std::nullopt : std::optional(literals[operand]), "", site);
  };
  bool const is_tail = std::exchange(is_tail_, false);
  run(clauses[at].first, 2 * at);
  is_tail_ = is_tail;
  if (out_.dead()) return;
  auto const chosen = out_.cast(pop(), {Kind::bool_}, "cond: predicate must return Bool, got {}", site);
  if (out_.dead()) return;
  std::vector<Arm> arms;
  arms.push_back(arm([&](Arm&) { run(clauses[at].second, 2 * at + 1); }));
  arms.push_back(arm([&](Arm&) { cond_chain(clauses, literals, at + 1, site); }));
  join({Op::if_, {}, {chosen}, {}, {}, site}, std::move(arms), checked::Diverges::no);
}

void BodyLowering::pick_or_roll(checked::CallBuiltin const& call, Id<Origin> site) {
  bool const roll = call.word->typing == Typing::roll;
  auto const index = argument(*call.word, signature(*call.word).inputs.size() - 1, pop(), Kind::int_, site);
  if (out_.dead()) return;
  if (!call.depth && truncated_ && !version_.keeps_heights) return keep_heights();
  auto const name = call.word->name;
  auto const* constant = out_.as_constant(index);
  auto const* depth = constant ? std::get_if<std::int64_t>(constant) : nullptr;
  if (!depth) return choose_by_index({roll, index, index}, 0, site);
  if (*depth < 0) return out_.fail(fmt::format("{}: index cannot be negative (got {})", name, *depth), {}, site);
  auto const needed = static_cast<std::uint64_t>(*depth) + 1;
  if (call.depth) {
    if (!require(needed)) return;
  } else if (rest_ && needed > there()) {
    return choose_by_index({roll, index, index}, 0, site);
  } else if (needed > stack_.size()) {
    return out_.fail(fmt::format("{}: index {} exceeds stack depth {} (need at least {} values)", name, *depth, stack_.size(), needed),
                     {}, site);
  }
  take_from(stack_.size() - needed, roll);
}

void BodyLowering::take_from(std::size_t place, bool roll) {
  auto const value = stack_[place];
  if (roll) stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(place));
  push(value);
}

// A computed index: one branch for each value that is there. It goes on behind the list, among the values of the callers.
void BodyLowering::choose_by_index(ByIndex const& by, std::size_t at, Id<Origin> site) {
  auto const number = [&](std::size_t size) { return out_.constant(static_cast<std::int64_t>(size)); };
  auto const out_of_range = [&] { index_out_of_range(by.roll ? "roll" : "pick", by.asked, site); };
  if (rest_ && !by.past_list && at == there()) {
    auto const length = out_.word1("list.length", {rest_}, site);
    auto const from_list_top = out_.word1("i.-", {by.index, number(at)}, site);
    auto const in_list = [&] { pick_in_list(by.roll, from_list_top, site); };
    auto const below = [&] { choose_by_index({by.roll, by.asked, out_.word1("i.-", {by.index, length}, site), true}, at, site); };
    auto const not_negative = [&] { either(out_.word1("i.<", {from_list_top, length}, site), in_list, below, site); };
    return either(out_.word1("i.<", {by.index, number(0)}, site), out_of_range, not_negative, site);
  }
  if (at == stack_.size()) return out_of_range();
  auto const place = stack_.size() - 1 - at;
  auto const here = [&] {
    if (by.roll && by.past_list) return roll_below_list(place, site);
    take_from(place, by.roll);
  };
  either(out_.word1("i.=", {by.index, number(at)}, site), here, [&] { choose_by_index(by, at + 1, site); }, site);
}

void BodyLowering::index_out_of_range(std::string_view name, Value index, Id<Origin> site) {
  auto const text = [&](Value number) { return out_.word1("int->string", {number}, site); };
  auto const fail = [&](std::initializer_list<Value> parts) {
    auto message = *parts.begin();
    for (auto part = parts.begin() + 1; part != parts.end(); ++part) message = out_.word1("string.concat", {message, *part}, site);
    out_.word(*find_word("fail"), {message}, site);
  };
  auto const words = [&](std::string literal) { return out_.constant(std::move(literal)); };
  auto const negative = out_.word1("i.<", {index, out_.constant(std::int64_t{0})}, site);
  auto depth = out_.constant(static_cast<std::int64_t>(stack_.size()));
  if (rest_) depth = out_.word1("i.+", {depth, out_.word1("list.length", {rest_}, site)}, site);
  auto const below_zero = [&] { fail({words(fmt::format("{}: index cannot be negative (got ", name)), text(index), words(")")}); };
  auto const beyond = [&] {
    auto const needed = out_.word1("i.+", {index, out_.constant(std::int64_t{1})}, site);
    fail({words(fmt::format("{}: index ", name)), text(index), words(" exceeds stack depth "), text(depth), words(" (need at least "),
          text(needed), words(" values)")});
  };
  either(negative, below_zero, beyond, site);
}

}  // namespace seq2c::core
