// One Core function as one C function.
//
// Steps become statements in their order. A value that is read once, with nothing in between that could change it or be
// changed by it, is written where it is read; every other value is a C variable named after the word that made it. Params of
// loops are variables assigned at `again`; what a branch knows of a value is the same variable. A block that ends by giving
// its values to an owner that is itself the end of its block goes on with that block's exit at once, so that arms `return`
// and loops go round without variables in between.
#pragma once
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "emit/c_name.h"
#include "emit/c_tables.h"
#include "emit/c_text.h"
#include "emit/plan.h"
#include "peval/core.h"

namespace seq2c {

// The name of a parameter by its position: a, b, c, …
std::string c_param_name(std::size_t index);

// `static seq_int w_fib(seq_int a)`, without `;` or body. `site` adds the parameter for the caller's place.
std::string function_head(CTables& tables, Id<core::Function> function, bool site);

class FunctionWriter {
 public:
  // `takes_site`: by function, whether it has a last parameter `site`. All must outlive this.
  FunctionWriter(CTables& tables, std::vector<bool> const& takes_site, Id<core::Function> function);

  // The statements of the whole body.
  CBody body();

 private:
  // What a text reads, and so what it can be moved across.
  enum class Moves : std::uint8_t {
    freely,   // reads numbers only
    counted,  // reads counted objects: not across what may free or change them
    never     // has an effect, or may fail
  };
  // The C text that stands for a value.
  struct Known {
    CExpr expression;
    Moves moves = Moves::freely;
    bool variable = false;  // no more than the name of a variable
  };

  // Where control is at the end of what is being written.
  struct Next {
    enum class Kind : std::uint8_t { nowhere, function_start, function_end, loop_head, after } kind = Kind::nowhere;
    std::uint32_t index = 0;  // of the loop's block; of the node
    bool operator==(Next const&) const = default;
  };
  static Next loop_head(Id<core::Block> block) { return {Next::Kind::loop_head, block.index}; }
  static Next after(Id<core::Node> node) { return {Next::Kind::after, node.index}; }

  // What becomes of the values that a block yields.
  struct Leave {
    enum class Kind : std::uint8_t {
      give_back,  // they are the function's results
      assign,     // they go to the variables of `owner`'s results; control goes on behind it (`block` and `outer` tell
                  // where that is, if `owner` is the last step there)
      exit        // they are `owner`'s results, and `block`, which ends with it, goes on with its exit
    } kind = Kind::give_back;
    Id<core::Node> owner;
    Id<core::Block> block;
    Leave const* outer = nullptr;
  };

  // c_hole.cpp: a function that goes on with itself behind a variant that it made
  bool has_holes() const { return !function_.holes.empty() && !takes_site_[id_.index]; }
  CBody rounds();
  core::Hole const* hole_of(Id<core::Block> block) const;
  bool is_for_hole(core::Hole const& hole, Id<core::Node> step) const;
  void keep_arguments(core::Hole const& hole, CBody& out);
  bool go_on(core::Hole const& hole, Next next, CBody& out);

  // c_function.cpp: blocks and exits. All that return bool tell whether control reaches the end of the text (`next`).
  bool write_block(Id<core::Block> block, std::uint32_t first, Leave const& leave, Next next, CBody& out);
  bool write_exit(Id<core::Block> block, Leave const& leave, Next next, CBody& out);
  bool write_yield(Id<core::Block> block, std::vector<Known> values, Leave const& leave, Next next, CBody& out);
  void write_return(std::vector<Known> const& values, CBody& out);
  bool hands_on_results(Id<core::Node> node, Id<core::Block> block) const;
  bool forwards_results(Id<core::Node> node, Id<core::Block> block, Leave const& leave) const;
  void assign_params(Id<core::Block> target, core::Values const& values, CBody& out);
  bool jump(Next to, Next next, CBody& out);
  bool returns(Id<core::Block> block, Leave const& leave) const;
  bool goes_on_in_arms(Id<core::Node> node, Id<core::Block> block, Leave const& leave) const;

  // c_control.cpp
  bool write_control(Id<core::Node> node, Leave const& leave, Next next, CBody& out);
  bool write_if(Id<core::Node> node, CExpr const& condition, Id<core::Block> yes, Id<core::Block> no, Leave const& leave,
                Next next, CBody& out);
  bool write_arm(Id<core::Block> arm, Leave const& leave, Next next, CBody& out, std::vector<std::string>* names = nullptr);
  bool has_only_exit(Id<core::Block> block) const;
  void keep_effect(Id<core::Node> node, CExpr const& condition, CBody& out);
  bool write_flat_if(CExpr const& condition, Id<core::Block> yes, Id<core::Block> no, Leave const& leave, Next next,
                     CBody& out);
  bool write_match(Id<core::Node> node, Leave const& leave, Next next, CBody& out);
  bool write_switch(Id<core::Node> node, Leave const& leave, Next next, CBody& out);
  std::optional<std::size_t> bare_arm(core::Node const& match) const;
  void name_parts(Id<core::Node> node, std::size_t arm, CBody& out);
  std::string case_label(Id<core::Node> node, std::size_t arm) const;
  void declare_results(Id<core::Node> node, CBody& out);
  std::optional<Known> conditional(Id<core::Node> node);
  bool is_short_arm(Id<core::Block> block) const;

