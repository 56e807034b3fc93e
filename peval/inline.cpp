// Inlining: bodies of words that are called once, are small, or take a quotation that is known where they are called.
// Functions are done bottom up, so that a body is put into its callers as it is when it is finished. A recursive function is
// never inlined (after `loops` most recursion is gone). No function grows past what makes about 1,000 lines of C.
#include <algorithm>
#include <map>

#include "peval/branches.h"
#include "peval/call_graph.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

constexpr std::size_t largest = 700;

class Inliner {
 public:
  Inliner(Program program, Context const& context)
      : program_(std::move(program)), context_(context), graph_(call_graph(program_)), sizes_(program_.functions.size()) {}

  Program run() {
    Rebuild::Replace const replace = [&](Rebuild& out, Node const& node) { return visit(out, node); };
    for (auto const id : graph_.bottom_up) {
      auto const source = program_.functions[id];
      grown_ = size_of(source);
      Rebuild(program_, program_, id, source, replace).run();
      sizes_[id.index] = size_of(program_.functions[id]);
    }
    return std::move(program_);
  }

 private:
  checked::Inline wish(Function const& callee) const {
    return callee.is_literal ? checked::Inline::automatic : program_.checked->definitions[callee.definition].inlining;
  }

  std::size_t small() const { return context_.level <= 1 ? 0 : context_.level == 2 ? 16 : 48; }

  bool has_known_callable(Rebuild& out, Node const& node) const {
    return std::ranges::any_of(node.args, [&](Value arg) { return out.out().node(out.value(arg)).op == Op::closure; });
  }

  // Why not to inline; empty if it is to be inlined.
  std::string_view objection(Rebuild& out, Node const& node, Id<Function> id) const {
    auto const& callee = program_.functions[id];
    auto const size = sizes_[id.index];
    if (graph_.recursive[id.index]) return "it is recursive";
    if (wish(callee) == checked::Inline::never) return "it is marked inline(never)";
    if (callee.exported && graph_.calls[id.index] != 1) return size <= small() ? "" : "it is exported";
    if (grown_ + size > largest) return "the caller would grow past 1,000 lines of C";
    if (wish(callee) == checked::Inline::always) return "";
    if (graph_.calls[id.index] == 1) return "";
    auto const bonus = wish(callee) == checked::Inline::hint ? 4u : 1u;
    if (size <= bonus * small()) return "";
    if (context_.level >= 2 && size <= 120 && has_known_callable(out, node)) return "";
    return "it is called at several places and not small";
  }

  std::optional<Values> visit(Rebuild& out, Node const& node) {
    if (node.op != Op::call) return choose_branch(out, node, context_);
    auto const id = std::get<Id<Function>>(node.what);
    auto const why_not = objection(out, node, id);
    if (!why_not.empty()) {
      context_.remark(program_, {"inline", node.origin, {}, "call of '" + program_.functions[id].name + "'", std::string(why_not),
                                 "mark the word with `# seq2c:inline(always)`, or make it smaller"});
      return std::nullopt;
    }
    grown_ += sizes_[id.index];
    return out.splice(program_.functions[id], out.values(node.args), node.origin);
  }

  Program program_;
  Context const& context_;
  CallGraph graph_;
  std::vector<std::size_t> sizes_;
  std::size_t grown_ = 0;
};

}  // namespace

Program inline_calls(Program const& before, Context const& context) { return Inliner(before, context).run(); }

}  // namespace seq2c::core
