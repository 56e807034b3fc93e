// Facts of a branch belong to the branch: the Ints that a condition compares are handed to both blocks as params, which stand
// for them there. So `ranges` knows more of them inside, and sharing cannot carry what follows from it outside.
//
// Of a square that is compared also the number that is squared.
//
//   if i.< n 2 { … n … } { … n … }   ->   if i.< n 2, n { then(n') … n' … } { else(n'') … n'' … }
//
// Where a value is known to equal a constant, the constant stands for it.
#include <algorithm>

#include "peval/branches.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

struct Fact {
  Value value;                     // in the old program
  std::optional<Value> constant;   // old: what it equals if the condition holds
  bool when = true;
};

// What is squared to give the value, if it is a square.
std::optional<Value> root_of(Function const& from, Value value) {
  auto const& node = from.nodes[value.node];
  if (node.op != Op::word || std::get<Word const*>(node.what)->name != "i.*" || node.args[0] != node.args[1]) return std::nullopt;
  return node.args[0];
}

// The Ints that decide a condition: operands of its comparisons, through `and`, `or` and `not`. Of a condition that says the same
// in many ways only so many are looked at as `left` allows.
void collect(Function const& from, Value condition, bool holds, std::vector<Fact>& facts, unsigned& left) {
  auto const& node = from.nodes[condition.node];
  if (node.op != Op::word || left == 0) return;
  --left;
  auto const& word = *std::get<Word const*>(node.what);
  if (word.name == "not") return collect(from, node.args[0], !holds, facts, left);
  if (word.name == "and" || word.name == "or") {
    for (auto const arg : node.args) collect(from, arg, holds, facts, left);
    return;
  }
  if (!word.name.starts_with("i.") || node.args.size() != 2 || node.results[0].kind != Kind::bool_) return;
  auto const add = [&](Value value) {
    if (from.nodes[value.node].op == Op::constant) return;
    if (std::ranges::any_of(facts, [&](Fact const& known) { return known.value == value; })) return;
    facts.push_back({value, std::nullopt, true});
  };
  for (auto const arg : node.args) {
    add(arg);
    if (auto const root = root_of(from, arg)) add(*root);
  }
}

// If the condition is just `value = constant` or `value <> constant`, that.
void collect_equality(Function const& from, Value condition, std::vector<Fact>& facts) {
  auto const& node = from.nodes[condition.node];
  if (node.op != Op::word) return;
  auto const name = std::get<Word const*>(node.what)->name;
  if ((name != "i.=" && name != "i.<>") || from.nodes[node.args[1].node].op != Op::constant) return;
  for (auto& fact : facts)
    if (fact.value == node.args[0]) {
      fact.constant = node.args[1];
      fact.when = name == "i.=";
    }
}

std::optional<Values> visit(Rebuild& out, Node const& node, Context const& context) {
  if (auto chosen = choose_branch(out, node, context)) return chosen;
  if (node.op != Op::if_ || node.args.size() > 1) return std::nullopt;
  auto const& from = out.from();
  std::vector<Fact> facts;
  unsigned left = known_conditions;
  collect(from, node.args[0], true, facts, left);
  collect_equality(from, node.args[0], facts);
  if (facts.empty()) return std::nullopt;
  Node now{Op::if_, {}, {out.value(node.args[0])}, {}, node.results, out.origin(node.origin)};
  for (auto const& fact : facts) now.args.push_back(out.value(fact.value));
  bool returns = false;
  for (std::size_t branch = 0; branch < 2; ++branch) {
    auto const mark = out.mark();
    auto const block = out.out().open();
    for (std::size_t index = 0; index < facts.size(); ++index) {
      auto const inside = out.out().param(block, out.out().type(now.args[index + 1]));
      auto const& constant = facts[index].constant;
      bool const equals = constant && facts[index].when == (branch == 0);
      out.override_value(facts[index].value, equals ? out.value(*constant) : inside);
    }
    auto const known = out.known().mark();
    out.known().learn_condition(out.out().program(), out.out().function(), now.args[0], branch == 0);
    auto yielded = out.copy_steps(from.blocks[node.blocks[branch]]);
    out.known().forget_since(known);
    out.out().close(Exit::yield, std::move(yielded));
    out.forget_since(mark);
    now.blocks.push_back(block);
    returns |= yields(out.out().function(), block);
  }
  auto results = out.out().add(std::move(now));
  if (!returns) out.out().end(Exit::never);
  return results;
}

}  // namespace

Program add_facts(Program before, Context const& context) {
  auto const concerns = [](Function const& function) {
    return has_node(function, [](Node const& node) { return node.op == Op::if_; });
  };
  return rebuild(std::move(before), concerns, [&](Rebuild& out, Node const& node) { return visit(out, node, context); });
}

}  // namespace seq2c::core
