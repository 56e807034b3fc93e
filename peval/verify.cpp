#include "peval/verify.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

#include "peval/print.h"
#include "peval/rebuild.h"
#include "peval/signature.h"

namespace seq2c::core {
namespace {

class Verifier {
 public:
  Verifier(Program const& program, Function const& function, std::vector<std::string>& faults)
      : program_(program), function_(function), faults_(faults) {}

  void run() {
    block(function_.body, function_.results);
  }

 private:
  void fault(std::string_view text, Id<Node> node = {}) {
    auto const where = node ? " in `" + print_node(program_, function_, node) + "`" : "";
    faults_.push_back(fmt::format("{}: {}{}", function_.name, text, where));
  }

  bool agree(Type const& given, Type const& wanted) const { return given.kind == wanted.kind; }

  // Params of enclosing blocks and results of steps before are visible; a floating node is, if its arguments are.
  bool visible(Value value) {
    auto const& node = function_.nodes[value.node];
    if (visible_.contains(value.node)) return true;
    if (program_.placed ? node.op != Op::constant : !is_pure(function_, node)) return false;
    if (node.op == Op::param) return false;
    if (!program_.placed && checked_.insert(value.node).second) check(value.node);
    return true;
  }

  void use(Value value, Id<Node> user) {
    if (value.index >= function_.nodes[value.node].results.size()) return fault("a result that does not exist", user);
    if (!visible(value)) fault(fmt::format("an argument that is not visible (node {})", value.node.index), user);
  }

  void make_visible(Id<Node> id) {
    visible_.insert(id);
    trail_.push_back(id);
  }

  void block(Id<Block> id, Types const& results) {
    auto const start = trail_.size();
    auto const& block = function_.blocks[id];
    for (auto const param : block.params) make_visible(param.node);
    for (auto const step : block.steps) {
      check(step);
      make_visible(step);
    }
    for (auto const value : block.values) use(value, {});
    if (block.exit == Exit::yield) give(block.values, results, "yields");
    if (block.exit == Exit::again) {
      if (std::ranges::find(targets_, block.target) == targets_.end()) fault("goes to a block that does not enclose it");
      Types params;
      for (auto const param : function_.blocks[block.target].params) params.push_back(type_of(function_, param));
      give(block.values, params, "goes round with");
    }
    while (trail_.size() > start) {
      visible_.erase(trail_.back());
      checked_.erase(trail_.back());
      trail_.pop_back();
    }
  }

  void give(Values const& values, Types const& wanted, std::string_view verb) {
    if (values.size() != wanted.size()) return fault(fmt::format("a block {} {} values instead of {}", verb, values.size(), wanted.size()));
    for (std::size_t index = 0; index < values.size(); ++index)
      if (!agree(type_of(function_, values[index]), wanted[index])) fault(fmt::format("a block {} a value of another kind", verb));
  }

  void wants(Id<Node> id, std::vector<Kind> const& kinds) {
    auto const& args = function_.nodes[id].args;
    if (args.size() != kinds.size()) return fault("has another number of arguments", id);
    for (std::size_t index = 0; index < args.size(); ++index)
      if (type_of(function_, args[index]).kind != kinds[index]) fault("has an argument of another kind", id);
  }

  void check(Id<Node> id) {
    auto const& node = function_.nodes[id];
    for (auto const arg : node.args) use(arg, id);
    switch (node.op) {
      case Op::constant:
      case Op::param:
      case Op::fail: return;
      case Op::retain:
      case Op::release:
        if (node.args.size() != 1 || !is_counted(type_of(function_, node.args[0]))) fault("counts what is not counted", id);
        return;
      case Op::word: {
        auto const& word = *std::get<Word const*>(node.what);
        if (!word.variadic) wants(id, signature(word).inputs);
        return;
      }
      case Op::call: {
        auto const& callee = program_.functions[std::get<Id<Function>>(node.what)];
        if (!callee.body) return fault("calls a function without a body", id);
        std::vector<Kind> kinds;
        for (auto const param : callee.blocks[callee.body].params) kinds.push_back(type_of(callee, param).kind);
        wants(id, kinds);
        if (callee.results.size() != node.results.size()) fault("has another number of results than its callee", id);
        return;
      }
      case Op::closure: {
        std::vector<Kind> kinds;
        for (auto const& type : program_.literals[std::get<Id<Literal>>(node.what)].captures) kinds.push_back(type.kind);
        return wants(id, kinds);
      }
      case Op::take: return;
      case Op::variant: {
        bool const in_cell = !node.args.empty() && function_.nodes[node.args.back().node].op == Op::take;
        std::vector<Kind> kinds(node.args.size(), std::get<Tag>(node.what).floats ? Kind::float_ : Kind::any);
        if (in_cell) kinds.back() = Kind::variant;
        return wants(id, kinds);
      }
      case Op::field: return wants(id, {Kind::variant});
      case Op::box: return;
      case Op::unbox: return wants(id, {Kind::any});
      case Op::cast: return wants(id, {Kind::any});
      case Op::normal: return wants(id, {Kind::int_});
      case Op::if_: {
        if (node.args.empty() || type_of(function_, node.args[0]).kind != Kind::bool_) return fault("has no condition", id);
        for (auto const block_id : node.blocks)
          if (function_.blocks[block_id].params.size() + 1 != node.args.size()) fault("hands over another number of facts", id);
        break;
      }
      case Op::match: {
        auto const* keys = std::get_if<Keys>(&node.what);
        auto const count = keys ? keys->literals.size() : std::get<Patterns>(node.what).all.size();
        bool const has_else = !keys && node.blocks.size() == count + 1;
        if (node.blocks.size() != count && !has_else) fault("has another number of blocks than of keys", id);
        break;
      }
      case Op::loop: {
        std::vector<Kind> kinds;
        for (auto const param : function_.blocks[node.blocks[0]].params) kinds.push_back(type_of(function_, param).kind);
        wants(id, kinds);
        targets_.insert(targets_.end(), node.blocks.begin(), node.blocks.end());
        break;
      }
    }
    for (auto const block_id : node.blocks) block(block_id, node.results);
    if (node.op == Op::loop) targets_.resize(targets_.size() - node.blocks.size());
  }

  Program const& program_;
  Function const& function_;
  std::vector<std::string>& faults_;
  std::unordered_set<Id<Node>> visible_, checked_;
  std::vector<Id<Node>> trail_;
  std::vector<Id<Block>> targets_;
};

}  // namespace

std::vector<std::string> verify(Program const& program) {
  std::vector<std::string> faults;
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index)
    if (reached[index]) Verifier(program, program.functions[{index}], faults).run();
  return faults;
}

}  // namespace seq2c::core
