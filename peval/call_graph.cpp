#include "peval/call_graph.h"

#include <algorithm>
#include <utility>

#include "peval/rebuild.h"

namespace seq2c::core {

std::vector<std::uint32_t> components(std::vector<std::vector<std::uint32_t>> const& edges) {
  constexpr auto unseen = 0xffffffffu;
  struct Visit { std::uint32_t vertex; std::size_t next; };
  std::vector<std::uint32_t> order(edges.size(), unseen), low(edges.size()), component(edges.size(), unseen), open;
  std::uint32_t counter = 0, found = 0;
  std::vector<Visit> path;
  auto const enter = [&](std::uint32_t vertex) {
    order[vertex] = low[vertex] = counter++;
    open.push_back(vertex);
    path.push_back({vertex, 0});
  };
  for (std::uint32_t root = 0; root < edges.size(); ++root) {
    if (order[root] == unseen) enter(root);
    while (!path.empty()) {
      auto& [vertex, next] = path.back();
      if (next < edges[vertex].size()) {
        auto const target = edges[vertex][next++];
        if (order[target] == unseen) enter(target);
        else if (component[target] == unseen) low[vertex] = std::min(low[vertex], order[target]);
        continue;
      }
      auto const done = vertex;
      path.pop_back();
      if (!path.empty()) low[path.back().vertex] = std::min(low[path.back().vertex], low[done]);
      if (low[done] != order[done]) continue;
      for (bool more = true; more;) {
        more = open.back() != done;
        component[open.back()] = found;
        open.pop_back();
      }
      ++found;
    }
  }
  return component;
}

CallGraph call_graph(Program const& program) {
  CallGraph graph;
  auto const count = program.functions.size();
  graph.callees.resize(count);
  graph.calls.assign(count, 0);
  graph.recursive.assign(count, false);
  auto const reached = reachable_functions(program);
  std::vector<std::vector<std::uint32_t>> edges(count);
  std::vector<std::uint32_t> last_caller(count, 0xffffffff);
  for (std::uint32_t index = 0; index < count; ++index) {
    if (!reached[index]) continue;
    for_each_call(program.functions[{index}], [&](Id<Function> callee) {
      ++graph.calls[callee.index];
      if (callee.index == index) graph.recursive[index] = true;
      if (std::exchange(last_caller[callee.index], index) != index) edges[index].push_back(callee.index);
    });
    for (auto const callee : edges[index]) graph.callees[index].push_back({callee});
  }
  graph.component = components(edges);
  std::vector<std::uint32_t> members(count);
  for (std::uint32_t index = 0; index < count; ++index)
    if (reached[index]) {
      ++members[graph.component[index]];
      graph.bottom_up.push_back({index});
    }
  for (std::uint32_t index = 0; index < count; ++index)
    if (reached[index] && members[graph.component[index]] > 1) graph.recursive[index] = true;
  std::ranges::stable_sort(graph.bottom_up, {}, [&](Id<Function> id) { return graph.component[id.index]; });
  return graph;
}

std::vector<std::uint32_t> most_runs(Program const& program, CallGraph const& graph) {
  std::vector<std::uint32_t> runs(program.functions.size());
  for (auto at = graph.bottom_up.rbegin(); at != graph.bottom_up.rend(); ++at) {
    auto const& function = program.functions[*at];
    if (function.exported || graph.recursive[at->index]) runs[at->index] = many;
    else if (*at == program.main) runs[at->index] = 1;
    for_each_call(function, [&](Id<Function> callee, bool in_loop) {
      runs[callee.index] = std::min(many, runs[callee.index] + (in_loop ? many : runs[at->index]));
    });
  }
  return runs;
}

std::size_t size_of(Function const& function) {
  std::size_t size = 0;
  for_each_node(function, [&](Id<Node>, Node const& node) {
    size += node.op == Op::constant || node.op == Op::param ? 0 : node.op == Op::if_ || node.op == Op::match ? 2 : 1;
  });
  return size;
}

}  // namespace seq2c::core
