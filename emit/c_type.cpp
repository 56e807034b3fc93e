#include "emit/c_type.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace seq2c {

namespace {

struct KindRow {
  core::Kind kind;
  std::string_view type, name;
  char letter;
};

constexpr KindRow rows[] = {
    {core::Kind::int_, "seq_int", "int", 'i'},          {core::Kind::float_, "seq_float", "float", 'f'},
    {core::Kind::bool_, "seq_bool", "bool", 'b'},       {core::Kind::string, "seq_string", "string", 's'},
    {core::Kind::symbol, "seq_symbol", "symbol", 'y'},  {core::Kind::callable, "seq_callable", "callable", 'c'},
    {core::Kind::variant, "seq_variant", "variant", 'v'}, {core::Kind::any, "seq_value", "value", 'v'},
};

constexpr KindRow const& row(core::Kind kind) { return rows[static_cast<std::size_t>(kind)]; }

}  // namespace

std::string_view c_type(core::Kind kind) { return row(kind).type; }

char c_letter(core::Kind kind) { return row(kind).letter; }

std::string_view c_kind_name(core::Kind kind) { return row(kind).name; }

std::string c_struct_name(std::span<core::Type const> results) {
  std::string name = "seq_r_";
  for (auto const& type : results) name += c_letter(type.kind);
  return name;
}

std::string c_result_type(std::span<core::Type const> results) {
  if (results.empty()) return "void";
  if (results.size() == 1) return std::string(c_type(results[0].kind));
  return "struct " + c_struct_name(results);
}

std::string c_struct_definition(std::string_view name) {
  std::string fields;
  auto const letters = name.substr(std::string_view("seq_r_").size());
  for (std::size_t i = 0; i < letters.size(); ++i) {
    // A variant is a value too: the last row with the letter tells the type.
    auto const kind = std::find_if(std::rbegin(rows), std::rend(rows), [&](auto const& row) { return row.letter == letters[i]; });
    fields += fmt::format(" {} r{};", kind->type, i);
  }
  return fmt::format("struct {} {{{} }};\n", name, fields);
}

}  // namespace seq2c
