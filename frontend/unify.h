// Compatibility of types and stacks, and what it teaches about variables (spec part 03, section 4).
#pragma once
#include <unordered_set>
#include <vector>

#include "frontend/type.h"

namespace seq2c {

// The bindings of one step of the checker.
//
// Applying them is shallow: an item that is a variable is replaced, variables inside a callable type are not. While two
// stacks are compared, what one item teaches holds for the items below it; callables are compared on their own, and what they
// teach is added afterwards. A variable bound twice that way has its first value in the comparison and its last in the result.
class Unifier {
 public:
  explicit Unifier(Types& types) : types_(types) {}

  // In classic files a Socket is an Int (spec part 09, section 4).
  bool socket_is_int = false;

  // Forgets all bindings; `begin` is called before each step.
  void begin();

  // True if the two are compatible; their bindings are added. If not, see `why`.
  bool stacks(Stack left, Stack right) { return stacks(left, right, here()); }
  bool types(Type left, Type right);

  // Adds a binding as if it had been found.
  void bind(Type variable, Type value);
  void bind(Row row, Stack const& value);

  // The result of applying all bindings.
  Type apply(Type type);
  Stack apply(Stack stack);

  struct TypeBinding { Type variable; Type value; std::uint32_t previous; };
  struct RowBinding { Row row; Stack value; std::uint32_t previous; };
  std::vector<TypeBinding> const& type_bindings() const { return type_bindings_; }
  std::vector<RowBinding> const& row_bindings() const { return row_bindings_; }

  enum class Why : std::uint8_t {
    types,   // `left` and `right` cannot be one type
    height,  // one side has more items than the other can take
    rows     // two rows that the word's effect keeps apart
  };
  Why why = Why::types;
  Type left, right;  // the innermost clash

 private:
  // The bindings that hold in a comparison: those added since.
  struct Frame { std::uint32_t types, rows; };
  Frame here() const {
    return {static_cast<std::uint32_t>(type_bindings_.size()), static_cast<std::uint32_t>(row_bindings_.size())};
  }

  bool stacks(Stack left, Stack right, Frame frame);
  bool callables(Callable const& left, Callable const& right);
  bool rest(Stack bare, Stack other, Frame frame);
  bool expand(Stack& stack, Frame frame) const;
  Row base(Stack stack, Frame frame) const;
  Type known(Type type, Frame frame) const;
  bool fail(Why why);
  Items apply_items(Items items, Items onto);

  Types& types_;
  std::vector<TypeBinding> type_bindings_;
  std::vector<RowBinding> row_bindings_;
  std::vector<std::uint32_t> last_type_, last_row_;  // by number of the fresh variable: its last binding + 1
  std::uint32_t oldest_bound_ = no_variable;  // the least number of a bound type variable
  static constexpr std::uint32_t no_variable = 0xffffffff;
  unsigned compared_ = 0;
  std::unordered_set<std::uint64_t> done_;
  std::vector<Items> pending_;
};

}  // namespace seq2c
