#include "frontend/refine.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "frontend/edition.h"
#include "frontend/literal.h"
#include "frontend/parse.h"
#include "frontend/unicode.h"

namespace seq2c {
namespace {

constexpr std::array<std::string_view, 10> built_in_types{"Int",     "Float",  "Bool",    "String",    "Symbol",
                                                          "Channel", "Socket", "Variant", "Quotation", "Closure"};
constexpr std::size_t most_fields = 12;

std::string capitalised(std::string_view name) {
  std::string result(name);
  if (!result.empty() && 'a' <= result[0] && result[0] <= 'z') result[0] = static_cast<char>(result[0] - 'a' + 'A');
  else result.insert(0, "A");
  return result;
}

bool starts_upper(Token const& token) { return is_upper_case(code_point(token.text, 0).value); }

// --- Effects ---

bool is_lower(char c) { return 'a' <= c && c <= 'z'; }

bool is_row_letter(char32_t c) { return c == '_' || is_letter_or_digit(c); }

bool has_row_letters_only(std::string_view name) {
  for (std::size_t at = 0; at < name.size();) {
    auto const [value, bytes] = code_point(name, at);
    if (!is_row_letter(value)) return false;
    at += bytes;
  }
  return true;
}

bool check_row(Token const& token, Diagnostics& diagnostics) {
  auto const name = token.text.substr(2);
  auto const* wrong = name.empty()                    ? &messages::row_without_name
                      : !is_lower(name.front())       ? &messages::row_first_letter
                      : !has_row_letters_only(name)   ? &messages::row_letters
                                                      : nullptr;
  if (wrong) diagnostics.report(token.place, *wrong, shown(token.text));
  return !wrong;
}

bool refine(ast::Types& types, Diagnostics& diagnostics);

bool refine(ast::QuotationType& type, Diagnostics& diagnostics) {
  bool const inputs = refine(type.inputs, diagnostics);
  return refine(type.outputs, diagnostics) && inputs;
}

// Takes the row variables out of the list; the last one counts.
bool refine(ast::Types& types, Diagnostics& diagnostics) {
  bool right = true;
  std::vector<ast::TypeItem> items;
  for (auto& item : types.items) {
    auto const* name = std::get_if<ast::TypeName>(&item);
    if (name && name->token.text.starts_with("..")) {
      types.row = name->token;
      right &= check_row(name->token, diagnostics);
      continue;
    }
    if (auto* quotation = std::get_if<ast::QuotationType>(&item)) right &= refine(*quotation, diagnostics);
    items.push_back(std::move(item));
  }
  types.items = std::move(items);
  return right;
}

// --- Bodies ---

class Bodies {
 public:
  Bodies(bool classic, Diagnostics& diagnostics) : classic_(classic), diagnostics_(diagnostics) {}

  // One bracket level and all inside. Recursion goes as deep as the text is nested, at most nesting_limit.
  bool refine(ast::Body& body, unsigned depth) {
    bool right = pair_conditionals(body, classic_, nesting_limit - depth, diagnostics_);
    for (auto& statement : body) right &= refine(statement, depth);
    return right;
  }

 private:
  bool refine(ast::Statement& statement, unsigned depth) {
    if (auto* call = std::get_if<ast::Call>(&statement)) {
      statement = literal_or_call(call->name, diagnostics_);
    } else if (auto* symbol = std::get_if<ast::SymbolLiteral>(&statement)) {
      symbol->value = symbol->token.text;
      check_symbol(symbol->token, diagnostics_);
    } else if (auto* quotation = std::get_if<ast::Quotation>(&statement)) {
      return fits(quotation->open, depth + 1) && refine(quotation->body, depth + 1);
    } else if (auto* conditional = std::get_if<ast::If>(&statement)) {
      if (!fits(conditional->word, depth + 1)) return false;
      bool const then = refine(conditional->then, depth + 1);
      return refine(conditional->otherwise, depth + 1) && then;
    } else if (auto* match = std::get_if<ast::Match>(&statement)) {
      bool right = fits(match->open, depth + 1);
      if (!right) return false;
      for (auto& arm : match->arms) right &= refine_arm(arm, depth + 1);
      return right;
    }
    return true;
  }

