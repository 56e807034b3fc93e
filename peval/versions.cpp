// Small loops twice: once for numbers of which ranges prove that nothing wraps, once for all.
//
// A value that no round changes is tested before the loop:     loop 2 { round(d)  … i.> d*d n … again d+1 }
//   ->  if i.<= n 2^60, n { then(n') loop 2 { … } } { else(n'') loop 2 { … } }
// A param is tested in each round; once it fails, the other version goes on:     loop n { round(n') … again 3*n'+1 }
//   ->  loop n { fast(n') if i.natural<= n' 2^60, n' { … again fast 3*n'+1 } { again slow n' } } { slow(n') … }
//
// Only if without it some operation of the loop wraps where that is seen, and with it none does. Only innermost loops of one
// block without calls and of at most `largest` nodes; a function with more than `most_loops` of them, or very big, stays as it is.
#include <algorithm>
#include <map>
#include <optional>

#include "peval/branches.h"
#include "peval/pass.h"
#include "peval/ranges.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

constexpr std::size_t largest = 64, most_loops = 8, biggest_function = 1500, most_tested = 2;
constexpr std::int64_t wide = std::int64_t{1} << 60, narrow_enough_to_square = std::int64_t{1} << 30;

// Old values and what is tested of them. An end that is that of all Ints needs no test.
using Test = FunctionRanges::Assumption;
struct Plan {
  std::vector<Test> tests;
  bool in_round = false;  // of the one param, else of values from outside
};

bool is_int(Function const& function, Value value) { return type_of(function, value).kind == Kind::int_; }

// An innermost loop, and what it needs.
class Body {
 public:
  Body(Function const& function, Id<Block> round) : function_(function), inside_(function.nodes.size()), seen_(function.nodes.size()) {
    good_ = gather(round);
    if (!good_) return;
    leave_out_fixed();
    find_seen();
  }

  bool good() const { return good_; }
  std::vector<bool> const& inside() const { return inside_; }

  // The Ints that come from outside.
  Values givers() const {
    Values found;
    for (auto const id : nodes_)
      for (auto const arg : function_.nodes[id].args)
        if (!inside_[arg.node.index] && is_int(function_, arg) && function_.nodes[arg.node].op != Op::constant &&
            std::ranges::find(found, arg) == found.end())
          found.push_back(arg);
    return found;
  }

  bool is_seen(Value value) const { return seen_[value.node.index]; }

  // How many operations wrap where that is seen.
  std::size_t wraps(FunctionRanges const& ranges) const {
    return static_cast<std::size_t>(std::ranges::count_if(nodes_, [&](Id<Node> id) {
      auto const& node = function_.nodes[id];
      return seen_[id.index] && is_ring(node) && !ranges.is_exact(node);
    }));
  }

 private:
  static bool is_ring(Node const& node) { return node.op == Op::word && std::get<Word const*>(node.what)->ring; }
  static bool is_equality(Node const& node) {
    if (node.op != Op::word) return false;
    auto const name = std::get<Word const*>(node.what)->name;
    return name == "i.=" || name == "i.<>";
  }

  // The nodes of the loop and those that float. False if it is not innermost, calls, or is too big.
  bool gather(Id<Block> round) {
    std::vector<Id<Node>> work;
    auto const add = [&](Id<Node> id) {
      if (inside_[id.index]) return;
      inside_[id.index] = true;
      nodes_.push_back(id);
      work.push_back(id);
    };
    auto const add_floating = [&](Value value) {
      auto const& node = function_.nodes[value.node];
      if (node.op != Op::param && node.op != Op::constant && is_pure(function_, node)) add(value.node);
    };
    auto const add_block = [&](Id<Block> id) {
      auto const& block = function_.blocks[id];
      blocks_.push_back(id);
      for (auto const param : block.params) add(param.node);
      for (auto const step : block.steps) add(step);
      std::ranges::for_each(block.values, add_floating);
    };
    add_block(round);
    while (!work.empty()) {
      auto const& node = function_.nodes[work.back()];
      work.pop_back();
      if (node.op == Op::loop || node.op == Op::call || nodes_.size() > largest) return false;
      std::ranges::for_each(node.args, add_floating);
      std::ranges::for_each(node.blocks, add_block);
    }
    return true;
  }

  // What floats and depends on nothing of the loop is computed before it.
  void leave_out_fixed() {
    std::vector<bool> varies(function_.nodes.size());
    for (auto const block : blocks_) {
      for (auto const param : function_.blocks[block].params) varies[param.node.index] = true;
      for (auto const step : function_.blocks[block].steps) varies[step.index] = true;
    }
    for (bool changed = true; changed;) {  // at most once for each of the few nodes
      changed = false;
      for (auto const id : nodes_) {
        auto const& node = function_.nodes[id];
        if (varies[id.index] || (node.blocks.empty() && std::ranges::none_of(node.args, [&](Value arg) { return varies[arg.node.index]; })))
          continue;
        varies[id.index] = changed = true;
      }
    }
    std::erase_if(nodes_, [&](Id<Node> id) { return !varies[id.index]; });
    for (std::size_t index = 0; index < inside_.size(); ++index) inside_[index] = inside_[index] && varies[index];
  }

