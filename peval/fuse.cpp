// Chains of string.concat become one concatenation of all parts: one string is made instead of one for each step.
//
//   string.concat (string.concat (string.concat "x = " a) ", y = ") b   ->   string.concat-n "x = " a ", y = " b
//
// Only if nothing else needs a string in between. Literals side by side become one.
#include <algorithm>
#include <vector>

#include "peval/branches.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

constexpr std::size_t most_parts = 250;

bool is_concat(Node const& node) {
  return node.op == Op::word && std::get<Word const*>(node.what)->name == "string.concat";
}

class Fuser {
 public:
  // Counts the uses of each node, if there is anything to fuse.
  bool concerns(Function const& function) {
    std::size_t concats = 0;
    uses_.assign(function.nodes.size(), 0);
    auto const use = [&](Value value) { ++uses_[value.node.index]; };
    for_each_node(function, [&](Id<Node>, Node const& node) {
      concats += is_concat(node);
      std::ranges::for_each(node.args, use);
      for (auto const block : node.blocks) std::ranges::for_each(function.blocks[block].values, use);
    });
    std::ranges::for_each(function.blocks[function.body].values, use);
    return concats > 1;
  }

  std::optional<Values> visit(Rebuild& out, Node const& node, Context const& context) const {
    if (!is_concat(node)) return choose_branch(out, node, context);
    Values parts;
    collect(out, node, parts, context);
    if (parts.size() < 3) return std::nullopt;
    auto const site = out.origin(node.origin);
    Values now;
    for (auto const part : parts) {
      auto const value = out.value(part);
      auto const* text = string_of(out.out(), value);
      auto const* before = now.empty() ? nullptr : string_of(out.out(), now.back());
      if (text && before) now.back() = out.out().constant(*before + *text);
      else now.push_back(value);
    }
    if (now.size() == 1) return now;
    return Values{out.out().word1(now.size() == 2 ? "string.concat" : "string.concat-n", std::move(now), site)};
  }

 private:
  static std::string const* string_of(Builder const& out, Value value) {
    auto const* constant = out.as_constant(value);
    return constant ? std::get_if<std::string>(constant) : nullptr;
  }

  void collect(Rebuild& out, Node const& node, Values& parts, Context const& context) const {
    for (auto const arg : node.args) {
      auto const& inner = out.from().nodes[arg.node];
      auto const why_not = uses_[arg.node.index] > 1 ? "its string is used again" : parts.size() >= most_parts ? "there are many parts" : "";
      if (is_concat(inner) && !*why_not) {
        collect(out, inner, parts, context);
        continue;
      }
      if (is_concat(inner)) {
        context.remark(out.before(), {"fuse", inner.origin, {}, "'string.concat' as a part of the next one", why_not, ""});
      }
      parts.push_back(arg);
    }
  }

  std::vector<std::uint32_t> uses_;  // by node of the function at hand
};

}  // namespace

Program fuse(Program before, Context const& context) {
  Fuser fuser;
  return rebuild(std::move(before), [&](Function const& function) { return fuser.concerns(function); },
                 [&](Rebuild& out, Node const& node) { return fuser.visit(out, node, context); });
}

}  // namespace seq2c::core
