#include "peval/lower_versions.h"

#include <algorithm>

#include "peval/builder.h"

namespace seq2c::core {
namespace {

constexpr std::size_t most_versions = 8;   // of one word and one number of inputs; then their kinds are joined
// The same for what may take values from below its inputs: joined with another's quotation it would take more than there is,
// so each quotation keeps a version of its own.
constexpr std::size_t most_versions_that_look_below = 4096;
constexpr std::size_t most_shapes = 64;    // numbers of inputs of one word; then it works on a list
constexpr std::size_t most_tries = 8;      // to do without a list
constexpr std::uint32_t most_growths = 8;  // of the objects that come in, from one round to the next
constexpr std::uint32_t most_rounds = 64;  // of one group of recursive words; then it works on a list

bool kind_fits(Type const& type, Type const& into) { return type.kind == into.kind || into.kind == Kind::any; }

bool fits(Program const& program, Type const& type, Type const& into) {
  return kind_fits(type, into) && is_within(program, type.literals, into.literals) && is_within(program, type.objects, into.objects);
}

// True of a word that is nothing but one builtin on containers, as `list-of` is: lists are told apart by who calls it.
bool is_container_word(checked::Definition const& definition) {
  auto const* call = definition.body.size() == 1 ? std::get_if<checked::CallBuiltin>(&definition.body[0]) : nullptr;
  return call && call->word->typing == Typing::plain && !call->word->flow.empty();
}

// Where a word's body looks beyond its own values: a computed pick, roll or cond that stands in it, not in a quotation run as a
// value.
struct Looks {
  std::vector<Id<checked::Definition>> calls;
  bool beyond = false;
};

// True if a quotation before that statement may be run there as a literal: by the next builtin behind other literals and the
// count of a `cond`.
bool is_run_next(checked::Body const& body, std::size_t index) {
  auto const is_operand = [](checked::Statement const& statement) {
    return std::holds_alternative<checked::PushQuotation>(statement) || std::holds_alternative<checked::Push>(statement);
  };
  while (index < body.size() && is_operand(body[index])) ++index;
  auto const* call = index < body.size() ? std::get_if<checked::CallBuiltin>(&body[index]) : nullptr;
  return call && call->word->typing != Typing::plain;
}

void scan(checked::Program const& program, checked::Body const& body, Looks& looks) {
  for (std::size_t index = 0; index < body.size(); ++index) {
    auto const& statement = body[index];
    if (auto const* call = std::get_if<checked::CallWord>(&statement)) looks.calls.push_back(call->word);
    if (auto const* call = std::get_if<checked::CallBuiltin>(&statement)) {
      bool const by_index = call->word->typing == Typing::pick || call->word->typing == Typing::roll;
      bool const by_count = call->word->typing == Typing::cond && (index == 0 || !std::holds_alternative<checked::Push>(body[index - 1]));
      if (by_count || (by_index && !call->depth)) looks.beyond = true;
    }
    if (auto const* branches = std::get_if<checked::If>(&statement))
      for (auto const& branch : branches->branches) scan(program, branch, looks);
    if (auto const* match = std::get_if<checked::Match>(&statement))
      for (auto const& arm : match->arms) scan(program, arm.body, looks);
    if (auto const* quotation = std::get_if<checked::PushQuotation>(&statement)) {
      if (is_run_next(body, index + 1)) scan(program, program.quotations[quotation->quotation].body, looks);
    }
  }
}

}  // namespace

void Lowering::find_words_that_see_callers() {
  std::vector<Looks> looks(checked.definitions.size());
  for (std::uint32_t index = 0; index < looks.size(); ++index) scan(checked, checked.definitions[{index}].body, looks[index]);
  // Whoever calls such a word is one.
  auto const spread = [&](std::vector<bool>& such) {
    for (bool more = true; more;) {
      more = false;
      for (std::uint32_t index = 0; index < looks.size(); ++index) {
        if (such[index] || checked.definitions[{index}].recursive || Id<checked::Definition>{index} == checked.main) continue;
        bool const is_such = looks[index].beyond || std::ranges::any_of(looks[index].calls, [&](auto callee) { return such[callee.index]; });
        if (is_such) such[index] = more = true;
      }
    }
  };
  looks_beyond_.assign(looks.size(), false);
  spread(looks_beyond_);
  sees_callers_.assign(looks.size(), false);
  for (auto const& [word, meaning] : checked.in_seq) sees_callers_[meaning.index] = !checked.definitions[meaning].recursive;
  spread(sees_callers_);
  for (std::uint32_t index = 0; index < looks.size(); ++index)
    if (is_container_word(checked.definitions[{index}]) && Id<checked::Definition>{index} != checked.main) sees_callers_[index] = true;
}

Id<Literal> Lowering::literal(Id<checked::Quotation> quotation, Types const& captures) {
  auto const [found, is_new] = literals_.try_emplace(quotation);
  if (is_new) {
    auto const& source = checked.quotations[quotation];
    found->second = program.literals.add({quotation, source.place, {}, source.closure, captures});
  }
  auto& known = program.literals[found->second].captures;
  for (std::size_t index = 0; index < known.size(); ++index) {
    auto const joined = join_types(program, known[index], captures[index]);
    if (joined == known[index]) continue;
    known[index] = joined;
    auto const readers = std::exchange(capture_readers_[found->second], {});
    dirty_.insert(readers.begin(), readers.end());
  }
  read_captures(found->second);
  return found->second;
}

Types const& Lowering::captures(Id<Literal> literal) {
  read_captures(literal);
  return program.literals[literal].captures;
}

void Lowering::read_captures(Id<Literal> literal) {
  auto& readers = capture_readers_[literal];
  if (!calls_.empty() && (readers.empty() || readers.back() != calls_.back()->number)) readers.push_back(calls_.back()->number);
}

// Joins the objects of the inputs with all that came in before for inputs of these types. If that is more than what was lowered
// took, it is lowered once more at once; but not again and again: then what comes in is taken from the next round on.
void Lowering::widen_objects(VersionKey& key) {
  if (std::ranges::none_of(key.inputs, [](Type const& type) { return type.objects.index != 0; })) {
    // The common case costs nothing, unless such inputs had objects before.
    if (!incoming_.contains(identity_of(key))) return;
  }
  auto plain = key.inputs;
  for (auto& type : plain) type.objects = Id<ObjectSet>{0};
  auto& all = incoming_[identity_of(key)];
  auto found = std::ranges::find(all, plain, &Incoming::inputs);
  if (found == all.end()) found = all.insert(all.end(), {plain, std::vector(plain.size(), Id<ObjectSet>{0}), {}});
  for (std::size_t index = 0; index < plain.size(); ++index)
    found->objects[index] = join_sets(program, found->objects[index], key.inputs[index].objects);
  if (found->taken != found->objects && found->growths < most_growths) {
    ++found->growths;
    take_incoming(identity_of(key), *found);
  }
  for (std::size_t index = 0; index < plain.size(); ++index) key.inputs[index].objects = found->taken[index];
}

// From now on all that came in is taken. A narrower version of the same is of no use any more.
void Lowering::take_incoming(Identity const& identity, Incoming& incoming) {
  incoming.taken = incoming.objects;
  std::erase_if(by_identity_[identity], [&](Version const* version) {
    bool const is_narrower = std::ranges::equal(version->key.inputs, incoming.inputs, [](Type left, Type const& right) {
      left.objects = right.objects;
      return left == right;
    });
    if (is_narrower) changed_.insert(version);
    return is_narrower;
  });
}

// The version with just these inputs; or, when a word has many already, one that takes more.
Version& Lowering::find(VersionKey key) {
  widen_objects(key);
  auto& all = by_identity_[identity_of(key)];
  std::vector<Version*> same_shape;
  for (auto* version : all)
    if (version->key.inputs.size() == key.inputs.size()) same_shape.push_back(version);
  for (auto* version : same_shape)
    if (version->key.inputs == key.inputs) return *version;
  bool const looks_below = !key.on_list && (key.is_literal || checked.definitions[{key.index}].row != checked::Row::kept ||
                                            checked.definitions[{key.index}].hidden);
  if (same_shape.size() < (looks_below ? most_versions_that_look_below : most_versions)) return add(std::move(key));
  return *widest(key, same_shape);
}

// One version takes what no other one takes. What is met only after it was made, it takes from the next round on: so there is one
// of it, however many literals there are.
Version* Lowering::widest(VersionKey const& key, std::vector<Version*> const& same_shape) {
  auto const fit_in = [&](Types const& inputs, auto const& fit) { return std::ranges::equal(key.inputs, inputs, fit); };
  auto const takes = [&](Version const& version) {
    return fit_in(version.key.inputs, [&](auto const& a, auto const& b) { return fits(program, a, b); });
  };
  for (auto* version : same_shape)
    if (takes(*version)) return version;
  auto& widest = widest_[{identity_of(key), key.inputs.size()}];
  if (widest.version && takes(*widest.version)) return widest.version;
  widest.missed.resize(key.inputs.size());
  if (widest.version && fit_in(widest.inputs, kind_fits)) {
    for (std::size_t index = 0; index < key.inputs.size(); ++index) {
      auto const& literals = program.literal_sets[key.inputs[index].literals].literals;
      widest.missed[index].insert(literals.begin(), literals.end());
      widest.inputs[index].objects = join_sets(program, widest.inputs[index].objects, key.inputs[index].objects);
    }
    widest.missed_some = true;
    return widest.version;
  }
  auto wide = key;
  for (std::size_t index = 0; index < wide.inputs.size(); ++index) {
    if (!widest.inputs.empty()) wide.inputs[index] = join_types(program, wide.inputs[index], widest.inputs[index]);
    for (auto const* version : same_shape) wide.inputs[index] = join_types(program, wide.inputs[index], version->key.inputs[index]);
  }
  widest.inputs = wide.inputs;
  return widest.version = &add(std::move(wide));
}

Version& Lowering::add(VersionKey key) {
  Version version;
  version.key = std::move(key);
  version.function = program.functions.add({});
  version.number = static_cast<std::uint32_t>(versions_.size());
  versions_.push_back(std::move(version));
  auto& made = versions_.back();
  by_identity_[identity_of(made.key)].push_back(&made);
  return made;
}

bool Lowering::is_best_on_list(VersionKey const& key) const {
  auto const found = on_list_.find(identity_of(key));
  return found != on_list_.end() && found->second >= most_tries;
}

Id<checked::Definition> Lowering::word_of(VersionKey const& key) const {
  if (!key.is_literal) return {key.index};
  return checked.quotations[program.literals[{key.index}].quotation].owner;
}

Version const& Lowering::solve(VersionKey key) {
  auto& version = find(std::move(key));
  auto& shapes = shapes_[identity_of(version.key)];
  shapes.insert(version.key.inputs.size());
  if (version.state == Version::State::fresh && shapes.size() > most_shapes) {
    version.needs_list = true;
    version.state = Version::State::done;
  }
  if (version.state == Version::State::fresh) iterate(version);
  (calls_.empty() ? roots_ : calls_.back()->callees).push_back(&version);
  if (version.state != Version::State::done) {
    version.read_itself = true;
    if (!calls_.empty()) calls_.back()->low = std::min(calls_.back()->low, version.low);
  }
  return version;
}

void Lowering::iterate(Version& version) {
  version.order = version.low = ++order_;
  auto const height = active_.size();
  active_.push_back(&version);
  auto const forget = [&](Version::State state) {
    for (std::size_t index = height; index < active_.size(); ++index) active_[index]->state = state;
    active_.resize(height);
  };
  for (std::uint32_t round = 0;; ++round) {
    version.state = Version::State::active;
    version.low = version.order;
    calls_.push_back(&version);
    version.callees.clear();
    version.puts.clear();
    version.known_results = version.results;
    auto const never_returned = version.never_returns;
    auto const reader = std::exchange(objects.reader, version.number);
    lower_body(*this, version);
    objects.reader = reader;
    calls_.pop_back();
    if (round == most_rounds) version.needs_list = true;
    if (version.is_void()) {
      if (version.needs_list) ++on_list_[identity_of(version.key)];
      forget(Version::State::fresh);
      version.state = Version::State::done;
      return;
    }
    version.changed = version.results != version.known_results || version.never_returns != never_returned;
    if (version.low < version.order) {
      version.state = Version::State::provisional;
      return;
    }
    bool const changed = std::any_of(active_.begin() + static_cast<std::ptrdiff_t>(height), active_.end(),
                                     [](Version const* member) { return member->changed; });
    bool const is_group = active_.size() > height + 1 || version.read_itself;
    if (!changed || !is_group) return forget(Version::State::done);
    for (std::size_t index = height + 1; index < active_.size(); ++index) active_[index]->state = Version::State::fresh;
    active_.resize(height + 1);
  }
}

}  // namespace seq2c::core
