// Host tool of the build: turns cards, headers and modules into the tables of the library `runtime`.
//   wordgen OUTPUT-FOLDER FILE…      .h: C with cards; .seq: cards in Seq; std/*.seq: modules
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "wordgen_c.h"
#include "wordgen_cards.h"

namespace wordgen {
namespace {

using Cards = std::vector<Card>;

std::string c_string(std::string const& text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '\n') { result += "\\n"; continue; }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string raw(std::string const& text) { return "R\"~~(" + text + ")~~\""; }

std::string section_of(Card const& card) { return card.file.substr(0, card.file.find('.')); }

// An alias takes everything from the word it stands for.
Card resolved(Card const& card, std::map<std::string, Card const*> const& by_name) {
  if (card.alias_of.empty()) return card;
  auto found = by_name.find(card.alias_of);
  if (found == by_name.end() || !found->second->alias_of.empty())
    throw CardError(card.file + ":" + std::to_string(card.line) + ": alias of '" + card.alias_of + "', no word");
  Card result = *found->second;
  result.name = card.name;
  result.alias_of = card.alias_of;
  result.examples.clear();
  result.laws.clear();
  result.prose = "The same as `" + card.alias_of + "`.";
  return result;
}

Cards all_words(std::vector<std::filesystem::path> const& files) {
  Cards cards;
  for (auto const& file : files) std::ranges::move(read_cards(file), std::back_inserter(cards));
  std::map<std::string, Card const*> by_name;
  for (auto const& card : cards)
    if (!by_name.emplace(card.name, &card).second)
      throw CardError(card.file + ":" + std::to_string(card.line) + ": a second card for '" + card.name + "'");
  Cards result;
  for (auto const& card : cards) result.push_back(resolved(card, by_name));
  std::ranges::sort(result, {}, &Card::name);
  return result;
}

std::size_t index_of(Cards const& cards, std::string const& name) {
  return static_cast<std::size_t>(std::ranges::lower_bound(cards, name, {}, &Card::name) - cards.begin());
}

std::string ownership_name(std::string const& word) {
  if (word == "-") return "none";
  if (word == "consume" || word == "fresh") return "own";
  return word == "fresh-or-input" ? "fresh_or_input" : word;
}

// `static constexpr TYPE NAME_7[] = {…};` and the expression for a span over it.
std::string array(std::ostream& out, std::string const& type, std::string const& name,
                  std::vector<std::string> const& items) {
  if (items.empty()) return "{}";
  out << "constexpr " << type << " " << name << "[] = {";
  for (auto const& item : items) out << item << ", ";
  out << "};\n";
  return name;
}

template <class Items, class Function>
std::vector<std::string> mapped(Items const& items, Function function) {
  std::vector<std::string> result;
  for (auto const& item : items) result.push_back(function(item));
  return result;
}

// The word has a C function that can be called with its arguments one by one.
bool has_apply(Card const& card) { return !card.function.empty() && !card.has("variadic"); }

void write_word(std::ostream& arrays, std::ostream& table, Cards const& cards, std::size_t number) {
  auto const& card = cards[number];
  auto id = std::to_string(number);
  auto owned = [](auto const& word) { return "Ownership::" + ownership_name(word); };
  auto arguments = array(arrays, "Ownership", "arguments_" + id, mapped(card.arguments, owned));
  auto results = array(arrays, "Ownership", "results_" + id, mapped(card.results, owned));
  auto wrongs = array(arrays, "std::string_view", "wrongs_" + id, mapped(card.wrongs, c_string));
  auto examples = array(arrays, "Example", "examples_" + id, mapped(card.examples, [](auto const& e) {
    return "Example{" + c_string(e.code) + ", " + c_string(e.result) + "}";
  }));
  auto laws = array(arrays, "Law", "laws_" + id, mapped(card.laws, [](auto const& law) {
    return "Law{" + c_string(law.left) + ", " + c_string(law.right) + "}";
  }));
  auto flag = [&](char const* name) { return card.has(name) ? "true" : "false"; };
  table << "  {.name = " << c_string(card.name) << ", .effect = " << c_string(card.effect) << ", .flow = "
        << c_string(card.flow) << ", .function = " << c_string(card.function)
        << ", .section = " << c_string(section_of(card))
        << ", .prose = " << c_string(card.prose) << ", .wrong = " << c_string(card.wrong) 
        << ", .another_kind = " << c_string(card.another_kind) << ", .take_out = " << c_string(card.take_out)
        << ", .take_out_before = " << c_string(card.take_out_before) << ", .wrongs = " << wrongs
        << ", .arguments = " << arguments << ", .results = " << results << ", .examples = " << examples
        << ", .laws = " << laws << ", .typing = Typing::" << (card.typing == "if" ? "if_" : card.typing)
        << ", .has_effect = " << flag("effect") << ", .pure = " << flag("pure") << ", .fails = " << flag("fails") << ", .exits = " << flag("exits")
        << ", .commutes = " << flag("commutes") << ", .ring = " << flag("ring") << ", .masks = " << flag("masks") << ", .libm = " << flag("libm")
        << ", .costly = " << flag("costly") << ", .internal = " << flag("internal") << ", .later = " << flag("later")
        << ", .shrinks = " << flag("shrinks") << ", .forms = " << flag("forms") << ", .typed = " << flag("typed") << ", .sole = " << flag("sole")
        << ", .in_seq = " << flag("in-seq")
        << ", .variadic = " << flag("variadic") << ", .canonical = table + "
        << (card.alias_of.empty() ? number : index_of(cards, card.alias_of))
        << ", .apply = " << (has_apply(card) ? "seq_apply_" + id : "nullptr") << "},\n";
}

void write_words(std::ostream& out, Cards const& cards) {
  std::ostringstream arrays, table;
  for (std::size_t number = 0; number < cards.size(); ++number) write_word(arrays, table, cards, number);
  out << "// Generated from the cards.\n#include \"runtime/word.h\"\n\nextern \"C\" {\n";
  for (std::size_t number = 0; number < cards.size(); ++number)
    if (has_apply(cards[number]))
      out << "void seq_apply_" << number << "(seq_value const* arguments, seq_value* results);\n";
  out << "}\n\nnamespace seq2c {\nnamespace {\n" << arrays.str() << "extern Word const table[];\n"
      << "Word const table[] = {\n" << table.str() << "};\n}  // namespace\n\n"
      << "std::span<Word const> words() { return table; }\n\n}  // namespace seq2c\n";
}

struct KindText { std::string letter, as, box; };

// `V[T]`, `List[]`: a variant. `M[K T]` is a map and `V[T]!` anything, tested within the function.
bool is_variant(std::string const& item) {
  return item.size() > 1 && item[0] != '[' && item.ends_with("]") && item.find(' ') == std::string::npos;
}

KindText kind_text(std::string const& item) {
  if (item == "Int") return {"i", "seq_as_int", "seq_box_int"};
  if (item == "Float") return {"f", "seq_as_float", "seq_box_float"};
  if (item == "Bool") return {"b", "seq_as_bool", "seq_box_bool"};
  if (item == "String") return {"s", "seq_as_string", "seq_box_string"};
  if (item == "Symbol") return {"y", "seq_as_symbol", "seq_box_symbol"};
  if (item.starts_with("[")) return {"c", "seq_as_callable", "seq_box_callable"};
  if (is_variant(item)) return {"v", "seq_as_variant", "seq_box_variant"};
  return {"v", "", ""};
}

std::string c_type(std::string const& letter) {
  static std::map<std::string, std::string> const types{{"i", "seq_int"},    {"f", "seq_float"},  {"b", "seq_bool"},
                                                        {"s", "seq_string"}, {"y", "seq_symbol"}, {"c", "seq_callable"},
                                                        {"v", "seq_value"}};
  return types.at(letter);
}

// The items that the kinds in C come from.
std::vector<std::string> const& c_inputs(Card const& card) {
  return card.flow.empty() ? card.inputs : card.flow_inputs;
}
std::vector<std::string> const& c_outputs(Card const& card) {
  return card.flow.empty() ? card.outputs : card.flow_outputs;
}

// `  seq_int a1 = seq_as_int(arguments[1], "…", 0);`, from the top of the stack downwards: so wrong kinds are told.
std::string unboxed_arguments(Card const& card) {
  std::string text;
  for (std::size_t at = c_inputs(card).size(); at-- > 0;) {
    auto kind = kind_text(c_inputs(card)[at]);
    auto number = std::to_string(at), boxed = "arguments[" + number + "]";
    auto message = at < card.wrongs.size() ? card.wrongs[at] : card.wrong;
    auto value = kind.as.empty() ? boxed : kind.as + "(" + boxed + ", " + c_string(message) + ", 0)";
    text += "  " + c_type(kind.letter) + " a" + number + " = " + value + ";\n";
  }
  return text;
}

// Boxed in, boxed out; takes over the arguments.
void write_apply(std::ostream& out, Card const& card, std::size_t number) {
  std::string call = card.function + "(", after, retain, type;
  for (std::size_t at = 0; at < card.inputs.size(); ++at) {
    call += (at ? ", a" : "a") + std::to_string(at);
    if (card.arguments[at] != "consume") after += "  seq_value_release(arguments[" + std::to_string(at) + "]);\n";
  }
  if (card.has("fails")) call += card.inputs.empty() ? "0" : ", 0";
  call += ")";
  auto const& outputs = c_outputs(card);
  // A part gets an owner before what it is a part of is gone.
  bool const is_alone = outputs.size() == 1;
  for (std::size_t at = 0; at < outputs.size(); ++at)
    if (card.results.at(at) == "part") retain += "  seq_value_retain(result" + (is_alone ? "" : ".r" + std::to_string(at)) + ");\n";
  for (auto const& item : outputs) type += kind_text(item).letter;
  out << "// " << card.name << "\nvoid seq_apply_" << number << "(seq_value const *arguments, seq_value *results) {\n";
  if (card.inputs.empty()) out << "  (void)arguments;\n";
  out << unboxed_arguments(card);
  if (outputs.empty()) out << "  (void)results;\n  " << call << ";\n" << after;
  if (outputs.size() == 1) {
    auto box = kind_text(outputs[0]).box;
    out << "  seq_value result = " << (box.empty() ? call : box + "(" + call + ")") << ";\n"
        << retain << after << "  results[0] = result;\n";
  }
  if (outputs.size() > 1) {
    out << "  struct seq_r_" << type << " result = " << call << ";\n" << retain << after;
    for (std::size_t at = 0; at < outputs.size(); ++at)
      out << "  results[" << at << "] = " << kind_text(outputs[at]).box << "(result.r" << at << ");\n";
  }
  out << "}\n\n";
}

void write_fold(std::ostream& out, Cards const& cards) {
  out << "// Generated from the cards; part of host.c.\n";
  for (std::size_t number = 0; number < cards.size(); ++number)
    if (has_apply(cards[number]))
      out << "void seq_apply_" << number << "(seq_value const *arguments, seq_value *results);\n";
  for (std::size_t number = 0; number < cards.size(); ++number)
    if (has_apply(cards[number])) write_apply(out, cards[number], number);
}

void write_pieces(std::ostream& out, std::vector<Piece> const& pieces) {
  std::ostringstream table;
  out << "// Generated from the runtime's headers.\n#include \"runtime/word.h\"\n\nnamespace seq2c {\nnamespace {\n";
  for (std::size_t number = 0; number < pieces.size(); ++number) {
    auto const& piece = pieces[number];
    auto id = std::to_string(number);
    auto names = array(out, "std::string_view", "names_" + id, mapped(piece.names, c_string));
    auto uses = array(out, "std::string_view", "uses_" + id, mapped(piece.uses, c_string));
    table << "  {" << c_string(piece.header) << ", " << raw(piece.text) << ", " << names << ", " << uses << "},\n";
  }
  out << "constexpr RuntimePiece table[] = {\n" << table.str() << "};\n}  // namespace\n\n"
      << "std::span<RuntimePiece const> runtime_pieces() { return table; }\n\n}  // namespace seq2c\n";
}

// A module whose first line is `# later` has effects only.
void write_modules(std::ostream& out, std::vector<std::filesystem::path> files) {
  std::ranges::sort(files, {}, [](auto const& file) { return file.stem().string(); });
  out << "// Generated from std/.\n#include \"runtime/word.h\"\n\nnamespace seq2c {\nnamespace {\n"
      << "constexpr Module table[] = {\n";
  std::string core;
  for (auto const& file : files) {
    auto text = read_file(file), name = file.stem().string();
    auto entry = "  {" + c_string(name) + ", " + raw(text) + ", " + (text.starts_with("# later") ? "true" : "false") + "}";
    if (name == "core") core = entry;
    else out << entry << ",\n";
  }
  out << "};\nconstexpr Module core =\n" << core << ";\n}  // namespace\n\n"
      << "std::span<Module const> modules() { return table; }\n\nModule const& core_module() { return core; }\n\n"
      << "}  // namespace seq2c\n";
}

// The words as a page for people, by section.
void write_page(std::ostream& out, Cards const& cards) {
  std::map<std::string, std::vector<Card const*>> sections;
  for (auto const& card : cards)
    if (!card.has("internal")) sections[card.has("later") ? "~later" : section_of(card)].push_back(&card);
  out << "# The builtin words\n";
  for (auto const& [section, words] : sections) {
    out << "\n## " << (section == "~later" ? "known, not built yet" : section) << "\n";
    for (auto const* card : words) {
      out << "\n`" << card->name << " " << card->effect << "`\n";
      if (!card->prose.empty()) out << "\n" << card->prose << "\n";
      if (!card->examples.empty()) out << "\n";
      for (auto const& example : card->examples) out << "    " << example.code << "  ->  " << example.result << "\n";
    }
  }
}

// Written only when it differs, so that nothing is compiled again for nothing.
void write_file(std::filesystem::path const& file, std::string const& text) {
  if (std::filesystem::exists(file) && read_file(file) == text) return;
  std::ofstream(file, std::ios::binary) << text;
}

void generate(std::filesystem::path const& folder, std::vector<std::filesystem::path> const& files) {
  std::vector<std::filesystem::path> headers, card_files, module_files;
  for (auto const& file : files) {
    bool const is_module = file.parent_path().filename() == "std" || file.filename() == "core.seq";
    (is_module ? module_files : card_files).push_back(file);
    if (file.extension() == ".h") headers.push_back(file);
  }
  auto cards = all_words(card_files);
  auto put = [&](char const* name, auto write) {
    std::ostringstream text;
    write(text);
    write_file(folder / name, text.str());
  };
  put("words.cpp", [&](auto& out) { write_words(out, cards); });
  put("fold.inc", [&](auto& out) { write_fold(out, cards); });
  put("pieces.cpp", [&](auto& out) { write_pieces(out, read_pieces(headers)); });
  put("modules.cpp", [&](auto& out) { write_modules(out, module_files); });
  put("words.md", [&](auto& out) { write_page(out, cards); });
}

}  // namespace
}  // namespace wordgen

int main(int count, char** arguments) {
  if (count < 3) {
    std::cerr << "usage: wordgen OUTPUT-FOLDER FILE...\n";
    return 2;
  }
  try {
    wordgen::generate(arguments[1], {arguments + 2, arguments + count});
    return 0;
  } catch (wordgen::CardError const& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
