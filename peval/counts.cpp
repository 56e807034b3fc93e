// Reference counts: owned insertion (Reinking, Xie, de Moura, Leijen, "Perceus", PLDI 2021). Every counted value has one
// owner where it is made, under whatever names it has (see same_object). A use that takes it over moves the owner if it is the
// last use, else a `retain` stands before it. A use that only looks leaves the owner; if it was the last, a `release` follows.
// What dies on one way only is released at the start of the others. Values are found dead backwards, block by block; the order
// of the steps is what `place` made it.
//
// A part (a param of a match's arm, a field, an element) has no owner of its own while what it is a part of lives. Where the
// whole dies before it, it gets one: `retain l  retain r  release t`. What is lent (see `borrow`) never gets one, a use of it is
// a use of its lender. Ways that end the program release nothing.
#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "peval/borrow.h"
#include "peval/ownership.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

// What the user calls it: `list.push` for its twin `list.int.push`, and for what the Seq text of `list.map` does `list.map`.
std::string public_name(Program const& program, Node const& node) {
  auto const& word = *std::get<Word const*>(node.what);
  auto const inside = node.origin ? program.origins[node.origin].word : Id<checked::Definition>{};
  for (auto const& [said, meaning] : program.checked->in_seq)
    if (meaning == inside) return std::string(said->name);
  auto const first = word.name.find('.'), last = word.name.rfind('.');
  if (!word.internal || first == last) return std::string(word.name);
  return fmt::format("{}{}", word.name.substr(0, first), word.name.substr(last));
}

using Live = std::set<Value>;

class Counter {
 public:
  Counter(Program const& program, Function& function, Context const& context)
      : program_(program), function_(function), context_(context) {}

  void run() {
    lenders_ = lenders(function_);
    for (std::uint32_t index = 0; index < function_.nodes.size(); ++index) find_parts({index});
    auto const live = block(function_.body, {});
    release_dead_params(function_.body, live);
  }

 private:
  using Steps = std::vector<Id<Node>>;

  Id<Node> count(Op op, Value value) {
    return function_.nodes.add({op, {}, {value}, {}, {}, function_.nodes[value.node].origin});
  }

  // True if the value begins with an owner in this function.
  bool owned(Value value) const {
    bool const begins_here = same_object(function_, value) == value && !is_part(function_, value);
    return begins_here && has_count(function_, value) && !is_lent(function_, value);
  }

  // True if an owner of the value, or of what it is a part of, goes on. Nothing keeps a constant.
  bool kept(Value value, Live const& live) const {
    value = same_object(function_, value);
    if (!has_count(function_, value) || live.contains(value)) return true;
    if (is_lent(function_, value)) {
      std::vector<Value> owners;
      find_owners(function_, lenders_, value, owners);
      return std::ranges::all_of(owners, [&](Value owner) { return kept(owner, live); });
    }
    auto const whole = wholes_.find(value);
    return whole != wholes_.end() && kept(whole->second, live);
  }

  // Makes the value live, before a step that was done already: parts of it that live on get owners there.
  void enliven(Value value, Live& live, Steps& steps) {
    live.insert(value);
    auto const [first, last] = parts_.equal_range(value);
    for (auto part = first; part != last; ++part) {
      if (live.contains(part->second)) steps.push_back(count(Op::retain, part->second));
      enliven(part->second, live, steps);
      live.erase(part->second);
    }
  }

  // A use that only looks; what nobody needs behind it is released, unless no way leads there. `steps` is built backwards.
  void look(Value value, Live& live, Steps& steps, bool release = true) {
    if (kept(value, live)) return;
    std::vector<Value> owners;
    find_owners(function_, lenders_, value, owners);
    for (auto const owner : owners) {
      if (kept(owner, live)) continue;
      if (release) steps.push_back(count(Op::release, owner));
      enliven(owner, live, steps);
    }
  }

  // A use that takes the value over; of several the last comes first.
  void take(Value value, Live& live, Steps& steps) {
    value = same_object(function_, value);
    if (!has_count(function_, value)) return;
    if (is_lent(function_, value)) look(value, live, steps);
    else if (!kept(value, live)) return enliven(value, live, steps);
    steps.push_back(count(Op::retain, value));
  }

