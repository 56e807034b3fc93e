// Types as text for messages and effects.
#include <algorithm>

#include "frontend/type.h"

namespace seq2c {
namespace {

constexpr std::size_t longest_text = 400;  // a message that shows more is not read
constexpr unsigned deepest_shown = 8;
constexpr std::uint32_t most_items = 24;

}  // namespace

std::string TypePrinter::type(Type type) {
  out_.clear();
  add_type(type, 0);
  return std::move(out_);
}

std::string TypePrinter::stack(Stack const& stack) {
  out_ = "(";
  add_side(stack, !is_implicit(stack.row), 0);
  out_ += " )";
  return std::move(out_);
}

std::string TypePrinter::effect(Stack const& inputs, Stack const& outputs, bool yields) {
  out_ = "( ";
  add_effect(inputs, outputs, 0);
  if (yields) out_ += " | Yield T";
  out_ += " )";
  return std::move(out_);
}

// `Int Int -- Int`
void TypePrinter::add_effect(Stack const& inputs, Stack const& outputs, unsigned depth) {
  bool const with_rows = inputs.row != outputs.row || !is_implicit(inputs.row);
  auto const start = out_.size();
  add_side(inputs, with_rows, depth);
  if (out_.size() > start) {
    out_.erase(start, 1);
    out_ += " ";
  }
  out_ += "--";
  add_side(outputs, with_rows, depth);
}

// The items of a stack, each with a space before it.
void TypePrinter::add_side(Stack const& stack, bool with_row, unsigned depth) {
  if (with_row) out_ += " " + row(stack.row);
  add_items(stack.top, " ", depth);
}

void TypePrinter::add_items(Items items, std::string_view before, unsigned depth) {
  std::vector<Type> topmost;
  for (; items != 0 && topmost.size() < most_items; items = types_.item(items).below) {
    topmost.push_back(types_.item(items).type);
  }
  if (items != 0) out_ += " …";
  std::ranges::reverse(topmost);
  for (auto const& type : topmost) {
    if (out_.size() > longest_text) {
      out_ += " …";
      return;
    }
    out_ += before;
    add_type(type, depth);
  }
}

void TypePrinter::add_type(Type type, unsigned depth) {
  switch (type.kind()) {
    case Type::Kind::basic: out_ += name_of(static_cast<Basic>(type.index())); return;
    case Type::Kind::union_: out_ += unions_[type.index()]; return;
    case Type::Kind::variable: out_ += variable_name(types_.name(type), type.bits(), "?"); return;
    case Type::Kind::callable: break;
  }
  auto const& callable = types_.callable(type);
  if (callable.closure) out_ += "Closure";
  out_ += "[";
  if (depth >= deepest_shown) {
    out_ += "…]";
    return;
  }
  if (callable.inputs.top == 0 && is_implicit(callable.inputs.row)) out_ += " ";
  add_effect(callable.inputs, callable.outputs, depth + 1);
  if (callable.yields) out_ += " | Yield";
  if (out_.ends_with("--")) out_ += " ";
  out_ += "]";
}

bool TypePrinter::is_implicit(Row row) const {
  auto const name = types_.name(row);
  return row.kind() == Row::Kind::own || name == "rest" || name.starts_with("rest ");
}

std::string TypePrinter::row(Row row) {
  if (row.kind() == Row::Kind::own) return "..rest";
  return ".." + variable_name(types_.name(row), row.bits() ^ (1U << 28U), "?");
}

std::string TypePrinter::variable_name(std::string_view written, std::uint32_t bits, std::string_view unknown) {
  if (written.empty()) return std::string(unknown);
  auto const [found, is_new] = given_.try_emplace(bits);
  if (is_new) {
    auto const number = ++used_[std::string(written)];
    found->second = std::string(written) + (number == 1 ? "" : std::to_string(number));
  }
  return found->second;
}

}  // namespace seq2c
