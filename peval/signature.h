// The kinds of a card's effect.
#pragma once
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// The place of a word among all words: for tables by word.
inline std::size_t index_of(Word const& word) { return static_cast<std::size_t>(&word - words().data()); }

struct Signature {
  std::vector<Kind> inputs, outputs;
};

// The kinds that a word takes and gives, from its card (from its `flow`, if it has one); cached. A letter is `any`.
Signature const& signature(Word const& word);

// For a shuffle word: for each output, from the bottom, the index of the input it is a copy of.
std::vector<std::uint32_t> const& shuffle(Word const& word);

// One item of a `flow` (runtime/README.md): `V[T]`, `M[K T]`, `T?`, `Int`.
struct FlowItem {
  std::string_view name;                 // `V`
  bool container = false;
  std::vector<std::string_view> holds;   // `T`; of a map `K` and `T`
  bool or_zero = false;                  // `T?`: it, or the Int 0
  Kind kind = Kind::any;                 // in C

  bool is_map() const { return holds.size() > 1; }
};

struct Flow {
  std::vector<FlowItem> inputs, outputs;
};

// The `flow` of a word's card; cached. Only for words that have one.
Flow const& flow(Word const& word);

// The kind that a type name of an effect stands for; any for letters and for what is not a kind of its own.
Kind kind_of(std::string_view type_name);

// The internal word that tests an `any` for that kind: `is-int`.
std::string_view kind_test(Kind kind);

}  // namespace seq2c::core