  void find_parts(Id<Node> id) {
    auto const& node = function_.nodes[id];
    for (std::uint32_t index = 0; index < node.results.size(); ++index)
      if (is_part(function_, {id, index})) add_part({id, index}, node.args[0]);
    if (node.op != Op::match) return;
    for (auto const arm : node.blocks)
      for (auto const param : function_.blocks[arm].params) add_part(param, node.args[0]);
  }

  void add_part(Value part, Value whole) {
    if (!has_count(function_, part) || is_lent(function_, part)) return;
    whole = same_object(function_, whole);
    wholes_.emplace(part, whole);
    parts_.emplace(whole, part);
  }

  // A block, backwards; gives what is live at its start. `after`: what is live behind the node that owns the block.
  Live block(Id<Block> id, Live const& after) {
    Live live;
    Steps steps;
    auto const exit = function_.blocks[id];
    if (exit.exit == Exit::yield) live = after;
    if (exit.exit == Exit::again) live = loops_.at(exit.target);
    auto const& takers = exit.exit == Exit::again ? function_.blocks[exit.target].params : exit.values;
    for (auto index = exit.values.size(); index-- > 0;)
      if (exit.exit == Exit::yield || !is_lent(function_, takers[index])) take(exit.values[index], live, steps);
    for (auto step = exit.steps.rbegin(); step != exit.steps.rend(); ++step) this->step(*step, live, steps);
    std::ranges::reverse(steps);
    function_.blocks[id].steps = std::move(steps);
    return live;
  }

  void step(Id<Node> id, Live& live, Steps& steps) {
    auto const node = function_.nodes[id];
    // Nothing stands behind a node from which no way comes back.
    bool const comes_back = node.op != Op::fail && (node.blocks.empty() || std::ranges::any_of(node.blocks, [&](Id<Block> inner) {
                              return yields(function_, inner);
                            }));
    for (std::uint32_t index = 0; comes_back && index < node.results.size(); ++index) {
      Value const result{id, index};
      if (owned(result) && live.erase(result) == 0) steps.push_back(count(Op::release, result));
    }
    if (node.op == Op::match || node.op == Op::if_) return branches(id, node, live, steps);
    for (std::size_t index = 0; index < node.args.size(); ++index)
      if (!takes_over(program_, function_, node, index)) look(node.args[index], live, steps, comes_back);
    if (node.op == Op::loop) live = loop(node, live);
    if (context_.remarks && node.op == Op::word) remark_copy(node, live);
    steps.push_back(id);
    for (auto index = node.args.size(); index-- > 0;)
      if (takes_over(program_, function_, node, index)) take(node.args[index], live, steps);
    if (context_.remarks)
      for (auto const arg : node.args) next_use_[same_object(function_, arg)] = node.origin;
  }

  // Says why a word that could change its first argument in place gets one that others hold.
  void remark_copy(Node const& node, Live const& live) const {
    auto const& word = *std::get<Word const*>(node.what);
    bool const in_place = std::ranges::count(word.results, Ownership::fresh_or_input) > 0;
    if (!in_place || node.args.empty() || !takes_over(program_, function_, node, 0)) return;
    auto const value = same_object(function_, node.args[0]);
    if (!has_count(function_, value) || !kept(value, live)) return;
    auto const use = next_use_.find(value);
    std::string reason = "what it is a part of keeps it", remedy = "take it out of that before, and do not use that again";
    if (is_lent(function_, value)) {
      reason = "the caller keeps it";
    } else if (live.contains(value) && use != next_use_.end()) {
      auto const place = program_.origins[user_origin(program_, use->second)].place;
      reason = fmt::format("it is used again at {}:{}:{}", program_.checked->sources[place.source].name, place.line, place.column);
      remedy = "use it there before";
    }
    context_.remark(program_, {"counts", node.origin, {}, fmt::format("'{}' in place", public_name(program_, node)), reason, remedy});
  }

  void branches(Id<Node> id, Node const& node, Live& live, Steps& steps) {
    auto const after = live;
    std::vector<Live> starts;
    std::vector<bool> ends;
    Live all;
    Live params;
    for (auto const arm : node.blocks) {
      for (auto const param : function_.blocks[arm].params) params.insert(param);
      starts.push_back(block(arm, after));
      ends.push_back(ends_program(function_, arm));
      all.insert(starts.back().begin(), starts.back().end());
    }
    for (auto const param : params) all.erase(param);
    drop_kept(all);
    Steps none;
    look(node.args[0], all, none, false);
    for (std::size_t index = 0; index < node.blocks.size(); ++index) begin(node.blocks[index], starts[index], all, ends[index]);
    live = std::move(all);
    steps.push_back(id);
  }

