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

// Brings all branches to one height. A branch that ends in recursion follows the other; else the lowest height is taken
// first and a higher one if what comes later needs it: branches that do not reach it then fail.
void BodyLowering::level_heights(std::vector<Arm>& arms, checked::Diverges diverges) {
  std::vector<std::size_t> heights;
  for (auto const& arm : arms)
    if (!arm.dead) heights.push_back(arm.stacks.main.size());
  std::ranges::sort(heights);
  heights.erase(std::unique(heights.begin(), heights.end()), heights.end());
  if (heights.size() <= 1) return;
  std::size_t height = 0;
  if (diverges != checked::Diverges::no) {
    height = arms[diverges == checked::Diverges::first ? 1 : 0].stacks.main.size();
  } else {
    auto const number = joins_++;
    auto const level = version_.join_levels[number];
    height = heights[std::min<std::size_t>(level, heights.size() - 1)];
    if (level + 1 < heights.size()) open_levels_.emplace_back(number, level);
    for (auto& arm : arms) arm.kept = height;
  }
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
  level_heights(arms, diverges);
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
  Stacks merged{Values(height), Values(aux_height)};
  auto const merge = [&](auto const& stack_of, std::size_t index, Value& into) {
    auto const first = stack_of(*live[0])[index];
    bool const same = std::ranges::all_of(live, [&](Arm* arm) { return stack_of(*arm)[index] == first; });
    if (same && (live.size() > 1 || first.node.index < first_inside)) {
      into = first;
      return;
    }
    auto type = out_.type(first);
    for (auto* arm : live) type = join_types(lowering_.program, type, out_.type(stack_of(*arm)[index]));
    for (std::size_t each = 0; each < live.size(); ++each)
      yielded[each].push_back(out_.coerce(stack_of(*live[each])[index], type, node.origin));
    results.push_back(type);
    pending.push_back(&into);
  };
  for (std::size_t index = 0; index < height; ++index)
    merge([](Arm& arm) -> Values& { return arm.stacks.main; }, index, merged.main[index]);
  for (std::size_t index = 0; index < aux_height; ++index)
    merge([](Arm& arm) -> Values& { return arm.stacks.aux; }, index, merged.aux[index]);
  for (std::size_t each = 0; each < live.size(); ++each) out_.function().blocks[live[each]->block].values = yielded[each];
  node.results = std::move(results);
  auto const values = out_.add(std::move(node));
  for (std::size_t index = 0; index < values.size(); ++index) *pending[index] = values[index];
  stack_ = std::move(merged.main);
  frames_.back().aux = std::move(merged.aux);
}

}  // namespace seq2c::core
