#include "frontend/unify.h"

#include <algorithm>
#include <utility>

namespace seq2c {
namespace {

// So many comparisons of callables in one step are made as the spec says; beyond that only new pairs are compared.
constexpr unsigned plain_comparisons = 64;

std::uint32_t slot(std::vector<std::uint32_t> const& last, std::uint32_t index) {
  return index < last.size() ? last[index] : 0;
}

void set_slot(std::vector<std::uint32_t>& last, std::uint32_t index, std::uint32_t value) {
  if (index >= last.size()) last.resize(index + 1 + index / 2, 0);
  last[index] = value;
}

}  // namespace

void Unifier::begin() {
  for (auto const& binding : type_bindings_) last_type_[binding.variable.index()] = 0;
  for (auto const& binding : row_bindings_) last_row_[binding.row.index()] = 0;
  type_bindings_.clear();
  row_bindings_.clear();
  oldest_bound_ = no_variable;
  compared_ = 0;
  if (!done_.empty()) done_.clear();
}

void Unifier::bind(Type variable, Type value) {
  auto const previous = slot(last_type_, variable.index());
  type_bindings_.push_back({variable, value, previous});
  oldest_bound_ = std::min(oldest_bound_, variable.index());
  set_slot(last_type_, variable.index(), static_cast<std::uint32_t>(type_bindings_.size()));
}

void Unifier::bind(Row row, Stack const& value) {
  auto const previous = slot(last_row_, row.index());
  row_bindings_.push_back({row, value, previous});
  set_slot(last_row_, row.index(), static_cast<std::uint32_t>(row_bindings_.size()));
}

bool Unifier::fail(Why reason) {
  why = reason;
  return false;
}

// The first value in the frame, followed from variable to variable.
Type Unifier::known(Type type, Frame frame) const {
  for (auto steps = type_bindings_.size(); type.is_variable() && steps > 0; --steps) {
    auto at = slot(last_type_, type.index());
    if (at <= frame.types) return type;
    while (type_bindings_[at - 1].previous > frame.types) at = type_bindings_[at - 1].previous;
    type = type_bindings_[at - 1].value;
  }
  return type;
}

// Replaces a bare row that is bound in the frame by its value; false if there is nothing to replace.
bool Unifier::expand(Stack& stack, Frame frame) const {
  if (stack.top != 0 || stack.row.is_rigid()) return false;
  auto at = slot(last_row_, stack.row.index());
  if (at <= frame.rows) return false;
  while (row_bindings_[at - 1].previous > frame.rows) at = row_bindings_[at - 1].previous;
  stack = row_bindings_[at - 1].value;
  return true;
}

Row Unifier::base(Stack stack, Frame frame) const {
  stack.top = 0;
  for (auto steps = row_bindings_.size(); steps > 0 && expand(stack, frame); --steps) stack.top = 0;
  return stack.row;
}

bool Unifier::stacks(Stack left_stack, Stack right_stack, Frame frame) {
  auto rounds = row_bindings_.size() + 1;
  for (;;) {
    while (left_stack.top != 0 && right_stack.top != 0) {
      if (left_stack.top == right_stack.top) {
        left_stack.top = right_stack.top = 0;
        break;
      }
      auto const left_item = types_.item(left_stack.top);
      auto const right_item = types_.item(right_stack.top);
      if (!types(known(left_item.type, frame), known(right_item.type, frame))) return false;
      left_stack.top = left_item.below;
      right_stack.top = right_item.below;
    }
    bool more = expand(left_stack, frame);
    if (expand(right_stack, frame)) more = true;
    if (!more || rounds-- == 0) break;
  }
  if (left_stack.top == 0) return rest(left_stack, right_stack, frame);
  return rest(right_stack, left_stack, frame);
}

// A bare row that is not bound yet against what the other side has left.
bool Unifier::rest(Stack bare, Stack other, Frame frame) {
  if (other.top == 0) {
    if (bare.row == other.row) return true;
    if (bare.row.is_rigid() && other.row.is_rigid()) return fail(Why::rows);
    // An `own` row gives way: its callable works on any stack, so the other one remains free for more.
    auto const is_own = [](Row row) { return row.kind() == Row::Kind::own; };
    if (bare.row.is_rigid() || (is_own(other.row) && !is_own(bare.row))) bind(other.row, bare);
    else bind(bare.row, other);
    return true;
  }
  if (bare.row.kind() != Row::Kind::flexible || base(other, frame) == bare.row) return fail(Why::height);
  bind(bare.row, other);
  return true;
}

bool Unifier::types(Type left_type, Type right_type) {
  if (left_type == right_type) return true;
  if (left_type.is_variable()) {
    bind(left_type, right_type);
    return true;
  }
  if (right_type.is_variable()) {
    bind(right_type, left_type);
    return true;
  }
  if (left_type.is_callable() && right_type.is_callable()) {
    if (++compared_ > plain_comparisons) {
      auto const key = (static_cast<std::uint64_t>(left_type.bits()) << 32U) | right_type.bits();
      if (!done_.insert(key).second) return true;
    }
    return callables(types_.callable(left_type), types_.callable(right_type));
  }
  if (left_type.is_union() && right_type.is(Basic::variant)) return true;
  if (right_type.is_union() && left_type.is(Basic::variant)) return true;
  if (socket_is_int) {
    if (left_type.is(Basic::socket) && right_type.is(Basic::int_)) return true;
    if (left_type.is(Basic::int_) && right_type.is(Basic::socket)) return true;
  }
  left = left_type;
  right = right_type;
  return fail(Why::types);
}

bool Unifier::callables(Callable const& left_callable, Callable const& right_callable) {
  auto const left_copy = left_callable;
  auto const right_copy = right_callable;
  auto const frame = here();
  return stacks(left_copy.inputs, right_copy.inputs, frame) && stacks(left_copy.outputs, right_copy.outputs, frame);
}

// Each variable on the way is then bound to the result directly, so that long chains are walked once.
Type Unifier::apply(Type type) {
  auto const first = type;
  for (auto steps = type_bindings_.size(); type.is_variable() && steps > 0; --steps) {
    auto const at = slot(last_type_, type.index());
    if (at == 0) break;
    type = type_bindings_[at - 1].value;
  }
  for (auto on_way = first; on_way != type && on_way.is_variable();) {
    auto const at = slot(last_type_, on_way.index());
    if (at == 0) break;
    on_way = std::exchange(type_bindings_[at - 1].value, type);
  }
  return type;
}

Stack Unifier::apply(Stack stack) {
  if (type_bindings_.empty() && row_bindings_.empty()) return stack;
  // The items of each row's value lie below those of the stack that had the row.
  std::vector<Items> parts{stack.top};
  for (auto steps = row_bindings_.size(); steps > 0 && !stack.row.is_rigid(); --steps) {
    auto const at = slot(last_row_, stack.row.index());
    if (at == 0) break;
    stack = row_bindings_[at - 1].value;
    parts.push_back(stack.top);
  }
  Items result = 0;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) result = apply_items(*part, result);
  return {stack.row, result};
}

// `items` with bound variables replaced, put onto `onto`.
Items Unifier::apply_items(Items items, Items onto) {
  pending_.clear();
  std::size_t changed = 0;  // so many of the pending ones, from the top, must be made anew
  for (auto at = items; at != 0; at = types_.item(at).below) {
    auto const& item = types_.item(at);
    if (onto == 0 && item.newest <= oldest_bound_) break;
    pending_.push_back(at);
    if (item.type.is_variable() && apply(item.type) != item.type) changed = pending_.size();
  }
  if (onto == 0) {
    if (changed == 0) return items;
    onto = types_.item(pending_[changed - 1]).below;
    pending_.resize(changed);
  }
  for (auto at = pending_.rbegin(); at != pending_.rend(); ++at) {
    auto const item = types_.item(*at);
    onto = types_.push(onto, apply(item.type), item.origin);
  }
  return onto;
}

}  // namespace seq2c
