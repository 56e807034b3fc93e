// What has to be known of a placed function before its C text can be written: which values are read at all, how often and
// where, which blocks reach their end, and what belongs to which loop.
#pragma once
#include <cstdint>
#include <vector>

#include "peval/core.h"

namespace seq2c {

class FunctionPlan {
 public:
  explicit FunctionPlan(core::Function const& function);

  // Where something stands: step `index` of a block, or the block's exit (`index` = number of steps).
  struct Position {
    Id<core::Block> block;
    std::uint32_t index = 0;
  };

  // What a fact of a branch (a param of an `if_`) is a name for; any other value itself.
  core::Value root(core::Value value) const;

  // True if the step must be written: it has an effect, or one of its results is read.
  bool is_live(Id<core::Node> node) const { return info_[node.index].live; }
  bool is_live(core::Value value) const { return uses(value) > 0; }
  std::uint32_t uses(core::Value value) const;

  // Where the only reader of a value is. Only for values with one use.
  Position reader(core::Value value) const;
  Position position(Id<core::Node> node) const { return info_[node.index].position; }

  // True if the value is not read after `loop` begins, and was made in the same round of the loops around it.
  bool ends_with(core::Value value, Id<core::Node> loop) const;

  // True if the value was made before `loop` began, or is a param of `loop` itself.
  bool outlives(core::Value value, Id<core::Node> loop) const;

  // True if control can come to what follows the step; to the `yield` of the block.
  bool falls(Id<core::Node> node) const { return info_[node.index].falls; }
  bool falls(Id<core::Block> block) const { return blocks_[block.index].falls; }

  bool holds_loop(Id<core::Node> node) const { return info_[node.index].holds_loop; }
  bool is_pure(Id<core::Node> node) const { return info_[node.index].pure; }

  // The index of the last step that is written; the number of steps if there is none.
  std::uint32_t last_live_step(Id<core::Block> block) const { return blocks_[block.index].last_live; }

  Id<core::Node> owner(Id<core::Block> block) const { return blocks_[block.index].owner; }
  std::vector<Id<core::Block>> const& agains(Id<core::Block> block) const { return blocks_[block.index].agains; }

 private:
  struct Reads {
    std::uint32_t count = 0, last = 0;  // `last`: the order of the last reader in the text
    Position reader;
    bool wanted = false;                // somebody reads it
  };
  struct NodeInfo {
    Position position;
    Id<core::Block> param_of;       // for a param
    std::uint32_t param_index = 0;
    core::Value fact_of;            // for a param of an `if_`: the value that it is another name for
    Id<core::Node> loop;            // the innermost loop around it
    std::uint32_t order = 0;        // in the text
    std::uint32_t results = 0;      // where they begin in `reads_`
    bool live = false, falls = true, holds_loop = false, pure = false;
  };
  struct BlockInfo {
    Id<core::Node> owner;           // none for the body
    bool falls = true;
    std::uint32_t last_live = 0, exit_order = 0;
    std::vector<Id<core::Block>> agains;  // blocks whose exit goes here
  };

  void survey(Id<core::Block> block, Id<core::Node> owner, Id<core::Node> loop);
  void survey_step(Id<core::Node> node, Id<core::Node> loop);
  static bool chooses_nothing(core::Node const& node);
  bool is_data(Id<core::Node> node) const;
  bool pure_by_itself(core::Node const& node) const;
  void mark();
  void want(core::Value value);
  void want_result(core::Value value);
  void want_step(Id<core::Node> node);
  void count(Id<core::Block> block);
  void read(core::Value value, Position at, std::uint32_t order);

  Reads& reads(core::Value value) { return reads_[info_[value.node.index].results + value.index]; }
  Reads const& reads(core::Value value) const { return reads_[info_[value.node.index].results + value.index]; }

  core::Function const& function_;
  std::vector<NodeInfo> info_;
  std::vector<Reads> reads_;                 // by node and result
  std::vector<BlockInfo> blocks_;
  std::vector<Id<core::Node>> always_;       // steps with an effect
  std::vector<core::Value> wanted_;          // still to be looked at
  std::uint32_t order_ = 0;
};

}  // namespace seq2c
