// Tail calls become loops, so that no C compiler is trusted with them.
//
// A word that calls itself last:            f(a, b) = … call f x y          ->  f(a, b) = loop a b { round(a', b') … again round x y }
// Words that call each other last, in any   f(a) = … call g x               ->  f(a) = call f+g 0 a
// cycle: one function with a block each,    g(b) = … call f y                   f+g(entry, s) = loop entry s { first(e, s)
// entered through a block that chooses                                            if e = 0 again f s else again g s
//                                                                                 f(a) … again g x    g(b) … again f y }
// Only a tail call within the group becomes `again`; the members' other calls of each other stay calls. If only one member
// is called from elsewhere, the loop starts at it and needs no choice.
//
// A group that would make more than 2,000 lines of C stays several functions, on a trampoline: instead of calling another
// member a member gives its number and its arguments, and a loop around them all calls that one next.
//
//   f+g(entry, s) = loop entry s { round(e, s')  n, t, r = if e = 0 call f s' else call g s'
//                                                if n < 0 yield r else again round n t }
//   f(a)          = loop a { round(a') … again leave 1 x …  yield -1 unset r }
//                          { leave(n, t) yield n t unset }
#include <algorithm>
#include <map>
#include <set>
#include <span>

#include <fmt/format.h>

#include "peval/branches.h"
#include "peval/call_graph.h"
#include "peval/pass.h"
#include "peval/rebuild.h"
#include "peval/tail_calls.h"

namespace seq2c::core {
namespace {

constexpr std::size_t largest = 1500;  // nodes of a group that make about 2,000 lines of C

struct Group {
  std::vector<Id<Function>> members;
  std::vector<std::vector<std::size_t>> slots;  // by member: the slot of each of its params, when it is entered from outside
  Types slot_types;
  Id<Function> function;  // the new one; none if the first member is the only way in
  bool bounces = false;   // on a trampoline
};

class LoopFormer {
 public:
  LoopFormer(Program before, Context const& context)
      : before_(std::move(before)), after_(shell_of(before_)), context_(context) {}

  Program run() {
    reached_ = reachable_functions(before_);
    find_groups();
    for (std::uint32_t index = 0; index < before_.functions.size(); ++index) {
      if (!reached_[index]) continue;
      if (group_of_.contains({index})) continue;
      auto& function = before_.functions[{index}];
      auto const enters = [&](Node const& node) { return node.op == Op::call && group_of_.contains(callee(node)); };
      if (has_node(function, enters)) Rebuild(before_, after_, {index}, function, replace_).run();
      else after_.functions[{index}] = std::move(function);
    }
    for (auto const& group : groups_) build(group);
    return std::move(after_);
  }

 private:
  using NodeOf = std::pair<std::uint32_t, std::uint32_t>;

  Id<Function> callee(Node const& node) const { return std::get<Id<Function>>(node.what); }

  void find_groups() {
    auto const count = before_.functions.size();
    std::vector<std::vector<std::uint32_t>> edges(count);
    std::vector<bool> calls_itself(count);
    for (std::uint32_t index = 0; index < count; ++index) {
      if (!reached_[index]) continue;
      auto const& function = before_.functions[{index}];
      for (auto const id : tail_calls(function)) {
        auto const to = callee(function.nodes[id]).index;
        edges[index].push_back(to);
        calls_itself[index] = calls_itself[index] || to == index;
        tails_.insert({index, id.index});
      }
    }
    auto const component = components(edges);
    std::map<std::uint32_t, std::vector<Id<Function>>> members;
    for (std::uint32_t index = 0; index < count; ++index)
      if (reached_[index]) members[component[index]].push_back({index});
    for (auto& [number, all] : members)
      if (all.size() > 1 || calls_itself[all[0].index]) add_group(std::move(all));
  }