  // The grammar bounds brackets and matches, but not yet together with classic conditionals around them.
  bool fits(Token const& token, unsigned depth) {
    if (depth <= nesting_limit) return true;
    diagnostics_.report(token.place, messages::too_deep);
    return false;
  }

  bool refine_arm(ast::Arm& arm, unsigned depth) {
    if (arm.bindings) {
      for (auto& binding : *arm.bindings) binding.field = binding.token.text.substr(1);
    }
    return refine(arm.body, depth);
  }

  bool classic_;
  Diagnostics& diagnostics_;
};

// False if its effect cannot be used.
bool refine(ast::WordDefinition& word, bool classic, Diagnostics& diagnostics) {
  if (word.effect) {
    bool const inputs = refine(word.effect->inputs, diagnostics);
    if (!refine(word.effect->outputs, diagnostics) || !inputs) return false;
  } else if (!word.body.empty()) {
    auto const* first = std::get_if<ast::Call>(&word.body.front());
    if (first && first->name.text == "(") {
      diagnostics.report(first->name.place, messages::effect_on_next_line, shown(word.name.text));
      return false;
    }
  }
  if (!Bodies(classic, diagnostics).refine(word.body, 0)) word.broken = true;
  return true;
}

// --- Unions ---

void check_name_case(Token const& name, Message const& message, Diagnostics& diagnostics) {
  if (!starts_upper(name)) diagnostics.report(name.place, message, shown(name.text), shown(capitalised(name.text)));
}

// Reports elements whose name came before, and takes them out so that nothing else is said about them.
template <class Element>
void drop_repeated(std::vector<Element>& elements, Token const& owner, Message const& message, Diagnostics& diagnostics) {
  std::unordered_set<std::string_view> names;
  std::erase_if(elements, [&](Element const& element) {
    if (names.insert(element.name.text).second) return false;
    diagnostics.report(element.name.place, message, shown(element.name.text), shown(owner.text));
    return true;
  });
}

void refine(ast::Variant& variant, Diagnostics& diagnostics) {
  check_name_case(variant.name, messages::variant_name_case, diagnostics);
  if (variant.fields.size() > most_fields) {
    diagnostics.report(variant.name.place, messages::too_many_fields, shown(variant.name.text), variant.fields.size());
  }
  drop_repeated(variant.fields, variant.name, messages::duplicate_field, diagnostics);
}

// False if it cannot be used.
bool refine(ast::Union& definition, Diagnostics& diagnostics) {
  auto const& name = definition.name;
  check_name_case(name, messages::union_name_case, diagnostics);
  for (auto& variant : definition.variants) refine(variant, diagnostics);
  drop_repeated(definition.variants, name, messages::duplicate_variant, diagnostics);
  if (std::ranges::find(built_in_types, name.text) == built_in_types.end()) return true;
  diagnostics.report(name.place, messages::reserved_union_name, name.text);
  return false;
}

}  // namespace

std::span<std::string_view const> built_in_type_names() { return built_in_types; }

void refine(ast::File& file, Diagnostics& diagnostics) {
  std::vector<ast::Item> items;
  for (auto& item : file.items) {
    auto* word = std::get_if<ast::WordDefinition>(&item);
    if (word && !refine(*word, file.edition == 5, diagnostics)) {
      file.broken_words.push_back(word->name);
      continue;
    }
    auto* definition = std::get_if<ast::Union>(&item);
    if (definition && !refine(*definition, diagnostics)) {
      file.incomplete = true;
      continue;
    }
    items.push_back(std::move(item));
  }
  file.items = std::move(items);
}

void refine(ast::Include& include) {
  auto const text = include.token.text;
  include.name = include.form == ast::Include::Form::file ? text.substr(1, text.size() - 2) : text;
}

}  // namespace seq2c
