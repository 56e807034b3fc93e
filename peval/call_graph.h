// Who calls whom in Core.
#pragma once
#include <cstdint>
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

struct CallGraph {
  std::vector<std::vector<Id<Function>>> callees;  // by function, each once, in order of first call
  std::vector<std::uint32_t> calls;                // how many call nodes name the function
  std::vector<std::uint32_t> component;            // strongly connected components, numbered bottom up
  std::vector<bool> recursive;                     // in a cycle
  std::vector<Id<Function>> bottom_up;             // reachable functions, callees first where there is no cycle
};

// Of the functions that main and the exports can reach.
CallGraph call_graph(Program const& program);

// The strongly connected components of any graph over 0 … edges.size()-1, numbered so that an edge never goes to a higher
// number (Tarjan 1972, without recursion).
std::vector<std::uint32_t> components(std::vector<std::vector<std::uint32_t>> const& edges);

// How often each function runs at most in one run of the program. `many` stands for any number: of exports, of recursive words,
// and of what they or loops call. What runs `few` times or less is better short than fast.
constexpr std::uint32_t few = 100, many = 1000;
std::vector<std::uint32_t> most_runs(Program const& program, CallGraph const& graph);

// How big a function is: nodes that become C text.
std::size_t size_of(Function const& function);

}  // namespace seq2c::core
