// Ranges of Ints: what values each node of a program can have, from constants, arithmetic, the conditions of the branches
// around it, the rounds of loops, and all calls of its function.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "peval/call_graph.h"
#include "peval/core.h"
#include "peval/interval.h"

namespace seq2c::core {

// The ranges of one function. Each value has an interval, empty at first (nothing comes here); sweeps over the nodes, arguments
// first, let the intervals grow until nothing changes. A param of a loop or function that has grown a few times grows to a
// round number at once, so that this ends; two more sweeps then take back what was too much.
class FunctionRanges {
 public:
  // `results` tells what the calls in it can give: by function of the program and result.
  using Results = std::vector<std::vector<Range>>;
  FunctionRanges(Function const& function, Results const& results);

  // Lets the function's params hold these too. True if that is new.
  bool enlarge(std::span<Range const> inputs);

  // Sweeps until nothing changes.
  void settle();

  // Takes back what was too much, by sweeps that let nothing grow.
  void tighten();

  // All that is possible: for when time is up.
  void give_up();

  // Empty only where control never comes.
  Range of(Value value) const { return ranges_[first_[value.node.index] + value.index]; }

  // True if this word on its normal arguments needs no wrap: the exact result is an Int.
  bool is_exact(Node const& node) const;

  std::vector<Id<Node>> const& calls() const { return calls_; }

  // What the ranges of these nodes, among them all params of a loop, would be if some values were known better.
  struct Assumption { Value value; Range range; };
  FunctionRanges assuming(std::span<Assumption const> assumptions, std::vector<bool> const& nodes) const;

 private:
  struct Fact { Id<Node> owner; std::size_t arg; bool holds; };  // param = args[arg] of an if_, in the branch where it `holds`
  struct Source {
    enum class Kind : std::uint8_t { anything, input, fact, joined } kind = Kind::anything;
    Fact fact{};
    std::uint32_t input = 0;    // of the function
    Values values;              // handed to a loop's param, first what it begins with
    Id<Node> loop;              // if that has one block
    std::uint32_t grown = 0;
  };

  void order_nodes();
  void find_sources();
  Range compute(Id<Node> id, std::uint32_t index) const;
  Range known_better(Value value, Range range) const;
  Range of_param(Id<Node> id) const;
  Range of_word(Node const& node, std::uint32_t index) const;
  Range of_fact(Fact const& fact) const;
  void find_loops();
  bool stops_at(Fact const& fact, Value counter, Value limit) const;
  bool stays(Value value, Id<Node> loop, unsigned depth) const;
  bool sweep(bool grow);

  Function const& function_;
  Results const& results_;
  std::vector<Id<Node>> order_, calls_;
  std::vector<std::uint32_t> first_;    // by node: where its results stand in ranges_
  std::vector<std::optional<Id<Node>>> loop_of_;  // by node that stands in a block: the innermost loop around it, or no node
  std::vector<Range> ranges_, inputs_;
  std::vector<std::uint32_t> source_of_, input_grown_;
  std::vector<Source> sources_;
  std::vector<Assumption> assumed_;
};

// The ranges of a whole program: a few rounds over its functions; what is not settled then can be anything.
class Ranges {
 public:
  explicit Ranges(Program const& program);
  Ranges(Ranges const&) = delete;  // the functions' ranges refer to the results here
  Ranges& operator=(Ranges const&) = delete;

  // Of a function that main or an export can reach.
  FunctionRanges const& of(Id<Function> function) const { return functions_[place_[function.index]]; }

 private:
  void visit(Id<Function> id);
  void give_up();
  std::vector<Range> anything(Function const& function) const;

  Program const& program_;
  CallGraph graph_;
  FunctionRanges::Results results_;
  std::vector<std::vector<std::uint32_t>> result_grown_;
  std::vector<std::vector<Id<Function>>> callers_;
  std::vector<FunctionRanges> functions_;  // as in graph_.bottom_up
  std::vector<std::size_t> place_;
  std::vector<bool> waits_;
};

}  // namespace seq2c::core
