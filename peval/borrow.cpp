// What is only read needs no owner where it is read: params of functions and loops are lent, if nobody takes over them or what
// they are made of (borrow inference over call groups: Ullrich and de Moura, "Counting immutable beans", IFL 2019; here parts are
// lent, too, as long as the whole is).
//
// Each counted value has two marks: how it is taken over itself, and how its parts are. `kept`: put into another object, or to
// be changed in place. `passed`: given on as a result, of which nothing is known yet. A value whose marks allow it is only
// read: a param is then lent, and the owner stays with the caller. The marks only grow, and a param that was owned once stays
// so, which ends the search; a group of functions that call each other begins with everything lent.
//
// What is lent lives longer than it must, and an object in it would be shared for that time. So nothing is lent whose parts
// are kept, not even by the callers of a function that passes them on: who takes a list out of a record and pushes to it wants
// to give the record up before.
#include "peval/borrow.h"

#include <algorithm>
#include <set>
#include <span>

#include "peval/call_graph.h"
#include "peval/ownership.h"
#include "peval/pass.h"
#include "peval/reuse.h"
#include "peval/signature.h"

namespace seq2c::core {
namespace {

enum class Mark : std::uint8_t { none, passed, kept };

struct Marks {
  Mark taken = Mark::none;  // the value itself
  Mark parts = Mark::none;  // what it is made of
  Mark all() const { return std::max(taken, parts); }
  bool only_read() const { return taken == Mark::none && parts != Mark::kept; }
};

// What callers need to know of a function: by param, whether it is lent and whether parts of it are results.
struct Summary {
  std::vector<bool> lent, passes_parts;
  bool operator==(Summary const&) const = default;
};

// True if something that the argument is or holds may be that result of the word.
bool may_share(Word const& word, std::size_t argument, std::size_t result) {
  if (word.results[result] == Ownership::none) return false;
  if (word.flow.empty()) return true;
  auto const& from = flow(word).inputs[argument];
  auto const& to = flow(word).outputs[result];
  auto const is_of = [](FlowItem const& item, std::string_view name) {
    return item.name == name || std::ranges::count(item.holds, name) > 0;
  };
  return is_of(to, from.name) || std::ranges::any_of(from.holds, [&](auto name) { return is_of(to, name); });
}

class Borrower {
 public:
  Borrower(Program const& program, std::vector<Summary> const& summaries, Function const& function)
      : program_(program), summaries_(summaries), function_(function) {
    for (auto const& node : function.nodes) {
      first_.push_back(marks_.size());
      marks_.resize(marks_.size() + node.results.size());
    }
    for (auto const& block : function.blocks)
      for (auto const param : block.params) lent_.push_back(param);
    std::ranges::sort(lent_);
    for (std::uint32_t index = 0; index < function.nodes.size(); ++index)
      for (auto const inner : function.nodes[{index}].blocks)
        for (auto const param : function.blocks[inner].params) owner_.emplace(param, Id<Node>{index});
  }

  Summary run(Summary const& before) {
    auto const& params = function_.blocks[function_.body].params;
    for (std::size_t index = 0; index < params.size(); ++index)
      if (!before.lent[index]) own(params[index]);
    for (changed_ = true; changed_;) {
      changed_ = false;
      block(function_.body, {});
      for (auto const param : params)
        if (!marks(param).only_read()) own(param);
    }
    Summary summary;
    for (auto const param : params) {
      summary.lent.push_back(is_candidate(param));
      summary.passes_parts.push_back(marks(param).parts != Mark::none);
    }
    return summary;
  }

  // Writes down what is lent. Of a match the arms' params if the matched value is lent or only read; so it is with other parts.
  void apply(Function& function) const {
    for (auto const param : function.blocks[function.body].params) lend(function, param);
    for (std::uint32_t index = 0; index < function.nodes.size(); ++index) {
      auto& node = function.nodes[{index}];
      bool const has_parts = node.op == Op::field || node.op == Op::word;
      for (std::uint32_t result = 0; has_parts && result < node.results.size(); ++result)
        if (is_part(function, {{index}, result}) && lends_parts(node.args[0])) node.lent = true;
      if (node.op != Op::loop && (node.op != Op::match || !lends_parts(node.args[0]))) continue;
      for (auto const inner : function.nodes[{index}].blocks)
        for (auto const param : function.blocks[inner].params) lend(function, param, node.op == Op::match);
    }
  }

 private:
  Marks& marks(Value value) { return marks_[first_[value.node.index] + value.index]; }
  Marks const& marks(Value value) const { return marks_[first_[value.node.index] + value.index]; }

  void raise(Mark& mark, Mark to) {
    if (mark >= to) return;
    mark = to;
    changed_ = true;
  }
  void take(Value value, Mark how) { raise(marks(value).taken, how); }
  void take_parts(Value value, Mark how) { raise(marks(value).parts, how); }

