// The tables behind types.
#include "frontend/type.h"

#include <algorithm>
#include <array>

namespace seq2c {
namespace {

constexpr std::array<std::string_view, 8> basic_names{"Int",    "Float",   "Bool",   "String",
                                                      "Symbol", "Channel", "Socket", "Variant"};

// Deeper types than source can nest come only from long chains of words without effects; nobody could read them.
constexpr std::uint16_t deepest_callable = 1100;

std::uint64_t pair_key(std::uint32_t first, std::uint32_t second) {
  return (static_cast<std::uint64_t>(first) << 32U) | second;
}

}  // namespace

std::optional<Basic> basic_type(std::string_view name) {
  auto const found = std::ranges::find(basic_names, name);
  if (found == basic_names.end()) return std::nullopt;
  return static_cast<Basic>(found - basic_names.begin());
}

std::string_view name_of(Basic basic) { return basic_names[static_cast<std::size_t>(basic)]; }

Types::Types() : items_(1), shared_(1) {
  name_index("");
  name_index("rest");
}

Items Types::push(Items below, Type type, Origin origin) {
  items_.push_back({type, origin, below, height(below) + 1, newest(below, type)});
  return static_cast<Items>(items_.size() - 1);
}

std::uint32_t Types::newest(Items below, Type type) const {
  auto const before = below == 0 ? 0 : item(below).newest;
  return type.is_variable() && !type.is_named() ? std::max(before, type.index() + 1) : before;
}

Items Types::below(Items items, std::uint32_t count) const {
  for (; count > 0; --count) items = item(items).below;
  return items;
}

Items Types::push_shared(Items below, Type type) {
  auto const next = static_cast<Items>(shared_.size()) | shared_bit;
  auto const [found, is_new] = shared_index_.try_emplace(pair_key(below, type.bits()), next);
  if (!is_new) return found->second;
  shared_.push_back({type, 0, below, height(below) + 1, newest(below, type)});
  return next;
}

Items Types::shared(Items items) {
  std::vector<Type> above;
  for (; items != 0 && (items & shared_bit) == 0; items = item(items).below) above.push_back(item(items).type);
  for (auto type = above.rbegin(); type != above.rend(); ++type) items = push_shared(items, *type);
  return items;
}

std::size_t Types::CallableHash::operator()(Callable const& callable) const {
  std::size_t hash = callable.closure ? 1 : 0;
  for (std::uint32_t part : {callable.inputs.row.bits(), callable.inputs.top, callable.outputs.row.bits(),
                             callable.outputs.top, static_cast<std::uint32_t>(callable.yields)}) {
    hash = (hash ^ part) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 29U;
  }
  return hash;
}

Type Types::callable(Stack inputs, Stack outputs, bool closure, bool yields) {
  inputs.top = shared(inputs.top);
  outputs.top = shared(outputs.top);
  std::uint16_t depth = 1;
  auto const is_free = [](Row row) { return !row.is_named() && !row.is_rigid(); };
  bool closed = is_free(inputs.row) && is_free(outputs.row);
  for (auto side : {inputs.top, outputs.top}) {
    for (; side != 0; side = item(side).below) {
      auto const& type = item(side).type;
      if (type.is_variable()) closed = false;
      if (!type.is_callable()) continue;
      auto const& inner = callables_[type.index()];
      depth = std::max<std::uint16_t>(depth, inner.depth + 1);
      closed = closed && inner.closed;
    }
  }
  if (depth > deepest_callable) return fresh_type();
  Callable const value{inputs, outputs, closure, yields, closed, depth};
  auto const next = static_cast<std::uint32_t>(callables_.size());
  auto const [found, is_new] = callable_index_.try_emplace(value, next);
  if (is_new) callables_.push_back(value);
  return {Type::Kind::callable, found->second};
}

Type Types::fresh_type(Type like) {
  fresh_types_.push_back(like.is_named() ? like : fresh_types_[like.index()]);
  return {Type::Kind::variable, fresh_types() - 1};
}

Row Types::fresh_row(Row::Kind kind, Row like) {
  fresh_rows_.push_back(like.is_named() ? like : fresh_rows_[like.index()]);
  return {kind, fresh_rows() - 1};
}

std::uint32_t Types::name_index(std::string_view name) {
  auto const next = static_cast<std::uint32_t>(names_.size());
  auto const [found, is_new] = name_index_.try_emplace(std::string(name), next);
  if (is_new) names_.emplace_back(name);
  return found->second;
}

Type Types::named_type(std::string_view name) { return {Type::Kind::variable, name_index(name), true}; }

Row Types::named_row(Row::Kind kind, std::string_view name) { return {kind, name_index(name), true}; }

std::string_view Types::name(Type variable) const {
  auto const named = variable.is_named() ? variable : fresh_types_[variable.index()];
  return names_[named.index()];
}

std::string_view Types::name(Row row) const {
  auto const named = row.is_named() ? row : fresh_rows_[row.index()];
  return names_[named.index()];
}

void Types::forget() {
  items_.resize(1);
  fresh_types_.clear();
  fresh_rows_.clear();
}

}  // namespace seq2c