  // The start of a block: `before` is live outside it, `start` in it. Parts whose whole dies here get owners.
  void begin(Id<Block> id, Live const& start, Live const& before, bool ends) {
    Steps first;
    for (auto const value : start)
      if (!before.contains(value)) first.push_back(count(Op::retain, value));
    for (auto const value : before)
      if (!ends && !start.contains(value)) first.push_back(count(Op::release, value));
    auto& steps = function_.blocks[id].steps;
    steps.insert(steps.begin(), first.begin(), first.end());
  }

  // Leaves out what others of the set keep.
  void drop_kept(Live& live) const {
    for (auto value = live.begin(); value != live.end();) {
      auto const whole = wholes_.find(*value);
      value = whole != wholes_.end() && kept(whole->second, live) ? live.erase(value) : std::next(value);
    }
  }

  // What is live in a loop's rounds: all that they use from outside, what is lent to them, and what is live behind the loop.
  Live loop(Node const& node, Live const& after) {
    Live around = after;
    auto const& params = function_.blocks[node.blocks[0]].params;
    for (std::size_t index = 0; index < params.size(); ++index)
      if (is_lent(function_, params[index])) look_from_outside(node.args[index], around);
    for (auto const round : node.blocks) outside_values(round, around);
    drop_kept(around);
    for (auto const round : node.blocks) loops_[round] = around;
    for (auto const round : node.blocks) {
      auto start = block(round, after);
      release_dead_params(round, start);
      for (auto const param : function_.blocks[round].params) start.erase(param);
      begin(round, start, around, ends_program(function_, round));
    }
    return around;
  }

  void look_from_outside(Value value, Live& live) const {
    std::vector<Value> owners;
    if (has_count(function_, value)) find_owners(function_, lenders_, value, owners);
    for (auto const owner : owners)
      if (has_count(function_, owner)) live.insert(owner);
  }

  void release_dead_params(Id<Block> id, Live const& live) {
    Steps first;
    for (auto const param : function_.blocks[id].params)
      if (owned(param) && !live.contains(param)) first.push_back(count(Op::release, param));
    auto& steps = function_.blocks[id].steps;
    steps.insert(steps.begin(), first.begin(), first.end());
  }

  // Values made outside a block whose owners are used in it and its inner ones.
  void outside_values(Id<Block> id, Live& found) const {
    std::set<Id<Node>> inside;
    collect_inside(id, inside);
    collect_uses(id, [&](Value value) {
      Live owners;
      look_from_outside(value, owners);
      for (auto const owner : owners)
        if (!inside.contains(owner.node)) found.insert(owner);
    });
  }

  void collect_inside(Id<Block> id, std::set<Id<Node>>& inside) const {
    auto const& block = function_.blocks[id];
    for (auto const param : block.params) inside.insert(param.node);
    for (auto const step : block.steps) {
      inside.insert(step);
      for (auto const inner : function_.nodes[step].blocks) collect_inside(inner, inside);
    }
  }

  template <class Look>
  void collect_uses(Id<Block> id, Look const& look) const {
    auto const& block = function_.blocks[id];
    for (auto const step : block.steps) {
      std::ranges::for_each(function_.nodes[step].args, look);
      for (auto const inner : function_.nodes[step].blocks) collect_uses(inner, look);
    }
    std::ranges::for_each(block.values, look);
  }

  Program const& program_;
  Function& function_;
  Context const& context_;
  std::map<Value, Id<Origin>> next_use_;  // of values: the use met last, which comes next
  Lenders lenders_;
  std::map<Value, Value> wholes_;      // of each part that may get an owner
  std::multimap<Value, Value> parts_;
  std::unordered_map<Id<Block>, Live> loops_;
};

}  // namespace

Program add_counts(Program program, Context const& context) {
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index)
    if (reached[index]) Counter(program, program.functions[{index}], context).run();
  return program;
}

}  // namespace seq2c::core