  // c_loop.cpp
  // A variable of a loop that is about to be written.
  struct Declaration {
    std::string name, text;
  };
  using Declarations = std::vector<Declaration>;
  // The arm of a loop's first test that leaves the loop, and what it yields.
  struct WayOut {
    Id<core::Node> test;
    int arm = 0;
    std::vector<Known> values;
  };
  bool write_loop(Id<core::Node> node, Leave const& leave, Next next, CBody& out);
  bool write_round(Id<core::Node> node, Leave const& leave, Next next, CBody& out);
  bool write_while(Id<core::Node> node, WayOut way_out, Declarations variables, Leave const& leave, Next next, CBody& out);
  bool write_group(Id<core::Node> node, Leave const& leave, Next next, CBody& out);
  std::optional<WayOut> way_out(Id<core::Block> block);
  bool is_simple_until(Id<core::Block> block, std::uint32_t end) const;
  Declarations declare_params(Id<core::Node> node);
  std::string variable_for(Id<core::Node> node, core::Value param, std::size_t index, Id<core::Block> own,
                           std::set<std::string> const& taken, Declarations& declared);
  bool take_over(core::Value start, core::Value param, Id<core::Node> loop);
  bool is_constant(core::Value param, std::size_t index, Id<core::Block> round) const;
  void declare_loop_results(Id<core::Node> node, Leave const& leave, CBody& out);
  std::string heir_of(core::Value result, Leave const& leave) const;
  void keep_loop_results(Id<core::Node> node, Id<core::Block> block, CBody& out);
  std::optional<core::Value> only_source(core::Value value, int depth) const;
  bool is_known_variable(core::Value value) const;
  std::string label_of(Id<core::Block> block);

  // c_node.cpp: simple steps
  bool write_step(Id<core::Node> node, CBody& out);
  void write_closure(Id<core::Node> node, CBody& out);
  void write_variant(Id<core::Node> node, CBody& out, core::Value hole = {});
  void write_take(Id<core::Node> node, CBody& out);
  CExpr field_text(CExpr const& variant, std::size_t index, core::Kind kind, bool floats) const;
  void write_result(Id<core::Node> node, Known text, CBody& out);
  bool is_bare_here(Id<core::Node> count) const;
  bool write_same(Id<core::Node> node, Known const& argument, CBody& out);
  Known word_text(core::Node const& node);
  Known call_text(core::Node const& node);
  std::vector<CExpr> arguments(core::Node const& node, Moves& moves);
  CExpr site(Id<core::Origin> origin, std::string const& calling = "");
  std::string module_word(Id<core::Function> callee) const;
  bool may_wait(Id<core::Node> node, Known const& text) const;
  bool can_cross(Moves moves, Id<core::Node> step) const;
  bool is_float_operation(core::Node const& node) const;
  std::string name_for(core::Node const& node) const;

  Known const& text(core::Value value);  // until the value is given another text
  std::string variable(core::Value value, CBody& out);
  void know(core::Value value, Known text);
  void know_variable(core::Value value, std::string name);
  core::Node const& node(Id<core::Node> id) const { return function_.nodes[id]; }
  core::Block const& block(Id<core::Block> id) const { return function_.blocks[id]; }
  core::Type const& type(core::Value value) const { return core::type_of(function_, value); }
  bool is_flat() const { return depth_ >= flat_depth; }

  static constexpr int flat_depth = 40;       // from here on arms are labels, not braces
  static constexpr std::size_t in_place = 60;  // the longest text that is written where it is read

  CTables& tables_;
  std::vector<bool> const& takes_site_;
  Id<core::Function> id_;
  core::Function const& function_;
  FunctionPlan plan_;
  CNames names_, labels_;
  std::unordered_map<std::uint32_t, std::pair<Id<core::Node>, std::size_t>> arms_;  // by block: the match that it is an arm of
  std::vector<std::uint32_t> known_at_;                      // by node: where its results begin in `known_`; 0 = not yet
  std::deque<Known> known_;                                  // stay where they are while more are added
  std::unordered_map<std::string, core::Value> owner_;       // of variables that may change: the only value they stand for
  std::unordered_map<std::uint32_t, std::vector<std::string>> targets_;  // by node: variables of its results, empty for none
  std::vector<std::string> block_labels_;                    // of loop blocks, once something jumps there
  std::unordered_map<std::uint32_t, std::string> after_labels_;  // by node, once something jumps behind it
  std::string result_, hole_;                                // of a function with holes: the variables for them
  std::string start_label_;                                  // once something jumps to the start of such a function
  Next continue_, break_;                                    // where C's `continue` and `break` lead
  bool broke_ = false;                                       // a `break` was written since it was last reset
  int depth_ = 1;
  Place place_;
};

}  // namespace seq2c
