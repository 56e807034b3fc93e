// Inlining: bodies of words that are called once, are small, or take a quotation that is known where they are called.
// Callers are done first, and what is put into them is inlined into on the way: so each body is copied once into where it ends
// up, and one that all its callers have taken in is never looked at. Of recursive functions only those are inlined that one other
// calls, once, so that a cycle becomes one function that calls itself, and small ones without branches that lead on to others of
// their cycle. Loops are not copied to where they run a few times at most. No function grows past what makes about 1,000 lines of C.
#include <algorithm>
#include <utility>

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
      : program_(std::move(program)), context_(context), graph_(call_graph(program_)),
        runs_(most_runs(program_, graph_)), sizes_(program_.functions.size()),
        needed_(program_.functions.size()), done_(program_.functions.size()) {}

  Program run() {
    for (auto const id : graph_.bottom_up) sizes_[id.index] = size_of(program_.functions[id]);
    for (auto const id : std::vector(graph_.bottom_up.rbegin(), graph_.bottom_up.rend()))
      if (is_needed(id)) inline_into(id);
    while (!left_.empty()) {
      auto const id = left_.back();
      left_.pop_back();
      if (!done_[id.index]) inline_into(id);
    }
    return std::move(program_);
  }

 private:
  void inline_into(Id<Function> id) {
    done_[id.index] = true;
    if (graph_.callees[id.index].empty()) return;  // it stays as it is
    auto const source = std::exchange(program_.functions[id], head_of(program_.functions[id]));
    grown_ = sizes_[id.index];
    Rebuild(program_, program_, id, source, [&](Rebuild& out, Node const& node) { return visit(out, node); }).run();
    for_each_call(program_.functions[id], [&](Id<Function> callee) {
      needed_[callee.index] = true;
      if (!done_[callee.index]) left_.push_back(callee);
    });
    sizes_[id.index] = size_of(program_.functions[id]);
  }

  // Main, exports, and what some caller, already done, still calls; in a cycle some caller may come later. What only one
  // function of a cycle calls, once, waits for that.
  bool is_needed(Id<Function> id) const {
    if (id == program_.main || program_.functions[id].exported || needed_[id.index]) return true;
    return graph_.recursive[id.index] && graph_.calls[id.index] > 1;
  }

  checked::Inline wish(Function const& callee) const {
    return callee.is_literal ? checked::Inline::automatic : program_.checked->definitions[callee.definition].inlining;
  }

  std::size_t small() const { return context_.level <= 1 ? 0 : context_.level == 2 ? 16 : 48; }

  bool has_known_callable(Rebuild& out, Node const& node) const {
    return std::ranges::any_of(node.args, [&](Value arg) { return out.out().node(out.value(arg)).op == Op::closure; });
  }

  // True of a small word of a cycle without branches, that only leads on to others: it may have copies, none within itself.
  bool is_step_of_cycle(Rebuild const& out, Id<Function> id) const {
    bool const leads_on = program_.functions[id].blocks.size() == 1 && std::ranges::count(graph_.callees[id.index], id) == 0;
    return leads_on && sizes_[id.index] <= small() && id != out.id() && std::ranges::count(path_, id) == 0;
  }

  // Why not to inline, and what would change it; empty if it is to be inlined.
  struct Objection { std::string_view reason = {}, remedy = {}; };

  Objection objection(Rebuild& out, Node const& node, Id<Function> id) const {
    auto const& callee = program_.functions[id];
    auto const size = sizes_[id.index];
    bool const is_part = graph_.calls[id.index] == 1 && copies_ == 0 && id != out.id() && !callee.exported && id != program_.main;
    if (graph_.recursive[id.index] && !is_part && !is_step_of_cycle(out, id))
      return {"it is recursive", "if the recursive call can be the last word, it becomes a loop"};
    if (wish(callee) == checked::Inline::never) return {"it is marked inline(never)", "take the mark away"};
    if (callee.exported && graph_.calls[id.index] != 1) return size <= small() ? Objection{} : Objection{"it is exported", "make it smaller, or call it once"};
    if (grown_ + size > largest) return {"the caller would grow past 1,000 lines of C", "split the caller"};
    if (wish(callee) == checked::Inline::always) return {};
    if (graph_.calls[id.index] == 1 && copies_ == 0) return {};
    if (runs_[out.id().index] <= few && !out.in_loop() && has_loop(callee) && !has_known_callable(out, node))
      return {"it is a loop, called seldom", "mark it with `# seq2c:inline(always)`"};
    auto const bonus = wish(callee) == checked::Inline::hint ? 4u : 1u;
    if (size <= bonus * small()) return {};
    if (context_.level >= 2 && size <= 120 && has_known_callable(out, node)) return {};
    return {"it is called at several places and not small", "mark it with `# seq2c:inline(always)`, or make it smaller"};
  }

  std::optional<Values> visit(Rebuild& out, Node const& node) {
    if (node.op != Op::call) return choose_branch(out, node, context_);
    auto const id = std::get<Id<Function>>(node.what);
    auto const why_not = objection(out, node, id);
    if (!why_not.reason.empty()) {
      context_.remark(program_, {"inline", node.origin, {}, "call of '" + program_.functions[id].name + "'",
                                 std::string(why_not.reason), std::string(why_not.remedy)});
      return std::nullopt;
    }
    grown_ += sizes_[id.index];
    bool const is_copy = graph_.calls[id.index] > 1;
    copies_ += is_copy;
    path_.push_back(id);
    auto values = out.splice(program_.functions[id], out.values(node.args), node.origin);
    path_.pop_back();
    copies_ -= is_copy;
    return values;
  }

  Program program_;
  Context const& context_;
  CallGraph graph_;
  std::vector<std::uint32_t> runs_;  // of each function, at most
  std::vector<std::size_t> sizes_;
  std::vector<bool> needed_, done_;
  std::vector<Id<Function>> left_;  // called by one that is done, perhaps not done themselves
  std::size_t grown_ = 0;   // of the function at hand
  std::vector<Id<Function>> path_;  // the functions whose bodies are being put around the node at hand
  std::size_t copies_ = 0;  // bodies around the node at hand that other callers have too
};

}  // namespace

Program inline_calls(Program before, Context const& context) { return Inliner(std::move(before), context).run(); }

}  // namespace seq2c::core
