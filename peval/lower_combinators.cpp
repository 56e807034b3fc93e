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
    call_version({true, literal.index, {}}, quotation.inputs - std::min(quotation.inputs, quotation.captures), captures, site);
  };
  if (auto const& made = out_.node(value); made.op == Op::closure) {
    auto const captures = made.args;
    return run(std::get<Id<Literal>>(made.what), captures);
  }
  auto const literals = lowering_.program.literal_sets[out_.type(value).literals].literals;
  std::vector<Arm> arms;
  std::size_t too_short = 0;
  for (auto const literal : literals)
    arms.push_back(arm([&](Arm& made) {
      Values captures;
      auto const types = lowering_.program.literals[literal].captures;
      for (auto const& type : types) captures.push_back(out_.param(made.block, type));
      if (literals.size() > 1 && !may_grow()) too_short_ = &too_short;
      run(literal, captures);
      too_short_ = nullptr;
    }));
  // Literals that want more than there is are not those that run here, if others fit.
  if (too_short == arms.size() && !open_levels_.empty()) return underflow();
  join({Op::match, Keys{literals}, {value}, {}, {}, site}, std::move(arms), checked::Diverges::no);
}

// A recursive callee that wanted more again and again, more than there are: how many it takes depends on how deep it goes.
bool BodyLowering::keeps_growing(VersionKey const& key, std::size_t inputs, std::uint32_t grown) const {
  constexpr std::uint32_t most = 64;
  if (!lowering_.checked.definitions[word_of(key)].recursive || out_.dead()) return false;
  return grown > most || (grown > 1 && inputs > stack_.size() && !may_grow());
}

std::string const& BodyLowering::name_of(VersionKey const& key) const {
  return lowering_.checked.definitions[word_of(key)].name;
}

Id<checked::Definition> BodyLowering::word_of(VersionKey const& key) const {
  if (!key.is_literal) return {key.index};
  return lowering_.checked.quotations[lowering_.program.literals[{key.index}].quotation].owner;
}

