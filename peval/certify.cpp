#include "peval/certify.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "peval/ownership.h"
#include "peval/print.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

// How many owners each value has at a point. Captures that a match lends have `lent` more that must stay.
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
    for (auto const param : function_.blocks[function_.body].params) own(owners, param);
    auto const end = block(function_.body, std::move(owners));
    if (!end.ended) expect_none(end, "at its end");
  }

 private:
  void fault(std::string text) { faults_.push_back(function_.name + ": " + std::move(text)); }
  std::string name(Value value) const { return "`" + print_node(program_, function_, value.node) + "`"; }
  bool counted(Value value) const { return has_count(function_, value); }

  void own(Owners& owners, Value value) {
    if (counted(value)) ++owners.count[value];
  }

  void give_up(Owners& owners, Value value, std::string_view how) {
    if (!counted(value)) return;
    auto const found = owners.count.find(value);
    if (found == owners.count.end()) return fault(fmt::format("{} {} a value without an owner", name(value), how));
    if (--found->second == 0) owners.count.erase(found);
  }

  void look(Owners const& owners, Value value) {
    if (counted(value) && !owners.count.contains(value) && !lent_.contains(value)) fault(name(value) + " is used after its last owner is gone");
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
    for (auto const value : block.values) give_up(owners, value, "is given by a block as");
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
      if (!takes_over(node, index)) look(owners, node.args[index]);
    for (std::size_t index = 0; index < node.args.size(); ++index)
      if (gives_owner(node, index)) own(owners, node.args[index]);
    for (std::size_t index = 0; index < node.args.size(); ++index)
      if (takes_over(node, index)) give_up(owners, node.args[index], "is taken over as");
    for (std::size_t index = 0; index < node.args.size(); ++index)
      if (!takes_over(node, index) && node.blocks.empty()) look(owners, node.args[index]);
    if (node.op == Op::fail) owners.ended = true;
    if (!node.blocks.empty()) blocks(node, owners);
    if (owners.ended) return;
    for (std::uint32_t index = 0; index < node.results.size(); ++index) own(owners, {id, index});
  }

  void blocks(Node const& node, Owners& owners) {
    if (node.op == Op::loop)
      for (auto const round : node.blocks) rounds_[round] = owners.count;
    Owners all{{}, true};
    for (auto const id : node.blocks) {
      auto start = owners;
      auto const& params = function_.blocks[id].params;
      for (auto const param : params) {
        if (node.op == Op::loop) own(start, param);
        if (node.op == Op::match && counted(param)) lent_.insert(param);
      }
      auto const end = block(id, std::move(start));
      for (auto const param : params) lent_.erase(param);
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
  std::set<Value> lent_;
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
