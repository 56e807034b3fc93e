// Variants that are data of the program: constants in C, one for all places that have the same.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "emit/c_tables.h"
#include "emit/runtime_slice.h"
#include "runtime/fold.h"

namespace seq2c {

using core::Op;
using core::Value;

CExpr CTables::immortal_variant(core::Function const& function, Value variant) {
  auto const& node = function.nodes[variant.node];
  if (node.args.empty()) return c_call("SEQ_VARIANT", {symbol(std::get<core::Tag>(node.what).name)});
  return c_call("SEQ_CELL", {{variant_name(function, variant)}});
}

// The name of the constant that a variant with fields is.
std::string const& CTables::variant_name(core::Function const& function, Value variant) {
  auto const& node = function.nodes[variant.node];
  auto const& tag = std::get<core::Tag>(node.what);
  std::vector<std::string> fields;
  for (auto const field : node.args) fields.push_back(field_initializer(function, field).text);
  auto text = fmt::format("{}, {}, {}, {}", tag.floats ? "SEQ_SHAPE_FLOATS" : "SEQ_SHAPE_VARIANT", symbol(tag.name).text, fields.size(),
                          fmt::join(fields, ", "));
  auto const [found, added] = variant_index_.emplace(text, variants_.size());
  if (added) variants_.push_back({top_.fresh("v_" + c_spelling(tag.name)), std::move(text)});
  return variants_[found->second].name;
}

// Of a union seq_field.
CExpr CTables::field_initializer(core::Function const& function, Value value) {
  auto const& node = function.nodes[value.node];
  if (node.op == Op::closure) return c_call("SEQ_QUOTATION_FIELD", {{shape(std::get<Id<core::Literal>>(node.what))}});
  if (node.op == Op::variant && node.args.empty()) return c_call("SEQ_BARE_FIELD", {symbol(std::get<core::Tag>(node.what).name)});
  if (node.op == Op::variant) return c_call("SEQ_VARIANT_FIELD", {{variant_name(function, value)}});
  if (node.op == Op::constant) return c_call("SEQ_REAL_FIELD", {constant(std::get<core::Constant>(node.what))});
  auto const* boxed = std::get_if<core::Constant>(&function.nodes[node.args[0].node].what);
  if (!boxed) return field_initializer(function, node.args[0]);
  if (auto const* text = std::get_if<std::string>(boxed)) return c_call("SEQ_STRING_FIELD", {{string_name(*text)}});
  if (auto const* real = std::get_if<double>(boxed)) return c_call("SEQ_FLOAT_FIELD", {{fmt::format("{:#x}", *immediate_word(*real))}});
  auto const field = std::holds_alternative<bool>(*boxed)           ? "SEQ_BOOL_FIELD"
                     : std::holds_alternative<std::int64_t>(*boxed) ? "SEQ_INT_FIELD"
                                                                    : "SEQ_SYMBOL_FIELD";
  return c_call(field, {constant(*boxed)});
}

std::string CTables::variants_text(std::string const& used_in) const {
  auto used = identifiers_with("v_", used_in);
  for (auto variant = variants_.rbegin(); variant != variants_.rend(); ++variant)  // what one is a field of comes behind it
    if (used.contains(variant->name)) used.merge(identifiers_with("v_", variant->bytes));
  std::string text;
  for (auto const& [name, fields] : variants_)
    if (used.contains(name)) print_line(text, 0, fmt::format("SEQ_CELL_LITERAL({}, {});", name, fields));
  return text;
}

}  // namespace seq2c
