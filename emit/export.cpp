#include "emit/export.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "emit/c_function.h"
#include "emit/c_type.h"

namespace seq2c {

namespace {

using core::Kind;

// Types as a C program knows them.
std::string_view outer_type(Kind kind) {
  switch (kind) {
    case Kind::int_: return "int64_t";
    case Kind::float_: return "double";
    case Kind::bool_: return "bool";
    case Kind::string:
    case Kind::symbol:
    case Kind::callable:
    case Kind::variant:
    case Kind::any: return "seq_string";
  }
  return "seq_string";
}

struct Exported {
  std::string prototype, effect, owners;
  std::string struct_name;  // of several results
  bool strings = false;
};

Exported describe(CTables& tables, Id<core::Function> id) {
  auto const& program = tables.program();
  auto const& function = program.functions[id];
  Exported result;
  bool takes = false;
  std::string parameters;
  auto const& params = function.blocks[function.body].params;
  for (std::size_t i = 0; i < params.size(); ++i) {
    auto const kind = core::type_of(function, params[i]).kind;
    takes = takes || kind == Kind::string;
    parameters += fmt::format("{}{} {}", i > 0 ? ", " : "", outer_type(kind), c_param_name(i));
  }
  auto const given = std::ranges::count(function.results, Kind::string, &core::Type::kind);
  if (function.results.size() > 1) result.struct_name = c_struct_name(function.results);
  std::string returned = function.results.empty() ? "void" : std::string(outer_type(function.results[0].kind));
  if (!result.struct_name.empty()) returned = "struct " + result.struct_name;
  result.prototype = fmt::format("{} {}({});", returned, tables.function_name(id), parameters.empty() ? "void" : parameters);
  auto const* definition = program.checked && function.definition ? &program.checked->definitions[function.definition] : nullptr;
  result.effect = c_comment(fmt::format("{} {}", function.name, definition ? definition->effect : ""));
  if (takes) result.owners = "It takes over the Strings that it is given";
  if (given > 0) result.owners += fmt::format("{}he caller owns the String{} that it gives", takes ? "; t" : "T", given > 1 ? "s" : "");
  if (!result.owners.empty()) result.owners += '.';
  result.strings = takes || given > 0;
  return result;
}

std::string struct_text(std::string_view name) {
  std::string fields;
  std::size_t index = 0;
  for (char const letter : name.substr(std::string_view("seq_r_").size())) {
    auto const kind = letter == 'i' ? Kind::int_ : letter == 'f' ? Kind::float_ : letter == 'b' ? Kind::bool_ : Kind::string;
    fields += fmt::format(" {} r{};", outer_type(kind), index++);
  }
  return fmt::format("struct {} {{{} }};\n", name, fields);
}

constexpr std::string_view string_prototypes =
    "// A text that Seq counts the owners of.\n"
    "typedef struct seq_text *seq_string;\n\n"
    "// A new String with a copy of these bytes; the caller owns it.\n"
    "seq_string seq_string_make(char const *bytes, size_t length);\n\n"
    "// Its bytes, with a NUL behind them that does not count, and how many they are. They live as long as the String.\n"
    "char const *seq_string_bytes(seq_string text);\n"
    "size_t seq_string_size(seq_string text);\n\n"
    "// One owner more, to give a String away and keep it; one owner less.\n"
    "void seq_string_keep(seq_string text);\n"
    "void seq_string_drop(seq_string text);\n\n";

constexpr std::string_view string_helpers =
    "\n// Strings for C programs; the same in every library, so that several can be linked together.\n"
    "#define SEQ_SHARED __attribute__((weak))\n"
    "SEQ_SHARED seq_string seq_string_make(char const *bytes, size_t length) {\n"
    "  return seq_text_from(bytes, length, (uint32_t)SEQ_POINTS_UNKNOWN, \"seq_string_make\");\n"
    "}\n\n"
    "SEQ_SHARED char const *seq_string_bytes(seq_string text) {\n"
    "  return text->bytes;\n"
    "}\n\n"
    "SEQ_SHARED size_t seq_string_size(seq_string text) {\n"
    "  return text->length;\n"
    "}\n\n"
    "SEQ_SHARED void seq_string_keep(seq_string text) {\n"
    "  seq_string_retain(text);\n"
    "}\n\n"
    "SEQ_SHARED void seq_string_drop(seq_string text) {\n"
    "  seq_string_release(text);\n"
    "}\n";

}  // namespace

Exports describe_exports(CTables& tables, std::span<Id<core::Function> const> functions) {
  Exports exports;
  std::set<std::string> structs;
  std::string prototypes;
  bool strings = false;
  for (auto const id : functions) {
    if (!tables.program().functions[id].exported) continue;
    auto const word = describe(tables, id);
    exports.comment += fmt::format("//   {:<52}  // {}\n", word.prototype, word.effect);
    prototypes += fmt::format("// {}{}{}\n{}\n\n", word.effect, word.owners.empty() ? "" : "\n// ", word.owners, word.prototype);
    if (!word.owners.empty()) exports.comment += fmt::format("//     {}\n", word.owners);
    if (!word.struct_name.empty()) structs.insert(word.struct_name);
    strings = strings || word.strings;
  }
  if (exports.comment.empty()) return exports;
  exports.comment = "// Words that other C files can call (Ints have 63 bits):\n" + exports.comment;
  exports.header = fmt::format("// Words of a Seq program for C. Ints have 63 bits: they are between -2^62 and 2^62 - 1.\n#ifndef SEQ_{0}\n#define SEQ_{0}\n#include <stdbool.h>\n"
                               "#include <stddef.h>\n#include <stdint.h>\n\n#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n",
                               "WORDS_" + tables.function_name(*std::ranges::find_if(functions, [&](auto id) {
                                 return tables.program().functions[id].exported;
                               })));
  if (strings) {
    exports.header += string_prototypes;
    exports.helpers = string_helpers;
  }
  for (auto const& name : structs)  // two headers may both define it
    exports.header += fmt::format("#ifndef SEQ_HAS_{0}\n#define SEQ_HAS_{0}\n{1}#endif\n\n", name, struct_text(name));
  exports.header += prototypes + "#ifdef __cplusplus\n}\n#endif\n#endif\n";
  return exports;
}

}  // namespace seq2c