  // The value goes on under another name.
  void same(Value value, Value as) {
    auto const to = marks(as);
    take(value, to.taken);
    take_parts(value, to.parts);
  }

  bool is_candidate(Value param) const { return std::ranges::binary_search(lent_, param) && has_count(function_, param); }

  void own(Value param) {
    auto const [first, last] = std::equal_range(lent_.begin(), lent_.end(), param);
    if (first == last) return;
    lent_.erase(first, last);
    changed_ = true;
  }

  void lend(Function& function, Value param, bool part = false) const {
    if (has_count(function, param) && (part || is_candidate(param))) function.nodes[param.node].lent = true;
  }

  // True if parts of the value are lent: it is only read, or lent itself.
  bool lends_parts(Value value) const {
    while (!marks(value).only_read()) {
      auto const whole = whole_of(value);
      if (!whole) return false;
      value = whole;
    }
    return true;
  }

  // What the value is a part of, or the same object as; 0 if nothing is known.
  Value whole_of(Value value) const {
    auto const& node = function_.nodes[value.node];
    if (node.op == Op::box || node.op == Op::unbox || node.op == Op::cast || is_part(function_, value)) return node.args[0];
    auto const owner = node.op == Op::param ? owner_.find(value) : owner_.end();
    return owner != owner_.end() && function_.nodes[owner->second].op == Op::match ? function_.nodes[owner->second].args[0] : Value{};
  }

  void give_to(Value value, Value param) {
    if (is_candidate(param)) take_parts(value, marks(param).parts);
    else take(value, std::max(Mark::passed, marks(param).all()));
  }

  void block(Id<Block> id, std::vector<Value> const& results) {
    auto const& block = function_.blocks[id];
    for (std::size_t index = 0; index < block.values.size(); ++index) {
      auto const value = block.values[index];
      if (block.exit == Exit::yield) take(value, results.empty() ? Mark::passed : std::max(Mark::passed, marks(results[index]).all()));
      if (block.exit == Exit::again) give_round(value, function_.blocks[block.target].params[index]);
    }
    for (auto step = block.steps.rbegin(); step != block.steps.rend(); ++step) this->step(*step, function_.nodes[*step]);
  }

  // For the next round; what is lent to a loop must live at least as long as it.
  void give_round(Value value, Value param) {
    if (is_candidate(param) && !outlives(value, owner_.at(param))) own(param);
    give_to(value, param);
  }

  // True if the value is a part of something that the caller owns, or that is lent to the loop.
  bool outlives(Value value, Id<Node> loop) const {
    while (auto const whole = whole_of(value)) value = whole;
    if (!has_count(function_, value)) return true;
    if (!is_candidate(value)) return false;
    auto const owner = owner_.find(value);
    if (owner == owner_.end() || owner->second == loop) return true;
    auto const& other = function_.nodes[owner->second];
    auto const& params = function_.blocks[other.blocks[0]].params;
    for (std::size_t index = 0; index < params.size(); ++index)
      if (is_candidate(params[index]) && !outlives(other.args[index], loop)) return false;
    return true;
  }

  void step(Id<Node> id, Node const& node) {
    std::vector<Value> results;
    for (std::uint32_t index = 0; index < node.results.size(); ++index) results.push_back({id, index});
    switch (node.op) {
      case Op::word: return word(node, results);
      case Op::call: return call(node, results);
      case Op::closure:
      case Op::variant:
        for (auto const arg : node.args) take(arg, Mark::kept);
        return;
      case Op::field: return take_parts(node.args[0], marks(results[0]).all());
      case Op::box:
      case Op::unbox:
      case Op::cast: return same(node.args[0], results[0]);
      case Op::if_:
        for (auto const inner : node.blocks) block(inner, results);
        return;
      case Op::match: return match(node, results);
      case Op::loop: return loop(node, results);
      case Op::constant:
      case Op::param:
      case Op::normal:
      case Op::fail:
      case Op::retain:
      case Op::release:
      case Op::take: return;
    }
  }

  void word(Node const& node, std::vector<Value> const& results) {
    auto const& word = *std::get<Word const*>(node.what);
    for (std::size_t index = 0; index < node.args.size(); ++index) {
      if (takes_over(program_, function_, node, index)) {
        take(node.args[index], Mark::kept);
        continue;
      }
      for (std::size_t result = 0; result < results.size(); ++result)
        if (may_share(word, index, result)) take_parts(node.args[index], marks(results[result]).all());
    }
  }

  void call(Node const& node, std::vector<Value> const& results) {
    auto const& summary = summaries_[std::get<Id<Function>>(node.what).index];
    auto passed = Mark::none;
    for (auto const result : results) passed = std::max(passed, marks(result).all());
    for (std::size_t index = 0; index < node.args.size(); ++index)
      if (!summary.lent[index]) take(node.args[index], Mark::kept);
      else if (summary.passes_parts[index]) take_parts(node.args[index], passed);
  }

