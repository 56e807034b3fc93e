// What is known of containers and captures spreads while a program is lowered: versions that were lowered from less are lowered
// again, in rounds (a worklist over what each of them read), until nothing widens.
#include <algorithm>

#include "peval/builder.h"
#include "peval/lower_versions.h"

namespace seq2c::core {

// What versions miss of what came in they take from now on.
void Lowering::take_missed() {
  for (auto& [key, widest] : widest_) {
    if (!std::exchange(widest.missed_some, false)) continue;
    for (std::size_t index = 0; index < widest.inputs.size(); ++index) {
      auto const missed = std::exchange(widest.missed[index], {});
      auto const set = program.intern(std::vector<Id<Literal>>(missed.begin(), missed.end()));
      widest.inputs[index].literals = join_sets(program, widest.inputs[index].literals, set);
    }
    changed_.insert(widest.version);
    std::erase(by_identity_[key.first], widest.version);
    widest.version = nullptr;
  }
  for (auto& [identity, all] : incoming_)
    for (auto& incoming : all) {
      incoming.growths = 0;
      if (incoming.taken != incoming.objects) take_incoming(identity, incoming);
    }
}

// The versions that are called, one by another, from a root; others are forgotten.
std::vector<bool> Lowering::keep_reached() {
  std::vector<bool> reached(versions_.size());
  std::vector<Version*> work;
  auto const reach = [&](Version* version) {
    if (reached[version->number]) return;
    reached[version->number] = true;
    work.push_back(version);
  };
  std::ranges::for_each(roots_, reach);
  while (!work.empty()) {
    auto const* version = work.back();
    work.pop_back();
    std::ranges::for_each(version->callees, reach);
  }
  auto const is_forgotten = [&](Version const* version) { return !reached[version->number]; };
  for (auto& [identity, all] : by_identity_) std::erase_if(all, is_forgotten);
  for (auto& [key, widest] : widest_)
    if (widest.version && is_forgotten(widest.version)) widest.version = nullptr;
  return reached;
}

// The versions to lower again, in the order in which they were made: those that read what widened, and the callers of those whose
// results changed.
std::vector<Version*> Lowering::take_stale() {
  take_missed();
  auto const reached = keep_reached();
  for (auto const reader : objects.take_stale_readers()) dirty_.insert(reader);
  std::vector<Version*> stale;
  for (auto& version : versions_) {
    bool const calls_changed = std::ranges::any_of(version.callees, [&](auto const* callee) { return changed_.contains(callee); });
    if (reached[version.number] && (calls_changed || dirty_.contains(version.number))) stale.push_back(&version);
  }
  changed_.clear();
  dirty_.clear();
  return stale;
}

bool Lowering::settle() {
  bool any = false;
  for (auto stale = take_stale(); !stale.empty(); stale = take_stale()) {
    any = true;
    objects.begin_round();
    struct Before { Types results; bool is_void, never_returned; };
    std::vector<Before> before;
    for (auto* version : stale) {
      before.push_back({version->results, version->is_void(), version->never_returns});
      version->state = Version::State::fresh;
    }
    for (std::size_t index = 0; index < stale.size(); ++index) {
      auto& version = *stale[index];
      auto const& [results, was_void, never_returned] = before[index];
      if (version.state == Version::State::fresh) iterate(version);
      if (version.results != results || version.is_void() != was_void || version.never_returns != never_returned)
        changed_.insert(&version);
    }
  }
  return any;
}

// Callees before callers, in the order of the calls, as if nothing had been lowered twice. Passes that take one function after the
// other do better so: with callers first, C of programs that parse JSON had a fourth more lines.
void Lowering::order_functions() {
  struct Visit { Version const* version; std::size_t next; };
  std::vector<Visit> path;
  std::vector<bool> entered(program.functions.size());
  std::vector<Id<Function>> renamed(program.functions.size());
  Store<Function> ordered;
  auto const enter = [&](Version const* version) {
    auto const index = version->function.index;
    if (!entered[index]) path.push_back({version, 0});
    entered[index] = true;
  };
  for (auto const* root : roots_) {
    enter(root);
    while (!path.empty()) {
      auto& [version, next] = path.back();
      if (next < version->callees.size()) {
        enter(version->callees[next++]);
      } else {
        renamed[version->function.index] = ordered.add(std::move(program.functions[version->function]));
        path.pop_back();
      }
    }
  }
  for (auto& function : ordered)
    for (auto& node : function.nodes)
      if (auto* callee = std::get_if<Id<Function>>(&node.what)) *callee = renamed[callee->index];
  for (auto& version : versions_) version.function = renamed[version.function.index];
  program.functions = std::move(ordered);
}

void Lowering::note_puts() {
  for (auto const& version : versions_) {
    if (!version.function) continue;
    for (auto const& put : version.puts) {
      if (put.makes) objects.note_fields(put.objects, put.types, put.place);
      else objects.note(put.objects, put.types[0], put.place);
    }
  }
}

}  // namespace seq2c::core