  // Backwards from what sees more of an Int than its low 63 bits.
  void find_seen() {
    std::vector<Id<Node>> work;
    auto const see = [&](Value value) {
      if (!inside_[value.node.index] || seen_[value.node.index] || !is_int(function_, value)) return;
      seen_[value.node.index] = true;
      work.push_back(value.node);
    };
    for (auto const id : nodes_) {
      auto const& node = function_.nodes[id];
      if (node.op == Op::if_ || is_ring(node) || is_equality(node)) continue;
      std::ranges::for_each(node.args, see);
    }
    while (!work.empty()) {
      auto const id = work.back();
      work.pop_back();
      auto const& node = function_.nodes[id];
      if (is_ring(node)) std::ranges::for_each(node.args, see);
      for (auto const block : node.blocks)
        if (function_.blocks[block].exit == Exit::yield) std::ranges::for_each(function_.blocks[block].values, see);
      if (node.op == Op::param) see_given(id, see);
    }
  }

  template <class See>
  void see_given(Id<Node> param, See const& see) {
    for (auto const id : blocks_) {
      auto const& block = function_.blocks[id];
      if (block.exit != Exit::again) continue;
      auto const& params = function_.blocks[block.target].params;
      for (std::size_t index = 0; index < params.size(); ++index)
        if (params[index].node == param) see(block.values[index]);
    }
    for (auto const id : nodes_) {
      auto const& node = function_.nodes[id];
      if (node.op != Op::if_) continue;
      for (auto const block : node.blocks) {
        auto const& params = function_.blocks[block].params;
        for (std::size_t index = 0; index < params.size(); ++index)
          if (params[index].node == param) see(node.args[index + 1]);
      }
    }
  }

  Function const& function_;
  std::vector<Id<Node>> nodes_;
  std::vector<Id<Block>> blocks_;
  std::vector<bool> inside_, seen_;
  bool good_ = false;
};

class Planner {
 public:
  Planner(Function const& function, FunctionRanges const& ranges) : function_(function), ranges_(ranges) {}

  std::optional<Plan> plan(Id<Block> round) const {
    Body const body(function_, round);
    if (!body.good() || body.wraps(ranges_) == 0) return std::nullopt;
    auto const givers = body.givers();
    Range const attempts[] = {{least_int, wide}, {-wide, wide}, {-narrow_enough_to_square, narrow_enough_to_square}};
    if (!givers.empty() && givers.size() <= most_tested)
      for (auto const range : attempts)
        if (auto plan = attempt(body, givers, range)) return plan;
    for (auto const param : function_.blocks[round].params) {
      if (!is_int(function_, param) || !body.is_seen(param)) continue;
      for (auto const most : {wide, narrow_enough_to_square})
        if (auto plan = attempt(body, {param}, {0, most})) {
          plan->in_round = true;
          return plan;
        }
    }
    return std::nullopt;
  }

 private:
  std::optional<Plan> attempt(Body const& body, Values const& values, Range range) const {
    Plan plan;
    for (auto const value : values) {
      auto const known = ranges_.of(value);
      Range const tested{known.low >= range.low ? least_int : range.low, known.high <= range.high ? greatest_int : range.high};
      if (known.empty() || meet(known, range).empty()) return std::nullopt;
      if (tested != Range{}) plan.tests.push_back({value, tested});
    }
    if (plan.tests.empty() || body.wraps(ranges_.assuming(plan.tests, body.inside())) > 0) return std::nullopt;
    return plan;
  }

  Function const& function_;
  FunctionRanges const& ranges_;
};

bool is_candidate(Node const& node) { return node.op == Op::loop && node.blocks.size() == 1; }

class Versions {
 public:
  explicit Versions(Context const& context) : context_(context) {}

  Program run(Program before) {
    make_plans(before);
    if (plans_.empty()) return before;
    std::vector<bool> planned(before.functions.size());
    for (auto const& [place, plan] : plans_) planned[place.first.index] = true;
    auto const reached = reachable_functions(before);
    for (std::uint32_t index = 0; index < reached.size(); ++index) {
      if (!reached[index] || !planned[index]) continue;
      auto const source = std::exchange(before.functions[{index}], head_of(before.functions[{index}]));
      Rebuild(before, before, {index}, source, replace_).run();
    }
    return before;
  }

 private:
  void make_plans(Program const& program) {
    auto const reached = reachable_functions(program);
    std::map<std::uint32_t, std::vector<Id<Block>>> candidates;
    for (std::uint32_t index = 0; index < reached.size(); ++index) {
      auto const& function = program.functions[{index}];
      if (!reached[index] || function.nodes.size() > biggest_function) continue;
      for_each_node(function, [&](Id<Node>, Node const& node) {
        if (is_candidate(node) && candidates[index].size() < most_loops) candidates[index].push_back(node.blocks[0]);
      });
    }
    if (candidates.empty()) return;
    Ranges const ranges(program);
    for (auto const& [index, rounds] : candidates) {
      Planner const planner(program.functions[{index}], ranges.of({index}));
      for (auto const round : rounds)
        if (auto plan = planner.plan(round)) plans_[{{index}, round}] = std::move(*plan);
    }
  }

