// Types, stacks and effects as the checker computes with them (spec part 03, section 2).
//
// A Type is a small number: a basic type, a union, a variable, or a callable (quotation or closure) that stands in a table of
// its owner, class Types. A Stack is a row variable and the items above it, linked from the top down, so that branches share
// what they have in common and pushing costs nothing. Equal callables have equal numbers; so a type that would be huge as a
// tree (`[ [ 1 ] dup ] dup` …) stays small, and comparing two types is comparing two numbers.
//
// Variables and rows are either named (they stand in the effect of a word, which is copied before each use) or fresh (made
// while a word is checked, forgotten with it).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace seq2c {

enum class Basic : std::uint8_t { int_, float_, bool_, string, symbol, channel, socket, variant };

// The basic type of that name; nothing for any other name.
std::optional<Basic> basic_type(std::string_view name);
std::string_view name_of(Basic basic);

class Type {
 public:
  enum class Kind : std::uint8_t { basic, union_, variable, callable };

  constexpr Type() = default;
  constexpr Type(Basic basic) : Type(Kind::basic, static_cast<std::uint32_t>(basic)) {}
  constexpr Type(Kind kind, std::uint32_t index, bool named = false)
      : bits_(index | (static_cast<std::uint32_t>(kind) << 30U) | (named ? named_bit : 0)) {}

  constexpr Kind kind() const { return static_cast<Kind>(bits_ >> 30U); }
  constexpr std::uint32_t index() const { return bits_ & (named_bit - 1); }
  constexpr bool is_named() const { return (bits_ & named_bit) != 0; }
  constexpr bool is_variable() const { return kind() == Kind::variable; }
  constexpr bool is_callable() const { return kind() == Kind::callable; }
  constexpr bool is_union() const { return kind() == Kind::union_; }
  constexpr bool is(Basic basic) const { return *this == Type(basic); }
  constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool operator==(Type const&) const = default;

 private:
  static constexpr std::uint32_t named_bit = 1U << 29U;
  std::uint32_t bits_ = 0;
};

// A row variable: the unknown items at the bottom of a stack.
class Row {
 public:
  enum class Kind : std::uint8_t {
    flexible,  // may stand for any items
    own,       // the implicit row of a quotation type: for no further items, the callable works only on what it lists
    rigid      // of the word that is being checked: for nothing but itself
  };

  constexpr Row() = default;
  constexpr Row(Kind kind, std::uint32_t index, bool named = false)
      : bits_(index | (static_cast<std::uint32_t>(kind) << 30U) | (named ? named_bit : 0)) {}

  constexpr Kind kind() const { return static_cast<Kind>(bits_ >> 30U); }
  constexpr std::uint32_t index() const { return bits_ & (named_bit - 1); }
  constexpr bool is_named() const { return (bits_ & named_bit) != 0; }
  constexpr bool is_rigid() const { return kind() == Kind::rigid; }
  constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool operator==(Row const&) const = default;

 private:
  static constexpr std::uint32_t named_bit = 1U << 29U;
  std::uint32_t bits_ = 0;
};

// The number of an item and all items below it; 0 is the bottom.
using Items = std::uint32_t;

struct Stack {
  Row row;
  Items top = 0;
  bool operator==(Stack const&) const = default;
};

// A token that pushed an item; 0 = none is known.
using Origin = std::uint32_t;

struct Item {
  Type type;
  Origin origin = 0;
  Items below = 0;
  std::uint32_t height = 1;     // with the items below
  std::uint32_t newest = 0;     // 1 + the greatest number of a fresh variable that is this item or one below; 0 = none
};

struct Callable {
  Stack inputs, outputs;  // both made by Types::shared
  bool closure = false;
  bool yields = false;
  bool closed = false;      // its only variables are rows, each of one callable: copying it would change nothing
  std::uint16_t depth = 1;  // how deep callables are nested in it, itself included
  bool operator==(Callable const&) const = default;
};

