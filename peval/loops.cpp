// Tail calls become loops, so that no C compiler is trusted with them.
//
// A word that calls itself last:            f(a, b) = … call f x y          ->  f(a, b) = loop a b { round(a', b') … again round x y }
// Words that call each other last, in any   f(a) = … call g x               ->  f(a) = call f+g 0 a
// cycle: one function with a block each,    g(b) = … call f y                   f+g(entry, s) = loop entry s { first(e, s)
// entered through a block that chooses                                            if e = 0 again f s else again g s
//                                                                                 f(a) … again g x    g(b) … again f y }
// Only a tail call within the group becomes `again`; the members' other calls of each other stay calls. If only one member
// is called from elsewhere, the loop starts at it and needs no choice.
#include <algorithm>
#include <map>
#include <set>

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
  std::vector<Type> slot_types;
  Id<Function> function;  // the new one; none if the first member is the only way in
};

class LoopFormer {
 public:
  LoopFormer(Program const& before, Context const& context) : before_(before), after_(shell_of(before)), context_(context) {}

  Program run() {
    reached_ = reachable_functions(before_);
    find_groups();
    for (std::uint32_t index = 0; index < before_.functions.size(); ++index) {
      if (!reached_[index]) continue;
      auto const found = group_of_.find({index});
      if (found == group_of_.end()) Rebuild(before_, after_, {index}, before_.functions[{index}], replace_).run();
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
    if (members.size() > 1 && size > largest) {
      for (auto const member : members) {
        context_.remark(before_, {"loops", before_.functions[member].origin, {}, "tail calls of '" + before_.functions[member].name + "'",
                                  "the words that call each other last would make more than 2,000 lines of C in one function",
                                  "make the group of words smaller"});
        add_group_of_one(member);
      }
      return;
    }
    auto const is_entered = [&](Id<Function> member) {
      return entries().contains(member) || member == before_.main || before_.functions[member].exported;
    };
    // The members in the order of the source; the one that is entered first.
    std::ranges::stable_sort(members, {}, [&](Id<Function> id) { return !is_entered(id); });
    Group group{members, {}, {}, {}};
    if (members.size() > 1 && is_entered(members[1])) give_slots(group);
    for (auto const member : members) group_of_[member] = groups_.size();
    groups_.push_back(std::move(group));
  }

  void add_group_of_one(Id<Function> member) {
    auto const& function = before_.functions[member];
    for (auto const id : tail_calls(function))
      if (callee(function.nodes[id]) == member) {
        group_of_[member] = groups_.size();
        groups_.push_back({{member}, {}, {}, {}});
        return;
      }
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
    auto const& first = before_.functions[group.members[0]];
    auto const id = group.function ? group.function : group.members[0];
    Rebuild rebuild(before_, after_, id, first, replace_);
    auto& out = rebuild.out();
    auto const body = out.open();
    after_.functions[id].body = body;
    Values params;
    if (group.function) {
      params.push_back(out.param(body, int_type()));
      for (auto const& type : group.slot_types) params.push_back(out.param(body, type));
    } else {
      for (auto const param : first.blocks[first.body].params) params.push_back(out.param(body, type_of(first, param)));
    }
    Node loop{Op::loop, {}, params, {}, after_.functions[id].results, first.origin};
    rounds_.clear();
    for (auto const member : group.members) {
      auto const block = out.function().blocks.add({});
      auto const& function = before_.functions[member];
      for (auto const param : function.blocks[function.body].params) out.param(block, type_of(function, param));
      rounds_[member] = block;
      loop.blocks.push_back(block);
    }
    if (group.function) loop.blocks.insert(loop.blocks.begin(), choose_member(out, group));
    for (auto const member : group.members) {
      out.reopen(rounds_.at(member));
      at_ = member;
      auto yielded = rebuild.copy_body(before_.functions[member], out.function().blocks[rounds_.at(member)].params);
      out.close(Exit::yield, std::move(yielded));
    }
    at_ = {};
    rounds_.clear();
    bool const returns = std::ranges::any_of(loop.blocks, [&](Id<Block> block) { return yields(out.function(), block); });
    auto results = out.add(std::move(loop));
    out.close(returns ? Exit::yield : Exit::never, returns ? std::move(results) : Values{});
  }

  // The first block of a group that is entered at several words.
  Id<Block> choose_member(Builder& out, Group const& group) {
    auto const block = out.open();
    auto const entry = out.param(block, int_type());
    Values slots;
    for (auto const& type : group.slot_types) slots.push_back(out.param(block, type));
    auto const go = [&](std::size_t member) {
      Values args;
      for (auto const slot : group.slots[member]) args.push_back(slots[slot]);
      out.end(Exit::again, std::move(args), rounds_.at(group.members[member]));
    };
    std::function<void(std::size_t)> const choose = [&](std::size_t member) {
      if (member + 1 == group.members.size()) return go(member);
      auto const number = out.constant(static_cast<std::int64_t>(member));
      auto const here = out.word1("i.=", {entry, number}, out.function().origin);
      Node node{Op::if_, {}, {here}, {}, {}, out.function().origin};
      node.blocks.push_back(out.open());
      go(member);
      out.close(Exit::never, {});
      node.blocks.push_back(out.open());
      choose(member + 1);
      out.close(Exit::never, {});
      out.add(std::move(node));
      out.end(Exit::never);
    };
    choose(0);
    out.close(Exit::never, {});
    return block;
  }

  std::optional<Values> visit(Rebuild& out, Node const& node) {
    if (node.op != Op::call) return choose_branch(out, node, context_);
    auto const to = callee(node);
    auto const found = group_of_.find(to);
    if (found == group_of_.end()) return std::nullopt;
    if (at_ && rounds_.contains(to) && is_tail(node)) {
      auto args = out.values(node.args);
      out.out().end(Exit::again, std::move(args), rounds_.at(to));
      return Values(node.results.size(), out.out().constant(Unset{}));
    }
    auto const& group = groups_[found->second];
    if (!group.function) return std::nullopt;
    auto const member = static_cast<std::size_t>(std::ranges::find(group.members, to) - group.members.begin());
    Values args(group.slot_types.size() + 1, out.out().constant(Unset{}));
    args[0] = out.out().constant(static_cast<std::int64_t>(member));
    for (std::size_t index = 0; index < group.slots[member].size(); ++index)
      args[group.slots[member][index] + 1] = out.value(node.args[index]);
    for (std::size_t slot = 0; slot < group.slot_types.size(); ++slot)
      if (out.out().as_constant(args[slot + 1])) args[slot + 1] = typed_unset(out.out(), args[slot + 1], group.slot_types[slot]);
    return out.out().call(group.function, std::move(args), node.results, out.origin(node.origin));
  }

  // An unset slot has the slot's type, so that kinds agree.
  static Value typed_unset(Builder& out, Value value, Type const& type) {
    if (!std::holds_alternative<Unset>(*out.as_constant(value))) return value;
    return out.unset(type);
  }

  bool is_tail(Node const& node) const {
    auto const& nodes = before_.functions[at_].nodes;
    for (auto const& [function, id] : tails_at(at_.index))
      if (&nodes[{id}] == &node) return true;
    return false;
  }

  std::vector<NodeOf> tails_at(std::uint32_t function) const {
    return {tails_.lower_bound({function, 0}), tails_.lower_bound({function + 1, 0})};
  }

  Program const& before_;
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
};

}  // namespace

Program form_loops(Program const& before, Context const& context) { return LoopFormer(before, context).run(); }

}  // namespace seq2c::core