  void add_group(std::vector<Id<Function>> members) {
    std::size_t size = 0;
    for (auto const member : members) size += size_of(before_.functions[member]);
    auto const is_entered = [&](Id<Function> member) {
      return entries().contains(member) || member == before_.main || before_.functions[member].exported;
    };
    // The members in the order of the source; the one that is entered first.
    std::ranges::stable_sort(members, {}, [&](Id<Function> id) { return !is_entered(id); });
    Group group{members, {}, {}, {}, members.size() > 1 && size > largest};
    if (group.bounces) {
      auto const& first = before_.functions[members[0]];
      context_.remark(before_, {"loops", first.origin, {}, fmt::format("one function for '{}' and {} others", first.name, members.size() - 1),
                                "it would have more than 2,000 lines of C", "make the words that call each other last smaller"});
    }
    if (group.bounces || (members.size() > 1 && is_entered(members[1]))) give_slots(group);
    for (auto const member : members) group_of_[member] = groups_.size();
    groups_.push_back(std::move(group));
  }

  // Functions that are called from outside their tail-call cycle, or not in tail position within it.
  std::set<Id<Function>> const& entries() {
    if (entries_) return *entries_;
    entries_.emplace();
    std::vector<std::vector<std::uint32_t>> edges(before_.functions.size());
    for (auto const& [function, node] : tails_)
      edges[function].push_back(callee(before_.functions[{function}].nodes[{node}]).index);
    auto const component = components(edges);
    for (std::uint32_t index = 0; index < before_.functions.size(); ++index) {
      if (!reached_[index]) continue;
      for_each_node(before_.functions[{index}], [&](Id<Node> id, Node const& node) {
        if (node.op != Op::call) return;
        bool const inside = tails_.contains({index, id.index}) && component[callee(node).index] == component[index];
        if (!inside) entries_->insert(callee(node));
      });
    }
    return *entries_;
  }

  void give_slots(Group& group) {
    for (auto const member : group.members) {
      std::vector<bool> taken(group.slot_types.size());
      std::vector<std::size_t> slots;
      auto const& function = before_.functions[member];
      for (auto const param : function.blocks[function.body].params) {
        auto const& type = type_of(function, param);
        std::size_t slot = 0;
        while (slot < taken.size() && (taken[slot] || group.slot_types[slot].kind != type.kind)) ++slot;
        if (slot == taken.size()) {
          group.slot_types.push_back(type);
          taken.push_back(false);
        }
        group.slot_types[slot] = join_types(after_, group.slot_types[slot], type);
        taken[slot] = true;
        slots.push_back(slot);
      }
      group.slots.push_back(std::move(slots));
    }
    auto head = Function{};
    auto const& first = before_.functions[group.members[0]];
    for (auto const member : group.members) {
      auto const& name = before_.functions[member].name;
      head.name += (head.name.empty() ? "" : "+") + name;
      if (head.name.size() > 40) break;
    }
    head.definition = first.definition;
    head.results = first.results;
    head.origin = first.origin;
    group.function = after_.functions.add(std::move(head));
  }

  void build(Group const& group) {
    if (group.bounces) return build_trampoline(group);
    auto const& first = before_.functions[group.members[0]];
    auto const id = group.function ? group.function : group.members[0];
    Rebuild rebuild(before_, after_, id, first, replace_);
    auto& out = rebuild.out();
    auto const body = out.open();
    after_.functions[id].body = body;
    Values params;
    if (group.function) {
      params = entry_params(out, body, group);
    } else {
      for (auto const param : first.blocks[first.body].params) params.push_back(out.param(body, type_of(first, param)));
    }
    Node loop{Op::loop, {}, params, {}, after_.functions[id].results, first.origin};
    for (auto const member : group.members) loop.blocks.push_back(add_round(out, member));
    if (group.function) {
      auto const block = out.open();
      auto const slots = entry_params(out, block, group);
      choose(out, slots[0], 0, group.members.size(), [&](std::size_t member) {
        out.end(Exit::again, member_args(group, member, std::span(slots).subspan(1)), rounds_.at(group.members[member]));
        return Values{};
      });
      out.close(Exit::never, {});
      loop.blocks.insert(loop.blocks.begin(), block);
    }
    for (auto const member : group.members) copy_round(rebuild, member, [](Values results) { return results; });
    rounds_.clear();
    finish(out, std::move(loop));
  }

  Values entry_params(Builder& out, Id<Block> block, Group const& group) const {
    Values params{out.param(block, int_type())};
    for (auto const& type : group.slot_types) params.push_back(out.param(block, type));
    return params;
  }