// Owns all items and callables.
class Types {
 public:
  Item const& item(Items items) const { return (items & shared_bit) != 0 ? shared_[items & ~shared_bit] : items_[items]; }
  std::uint32_t height(Items items) const { return items == 0 ? 0 : item(items).height; }
  std::uint32_t height(Stack const& stack) const { return height(stack.top); }
  Callable const& callable(Type type) const { return callables_[type.index()]; }

  // One more item on `below`.
  Items push(Items below, Type type, Origin origin = 0);
  Stack push(Stack const& stack, Type type, Origin origin = 0) { return {stack.row, push(stack.top, type, origin)}; }

  // The items below the `count` topmost ones, of which there must be so many.
  Items below(Items items, std::uint32_t count = 1) const;

  // The same items without origins; equal lists of types give equal numbers.
  Items shared(Items items);
  Items push_shared(Items below, Type type);

  // A callable type. The two stacks need not be shared. One nested too deep to be of use becomes a fresh variable.
  Type callable(Stack inputs, Stack outputs, bool closure, bool yields);

  // A new variable or row of the word being checked; `like` is the named one it was copied from, for messages.
  Type fresh_type(Type like = unknown_type);
  Row fresh_row(Row::Kind kind = Row::Kind::flexible, Row like = unknown_row);
  std::uint32_t fresh_types() const { return static_cast<std::uint32_t>(fresh_types_.size()); }
  std::uint32_t fresh_rows() const { return static_cast<std::uint32_t>(fresh_rows_.size()); }

  // A named variable or row; the same name gives the same one.
  Type named_type(std::string_view name);
  Row named_row(Row::Kind kind, std::string_view name);

  // The name that the variable was written with; empty if it was never written.
  std::string_view name(Type variable) const;
  std::string_view name(Row row) const;

  // Forgets fresh variables and rows and all items that are not shared.
  void forget();

  static constexpr Type unknown_type{Type::Kind::variable, 0, true};
  static constexpr Row unknown_row{Row::Kind::flexible, 0, true};
  static constexpr Row implicit_row{Row::Kind::flexible, 1, true};  // `..rest`

  Types();

 private:
  static constexpr std::uint32_t shared_bit = 1U << 31U;

  std::uint32_t name_index(std::string_view name);
  std::uint32_t newest(Items below, Type type) const;

  std::vector<Item> items_, shared_;
  std::vector<Callable> callables_;
  std::vector<Type> fresh_types_;  // what each was copied from
  std::vector<Row> fresh_rows_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t> name_index_;
  std::unordered_map<std::uint64_t, Items> shared_index_;
  struct CallableHash { std::size_t operator()(Callable const& callable) const; };
  std::unordered_map<Callable, std::uint32_t, CallableHash> callable_index_;
};

// The names that variables and rows have in one message: those that were written keep their name as long as it is unique
// there, others are `?` and `..?`.
class TypePrinter {
 public:
  explicit TypePrinter(Types const& types, std::vector<std::string> const& unions) : types_(types), unions_(unions) {}

  std::string type(Type type);
  // `( String Int )`, `( ..a Int )`; without a row if it is the implicit one. Long stacks are cut at the bottom.
  std::string stack(Stack const& stack);
  // `( Int Int -- Int )`
  std::string effect(Stack const& inputs, Stack const& outputs, bool yields);

 private:
  void add_type(Type type, unsigned depth);
  void add_items(Items items, std::string_view before, unsigned depth);
  void add_side(Stack const& stack, bool with_row, unsigned depth);
  void add_effect(Stack const& inputs, Stack const& outputs, unsigned depth);
  bool is_implicit(Row row) const;
  std::string row(Row row);
  std::string variable_name(std::string_view written, std::uint32_t bits, std::string_view unknown);

  Types const& types_;
  std::vector<std::string> const& unions_;
  std::unordered_map<std::uint32_t, std::string> given_;
  std::unordered_map<std::string, int> used_;
  std::string out_;
};

}  // namespace seq2c