  void match(Node const& node, std::vector<Value> const& results) {
    auto const scrutinee = node.args[0];
    auto const* patterns = std::get_if<Patterns>(&node.what);
    for (std::size_t arm = 0; arm < node.blocks.size(); ++arm) {
      block(node.blocks[arm], results);
      for (auto const param : function_.blocks[node.blocks[arm]].params) {
        take_parts(scrutinee, marks(param).all());
      }
      // Its cell can be used again.
      auto const fields = patterns && arm < patterns->all.size() ? patterns->all[arm].count : 0;
      if (fields > 0 && makes_cell(function_, node.blocks[arm], 0, size_class(fields))) take_parts(scrutinee, Mark::kept);
    }
  }

  void loop(Node const& node, std::vector<Value> const& results) {
    for (auto const inner : node.blocks) {
      block(inner, results);
      for (auto const param : function_.blocks[inner].params)
        if (!marks(param).only_read()) own(param);
    }
    auto const& params = function_.blocks[node.blocks[0]].params;
    for (std::size_t index = 0; index < params.size(); ++index) give_to(node.args[index], params[index]);
  }

  Program const& program_;
  std::vector<Summary> const& summaries_;
  Function const& function_;
  std::vector<std::size_t> first_;  // where a node's results begin in marks_
  std::vector<Marks> marks_;
  std::vector<Value> lent_;         // params that are, as far as is known; sorted
  std::map<Value, Id<Node>> owner_; // of the params of inner blocks: the node
  bool changed_ = false;
};

}  // namespace

Lenders lenders(Function const& function) {
  Lenders found;
  for (auto const& node : function.nodes) {
    if (node.op != Op::match && node.op != Op::loop) continue;
    std::vector<Value> from;
    if (node.op == Op::match) from = {node.args[0]};
    for (std::size_t index = 0; node.op == Op::loop && index < node.args.size(); ++index)
      if (is_lent(function, function.blocks[node.blocks[0]].params[index])) from.push_back(node.args[index]);
    for (auto const inner : node.blocks)
      for (auto const param : function.blocks[inner].params) found[param] = from;
  }
  return found;
}

void find_owners(Function const& function, Lenders const& lenders, Value value, std::vector<Value>& found) {
  value = same_object(function, value);
  if (!is_lent(function, value)) return found.push_back(value);
  auto const& node = function.nodes[value.node];
  if (node.op != Op::param) return find_owners(function, lenders, node.args[0], found);
  if (auto const from = lenders.find(value); from != lenders.end())
    for (auto const lender : from->second) find_owners(function, lenders, lender, found);
}

namespace {

// The summary that holds before anything is known: all is lent that can be.
Summary all_lent(Function const& function) {
  Summary summary;
  for (auto const param : function.blocks[function.body].params) {
    summary.lent.push_back(!function.exported && has_count(function, param));
    summary.passes_parts.push_back(false);
  }
  return summary;
}

// Solves a group of functions that call each other: one whose summary changes makes its callers worth another look.
void solve(Program const& program, CallGraph const& graph, std::span<Id<Function> const> group, std::vector<Summary>& summaries) {
  std::map<Id<Function>, std::vector<Id<Function>>> callers;
  for (auto const id : group)
    for (auto const callee : graph.callees[id.index])
      if (graph.component[callee.index] == graph.component[id.index]) callers[callee].push_back(id);
  std::set<Id<Function>> open(group.begin(), group.end());
  while (!open.empty()) {
    auto const id = *open.begin();
    open.erase(open.begin());
    auto summary = Borrower(program, summaries, program.functions[id]).run(summaries[id.index]);
    if (summary == summaries[id.index]) continue;
    summaries[id.index] = std::move(summary);
    open.insert(callers[id].begin(), callers[id].end());
  }
}

}  // namespace

Program lend(Program program, Context const&) {
  auto const graph = call_graph(program);
  std::vector<Summary> summaries(program.functions.size());
  for (auto const id : graph.bottom_up) summaries[id.index] = all_lent(program.functions[id]);
  for (std::size_t first = 0; first < graph.bottom_up.size();) {
    auto last = first + 1;
    while (last < graph.bottom_up.size() && graph.component[graph.bottom_up[last].index] == graph.component[graph.bottom_up[first].index]) ++last;
    std::span const group(graph.bottom_up.data() + first, last - first);
    solve(program, graph, group, summaries);
    for (auto const id : group) {
      Borrower borrower(program, summaries, program.functions[id]);
      borrower.run(summaries[id.index]);
      borrower.apply(program.functions[id]);
    }
    first = last;
  }
  return program;
}

}  // namespace seq2c::core
