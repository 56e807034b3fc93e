// Branches meet again: their stacks become one, with results of the conditional where they differ.
#include <algorithm>

#include "peval/lower_body.h"

namespace seq2c::core {

// Takes values away from a branch that left too many: those below the results it keeps.
void BodyLowering::shorten(Arm& arm, std::size_t height) {
  auto& stack = arm.stacks.main;
  if (stack.size() <= height) return;
  auto const kept = static_cast<std::ptrdiff_t>(std::min(arm.kept, height));
  auto const surplus = static_cast<std::ptrdiff_t>(stack.size() - height);
  stack.erase(stack.end() - kept - surplus, stack.end() - kept);
}

// Brings all branches to one height. A branch that ends in recursion follows the other if both heights are known, or if only what
// the call left stays. Else, where nobody sees the height, the lowest one is taken first: what lies below is hardly ever asked
// for. If it is, or if the height can be seen, all branches leave a list.
// False if this version must be handed a list of all values of its callers first.
bool BodyLowering::level_heights(std::vector<Arm>& arms, checked::Diverges diverges) {
  auto const live = [](Arm const& arm) { return !arm.dead; };
  auto const height = [](Arm const& arm) { return arm.stacks.main.size(); };
  auto const first = std::ranges::find_if(arms, live);
  auto const is_like_first = [&](Arm const& arm) {
    return arm.dead || (height(arm) == height(*first) && static_cast<bool>(arm.stacks.rest) == static_cast<bool>(first->stacks.rest));
  };
  if (std::all_of(first, arms.end(), is_like_first)) return true;
  auto const has_list = [&](Arm const& arm) { return live(arm) && arm.stacks.rest; };
  if (diverges != checked::Diverges::no) {
    auto& recursive = arms[diverges == checked::Diverges::first ? 0 : 1];
    auto const& other = arms[diverges == checked::Diverges::first ? 1 : 0];
    bool const only_results_stay = !has_list(other) && height(other) - floor_ <= recursive.kept && height(other) <= height(recursive);
    if (only_results_stay) recursive.stacks.rest = {};
    if (std::ranges::none_of(arms, has_list)) {
      cut_to(arms, height(other));
      return true;
    }
  }
  if (std::ranges::any_of(arms, has_list)) {
    spill_arms(arms);
    return true;
  }
  if (!is_trimmed() && !version_.key.on_list) return false;
  if (!is_trimmed() || version_.keeps_heights) {
    spill_arms(arms);
    return true;
  }
  auto lowest = height(*first);
  for (auto const& arm : arms)
    if (live(arm)) lowest = std::min(lowest, height(arm));
  for (auto& arm : arms) arm.kept = lowest - floor_;
  truncated_ = true;
  cut_to(arms, lowest);
  return true;
}

// Takes values away from the branches that left more; those that left fewer fail.
void BodyLowering::cut_to(std::vector<Arm>& arms, std::size_t height) {
  for (auto& arm : arms) {
    if (arm.dead) continue;
    if (arm.stacks.main.size() >= height) {
      shorten(arm, height);
      continue;
    }
    out_.resume(arm.block);
    auto const& word = lowering_.checked.definitions[frames_.back().word];
    out_.fail(word.name + ": stack underflow", {}, out_.function().origin);
    out_.close(Exit::never, {});
    arm.dead = true;
  }
}

void BodyLowering::join(Node node, std::vector<Arm> arms, checked::Diverges diverges) {
  if (!level_heights(arms, diverges)) {
    version_.needs_list = true;
    return out_.end(Exit::never);
  }
  for (auto const& arm : arms) node.blocks.push_back(arm.block);
  std::vector<Arm*> live;
  for (auto& arm : arms)
    if (!arm.dead) live.push_back(&arm);
  if (live.empty()) {
    out_.add(std::move(node));
    return out_.end(Exit::never);
  }
  // The aux stacks agree in height, except where a branch that ends in recursion follows the other.
  auto aux_height = live[0]->stacks.aux.size();
  for (auto const* arm : live) aux_height = std::min(aux_height, arm->stacks.aux.size());
  auto const height = live[0]->stacks.main.size();

  // What is the same in all branches and was made before them stays as it is; the rest are results.
  std::uint32_t first_inside = Id<Node>::none;
  for (auto const& arm : arms) first_inside = std::min(first_inside, out_.block_start(arm.block));
  std::vector<Values> yielded(live.size());
  Types results;
  std::vector<Value*> pending;
  Stacks merged{Values(height), Values(aux_height), {}, height};
  auto const merge = [&](auto const& value_of, Value& into) {
    auto const first = value_of(*live[0]);
    bool const same = std::ranges::all_of(live, [&](Arm* arm) { return value_of(*arm) == first; });
    if (same && (live.size() > 1 || first.node.index < first_inside)) {
      into = first;
      return;
    }
    auto type = out_.type(first);
    for (auto* arm : live) type = join_types(lowering_.program, type, out_.type(value_of(*arm)));
    for (std::size_t each = 0; each < live.size(); ++each)
      yielded[each].push_back(out_.coerce(value_of(*live[each]), type, node.origin));
    results.push_back(type);
    pending.push_back(&into);
  };
  for (std::size_t index = 0; index < height; ++index)
    merge([&](Arm& arm) { return arm.stacks.main[index]; }, merged.main[index]);
  for (std::size_t index = 0; index < aux_height; ++index)
    merge([&](Arm& arm) { return arm.stacks.aux[index]; }, merged.aux[index]);
  if (live[0]->stacks.rest) merge([](Arm& arm) { return arm.stacks.rest; }, merged.rest);
  for (std::size_t each = 0; each < live.size(); ++each) out_.function().blocks[live[each]->block].values = yielded[each];
  node.results = std::move(results);
  auto const values = out_.add(std::move(node));
  for (std::size_t index = 0; index < values.size(); ++index) *pending[index] = values[index];
  stack_ = std::move(merged.main);
  frames_.back().aux = std::move(merged.aux);
  rest_ = merged.rest;
  for (auto const* arm : live) merged.base = std::min(merged.base, arm->stacks.base);
  frames_.back().base = merged.base;
}

}  // namespace seq2c::core
