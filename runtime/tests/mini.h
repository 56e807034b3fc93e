// A few lines of an interpreter for the examples and laws on the cards: the words' own C functions, run on a stack of
// values.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/word.h"

namespace seq2c::mini {

// A token of an example: a word, a literal, `[ … ]`, or (nothing of that) a letter of a law. Literals live for ever.
struct Term {
  std::string text;
  Word const* word = nullptr;
  std::optional<seq_value> literal;
  std::optional<std::vector<Term>> body;
};

// Throws std::runtime_error for what is no Seq.
std::vector<Term> parse(std::string_view code);

// A value, or a quotation (then `value` is not used).
struct Item {
  seq_value value = 0;
  std::vector<Term> const* quotation = nullptr;
};

// Owns the values on its stack.
class Machine {
 public:
  using Letters = std::map<std::string, seq_value>;  // what the letters of a law stand for; borrowed

  ~Machine() { clear(); }
  void run(std::vector<Term> const& terms, Letters const& letters = {});
  void call(Word const& word);  // a word with a C function
  std::vector<Item> stack;
  void clear();

 private:
  void run_word(Word const& word, Letters const& letters);
  void shuffle(Word const& word);
  void make_variant(Word const& word);
  void run_isolated(Word const& word, Letters const& letters);
  Item pop();
  std::vector<Item> aux_;
};

// The items on the two sides of an effect without quotations: `Int`, `Int`, `--` taken away.
struct Sides { std::vector<std::string> inputs, outputs; };
Sides sides(std::string_view effect);

// Equal in kind and in every bit, all NaNs alike.
bool same(seq_value a, seq_value b);

}  // namespace seq2c::mini
