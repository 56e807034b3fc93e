// Turns conditionals on a known condition into the chosen branch, and calls of a known quotation into a call of its body.
#include "peval/branches.h"

#include <algorithm>

namespace seq2c::core {
namespace {

// The Bool that a block of a conditional gives, if that is a constant.
bool const* constant_truth(Function const& from, Node const& node, std::size_t branch) {
  auto const& block = from.blocks[node.blocks[branch]];
  if (block.exit != Exit::yield) return nullptr;
  auto const& made = from.nodes[block.values[0].node];
  auto const* constant = made.op == Op::constant ? &std::get<Constant>(made.what) : nullptr;
  return constant ? std::get_if<bool>(constant) : nullptr;
}

// `if c then true else false`, or the other way round.
bool gives_constant_truth(Function const& from, Node const& node) {
  if (node.results.size() != 1 || node.results[0].kind != Kind::bool_ || !is_pure(from, node)) return false;
  auto const* then = constant_truth(from, node, 0);
  auto const* otherwise = constant_truth(from, node, 1);
  return then && otherwise && *then != *otherwise;
}

std::optional<Values> choose_if(Rebuild& out, Node const& node) {
  auto const condition = out.value(node.args[0]);
  if (auto const* known = out.out().as_constant(condition); known && std::holds_alternative<bool>(*known))
    return out.splice_block(node.blocks[std::get<bool>(*known) ? 0 : 1], out.values(std::span(node.args).subspan(1)));
  if (!gives_constant_truth(out.from(), node)) return std::nullopt;
  bool const same = *constant_truth(out.from(), node, 0);
  return Values{same ? condition : out.out().word1("not", {condition}, out.origin(node.origin))};
}

// The arm of a variant that was made here: its fields are known.
std::optional<Values> choose_pattern(Rebuild& out, Node const& node) {
  auto const scrutinee = out.value(node.args[0]);
  auto const& made = out.out().node(scrutinee);
  if (made.op != Op::variant) return std::nullopt;
  auto const fields = made.args;
  auto const& patterns = std::get<Patterns>(node.what).all;
  auto const found = std::ranges::find(patterns, std::get<Tag>(made.what).name, &Pattern::tag);
  auto const arm = static_cast<std::size_t>(found - patterns.begin());
  if (arm == node.blocks.size()) return std::nullopt;
  Values params;
  if (found != patterns.end())
    for (std::size_t index = 0; index < found->fields.size(); ++index) {
      auto const& type = type_of(out.from(), out.from().blocks[node.blocks[arm]].params[index]);
      params.push_back(out.out().unbox(fields[found->fields[index]], type, out.origin(node.origin)));
    }
  return out.splice_block(node.blocks[arm], std::move(params));
}

std::optional<Values> choose_match(Rebuild& out, Node const& node) {
  if (std::holds_alternative<Patterns>(node.what)) return choose_pattern(out, node);
  auto const scrutinee = out.value(node.args[0]);
  auto const& made = out.out().node(scrutinee);
  if (made.op != Op::closure) return std::nullopt;
  auto const captures = made.args;
  auto const& keys = std::get<Keys>(node.what).literals;
  auto const key = std::ranges::find(keys, std::get<Id<Literal>>(made.what));
  if (key == keys.end()) return std::nullopt;
  return out.splice_block(node.blocks[static_cast<std::size_t>(key - keys.begin())], captures);
}

}  // namespace

std::optional<Values> choose_branch(Rebuild& out, Node const& node, Context const& context) {
  if (!context.known_branches) return std::nullopt;
  if (node.op == Op::if_) return choose_if(out, node);
  if (node.op == Op::match) return choose_match(out, node);
  return std::nullopt;
}

Program choose_branches(Program before, Context const& context) {
  auto const concerns = [](Function const& function) {
    return has_node(function, [&](Node const& node) {
      if (node.op == Op::match) {
        auto const op = function.nodes[node.args[0].node].op;
        return op == Op::closure || op == Op::variant;
      }
      return node.op == Op::if_ && (function.nodes[node.args[0].node].op == Op::constant || gives_constant_truth(function, node));
    });
  };
  return rebuild(std::move(before), concerns,
                 [&](Rebuild& out, Node const& node) { return choose_branch(out, node, context); });
}

}  // namespace seq2c::core
