#include "peval/certify.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "peval/ownership.h"
#include "peval/print.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

// How many owners each value has at a point.
struct Owners {
  std::map<Value, int> count;
  bool ended = false;  // no way leads here
};

class Certifier {
 public:
  Certifier(Program const& program, Function const& function, std::vector<std::string>& faults)
      : program_(program), function_(function), faults_(faults) {}

  void run() {
    Owners owners;
    for (auto const param : function_.blocks[function_.body].params) {
      make(owners, param);
      lenders_[param] = {};
    }
    auto const end = block(function_.body, std::move(owners));
    if (!end.ended) expect_none(end, "at its end");
  }

 private:
  void fault(std::string text) { faults_.push_back(function_.name + ": " + std::move(text)); }
  std::string name(Value value) const { return "`" + print_node(program_, function_, value.node) + "`"; }
  bool counted(Value value) const { return has_count(function_, value); }

  // What comes into being: with an owner, if it is not lent.
  void make(Owners& owners, Value value) {
    bool const is_part = core::is_part(function_, value) || same_object(function_, value) != value;
    if (counted(value) && !is_lent(function_, value) && !is_part) ++owners.count[value];
  }

  void own(Owners& owners, Value value) {
    if (counted(value)) ++owners.count[same_object(function_, value)];
  }

  void give_up(Owners& owners, Value value, std::string_view how) {
    if (!counted(value)) return;
    auto const found = owners.count.find(same_object(function_, value));
    if (found == owners.count.end()) return fault(fmt::format("{} {} a value without an owner", name(value), how));
    if (--found->second == 0) owners.count.erase(found);
  }

  void look(Owners const& owners, Value value) {
    if (counted(value) && !lives(owners, value)) fault(name(value) + " is used after its last owner is gone");
  }

  // True if the value has an owner or what it is a part of lives.
  bool lives(Owners const& owners, Value value) const {
    value = same_object(function_, value);
    if (!counted(value) || owners.count.contains(value)) return true;
    auto const& node = function_.nodes[value.node];
    if (node.op == Op::param) {
      auto const found = lenders_.find(value);
      return found != lenders_.end() && std::ranges::all_of(found->second, [&](Value lender) { return lives(owners, lender); });
    }
    return core::is_part(function_, value) && lives(owners, node.args[0]);
  }

  void expect_none(Owners const& owners, std::string_view where) {
    for (auto const& [value, count] : owners.count) fault(fmt::format("{} still has {} owner(s) {}", name(value), count, where));
  }

  Owners block(Id<Block> id, Owners owners) {
    auto const& block = function_.blocks[id];
    for (auto const step : block.steps) {
      this->step(step, owners);
      if (owners.ended) return owners;
    }
    for (std::size_t index = 0; index < block.values.size(); ++index) {
      auto const value = block.values[index];
      bool const lends = block.exit == Exit::again && is_lent(function_, function_.blocks[block.target].params[index]);
      if (!lends) give_up(owners, value, "is given by a block as");
      else if (!lives({rounds_.at(block.target), false}, value)) fault(name(value) + " is lent to a loop that it does not outlive");
    }
    if (block.exit == Exit::never) owners.ended = true;
    if (block.exit == Exit::again) {
      auto const& wanted = rounds_.at(block.target);
      if (owners.count != wanted) fault("a loop goes round with other owners than it began with");
      owners.ended = true;
    }
    return owners;
  }

  void step(Id<Node> id, Owners& owners) {
    auto const& node = function_.nodes[id];
    if (node.op == Op::retain) {
      look(owners, node.args[0]);
      return own(owners, node.args[0]);
    }
    if (node.op == Op::release) return give_up(owners, node.args[0], "is released as");
    for (std::size_t index = 0; index < node.args.size(); ++index)
      if (!takes_over(program_, function_, node, index)) look(owners, node.args[index]);
    for (std::size_t index = 0; index < node.args.size(); ++index)
      if (gives_owner(node, index)) own(owners, node.args[index]);
    for (std::size_t index = 0; index < node.args.size(); ++index)
      if (takes_over(program_, function_, node, index)) give_up(owners, node.args[index], "is taken over as");
    for (std::size_t index = 0; index < node.args.size(); ++index)
      if (!takes_over(program_, function_, node, index) && node.blocks.empty()) look(owners, node.args[index]);
    if (node.op == Op::fail) owners.ended = true;
    if (!node.blocks.empty()) blocks(node, owners);
    if (owners.ended) return;
    for (std::uint32_t index = 0; index < node.results.size(); ++index) make(owners, {id, index});
  }

  void blocks(Node const& node, Owners& owners) {
    std::vector<Value> lent;
    if (node.op == Op::match) lent = {node.args[0]};
    for (std::size_t index = 0; node.op == Op::loop && index < node.args.size(); ++index)
      if (!takes_over(program_, function_, node, index)) lent.push_back(node.args[index]);
    if (node.op == Op::loop)
      for (auto const round : node.blocks) rounds_[round] = owners.count;
    for (auto const id : node.blocks)
      for (auto const param : function_.blocks[id].params) lenders_[param] = lent;
    Owners all{{}, true};
    for (auto const id : node.blocks) {
      auto start = owners;
      for (auto const param : function_.blocks[id].params)
        if (node.op == Op::loop) make(start, param);
      auto const end = block(id, std::move(start));
      if (end.ended) continue;
      if (!all.ended && all.count != end.count) fault("the branches of `" + print_node(program_, function_, first_of(node)) + "` leave different owners");
      all = end;
    }
    owners = std::move(all);
  }

  Id<Node> first_of(Node const& node) const {
    for (std::uint32_t index = 0; index < function_.nodes.size(); ++index)
      if (&function_.nodes[{index}] == &node) return {index};
    return {};
  }

  Program const& program_;
  Function const& function_;
  std::vector<std::string>& faults_;
  std::map<Id<Block>, std::map<Value, int>> rounds_;
  std::map<Value, std::vector<Value>> lenders_;  // of the params met so far: what must live while they are looked at
};

}  // namespace

std::vector<std::string> certify(Program const& program) {
  std::vector<std::string> faults;
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index)
    if (reached[index]) Certifier(program, program.functions[{index}], faults).run();
  return faults;
}

}  // namespace seq2c::core
