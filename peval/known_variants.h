// What is known of variants in the block that is being made: their tags and fields.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// Into how many parts a condition is taken, to know what follows from it: `and` and `or` may say the same again and again.
inline constexpr unsigned known_conditions = 64;

struct KnownVariant {
  std::string tag;
  std::uint32_t count = 0;                // it has at least so many fields
  bool floats = false;                    // of those: they are an array of Floats
  std::uint32_t plain = 0;                // those that are known to be no objects
  std::map<std::uint32_t, Value> fields;  // those that have a name already
};

// Facts hold in the block where they were learned and in the blocks inside it: `mark` on entry, `forget_since` at its end. They
// are for steps alone; a pure node may be shared with blocks that know less.
class KnownVariants {
 public:
  std::size_t mark() const { return log_.size(); }
  void forget_since(std::size_t mark);

  // The value is a variant of that kind. `function` is the one that the value is of, here and below.
  void learn(Function const& function, Value value, KnownVariant what);
  // The arm of a match on patterns, whose block has its params.
  void learn_arm(Function const& function, Node const& match, std::size_t arm, Id<Block> block);
  // What follows if a condition has that truth.
  void learn_condition(Program const& program, Function const& function, Value condition, bool truth) {
    unsigned left = known_conditions;
    learn_condition(program, function, condition, truth, left);
  }

  // What is known of the value; null if nothing.
  KnownVariant const* find(Function const& function, Value value) const;

 private:
  void learn_condition(Program const& program, Function const& function, Value condition, bool truth, unsigned& left);
  // The value has that tag, or it has not.
  void learn_tag(Program const& program, Function const& function, Value value, std::string const& tag, bool truth);

  struct Entry { Value value; KnownVariant what; std::optional<std::size_t> before; };

  std::vector<Entry> log_;
  std::map<Value, std::size_t> latest_;  // the index of the newest entry
};

}  // namespace seq2c::core