  static Values member_args(Group const& group, std::size_t member, std::span<Value const> slots) {
    Values args;
    for (auto const slot : group.slots[member]) args.push_back(slots[slot]);
    return args;
  }

  Id<Block> add_round(Builder& out, Id<Function> member) {
    auto const block = out.function().blocks.add({});
    auto const& function = before_.functions[member];
    for (auto const param : function.blocks[function.body].params) out.param(block, type_of(function, param));
    return rounds_[member] = block;
  }

  // The member's body as that round of the loop; what it yields goes through `give`.
  template <class Give>
  void copy_round(Rebuild& rebuild, Id<Function> member, Give const& give) {
    auto& out = rebuild.out();
    auto const block = rounds_.at(member);
    out.reopen(block);
    at_ = member;
    auto yielded = rebuild.copy_body(before_.functions[member], Values(out.function().blocks[block].params));
    at_ = {};
    out.close(Exit::yield, give(std::move(yielded)));
  }

  // Ends the function with the loop as its last step.
  static void finish(Builder& out, Node loop) {
    bool const returns = std::ranges::any_of(loop.blocks, [&](Id<Block> block) { return yields(out.function(), block); });
    auto results = out.add(std::move(loop));
    out.close(returns ? Exit::yield : Exit::never, returns ? std::move(results) : Values{});
  }

  // A decision tree over the numbers low … high-1: `leaf` fills the branch of each. Gives the leaves' values.
  template <class Leaf>
  Values choose(Builder& out, Value number, std::size_t low, std::size_t high, Leaf const& leaf) {
    if (low + 1 == high) return leaf(low);
    auto const middle = low + (high - low) / 2;
    auto const bound = out.constant(static_cast<std::int64_t>(middle));
    Node node{Op::if_, {}, {out.word1("i.<", {number, bound}, out.function().origin)}, {}, {}, out.function().origin};
    for (bool const lower : {true, false}) {
      node.blocks.push_back(out.open());
      auto values = lower ? choose(out, number, low, middle, leaf) : choose(out, number, middle, high, leaf);
      if (!out.dead() && node.results.empty())
        for (auto const value : values) node.results.push_back(out.type(value));
      out.close(Exit::yield, std::move(values));
    }
    bool const returns = std::ranges::any_of(node.blocks, [&](Id<Block> block) { return yields(out.function(), block); });
    auto values = out.add(std::move(node));
    if (!returns) out.end(Exit::never);
    return values;
  }

  void build_trampoline(Group const& group) {
    auto const results = before_.functions[group.members[0]].results;
    Types bounced{int_type()};
    bounced.insert(bounced.end(), group.slot_types.begin(), group.slot_types.end());
    bounced.insert(bounced.end(), results.begin(), results.end());
    std::vector<Id<Function>> functions;
    for (auto const member : group.members) functions.push_back(build_bouncing(group, member, bounced));
    Builder out(after_, group.function);
    auto const body = out.open();
    after_.functions[group.function].body = body;
    Node loop{Op::loop, {}, entry_params(out, body, group), {}, results, out.function().origin};
    auto const round = out.open();
    loop.blocks.push_back(round);
    auto const slots = entry_params(out, round, group);
    auto const next = choose(out, slots[0], 0, group.members.size(), [&](std::size_t member) {
      return out.call(functions[member], member_args(group, member, std::span(slots).subspan(1)), bounced, out.function().origin);
    });
    auto const is_done = out.word1("i.<", {next[0], out.constant(std::int64_t{0})}, out.function().origin);
    Node done{Op::if_, {}, {is_done}, {}, results, out.function().origin};
    auto const slots_end = next.begin() + static_cast<std::ptrdiff_t>(slots.size());
    done.blocks.push_back(out.open());
    out.close(Exit::yield, Values(slots_end, next.end()));
    done.blocks.push_back(out.open());
    out.close(Exit::again, Values(next.begin(), slots_end), round);
    auto given = out.add(std::move(done));
    out.close(Exit::yield, std::move(given));
    finish(out, std::move(loop));
  }

