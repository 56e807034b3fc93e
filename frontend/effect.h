// The effects of words as types: read from the syntax tree and from the cards of builtins (spec part 03, sections 2.2-2.4).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/ast.h"
#include "frontend/type.h"

namespace seq2c {

// An effect with named variables and rows: it is copied (see Instance) before each use.
struct WordEffect {
  Stack inputs, outputs;  // shared
  std::uint32_t input_count = 0, output_count = 0;
  bool yields = false;
  bool known = false;     // false: in error; a call of the word leaves a stack of which nothing is known
  bool plain = false;     // basic types and unions only, and the same row on both sides
  std::optional<Type> expected;       // the topmost input, if it is a quotation type: it seeds a literal before the call
  std::vector<Type> results;          // the outputs from the bottom up, if plain
  std::vector<std::uint32_t> shuffle; // of a word whose meaning is its effect: per output the input, counted from the bottom
};

// A word has at most so many inputs and outputs: with more, checking the calls could take forever.
constexpr std::uint32_t longest_side = 1000;

// Completes an effect from its two sides.
WordEffect make_effect(Types const& types, Stack inputs, Stack outputs, bool yields);

// Tells what a name in an effect means; nothing if it is no type.
using TypeOfName = std::function<std::optional<Type>(Token const&)>;

// The effect as types. `type_of` reports unknown names itself; the result is then not `known`.
WordEffect read_effect(Types& types, ast::Effect const& effect, TypeOfName const& type_of);

// The effect of a card. Names that are no basic types are variables there. Cards are never wrong.
WordEffect read_card(Types& types, std::string_view effect);

// As read_card, and the outputs must be inputs: `( a b -- b a )`.
WordEffect read_shuffle(Types& types, std::string_view effect);

// `( ..a Int [Int -- Int] -- ..a Int )` and its parts, as the programmer wrote them.
std::string written(ast::Effect const& effect);
std::string written(ast::TypeItem const& item);

// Copies types: consistently, as long as it is not begun anew.
class Instance {
 public:
  explicit Instance(Types& types) : types_(types) {}

  void begin();

  // A copy with fresh variables and rows; the items get that origin.
  Stack copy(Stack stack, Origin origin = 0);
  Type copy(Type type);

  // The row's copies will be that row; to be called after `begin` and before `copy`.
  void set(Row row, Row copy);
  // A fresh rigid row, or a flexible one, for a row that is the callable's own: used when it is called or checked itself.
  Row set_fresh(Row row, Row::Kind kind);

 private:
  Row copy(Row row);

  Types& types_;
  std::uint32_t round_ = 0;
  template <class T>
  struct Copied { std::uint32_t round = 0; T value; };
  std::vector<Copied<Type>> variables_[2];  // fresh, named
  std::vector<Copied<Row>> rows_[2];
  std::vector<Copied<Type>> callables_;
};

}  // namespace seq2c
