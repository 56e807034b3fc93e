#include "wordgen_cards.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <sstream>

namespace wordgen {
namespace {

constexpr std::array known_flags{"pure",   "fails", "exits",    "commutes", "ring", "masks", "libm",
                                 "costly", "later", "internal", "variadic", "effect", "shrinks", "in-seq", "forms", "typed", "sole"};
constexpr std::array known_typings{"shuffle", "call", "dip",      "keep",    "bi",   "if",    "cond",  "pick",
                                   "roll",    "aux_push", "aux_pop", "dump", "spawn", "weave", "resume", "yield", "make", "isolated"};
constexpr std::array known_arguments{"-", "consume", "borrow"};
constexpr std::array known_results{"-", "fresh", "unique", "fresh-or-input", "part"};

template <class List>
bool contains(List const& list, std::string const& text) {
  return std::ranges::find(list, text) != list.end();
}

std::string trimmed(std::string const& text) {
  auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> words_of(std::string const& text) {
  std::istringstream stream(text);
  std::vector<std::string> result;
  for (std::string word; stream >> word;) result.push_back(word);
  return result;
}

// Where a card stands, for error texts.
struct Where {
  std::string file;
  std::size_t line;
  [[noreturn]] void fail(std::string const& text) const {
    throw CardError(file + ":" + std::to_string(line) + ": " + text);
  }
};

// `Int [ ..a -- ..b ] Bool` -> `Int`, `[ ..a -- ..b ]`, `Bool`. Rows of the outermost level are left out.
std::vector<std::string> effect_items(std::string const& side, Where const& where) {
  std::vector<std::string> items;
  int depth = 0;
  for (auto const& word : words_of(side)) {
    if (depth == 0 && word != "]" && !word.starts_with("..")) items.push_back(word);
    else if (depth > 0) items.back() += " " + word;
    depth += static_cast<int>(std::ranges::count(word, '[')) - static_cast<int>(std::ranges::count(word, ']'));
    if (depth < 0) where.fail("`]` without `[` in the effect");
  }
  if (depth != 0) where.fail("`[` without `]` in the effect");
  return items;
}

// The `--` outside brackets.
std::size_t find_arrow(std::string const& effect, Where const& where) {
  int depth = 0;
  for (std::size_t at = 0; at + 1 < effect.size(); ++at) {
    if (effect[at] == '[') ++depth;
    if (effect[at] == ']') --depth;
    if (depth == 0 && effect.compare(at, 4, " -- ") == 0) return at + 1;
  }
  where.fail("the effect has no ` -- `");
}

void read_ownership(Card& card, std::vector<std::string> const& words, std::size_t& at, Where const& where) {
  auto arrow = std::find(words.begin() + static_cast<long>(at), words.end(), "->");
  for (; at < words.size() && contains(known_arguments, words[at]) && words[at] != "->"; ++at)
    card.arguments.push_back(words[at]);
  if (arrow != words.end() && at < words.size() && words[at] == "->")
    for (++at; at < words.size() && contains(known_results, words[at]); ++at) card.results.push_back(words[at]);
  if (card.arguments.size() != card.inputs.size() || card.results.size() != card.outputs.size())
    where.fail("`own` names " + std::to_string(card.arguments.size()) + " arguments and " +
               std::to_string(card.results.size()) + " results, the effect of '" + card.name + "' has " +
               std::to_string(card.inputs.size()) + " and " + std::to_string(card.outputs.size()));
}

// `pure typing shuffle own borrow - -> fresh`
void read_flags(Card& card, std::string const& text, Where const& where) {
  auto words = words_of(text);
  for (std::size_t at = 0; at < words.size();) {
    auto const& word = words[at++];
    if (word == "own") {
      read_ownership(card, words, at, where);
    } else if (word == "typing") {
      if (at == words.size() || !contains(known_typings, words[at])) where.fail("`typing` without a known rule");
      card.typing = words[at++];
    } else if (contains(known_flags, word)) {
      card.flags.push_back(word);
    } else {
      where.fail("unknown flag '" + word + "' on the card of '" + card.name + "'");
    }
  }
}

bool is_counted(std::string const& item) {
  return item != "Int" && item != "Float" && item != "Bool" && item != "Symbol";
}

// Without `own`: nothing to count, or else an error, for words that have a C function.
void default_ownership(Card& card, Where const& where) {
  if (!card.arguments.empty() || !card.results.empty()) return;
  bool counted = std::ranges::any_of(card.inputs, is_counted) || std::ranges::any_of(card.outputs, is_counted);
  if (counted && !card.function.empty() && !card.has("variadic")) where.fail("'" + card.name + "' needs `own … -> …`");
  card.arguments.assign(card.inputs.size(), "-");
  card.results.assign(card.outputs.size(), "-");
}

Card read_head(std::string const& text, Where const& where) {
  Card card;
  card.file = where.file;
  card.line = where.line;
  auto head = trimmed(text);
  auto words = words_of(head);
  if (words.size() == 3 && words[0] == "alias") {
    card.name = words[1];
    card.alias_of = words[2];
    return card;
  }
  auto open = head.find(" ( "), close = head.find(" )", open == std::string::npos ? 0 : open + 2);
  if (open == std::string::npos || close == std::string::npos || words.size() < 2)
    where.fail("a card begins with `NAME ( inputs -- outputs )`");
  card.name = words[0];
  card.effect = head.substr(open + 1, close + 1 - open);
  auto arrow = find_arrow(card.effect, where);
  card.inputs = effect_items(card.effect.substr(1, arrow - 1), where);
  card.outputs = effect_items(card.effect.substr(arrow + 2, card.effect.size() - arrow - 4), where);
  read_flags(card, head.substr(close + 2), where);
  return card;
}

void read_wrong(Card& card, std::string const& text, Where const& where) {
  if (text.size() > 2 && std::isdigit(static_cast<unsigned char>(text[0])) && text[1] == ':') {
    auto number = static_cast<std::size_t>(text[0] - '0');
    if (number == 0 || number > card.inputs.size()) where.fail("`wrong` for an argument that does not exist");
    card.wrongs.resize(card.inputs.size());
    card.wrongs[number - 1] = trimmed(text.substr(2));
  } else {
    card.wrong = text;
  }
}

// The effect again, item by item, with what containers hold.
void read_flow(Card& card, std::string const& text, Where const& where) {
  card.flow = "( " + text + " )";
  auto arrow = find_arrow(" " + text + " ", where);
  card.flow_inputs = effect_items(text.substr(0, arrow - 1), where);
  card.flow_outputs = effect_items((text + " ").substr(arrow + 1), where);
  if (card.flow_inputs.size() != card.inputs.size() || card.flow_outputs.size() != card.outputs.size())
    where.fail("`flow` has another number of items than the effect");
}

// One line of a card below its head, without the comment mark. Four more blanks than prose mark an example.
void read_line(Card& card, std::string const& text, Where const& where) {
  auto content = trimmed(text);
  if (text.starts_with("      ")) {
    auto arrow = content.rfind("->");
    while (arrow != std::string::npos && arrow > 0 && content[arrow - 1] != ' ') arrow = content.rfind("->", arrow - 1);
    if (arrow == std::string::npos) where.fail("an example is `code -> result`");
    card.examples.push_back({trimmed(content.substr(0, arrow)), trimmed(content.substr(arrow + 2))});
  } else if (content.starts_with("law ")) {
    auto equal = content.find(" == ");
    if (equal == std::string::npos) where.fail("a law is `law left == right`");
    card.laws.push_back({trimmed(content.substr(4, equal - 4)), trimmed(content.substr(equal + 4))});
  } else if (content.starts_with("flow ")) {
    read_flow(card, trimmed(content.substr(5)), where);
  } else if (content.starts_with("another-kind ")) {
    card.another_kind = trimmed(content.substr(13));
  } else if (content.starts_with("take-out ")) {
    auto before = content.find(" before ");
    if (before == std::string::npos) where.fail("a line on taking out is `take-out WORD before WORD`");
    card.take_out = trimmed(content.substr(9, before - 9));
    card.take_out_before = trimmed(content.substr(before + 8));
  } else if (content.starts_with("wrong ")) {
    read_wrong(card, trimmed(content.substr(6)), where);
  } else if (!content.empty()) {
    card.prose += (card.prose.empty() ? "" : "\n") + content;
  }
}

// The name before the first `(` of a C function definition.
std::string function_name(std::string const& line) {
  auto open = line.find('(');
  if (open == std::string::npos || line.starts_with("#")) return "";
  auto begin = open;
  while (begin > 0 && (std::isalnum(static_cast<unsigned char>(line[begin - 1])) || line[begin - 1] == '_')) --begin;
  return line.substr(begin, open - begin);
}

}  // namespace

bool Card::has(std::string_view flag) const { return std::ranges::find(flags, flag) != flags.end(); }

std::string read_file(std::filesystem::path const& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw CardError(file.string() + ": cannot read");
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> split_lines(std::string const& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<Card> read_cards(std::filesystem::path const& file) {
  bool const seq = file.extension() == ".seq";
  std::string const head = seq ? "#: " : "//: ", mark = seq ? "#" : "//";
  auto lines = split_lines(read_file(file));
  std::vector<Card> cards;
  std::vector<std::size_t> waiting;  // cards whose definition has not come yet
  for (std::size_t at = 0; at < lines.size(); ++at) {
    Where where{file.filename().string(), at + 1};
    if (!lines[at].starts_with(head)) continue;
    auto card = read_head(lines[at].substr(head.size()), where);
    for (; at + 1 < lines.size() && lines[at + 1].starts_with(mark) && !lines[at + 1].starts_with(head); ++at)
      read_line(card, lines[at + 1].substr(mark.size()), {where.file, at + 2});
    if (card.alias_of.empty()) {
      // A function's name may stand below a line of aliases.
      auto next = at + 1;
      while (!seq && next < lines.size() && lines[next].starts_with("//: alias ")) ++next;
      if (!seq && !card.has("later") && card.typing == "plain" && next < lines.size())
        card.function = function_name(lines[next]);
      if (card.function.empty() && !card.has("in-seq") && card.typing == "plain" && !card.has("later"))
        where.fail("no definition below the card of '" + card.name + "'");
      default_ownership(card, where);
    }
    cards.push_back(std::move(card));
  }
  return cards;
}

}  // namespace wordgen
