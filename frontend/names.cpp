#include "frontend/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "frontend/similar.h"
#include "frontend/type.h"

namespace seq2c {
namespace {

constexpr std::array<std::string_view, 11> operators{"+", "-", "*", "/", "%", "=", "<", ">", "<=", ">=", "<>"};

// What a word was called before, and what it is called now. In classic files the old name still works.
struct Renamed { std::string_view before, now; };
constexpr std::array renamed{
    Renamed{"add", "+"},
    Renamed{"subtract", "-"},
    Renamed{"multiply", "*"},
    Renamed{"divide", "/"},
    Renamed{"modulo", "%"},
    Renamed{"tcp.listen", "net.tcp.listen"},
    Renamed{"tcp.accept", "net.tcp.accept"},
    Renamed{"tcp.read", "net.tcp.read"},
    Renamed{"tcp.write", "net.tcp.write"},
    Renamed{"tcp.close", "net.tcp.close"},
    Renamed{"udp.bind", "net.udp.bind"},
    Renamed{"udp.send-to", "net.udp.send-to"},
    Renamed{"udp.receive-from", "net.udp.receive-from"},
    Renamed{"udp.close", "net.udp.close"},
    Renamed{"http.get", "net.http.get"},
    Renamed{"http.post", "net.http.post"},
    Renamed{"http.put", "net.http.put"},
    Renamed{"http.delete", "net.http.delete"},
    Renamed{"mod", "i.modulo"},
    Renamed{"pow", "i.pow"},
    Renamed{"file.for-each-line+", "file.for-each-line"},
    Renamed{"io.read-line+", "io.read-line"},
};

Renamed const* find_renamed(std::string_view name) {
  auto const found = std::ranges::find(renamed, name, &Renamed::before);
  return found == renamed.end() ? nullptr : &*found;
}

std::uint32_t index_of(Word const& word) { return static_cast<std::uint32_t>(&word - words().data()); }

// Hands over the name of each word that a module defines; definitions in modules begin a line.
template <class Take>
void each_definition(Module const& module, Take const& take) {
  for (auto text = module.text; !text.empty();) {
    auto const line = text.substr(0, text.find('\n'));
    if (line.starts_with(": ")) take(line.substr(2, line.find(' ', 2) - 2));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
}

bool defines(Module const& module, std::string_view name) {
  bool found = false;
  each_definition(module, [&](std::string_view word) { found |= word == name; });
  return found;
}

// How far a name may be from the one that was meant.
unsigned farthest(std::string_view name) { return std::clamp<unsigned>(static_cast<unsigned>(name.size()) / 3, 1, 2); }

bool is_whole_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// What the user meant by a name that cannot be that of a word: a bracket without its other one, a number out of range. Empty
// for all others.
std::string_view why_no_word(std::string_view name) {
  struct Stray { std::string_view text, help; };
  static constexpr Stray strays[] = {
      {"]", "No `[` is open here: remove it, or write the `[` that it closes."},
      {"(", "Parentheses stand around a word's effect only, on the line of its name. A comment begins with `#`."},
      {")", "Parentheses stand around a word's effect only, on the line of its name. A comment begins with `#`."},
      {"{", "Braces stand in unions and behind the variant of a `match` only; a list is made by `list.make`."},
      {"}", "Braces stand in unions and behind the variant of a `match` only; a list is made by `list.make`."},
      {"--", "`--` stands in effects only. A comment begins with `#`."},
      {"->", "`->` stands behind a variant in a `match` only."},
      {"then", "No `if` is open here at the same bracket level: `condition if … else … then`."},
      {"else", "No `if` is open here at the same bracket level: `condition if … else … then`."},
      {"end", "No `match` is open here at the same bracket level: remove it, or write the `match` that it closes."},
  };
  auto const found = std::ranges::find(strays, name, &Stray::text);
  if (found != std::end(strays)) return found->help;
  if (!is_whole_number(name)) return {};
  return "The number is out of range: Ints go from -4611686018427387904 to 4611686018427387903. A Float has a point or an exponent.";
}

std::string_view module_with(std::string_view name) {
  auto const all = modules();
  auto const found = std::ranges::find_if(all, [&](Module const& module) { return defines(module, name); });
  return found == all.end() ? std::string_view{} : found->name;
}

}  // namespace

std::span<std::string_view const> operator_names() { return operators; }

Word const* find_builtin(std::string_view name) {
  auto const* word = find_word(name);
  return word != nullptr && !word->internal ? word : nullptr;
}

Names::Names(Sources const& sources, std::span<ast::File const> files, Diagnostics& diagnostics)
    : sources_(sources) {
  for (auto const& file : files) collect(file);
  for (std::uint32_t i = 0; i < words.size(); ++i) add_word(words[i].syntax->name.text, {Name::Kind::word, i});
  for (std::uint32_t i = 0; i < unions.size(); ++i) add_union(i);
  for (std::uint32_t i = 0; i < union_words.size(); ++i) add_word(union_words[i].name, {Name::Kind::union_word, i});
  report_duplicates(diagnostics);
}

void Names::collect(ast::File const& file) {
  auto const& source = sources_[file.source];
  if (file.incomplete) incomplete = true;
  for (auto const& word : file.broken_words) broken_.insert(word.text);
  for (auto const& item : file.items) {
    if (auto const* word = std::get_if<ast::WordDefinition>(&item)) {
      words.push_back({word, &file, source.module, file.later, source.module == core_module().name});
    } else if (auto const* definition = std::get_if<ast::Union>(&item)) {
      unions.push_back(definition);
    } else {
      has_includes_ = true;
    }
  }
}

void Names::add_word(std::string_view name, Name meaning) {
  auto const [found, is_new] = index_.try_emplace(name, meaning);
  if (is_new) return;
  auto& all = again_[name];
  if (all.empty()) {
    all.push_back(found->second);
    repeated_.push_back(name);
    found->second = {};
  }
  all.push_back(meaning);
}

void Names::add_union(std::uint32_t of) {
  auto const& definition = *unions[of];
  auto const [found, is_new] = union_index.try_emplace(definition.name.text, of);
  if (!is_new) {
    auto& all = repeated_unions_[found->second];
    if (all.empty()) all.push_back(found->second);
    all.push_back(of);
  }
  for (std::uint32_t variant = 0; variant < definition.variants.size(); ++variant) {
    auto const& syntax = definition.variants[variant];
    std::string const name(syntax.name.text);
    variant_index.try_emplace(syntax.name.text, VariantName{of, variant});
    using What = checked::CallUnion::What;
    union_words.push_back({What::make, of, variant, 0, "Make-" + name});
    union_words.push_back({What::is, of, variant, 0, "is-" + name + "?"});
    for (std::uint32_t field = 0; field < syntax.fields.size(); ++field) {
      union_words.push_back({What::field, of, variant, field, name + "-" + std::string(syntax.fields[field].name.text)});
    }
  }
}

Name Names::find(std::string_view name, Dialect dialect) const {
  if (auto const found = std::ranges::find(operators, name); found != operators.end()) {
    return {Name::Kind::operation, static_cast<std::uint32_t>(found - operators.begin())};
  }
  if (auto const* word = dialect == Dialect::core ? find_word(name) : find_builtin(name)) return {Name::Kind::builtin, index_of(*word)};
  if (auto const found = index_.find(name); found != index_.end()) {
    bool const is_hidden = found->second.kind == Name::Kind::word && words[found->second.index].hidden;
    if (!is_hidden || dialect == Dialect::core) return found->second;
  }
  if (dialect != Dialect::classic) return {};
  // A fall-back of its own stands in the table under a name that no program can write.
  if (auto const* word = find_word("classic." + std::string(name))) return {Name::Kind::builtin, index_of(*word)};
  auto const* other = find_renamed(name);
  return other == nullptr ? Name{} : find(other->now, Dialect::current);
}

Dialect dialect_of(SourceWord const& word) {
  if (word.hidden) return Dialect::core;
  return word.file->edition == 5 ? Dialect::classic : Dialect::current;
}

// `FILE:FIRST-LAST`, `FILE:LINE` for one line; FILE is left out if the program is one file.
std::string Names::location(Place first, std::uint32_t last_line) const {
  auto const& source = sources_[first.source];
  std::string file;
  if (!source.module.empty()) file = "<stdlib:" + source.module + ">";
  else if (has_includes_) file = source.path.empty() ? source.name : source.path;
  auto const lines = first.line == last_line ? fmt::format("{}", first.line) : fmt::format("{}-{}", first.line, last_line);
  return file + ":" + lines;
}

Place Names::place(Name word) const {
  if (word.kind == Name::Kind::word) return words[word.index].syntax->name.place;
  auto const& generated = union_words[word.index];
  return unions[generated.of]->variants[generated.variant].name.place;
}

std::string Names::location(Name word) const {
  auto const first = place(word);
  return location(first, word.kind == Name::Kind::word ? words[word.index].syntax->close.place.line : first.line);
}

bool Names::is_ambiguous(VariantName variant) const {
  auto const& definition = *unions[variant.of];
  return repeated_unions_.contains(union_index.at(definition.name.text)) ||
         again_.contains("Make-" + std::string(definition.variants[variant.variant].name.text));
}

void Names::report_duplicates(Diagnostics& diagnostics) const {
  for (auto const name : repeated_) {
    auto const& all = again_.at(name);
    auto const is_consequence = [&](Name word) {
      if (word.kind != Name::Kind::union_word) return false;
      auto const& generated = union_words[word.index];
      if (repeated_unions_.contains(union_index.at(unions[generated.of]->name.text))) return true;
      return generated.what != checked::CallUnion::What::make && is_ambiguous({generated.of, generated.variant});
    };
    if (std::ranges::all_of(all, is_consequence)) continue;
    std::string list;
    for (auto const& word : all) list += "\n  - " + location(word);
    auto& diagnostic = diagnostics.report(place(all.back()), messages::duplicate_word, name, list);
    for (auto const& word : all) diagnostic.labels.push_back({place(word), word == all.front() ? "defined here" : "and here"});
  }
  for (auto const& [first, definitions] : repeated_unions_) {
    auto const name = unions[first]->name.text;
    std::string list;
    for (auto const of : definitions) list += "\n  - " + location(unions[of]->name.place, unions[of]->name.place.line);
    auto& diagnostic = diagnostics.report(unions[definitions.back()]->name.place, messages::duplicate_union, name, list);
    for (auto const of : definitions) {
      diagnostic.labels.push_back({unions[of]->name.place, of == definitions.front() ? "defined here" : "and here"});
    }
  }
}

void Names::report_undefined(Token const& call, std::string_view word, Diagnostics& diagnostics) const {
  if (incomplete || is_broken(call.text) || again_.contains(call.text)) return;
  auto const report = [&](std::string help) {
    auto& diagnostic = diagnostics.report(call.place, messages::undefined_word, call.text, word);
    diagnostic.word = word;
    if (!help.empty()) diagnostic.help = std::move(help);
  };
  if (auto const reason = why_no_word(call.text); !reason.empty()) return report(std::string(reason));
  if (auto const* other = find_renamed(call.text)) {
    diagnostics.report(call.place, messages::renamed_word, call.text, other->now).word = word;
    return;
  }
  if (auto const module = module_with(call.text); !module.empty()) {
    return report(fmt::format("Write `include std:{}` at the top of the file: that module has the word.", module));
  }
  auto const similar = similar_word(call.text);
  auto const include = similar.module.empty() ? "" : fmt::format(" Then write `include std:{}` at the top of the file.", similar.module);
  report(similar.name.empty() ? "" : fmt::format("Did you mean `{}`?{}", similar.name, include));
}

void Names::report_unknown_variant(Token const& variant, std::string_view word, Diagnostics& diagnostics) const {
  if (incomplete) return;
  auto& diagnostic = diagnostics.report(variant.place, messages::unknown_variant, variant.text);
  diagnostic.word = word;
  Nearest nearest(variant.text, 2);
  for (auto const* definition : unions) {
    for (auto const& other : definition->variants) nearest.consider(other.name.text);
  }
  if (!nearest.best().empty()) diagnostic.help = fmt::format("Did you mean `{}`?", nearest.best());
}

void Names::report_unknown_type(Token const& type, std::string_view word, Diagnostics& diagnostics) const {
  if (incomplete) return;
  auto const similar = similar_type(type.text);
  auto const hint = similar.empty() ? "" : fmt::format(" Did you mean '{}'?", similar);
  diagnostics.report(type.place, messages::unknown_type_in_effect, word, type.text, hint).word = word;
}

void Names::report_unknown_field_type(Token const& type, std::string_view field, std::string_view variant,
                                      Diagnostics& diagnostics) const {
  if (incomplete) return;
  auto const similar = similar_type(type.text);
  auto& diagnostic = diagnostics.report(type.place, messages::unknown_field_type, type.text, field, variant);
  bool const is_other = similar != type.text;  // `Variant` is a type, but of no field
  if (!similar.empty() && is_other) diagnostic.help = fmt::format("Did you mean `{}`?", similar);
}

Names::Similar Names::similar_word(std::string_view name) const {
  if (suggestions_left_-- <= 0) return {};
  Nearest nearest(name, farthest(name));
  for (auto const& word : words)
    if (!word.hidden) nearest.consider(word.syntax->name.text);
  for (auto const& word : union_words) nearest.consider(word.name);
  for (auto const& word : seq2c::words()) {
    if (!word.internal) nearest.consider(word.name);
  }
  std::string_view module;
  for (auto const& other : modules()) {
    auto const before = nearest.best();
    each_definition(other, [&](std::string_view word) { nearest.consider(word); });
    if (nearest.best() != before) module = index_.contains(nearest.best()) ? "" : other.name;
  }
  return {nearest.best(), module};
}

std::string Names::similar_type(std::string_view name) const {
  if (suggestions_left_-- <= 0) return {};
  Nearest nearest(name, farthest(name));
  for (std::uint32_t i = 0; i < 8; ++i) nearest.consider(name_of(static_cast<Basic>(i)));
  for (auto const* definition : unions) nearest.consider(definition->name.text);
  return std::string(nearest.best());
}

}  // namespace seq2c