// Calls a word or literal on the topmost values: `inputs` of them, or as many more as it turns out to need.
void BodyLowering::call_version(VersionKey key, std::size_t inputs, Values const& captures, Id<Origin> site) {
  auto* const too_short = std::exchange(too_short_, nullptr);
  for (std::uint32_t grown = 0;; ++grown) {
    if (too_short && inputs > stack_.size()) {
      ++*too_short;
      auto const& word = lowering_.checked.definitions[frames_.back().word];
      return out_.fail(word.name + ": stack underflow", {}, out_.function().origin);
    }
    if (keeps_growing(key, inputs, grown)) {
      lowering_.refused.push_back(word_of(key));
      return out_.end(Exit::never);
    }
    if (!require(inputs)) return;
    auto const first = stack_.end() - static_cast<std::ptrdiff_t>(inputs);
    key.inputs.clear();
    for (auto value = first; value != stack_.end(); ++value) key.inputs.push_back(out_.type(*value));
    auto const& version = lowering_.solve(key);
    if (version.needs_more > 0) {
      inputs += version.needs_more;
      continue;
    }
    auto args = pop_many(inputs);
    for (std::size_t index = 0; index < args.size(); ++index)
      args[index] = out_.coerce(args[index], version.key.inputs[index], site);
    args.insert(args.end(), captures.begin(), captures.end());
    auto const results = out_.call(version.function, std::move(args), version.results, site);
    if (version.never_returns) {
      // Endless recursion that is no tail call must not become a loop: something stands behind the call.
      if (!is_tail_) out_.fail(name_of(key) + ": came back from a call that never returns", {}, site);
      return out_.end(Exit::never);
    }
    for (auto const result : results) push(result);
    return;
  }
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
  if (*known > 1'000'000 || !require(2 * static_cast<std::size_t>(*known))) return;
  auto const operands = 2 * static_cast<std::size_t>(*known);
  std::vector<Id<checked::Quotation>> literals;
  for (std::size_t operand = 0; operand < operands && index > operands; ++operand)
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

// A computed count: one branch for each number of pairs that are there, from `clauses` on.
void BodyLowering::choose_by_count(Value count, std::size_t clauses, Id<Origin> site) {
  auto const compared = [&](std::string_view word, std::size_t with) {
    return out_.word1(word, {count, out_.constant(static_cast<std::int64_t>(with))}, site);
  };
  auto const either = [&](Value condition, auto&& yes, auto&& no) {
    std::vector<Arm> arms;
    arms.push_back(arm([&](Arm&) { yes(); }));
    arms.push_back(arm([&](Arm&) { no(); }));
    join({Op::if_, {}, {condition}, {}, {}, site}, std::move(arms), checked::Diverges::no);
  };
  if (2 * clauses <= stack_.size())
    return either(
        compared("i.=", clauses), [&] { cond_of(clauses, {}, site); }, [&] { choose_by_count(count, clauses + 1, site); });
  either(
      compared("i.>", 0), [&] { out_.fail(lowering_.checked.definitions[frames_.back().word].name + ": stack underflow", {}, site); },
      [&] {
        either(
            compared("i.=", 0), [&] { out_.fail("cond: need at least one predicate/body pair", {}, site); },
            [&] {
              auto const words = out_.constant(std::string("cond: count must be non-negative, got "));
              auto const text = out_.word1("int->string", {count}, site);
              out_.word(*find_word("fail"), {out_.word1("string.concat", {words, text}, site)}, site);
            });
      });
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
  auto const name = call.word->name;
  auto const* constant = out_.as_constant(index);
  auto const* depth = constant ? std::get_if<std::int64_t>(constant) : nullptr;
  if (!depth) return choose_by_index(roll, index, 0, site);
  if (*depth < 0) return out_.fail(fmt::format("{}: index cannot be negative (got {})", name, *depth), {}, site);
  auto const needed = static_cast<std::uint64_t>(*depth) + 1;
  if (needed > stack_.size() && !call.depth)
    return out_.fail(fmt::format("{}: index {} exceeds stack depth {} (need at least {} values)", name, *depth,
                                 stack_.size(), needed), {}, site);
  if (!require(needed)) return;
  auto const at = stack_.end() - static_cast<std::ptrdiff_t>(needed);
  auto const value = *at;
  if (roll) stack_.erase(at);
  push(value);
}

// A computed index: one branch for each value that is there.
void BodyLowering::choose_by_index(bool roll, Value index, std::size_t at, Id<Origin> site) {
  auto const name = roll ? "roll" : "pick";
  auto const chosen = [&](std::size_t depth) {
    auto const place = stack_.end() - static_cast<std::ptrdiff_t>(depth + 1);
    auto const value = *place;
    if (roll) stack_.erase(place);
    push(value);
  };
  auto const out_of_range = [&] {
    auto const text = out_.word1("int->string", {index}, site);
    auto const concat = [&](Value left, Value right) { return out_.word1("string.concat", {left, right}, site); };
    auto const literal = [&](std::string words) { return out_.constant(std::move(words)); };
    auto const negative = out_.word1("i.<", {index, out_.constant(std::int64_t{0})}, site);
    auto const depth = stack_.size();
    std::vector<Arm> arms;
    arms.push_back(arm([&](Arm&) {
      auto const message = concat(concat(literal(fmt::format("{}: index cannot be negative (got ", name)), text), literal(")"));
      out_.word(*find_word("fail"), {message}, site);
    }));
    arms.push_back(arm([&](Arm&) {
      auto const needed = out_.word1("int->string", {out_.word1("i.+", {index, out_.constant(std::int64_t{1})}, site)}, site);
      auto message = concat(concat(literal(fmt::format("{}: index ", name)), text),
                            literal(fmt::format(" exceeds stack depth {} (need at least ", depth)));
      message = concat(concat(message, needed), literal(" values)"));
      out_.word(*find_word("fail"), {message}, site);
    }));
    join({Op::if_, {}, {negative}, {}, {}, site}, std::move(arms), checked::Diverges::no);
  };
  if (at == stack_.size()) return out_of_range();
  auto const here = out_.word1("i.=", {index, out_.constant(static_cast<std::int64_t>(at))}, site);
  std::vector<Arm> arms;
  arms.push_back(arm([&](Arm&) { chosen(at); }));
  arms.push_back(arm([&](Arm&) { choose_by_index(roll, index, at + 1, site); }));
  join({Op::if_, {}, {here}, {}, {}, site}, std::move(arms), checked::Diverges::no);
}

}  // namespace seq2c::core
