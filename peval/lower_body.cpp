#include "peval/lower_body.h"

#include <algorithm>
#include <cassert>

#include "peval/law.h"

namespace seq2c::core {

std::size_t literal_inputs(checked::Quotation const& quotation) {
  return quotation.inputs - std::min(quotation.inputs, quotation.captures);
}

void lower_body(Lowering& lowering, Version& version) { BodyLowering(lowering, version).run(); }

BodyLowering::BodyLowering(Lowering& lowering, Version& version)
    : lowering_(lowering), version_(version), out_(lowering.program, version.function) {}

void BodyLowering::run() {
  auto const& checked = lowering_.checked;
  auto const& key = version_.key;
  auto const* literal = key.is_literal ? &lowering_.program.literals[{key.index}] : nullptr;
  auto const word = literal ? checked.quotations[literal->quotation].owner : Id<checked::Definition>{key.index};
  auto const& body = literal ? checked.quotations[literal->quotation].body : checked.definitions[word].body;
  extras_ = literal || key.on_list ? 0 : key.inputs.size() - checked.definitions[word].inputs.size();
  do {
    again_ = emptied_ = is_closed_ = truncated_ = false;
    is_tail_ = true;
    floor_ = 0;
    rest_ = {};
    version_.needs_more = 0;
    version_.needs_list = false;
    auto& function = out_.function();
    function = Function{};
    function.nodes.reserve(2 * body.size());
    function.definition = word;
    function.is_literal = key.is_literal;
    if (key.is_literal) function.literal = {key.index};
    function.name = checked.definitions[word].name;
    out_ = Builder(lowering_.program, version_.function);
    frames_.assign(1, Frame{word, {}, 0, {}});
    stack_.clear();
    auto const block = out_.open();
    out_.function().body = block;
    out_.function().origin = origin(literal ? literal->place : checked.definitions[word].place);
    for (auto const& type : key.inputs) stack_.push_back(out_.param(block, type));
    if (key.on_list) {
      rest_ = stack_.front();
      stack_.erase(stack_.begin());
    }
    if (literal)
      for (auto const& type : lowering_.captures({key.index})) stack_.push_back(out_.param(block, type));
    statements(body);
    finish();
  } while (again_);
}

// The values to return: all that is left of a literal's or a row-changing word's stack; else the declared outputs, the
// topmost, above the extra inputs that were handed in.
void BodyLowering::finish() {
  auto const& definition = lowering_.checked.definitions[frames_[0].word];
  bool const gives_outputs = definition.row != checked::Row::changed || has_fixed_effect(frames_[0].word);
  if (version_.key.on_list) {
    spill(out_.function().origin);
    stack_ = {rest_};
  } else if (!version_.key.is_literal && gives_outputs) {
    trim(extras_, definition.outputs.size(), out_.function().origin);
  }
  version_.never_returns = out_.dead();
  auto results = stack_;
  // A result that another version of the truth already widened stays wide.
  Types types;
  if (!out_.dead())
    for (auto const result : results) types.push_back(out_.type(result));
  if (!out_.dead() && types.size() == version_.known_results.size())
    for (std::size_t index = 0; index < types.size(); ++index) {
      types[index] = join_types(lowering_.program, types[index], version_.known_results[index]);
      results[index] = out_.coerce(results[index], types[index], out_.function().origin);
    }
  out_.close(Exit::yield, std::move(results));
  out_.function().results = types;
  version_.results = std::move(types);
}

Id<Origin> BodyLowering::origin(Place place) {
  auto const& frame = frames_.back();
  return lowering_.program.origins.add({place, frame.word, frame.site});
}

// True if this body may take values from below its inputs.
bool BodyLowering::may_grow() const {
  return !is_trimmed() && !version_.key.on_list && !emptied_;
}

// True if nobody sees how many values this activation leaves: it gives just its outputs.
bool BodyLowering::is_trimmed() const {
  if (is_closed_) return true;
  auto const is_fixed = [&](Frame const& frame) { return has_fixed_effect(frame.word); };
  if (std::any_of(frames_.begin() + 1, frames_.end(), is_fixed)) return true;
  return !version_.key.is_literal && is_fixed(frames_[0]);
}

bool BodyLowering::has_fixed_effect(Id<checked::Definition> word) const {
  return lowering_.checked.definitions[word].row == checked::Row::kept || word == lowering_.checked.main;
}

bool BodyLowering::require(std::size_t count) {
  if (out_.dead()) return false;
  auto& visible = frames_.back().base;
  visible = std::min<std::size_t>(visible, stack_.size() - std::min<std::size_t>(stack_.size(), count));
  if (count <= there()) return true;
  if (rest_) {
    pull(count - there());
    return !out_.dead();
  }
  if (may_grow()) {
    version_.needs_more = static_cast<std::uint32_t>(count - there());
    out_.end(Exit::never);
    return false;
  }
  underflow();
  return false;
}

// The end of a word that gives just its outputs, the topmost values: what lies above `base` besides them goes.
void BodyLowering::trim(std::size_t base, std::size_t outputs, Id<Origin> site) {
  auto const results = pop_many(outputs);
  if (rest_ && !out_.dead()) {
    spill(site);
    unspill(base - floor_, site);
  }
  if (!out_.dead() && stack_.size() < base) underflow();
  if (out_.dead()) return;
  stack_.resize(base);
  stack_.insert(stack_.end(), results.begin(), results.end());
}

void BodyLowering::underflow() {
  if (truncated_ && !version_.keeps_heights) return keep_heights();
  auto const& word = lowering_.checked.definitions[frames_.back().word];
  out_.fail(word.name + ": stack underflow", {}, origin(at_));
}

// Values that a join of different heights took away may be asked for: once more, and keep them.
void BodyLowering::keep_heights() {
  version_.keeps_heights = again_ = true;
  out_.end(Exit::never);
}

Value BodyLowering::pop() {
  if (!require(1)) return out_.constant(Unset{});
  auto const value = stack_.back();
  stack_.pop_back();
  return value;
}

Values BodyLowering::pop_many(std::size_t count) {
  if (!require(count)) return Values(count, out_.constant(Unset{}));
  Values values(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
  stack_.resize(stack_.size() - count);
  return values;
}

void BodyLowering::statements(checked::Body const& body) {
  bool const is_tail = is_tail_;
  for (std::size_t index = 0; index < body.size() && !out_.dead(); ++index) {
    is_tail_ = is_tail && index + 1 == body.size();
    statement(body, index);
  }
  is_tail_ = is_tail;
}

void BodyLowering::statement(checked::Body const& body, std::size_t index) {
  auto const& one = body[index];
  at_ = std::visit([](auto const& it) { return it.place; }, one);
  if (auto const* call = std::get_if<checked::CallBuiltin>(&one)) return builtin(*call, body, index);
  if (auto const* push = std::get_if<checked::Push>(&one)) return (*this)(*push);
  if (auto const* call = std::get_if<checked::CallWord>(&one)) return (*this)(*call);
  if (auto const* push = std::get_if<checked::PushQuotation>(&one)) return (*this)(*push);
  if (auto const* call = std::get_if<checked::CallUnion>(&one)) return (*this)(*call);
  if (auto const* match = std::get_if<checked::Match>(&one)) return (*this)(*match);
  (*this)(std::get<checked::If>(one));
}

void BodyLowering::operator()(checked::Push const& literal) {
  push(std::visit([&](auto const& value) { return out_.constant(value); }, literal.value));
}

void BodyLowering::operator()(checked::PushQuotation const& literal) {
  auto const site = origin(literal.place);
  auto captured = pop_many(lowering_.checked.quotations[literal.quotation].captures);
  if (out_.dead()) return;
  Types types;
  for (auto const value : captured) types.push_back(out_.type(value));
  auto const made = lowering_.literal(literal.quotation, types);
  for (std::size_t index = 0; index < captured.size(); ++index)
    captured[index] = out_.coerce(captured[index], lowering_.program.literals[made].captures[index], site);
  push(out_.closure(made, std::move(captured), site));
}

void BodyLowering::operator()(checked::If const& conditional) {
  auto const site = origin(conditional.place);
  auto const condition = argument(*find_word("if"), 0, pop(), Kind::bool_, site);
  if (out_.dead()) return;
  std::vector<Arm> arms;
  for (auto const& branch : conditional.branches)
    arms.push_back(arm([&](Arm& made) {
      statements(branch);
      auto const* call = branch.empty() ? nullptr : std::get_if<checked::CallWord>(&branch.back());
      if (call) made.kept = lowering_.checked.definitions[call->word].outputs.size();
    }));
  join({Op::if_, {}, {condition}, {}, {}, site}, std::move(arms), conditional.diverges);
}

void BodyLowering::operator()(checked::CallWord const& call) {
  call_word(call.word, origin(call.place));
}

void BodyLowering::call_word(Id<checked::Definition> definition, Id<Origin> site) {
  auto const& word = lowering_.checked.definitions[definition];
  auto const inputs = word.inputs.size();
  if (!lowering_.sees_callers(definition)) return call_version({false, definition.index, {}}, inputs, {}, site);
  if (!require(inputs)) return;
  auto const base = stack_.size() - inputs;
  frames_.push_back({definition, site, base, {}});
  bool const is_apart = word.row == checked::Row::kept && !(rest_ && lowering_.looks_beyond(definition));
  auto const floor = is_apart ? std::exchange(floor_, base) : floor_;
  auto const rest = is_apart ? std::exchange(rest_, {}) : rest_;
  auto const length = rest_ && word.row != checked::Row::changed ? out_.word1("list.length", {rest_}, site) : Value{};
  statements(word.body);
  if (length) trim_list(out_.word1("i.+", {length, out_.constant(static_cast<std::int64_t>(base - floor_))}, site), word.outputs.size(), site);
  else if (word.row != checked::Row::changed) trim(base, word.outputs.size(), site);
  frames_.pop_back();
  floor_ = floor;
  if (is_apart) rest_ = rest;
}

void BodyLowering::builtin(checked::CallBuiltin const& call, checked::Body const& body, std::size_t index) {
  auto const site = origin(call.place);
  auto& aux = frames_.back().aux;
  switch (call.word->typing) {
    case Typing::plain: return call.word->in_seq ? word_in_seq(*call.word, site) : plain_word(*call.word, site);
    case Typing::make: return wrap(*call.word, site);
    case Typing::isolated: return isolated(*call.word, site);
    case Typing::shuffle: {
      auto const inputs = pop_many(signature(*call.word).inputs.size());
      for (auto const source : shuffle(*call.word)) push(inputs[source]);
      return;
    }
    case Typing::aux_push: return aux.push_back(pop());
    case Typing::aux_pop:
      if (aux.empty()) return underflow();
      push(aux.back());
      return aux.pop_back();
    case Typing::dump: return dump(site);
    case Typing::pick:
    case Typing::roll: return pick_or_roll(call, site);
    case Typing::call:
    case Typing::dip:
    case Typing::keep:
    case Typing::bi:
    case Typing::if_:
    case Typing::cond: return combinator(call, body, index);
    case Typing::spawn:
    case Typing::weave:
    case Typing::resume:
    case Typing::yield: assert(false && "refused before lowering");
  }
}

// An argument of the kind that the word wants: itself, or checked with the word's own message.
Value BodyLowering::argument(Word const& word, std::size_t index, Value value, Kind kind, Id<Origin> site) {
  if (out_.dead()) return value;
  if (kind == Kind::any) return out_.box(value, site);
  auto const message = index < word.wrongs.size() ? word.wrongs[index] : word.wrong;
  return out_.cast(value, {kind}, message, site);
}

void BodyLowering::plain_word(Word const& word, Id<Origin> site) {
  auto const& kinds = signature(word);
  auto arguments = pop_many(kinds.inputs.size());
  if (out_.dead()) return;
  if (word.wrong.starts_with("-> ")) return silent_word(word, std::move(arguments), site);
  run_word(word, std::move(arguments), site);
}

// The arguments are looked at from the top of the stack downwards.
void BodyLowering::run_word(Word const& word, Values arguments, Id<Origin> site) {
  auto const& kinds = signature(word).inputs;
  for (auto index = arguments.size(); index-- > 0 && !out_.dead();)
    if (kinds[index] != Kind::any) arguments[index] = argument(word, index, arguments[index], kinds[index], site);
  if (out_.dead()) return;
  // What flows is known best before values are boxed.
  auto const flowing = word.flow.empty() ? Types{} : flow_through(word, arguments, site);
  if (!word.flow.empty()) return flow_word(word, std::move(arguments), flowing, site);
  for (std::size_t index = 0; index < arguments.size(); ++index)
    if (kinds[index] == Kind::any) arguments[index] = out_.box(arguments[index], site);
  for (auto const result : out_.word(word, std::move(arguments), site)) push(result);
}

// A word that acts as on failure when an argument has the wrong kind (`wrong -> 0 false` on its card).
void BodyLowering::silent_word(Word const& word, Values arguments, Id<Origin> site) {
  auto const& kinds = signature(word).inputs;
  std::optional<Value> fits;
  for (std::size_t index = 0; index < arguments.size(); ++index) {
    auto const kind = out_.type(arguments[index]).kind;
    if (kind == kinds[index] || kinds[index] == Kind::any) continue;
    auto const test = kind == Kind::any ? out_.word1(kind_test(kinds[index]), {arguments[index]}, site) : out_.constant(false);
    fits = fits ? out_.word1("and", {*fits, test}, site) : test;
  }
  auto const run = [&](Arm&) { run_word(word, arguments, site); };
  auto const give_up = [&](Arm&) {
    auto wrong = word.wrong.substr(3);
    if (wrong.starts_with("$1")) {  // the first argument itself
      push(arguments[0]);
      wrong.remove_prefix(2);
    }
    for (auto const& constant : read_constants(wrong)) push(out_.constant(constant));
  };
  if (!fits) {
    Arm unused{};
    return run(unused);
  }
  std::vector<Arm> arms;
  arms.push_back(arm(run));
  arms.push_back(arm(give_up));
  join({Op::if_, {}, {*fits}, {}, {}, site}, std::move(arms), checked::Diverges::no);
}

// Prints what the word's own activation has on the stack and takes it away.
void BodyLowering::dump(Id<Origin> site) {
  if (truncated_ && !version_.keeps_heights) return keep_heights();
  auto& frame = frames_.back();
  auto const base = std::min<std::size_t>(frame.base, stack_.size());
  out_.word(*find_word("stack.dump-begin"), {}, site);
  if (rest_ && base <= floor_ && is_trimmed()) {
    out_.word(*find_word("stack.dump-all"), {rest_}, site);
    rest_ = {};
  }
  for (auto index = base; index < stack_.size(); ++index)
    out_.word(*find_word("stack.dump-value"), {out_.box(stack_[index], site)}, site);
  out_.word(*find_word("stack.dump-end"), {}, site);
  stack_.resize(base);
  if (base == 0) emptied_ = true;
}

}  // namespace seq2c::core