  std::optional<Values> visit(Rebuild& out, Node const& node) {
    if (auto chosen = choose_branch(out, node, context_)) return chosen;
    if (!is_candidate(node)) return std::nullopt;
    auto const plan = plans_.find({out.id(), node.blocks[0]});
    if (plan == plans_.end()) return std::nullopt;
    return plan->second.in_round ? test_in_round(out, node, plan->second.tests[0]) : test_before(out, node, plan->second.tests);
  }

  static Value condition(Builder& out, Value value, Range range, Id<Origin> site) {
    auto const compare = [&](std::string_view word, std::int64_t end) {
      return out.word1(word, {value, out.constant(end)}, site);
    };
    if (range.low == least_int) return compare("i.<=", range.high);
    if (range.high == greatest_int) return compare("i.>=", range.low);
    if (range.low == 0) return compare("i.natural<=", range.high);
    auto const low = compare("i.>=", range.low);
    return out.word1("and", {low, compare("i.<=", range.high)}, site);
  }

  static Values test_before(Rebuild& out, Node const& node, std::vector<Test> const& tests) {
    auto& to = out.out();
    auto const site = out.origin(node.origin);
    std::optional<Value> all;
    for (auto const& test : tests) {
      auto const one = condition(to, out.value(test.value), test.range, site);
      all = all ? to.word1("and", {*all, one}, site) : one;
    }
    Node choice{Op::if_, {}, {*all}, {}, node.results, site};
    for (auto const& test : tests) choice.args.push_back(out.value(test.value));
    for (bool const yes : {true, false}) {
      auto const mark = out.mark();
      choice.blocks.push_back(to.open());
      for (auto const& test : tests) {
        auto const inside = to.param(choice.blocks.back(), int_type());
        if (yes) out.override_value(test.value, inside);
      }
      auto values = out.copy(node);
      to.close(Exit::yield, std::move(values));
      out.forget_since(mark);
    }
    return add(to, std::move(choice));
  }

  static Values test_in_round(Rebuild& out, Node const& node, Test const& test) {
    auto& to = out.out();
    auto const site = out.origin(node.origin);
    auto const round = node.blocks[0];
    auto const& params = out.from().blocks[round].params;
    auto const tested = static_cast<std::size_t>(std::ranges::find(params, test.value) - params.begin());
    Node loop{Op::loop, {}, out.values(node.args), {}, node.results, site};
    for (int version = 0; version < 2; ++version) {
      loop.blocks.push_back(to.function().blocks.add({}));
      for (auto const param : params) to.param(loop.blocks.back(), type_of(out.from(), param));
    }
    auto const fast = loop.blocks[0], slow = loop.blocks[1];

    to.reopen(fast);
    auto given = Values(to.function().blocks[fast].params);
    auto const value = given[tested];
    Node choice{Op::if_, {}, {condition(to, value, test.range, site), value}, {}, node.results, site};
    choice.blocks.push_back(to.open());
    given[tested] = to.param(choice.blocks[0], int_type());
    auto yielded = copy_round(out, round, fast, given);
    to.close(Exit::yield, std::move(yielded));
    choice.blocks.push_back(to.open());
    given[tested] = to.param(choice.blocks[1], int_type());
    to.close(Exit::again, given, slow);
    auto results = add(to, std::move(choice));
    to.close(Exit::yield, std::move(results));

    to.reopen(slow);
    yielded = copy_round(out, round, slow, Values(to.function().blocks[slow].params));
    to.close(Exit::yield, std::move(yielded));
    return add(to, std::move(loop));
  }

  static Values copy_round(Rebuild& out, Id<Block> round, Id<Block> now, Values params) {
    auto const mark = out.mark();
    out.map_block(round, now);
    auto yielded = out.splice_block(round, std::move(params));
    out.forget_since(mark);
    return yielded;
  }

  // Adds a node with blocks; if none of these comes back, the block at hand ends with it.
  static Values add(Builder& out, Node node) {
    bool const returns = std::ranges::any_of(node.blocks, [&](Id<Block> block) { return yields(out.function(), block); });
    auto results = out.add(std::move(node));
    if (!returns) out.end(Exit::never);
    return results;
  }

  Context const& context_;
  std::map<std::pair<Id<Function>, Id<Block>>, Plan> plans_;
  Rebuild::Replace replace_ = [this](Rebuild& out, Node const& node) { return visit(out, node); };
};

}  // namespace

Program make_versions(Program before, Context const& context) { return Versions(context).run(std::move(before)); }

}  // namespace seq2c::core
