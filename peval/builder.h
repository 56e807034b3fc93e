// Makes the nodes of one function: folds, applies laws and shares on the way.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// Ids of nodes by hash.
class NodeTable {
 public:
  // The node of that hash that `is_it` says yes to.
  template <class IsIt>
  Id<Node> find(std::size_t hash, IsIt const& is_it) const {
    if (slots_.empty()) return {};
    auto const mask = slots_.size() - 1;
    auto const tag = static_cast<std::uint32_t>(hash);
    for (auto at = (hash >> 32) & mask; slots_[at].id; at = (at + 1) & mask)
      if (slots_[at].tag == tag && is_it(slots_[at].id)) return slots_[at].id;
    return {};
  }
  void insert(std::size_t hash, Id<Node> id);

 private:
  struct Slot {
    std::uint32_t high = 0, tag = 0;  // the hash in halves
    Id<Node> id;
  };
  void put(Slot slot);

  std::vector<Slot> slots_;  // a power of two, a quarter of them free
  std::size_t count_ = 0;
};

// Writes into one Function of a Program; both must outlive it. Pure nodes are hash-consed (same operation, same arguments:
// the same node) and float; all others become steps of the current block. After a node that never returns the current
// block is `dead`: steps are no longer added to it.
class Builder {
 public:
  Builder(Program& program, Id<Function> function);

  // The values of a node: a constant; the parameters of a block.
  Value constant(Constant value);
  Value param(Id<Block> block, Type type);
  Value unset(Type type);  // a value nobody reads, of that type

  // A builtin on arguments of the right kinds; an alias becomes the word it stands for. `site` is where a run-time error
  // would be. `results`: what more is known of its results than the card says.
  Values word(Word const& named, Values args, Id<Origin> site, Types const* results = nullptr);
  Value word1(std::string_view name, Values args, Id<Origin> site);

  Values call(Id<Function> callee, Values args, Types results, Id<Origin> site);
  Value closure(Id<Literal> literal, Values captures, Id<Origin> site);
  Value variant(std::string tag, Values fields, Type type, Id<Origin> site);
  Value box(Value value, Id<Origin> site);
  // An `any` that is known to be of the kind of `to`.
  Value unbox(Value value, Type const& to, Id<Origin> site);
  // An `any` as `to`; a step that may fail, unless the kind is known. A value of another known kind fails at once.
  Value cast(Value value, Type to, std::string_view message, Id<Origin> site);
  // The value as a `to`: boxed if `to` is any, itself if the kinds agree. Other conversions must not be asked for.
  Value coerce(Value value, Type const& to, Id<Origin> site);
  void fail(std::string message, std::optional<Value> value, Id<Origin> site);

  // Adds a node as it is (blocks already built): a step unless it is pure.
  Values add(Node node);

  // Blocks: `open` makes one and makes it current; `close` ends the current block, if nothing has ended it yet, and goes
  // back to the one before. `end` ends it early: what is still added to it is dropped.
  Id<Block> open();
  void reopen(Id<Block> block) { open_.push_back({block, dead()}); }  // a block made before, still empty
  void resume(Id<Block> block) { open_.push_back({block, false}); }   // a block that was closed with `yield`
  void end(Exit exit, Values values = {}, Id<Block> target = {});
  void close(Exit exit, Values values, Id<Block> target = {});
  // What was made before that block was opened has a smaller index.
  std::uint32_t block_start(Id<Block> block) const { return starts_[block.index]; }
  Id<Block> current() const { return open_.back().block; }
  bool dead() const { return open_.back().dead; }

  Type const& type(Value value) const { return type_of(function(), value); }
  // The constant that a value is, if it is one.
  Constant const* as_constant(Value value) const;
  Node const& node(Value value) const { return function().nodes[value.node]; }

  Program& program() { return *program_; }
  Function& function() { return program_->functions[function_]; }
  Function const& function() const { return program_->functions[function_]; }

 private:
  Values share(Node node);
  std::optional<Values> simplify(Word const& word, Values const& args, Id<Origin> site);
  std::optional<Value> known_field(Node const& field);
  std::optional<Values> fold_word(Word const& word, Values const& args);

  Program* program_;
  Id<Function> function_;
  struct Open {
    Id<Block> block;
    bool dead;  // it has its exit
  };
  std::vector<Open> open_;
  std::vector<std::uint32_t> starts_;  // by block
  NodeTable shared_;
};

// True if the node has no effect, always ends and cannot fail: it floats. Blocks count with what they hold.
bool is_pure(Function const& function, Node const& node);

// True if equal nodes may be one (not for values that want to stay unique, nor for nodes with blocks).
bool is_shareable(Node const& node);

// True if all of the first set are in the second.
bool is_within(Program const& program, Id<LiteralSet> part, Id<LiteralSet> set);
bool is_within(Program const& program, Id<ObjectSet> part, Id<ObjectSet> set);

// The union of two sets; the empty set is Id 0.
Id<LiteralSet> join_sets(Program& program, Id<LiteralSet> left, Id<LiteralSet> right);
Id<ObjectSet> join_sets(Program& program, Id<ObjectSet> left, Id<ObjectSet> right);
Id<LiteralSet> single_set(Program& program, Id<Literal> literal);
bool contains(Program const& program, Id<LiteralSet> set, Id<Literal> literal);

// The least type that holds both.
Type join_types(Program& program, Type const& left, Type const& right);

// What a value of type `from` is as one of that kind: only what this kind can hold is kept.
Type narrowed(Type const& from, Kind kind);

}  // namespace seq2c::core
