#include "emit/c_tables.h"

#include <algorithm>

#include <fmt/format.h>

#include "emit/c_type.h"
#include "emit/runtime_slice.h"

namespace seq2c {

namespace {

// A name for a text literal: its first letters and digits, `hello_world`.
std::string name_of_text(std::string_view bytes) {
  std::string name;
  for (char const c : bytes.substr(0, 40)) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain) name += c;
    else if (!name.empty() && name.back() != '_') name += '_';
    if (name.size() >= 24) break;
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (bytes.empty()) return "empty";
  return name.empty() ? "text" : name;
}

// The number of code points of a text, as SEQ_STRING_LITERAL wants it.
std::string points_of(std::string_view bytes) {
  if (!is_utf8(bytes)) return "SEQ_POINTS_INVALID";
  return std::to_string(std::ranges::count_if(bytes, [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string literal_text(std::string const& name, std::string_view bytes) {
  return fmt::format("SEQ_STRING_LITERAL({}, {},{});\n", name, points_of(bytes), c_text_argument(bytes, name.size() + 24));
}

bool has_letter(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

std::string name_of_result(Word const& word) {
  auto const name = word.name.substr(word.name.rfind('.') + 1);
  if (has_letter(name.substr(0, 1)) || (has_letter(name) && !word.internal)) return c_result_name(word.name);
  auto function = word.function;
  if (word.internal) function = function.substr(0, function.rfind('_'));  // `i.+exact` is a sum too
  if (function.starts_with("seq_")) function.remove_prefix(4);
  if (auto const cut = function.find('_'); cut == 1) function.remove_prefix(2);
  return std::string(function);
}

// Whether a spelling can be the name of a function that other C files see. Single letters are our parameters.
bool may_be_exported(std::string_view name) {
  if (name.size() < 2 || (name[0] >= '0' && name[0] <= '9')) return false;
  bool const parameter = name[0] == 'p' && name.find_first_not_of("0123456789", 1) == std::string_view::npos;
  return !parameter && name != "site" && !is_reserved_in_c(name) && !is_library_function(name);
}

}  // namespace

std::string c_text_argument(std::string_view bytes, std::size_t indent) {
  auto one_line = c_string(bytes);
  if (indent + one_line.size() <= 98) return " " + one_line;
  std::string text;
  for (auto const& line : c_string_lines(bytes, 96)) text += "\n  " + line;
  return text;
}

CTables::CTables(core::Program const& program, std::span<Id<core::Function> const> functions)
    : program_(program), operators_(runtime_pieces()), names_(program.functions.size()) {
  for (auto const& word : words()) {
    auto name = name_of_result(word);
    result_names_.push_back(is_reserved_in_c(name) ? std::string() : std::move(name));
  }
  name_functions(functions);
}

void CTables::name_functions(std::span<Id<core::Function> const> functions) {
  for (auto const id : functions) {
    auto const& function = program_.functions[id];
    auto base = c_spelling(function.name);
    if (!function.suffix.empty()) base += "__" + c_spelling(function.suffix);
    bool const own = function.exported && may_be_exported(base);
    names_[id.index] = top_.fresh(own ? base : "w_" + base);
    if (own) outer_names_.push_back(names_[id.index]);
  }
}

CExpr CTables::constant(core::Constant const& value) {
  if (auto const* number = std::get_if<std::int64_t>(&value)) return c_int(*number);
  if (auto const* number = std::get_if<double>(&value)) return c_float(*number);
  if (auto const* truth = std::get_if<bool>(&value)) return {*truth ? "1" : "0", Precedence::primary, *truth ? "0" : "1"};
  if (auto const* text = std::get_if<std::string>(&value)) return string_literal(*text);
  if (auto const* named = std::get_if<checked::SymbolName>(&value)) return symbol(named->text);
  return {"0", Precedence::primary, {}};  // Unset
}

// The symbol `List` is number 0 in every program: the runtime knows it.
CExpr CTables::symbol(std::string const& name) {
  if (symbols_.empty() && name != "List") symbol("List");
  auto const [found, added] = symbol_index_.emplace(name, symbols_.size());
  if (added) symbols_.push_back({top_.fresh("y_" + c_spelling(name)), name});
  return {symbols_[found->second].name, Precedence::primary, {}};
}

CExpr CTables::string_literal(std::string const& bytes) { return c_call("SEQ_STRING", {{string_name(bytes)}}); }

std::string const& CTables::string_name(std::string const& bytes) {
  auto const [found, added] = string_index_.emplace(bytes, strings_.size());
  if (added) strings_.push_back({top_.fresh("s_" + name_of_text(bytes)), bytes});
  return strings_[found->second].name;
}

std::string CTables::shape(Id<core::Literal> literal) {
  auto& name = shape_names_[literal.index];
  if (name.empty()) {
    name = top_.fresh("shape_" + c_spelling(program_.literals[literal].name));
    shapes_.push_back(literal);
  }
  return name;
}

checked::Definition const* CTables::definition(core::Origin const& origin) const {
  if (!origin.word || !program_.checked) return nullptr;
  return &program_.checked->definitions[origin.word];
}

std::string CTables::word_name(core::Origin const& origin) const {
  auto const* word = definition(origin);
  return word ? word->name : "?";
}

std::optional<CExpr> CTables::site(Id<core::Origin> origin, std::string calling) {
  for (; origin; origin = program_.origins[origin].inlined_at) {
    auto const& at = program_.origins[origin];
    auto const* word = definition(at);
    if (word && !word->module.empty()) {
      if (!word->hidden) calling = word->name;
      continue;
    }
    return add_site({file_name(at.place), at.place.line, at.place.column, word_name(at), calling});
  }
  return std::nullopt;
}

CExpr CTables::own_site(Id<core::Origin> origin, std::string const& calling) {
  if (auto found = site(origin, calling)) return *found;
  if (!origin) return add_site({"?", 0, 0, "?", ""});
  auto const& at = program_.origins[origin];
  return add_site({file_name(at.place), at.place.line, at.place.column, word_name(at), ""});
}

CExpr CTables::add_site(Site site) {
  auto const [found, added] = site_index_.emplace(site, sites_.size());
  if (added) sites_.push_back(std::move(site));
  return {std::to_string(found->second), Precedence::primary, {}};
}

Place CTables::place(Id<core::Origin> origin) const {
  if (!origin) return {};
  for (auto at = origin; at; at = program_.origins[at].inlined_at) {
    auto const* word = definition(program_.origins[at]);
    if (!word || word->module.empty()) return program_.origins[at].place;
  }
  return program_.origins[origin].place;
}

std::string CTables::file_name(Place place) const {
  return place.source && program_.checked ? program_.checked->sources[place.source].name : "?";
}

std::string CTables::title_place(Id<core::Function> id) const {
  auto const& function = program_.functions[id];
  Place place;
  if (function.is_part) place = this->place(function.origin);
  else if (function.origin) place = program_.origins[function.origin].place;
  if (!function.is_literal && !function.is_part && function.definition && program_.checked)
    place = program_.checked->definitions[function.definition].place;
  return fmt::format("{}:{}", file_name(place), place.line);
}

std::string CTables::result_struct(std::span<core::Type const> results) {
  auto name = c_struct_name(results);
  structs_.insert(name);
  return name;
}

std::string CTables::strings_text(std::string const& used_in) const {
  std::string text;
  auto const used = identifiers_with("s_", used_in);
  for (auto const& literal : strings_)
    if (used.contains(literal.name)) text += literal_text(literal.name, literal.bytes);
  return text;
}

std::string CTables::symbols_text() const {
  if (symbols_.empty()) return "";
  std::string line = "enum {";
  for (std::size_t i = 0; i < symbols_.size(); ++i) line += (i == 0 ? " " : ", ") + symbols_[i].name;
  std::string text;
  print_line(text, 0, line + " };");
  return text;
}

std::string CTables::symbol_names_text() const {
  std::string text, list;
  for (auto const& symbol : symbols_) {
    text += literal_text("name_of_" + symbol.name, symbol.bytes);
    list += fmt::format("  SEQ_STRING(name_of_{}),\n", symbol.name);
  }
  if (symbols_.empty()) {  // the one that the runtime itself knows
    text += literal_text("name_of_y_List", "List");
    list = "  SEQ_STRING(name_of_y_List),\n";
  }
  text += fmt::format("static uint32_t const seq_symbol_count = {};\n", std::max<std::size_t>(symbols_.size(), 1));
  return text + "static seq_string const seq_symbol_names[] = {\n" + list + "};\n";
}

std::string CTables::shape_numbers_text() const {
  if (shapes_.empty()) return "";
  std::string text = "enum {\n";
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    auto const& literal = program_.literals[shapes_[i]];
    auto const comment = fmt::format("{}  {}:{}:{}", literal.name, file_name(literal.place), literal.place.line,
                                     literal.place.column);
    text += fmt::format("  {}{},  // {}\n", shape_names_.at(shapes_[i].index), i == 0 ? " = SEQ_SHAPE_MAP + 1" : "",
                        c_comment(comment));
  }
  return text + "};\n";
}

std::string CTables::shapes_text() const {
  std::string text = "static struct seq_shape const seq_shapes[] = {\n";
  text += "  {SEQ_KIND_STRING, 0, \"\", \"String\"},\n  {SEQ_KIND_FLOAT, 0, \"\", \"Float\"},\n";
  text += "  {SEQ_KIND_VARIANT, 0, \"\", \"Variant\"},\n  {SEQ_KIND_VARIANT, 0, \"\", \"list of Ints\"},\n";
  text += "  {SEQ_KIND_VARIANT, 0, \"\", \"list of Floats\"},\n  {SEQ_KIND_VARIANT, 0, \"\", \"list of Bools\"},\n  {SEQ_KIND_MAP, 0, \"\", \"Map\"},\n";
  for (auto const id : shapes_) {
    auto const& literal = program_.literals[id];
    std::string letters;
    for (auto const& type : literal.captures) letters += c_letter(type.kind);
    text += fmt::format("  {{{}, {}, \"{}\", {}}},\n", literal.closure ? "SEQ_KIND_CLOSURE" : "SEQ_KIND_QUOTATION",
                        letters.size(), letters, c_string(literal.name));
  }
  if (shapes_.empty()) text += "  {SEQ_KIND_QUOTATION, 0, \"\", \"\"},  // none: no compiler has to wonder about the entries behind\n";
  return text + "};\n";
}

std::string CTables::places_text() const {
  std::string text = "static struct seq_place const seq_places[] = {\n";
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    auto const& [file, line, column, word, calling] = sites_[i];
    text += fmt::format("  {{{}, {}, {}, {}, {}}},  // {}\n", c_string(file), line, column, c_string(word),
                        calling.empty() ? "0" : c_string(calling), i);
  }
  return text + "};\n";
}

}  // namespace seq2c
