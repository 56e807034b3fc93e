// Which words of a program call which others, and the circles in that.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "frontend/ast.h"

namespace seq2c {

// Calls `visit` with each name that is called in the body, at any depth, in order.
void each_call(ast::Body const& body, std::function<void(Token const&)> const& visit);

// The strongly connected components of a graph: nodes in one component can reach each other.
struct Components {
  std::vector<std::uint32_t> number;  // by node
  std::vector<bool> cyclic;           // by node: it can reach itself
  std::vector<std::uint32_t> order;   // all nodes, those that are reached before those that reach them
};

// `edges`: by node, the nodes that it leads to. Takes time linear in the graph and no native stack.
Components components(std::vector<std::vector<std::uint32_t>> const& edges);

}  // namespace seq2c
