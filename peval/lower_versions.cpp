#include "peval/lower_versions.h"

#include <algorithm>

#include "peval/builder.h"

namespace seq2c::core {
namespace {

constexpr std::size_t most_versions = 8;   // of one word and one number of inputs; then their kinds are joined
// The same for what may take values from below its inputs: joined with another's quotation it would take more than there is,
// so each quotation keeps a version of its own.
constexpr std::size_t most_versions_that_look_below = 4096;
constexpr std::size_t most_shapes = 64;    // numbers of inputs of one word
constexpr std::uint32_t most_rounds = 64;  // of one group of recursive words

bool fits(Program& program, Type const& type, Type const& into) { return join_types(program, into, type) == into; }

// Where a word's body looks beyond its own values: a computed pick or roll that stands in it, not in a quotation run as a
// value.
struct Looks {
  std::vector<Id<checked::Definition>> calls;
  bool beyond = false;
};

// True if the quotation pushed by statement `index` is an operand of a combinator that runs it as a literal.
void scan(checked::Program const& program, checked::Body const& body, Looks& looks) {
  for (std::size_t index = 0; index < body.size(); ++index) {
    auto const& statement = body[index];
    if (auto const* call = std::get_if<checked::CallWord>(&statement)) looks.calls.push_back(call->word);
    if (auto const* call = std::get_if<checked::CallBuiltin>(&statement)) {
      bool const by_index = call->word->typing == Typing::pick || call->word->typing == Typing::roll;
      if (by_index && !call->depth) looks.beyond = true;
    }
    if (auto const* branches = std::get_if<checked::If>(&statement))
      for (auto const& branch : branches->branches) scan(program, branch, looks);
    if (auto const* match = std::get_if<checked::Match>(&statement))
      for (auto const& arm : match->arms) scan(program, arm.body, looks);
    if (auto const* quotation = std::get_if<checked::PushQuotation>(&statement)) {
      auto const* next = index + 1 < body.size() ? std::get_if<checked::CallBuiltin>(&body[index + 1]) : nullptr;
      if (next && next->word->typing != Typing::plain) scan(program, program.quotations[quotation->quotation].body, looks);
    }
  }
}

}  // namespace

void Lowering::find_words_that_see_callers() {
  std::vector<Looks> looks(checked.definitions.size());
  for (std::uint32_t index = 0; index < looks.size(); ++index) scan(checked, checked.definitions[{index}].body, looks[index]);
  sees_callers_.assign(looks.size(), false);
  for (bool more = true; more;) {
    more = false;
    for (std::uint32_t index = 0; index < looks.size(); ++index) {
      if (sees_callers_[index] || checked.definitions[{index}].recursive) continue;
      bool const sees = looks[index].beyond || std::ranges::any_of(looks[index].calls, [&](auto callee) {
                          return sees_callers_[callee.index];
                        });
      if (!sees || Id<checked::Definition>{index} == checked.main) continue;
      sees_callers_[index] = more = true;
    }
  }
}

void Lowering::restart() {
  versions_.clear();
  by_identity_.clear();
  shapes_.clear();
  active_.clear();
  calls_.clear();
  order_ = 0;
  program.functions = {};
  program.origins = {};
  refused.clear();
  stale = false;
}

Id<Literal> Lowering::literal(Id<checked::Quotation> quotation, std::vector<Type> const& captures) {
  auto const [found, is_new] = literals_.try_emplace(quotation);
  if (is_new) {
    auto const& source = checked.quotations[quotation];
    found->second = program.literals.add({quotation, source.place, {}, source.closure, captures});
    return found->second;
  }
  auto& known = program.literals[found->second].captures;
  for (std::size_t index = 0; index < known.size(); ++index) {
    auto const joined = join_types(program, known[index], captures[index]);
    if (joined == known[index]) continue;
    known[index] = joined;
    stale = true;
  }
  return found->second;
}

// The version with just these inputs; or, when a word has many already, one that takes more.
Version& Lowering::find(VersionKey key) {
  auto& all = by_identity_[{key.is_literal, key.index}];
  std::vector<Version*> same_shape;
  for (auto* version : all)
    if (version->key.inputs.size() == key.inputs.size()) same_shape.push_back(version);
  for (auto* version : same_shape)
    if (version->key.inputs == key.inputs) return *version;
  bool const looks_below = key.is_literal || checked.definitions[{key.index}].row != checked::Row::kept;
  if (same_shape.size() >= (looks_below ? most_versions_that_look_below : most_versions)) {
    for (auto* version : same_shape)
      if (std::ranges::equal(key.inputs, version->key.inputs, [&](auto const& a, auto const& b) { return fits(program, a, b); }))
        return *version;
    for (std::size_t index = 0; index < key.inputs.size(); ++index)
      for (auto const* version : same_shape)
        key.inputs[index] = join_types(program, key.inputs[index], version->key.inputs[index]);
  }
  Version version;
  version.key = std::move(key);
  version.function = program.functions.add({});
  versions_.push_back(std::move(version));
  all.push_back(&versions_.back());
  return versions_.back();
}

Version const& Lowering::solve(VersionKey key) {
  auto const identity = Identity{key.is_literal, key.index};
  auto& version = find(std::move(key));
  auto& shapes = shapes_[identity];
  shapes.insert(version.key.inputs.size());
  if (version.state == Version::State::fresh && shapes.size() > most_shapes) {
    auto const word = version.key.is_literal ? checked.quotations[program.literals[{version.key.index}].quotation].owner
                                             : Id<checked::Definition>{version.key.index};
    refused.push_back(word);
    version.state = Version::State::done;
  }
  if (version.state == Version::State::fresh) iterate(version);
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
    version.known_results = version.results;
    auto const never_returned = version.never_returns;
    lower_body(*this, version);
    calls_.pop_back();
    if (version.needs_more > 0) {
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
    if (round == most_rounds) {
      refused.push_back(Id<checked::Definition>{version.key.index});
      return forget(Version::State::done);
    }
    for (std::size_t index = height + 1; index < active_.size(); ++index) active_[index]->state = Version::State::fresh;
    active_.resize(height + 1);
  }
}

}  // namespace seq2c::core