  Id<Function> build_bouncing(Group const& group, Id<Function> member, Types const& bounced) {
    auto const& source = before_.functions[member];
    auto head = Function{};
    head.name = source.name;
    head.suffix = source.suffix;
    head.definition = source.definition;
    head.is_literal = source.is_literal;
    head.literal = source.literal;
    head.results = bounced;
    head.origin = source.origin;
    auto const id = after_.functions.add(std::move(head));
    Rebuild rebuild(before_, after_, id, source, replace_);
    auto& out = rebuild.out();
    auto const body = out.open();
    after_.functions[id].body = body;
    Node loop{Op::loop, {}, {}, {}, bounced, source.origin};
    for (auto const param : source.blocks[source.body].params) loop.args.push_back(out.param(body, type_of(source, param)));
    loop.blocks.push_back(add_round(out, member));
    auto const unset = [&](std::size_t from, std::size_t to) {
      Values values;
      for (auto index = from; index < to; ++index) values.push_back(out.unset(bounced[index]));
      return values;
    };
    auto const results_at = group.slot_types.size() + 1;
    leave_ = out.open();
    loop.blocks.push_back(leave_);
    auto left = entry_params(out, leave_, group);
    std::ranges::copy(unset(results_at, bounced.size()), std::back_inserter(left));
    out.close(Exit::yield, std::move(left));
    copy_round(rebuild, member, [&](Values results) {
      Values all{out.constant(std::int64_t{-1})};
      std::ranges::copy(unset(1, results_at), std::back_inserter(all));
      all.insert(all.end(), results.begin(), results.end());
      return all;
    });
    leave_ = {};
    rounds_.clear();
    finish(out, std::move(loop));
    return id;
  }

  std::optional<Values> visit(Rebuild& out, Node const& node) {
    if (node.op != Op::call) return choose_branch(out, node, context_);
    auto const to = callee(node);
    auto const found = group_of_.find(to);
    if (found == group_of_.end()) return std::nullopt;
    bool const within = at_ && group_of_.at(at_) == found->second && is_tail(node);
    auto const& group = groups_[found->second];
    if (within && !group.bounces) {
      out.out().end(Exit::again, out.values(node.args), rounds_.at(to));
      return Values(node.results.size(), out.out().constant(Unset{}));
    }
    if (!group.function) return std::nullopt;
    auto args = entry_args(out, group, to, node);
    if (within) {
      out.out().end(Exit::again, std::move(args), leave_);
      return Values(node.results.size(), out.out().constant(Unset{}));
    }
    return out.out().call(group.function, std::move(args), node.results, out.origin(node.origin));
  }

  // The number of the member to enter, and its arguments in their slots.
  Values entry_args(Rebuild& out, Group const& group, Id<Function> to, Node const& node) const {
    auto const member = static_cast<std::size_t>(std::ranges::find(group.members, to) - group.members.begin());
    Values args{out.out().constant(static_cast<std::int64_t>(member))};
    for (auto const& type : group.slot_types) args.push_back(out.out().unset(type));
    for (std::size_t index = 0; index < group.slots[member].size(); ++index) {
      auto const slot = group.slots[member][index];
      args[slot + 1] = out.out().coerce(out.value(node.args[index]), group.slot_types[slot], out.origin(node.origin));
    }
    return args;
  }

  bool is_tail(Node const& node) const {
    auto const number = &node - &before_.functions[at_].nodes[{0}];
    return tails_.contains({at_.index, static_cast<std::uint32_t>(number)});
  }

  Program before_;
  Program after_;
  Context const& context_;
  Rebuild::Replace replace_ = [this](Rebuild& out, Node const& node) { return visit(out, node); };
  std::vector<bool> reached_;
  std::set<NodeOf> tails_;
  std::optional<std::set<Id<Function>>> entries_;
  std::vector<Group> groups_;
  std::map<Id<Function>, std::size_t> group_of_;
  std::map<Id<Function>, Id<Block>> rounds_;  // of the group being built
  Id<Function> at_;                           // the member whose body is being copied
  Id<Block> leave_;                           // of a member on a trampoline: where it gives the next one's arguments
};

}  // namespace

Program form_loops(Program before, Context const& context) { return LoopFormer(std::move(before), context).run(); }

}  // namespace seq2c::core
