#include "peval/tail_calls.h"

#include <algorithm>

namespace seq2c::core {
namespace {

class Finder {
 public:
  explicit Finder(Function const& function) : function_(function) {}

  // `wanted`: the positions of the block's values that go on to the function's results, in their order.
  void block(Id<Block> id, std::vector<std::uint32_t> const& wanted) {
    auto const& block = function_.blocks[id];
    if (block.steps.empty()) return;
    auto const last = block.steps.back();
    auto const& node = function_.nodes[last];
    if (block.exit == Exit::never) {
      if (node.op == Op::call) found.push_back(last);  // a callee that never returns
      for (auto const inner : node.blocks) this->block(inner, {});
      return;
    }
    if (block.exit != Exit::yield) return;
    std::vector<std::uint32_t> positions;
    for (auto const index : wanted) {
      auto const value = block.values[index];
      if (value.node != last) return;
      positions.push_back(value.index);
    }
    if (node.op == Op::call) {
      for (std::uint32_t index = 0; index < positions.size(); ++index)
        if (positions[index] != index) return;
      if (positions.size() == node.results.size()) found.push_back(last);
      return;
    }
    if (node.op == Op::if_ || node.op == Op::match || node.op == Op::loop)
      for (auto const inner : node.blocks) this->block(inner, positions);
  }

  std::vector<Id<Node>> found;

 private:
  Function const& function_;
};

}  // namespace

std::vector<Id<Node>> tail_calls(Function const& function) {
  Finder finder(function);
  std::vector<std::uint32_t> all;
  for (std::uint32_t index = 0; index < function.results.size(); ++index) all.push_back(index);
  finder.block(function.body, all);
  return std::move(finder.found);
}

}  // namespace seq2c::core
