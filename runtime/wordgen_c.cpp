// A header is a sequence of items at brace depth 0: preprocessor lines, and declarations that end in `;` or `}`. The
// comment lines directly above an item belong to it; a card (`//: …`) shrinks to its first line. Two kinds of comments
// mean something, and one behind a line:
//   #include <unistd.h>  // FEATURE: write read      an include, what it needs and what it brings; others are left out
//   // emitted: seq_places                           the emitter puts its own table of that name here
//   if (seq_is_map(value)) …;  //? seq_map_empty      the line is there only if that (one of these names) is in use
#include "wordgen_c.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "wordgen_cards.h"

namespace wordgen {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// The text with comments, strings and character constants blanked out.
std::string code_only(std::string const& text) {
  std::string result = text;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text.compare(at, 2, "//") == 0) {
      end = std::min(text.find('\n', at), text.size());
    } else if (text.compare(at, 2, "/*") == 0) {
      end = text.find("*/", at + 2) + 2;
    } else if (text[at] == '"' || text[at] == '\'') {
      while (end < text.size() && text[end] != text[at]) end += text[end] == '\\' ? 2 : 1;
      ++end;
    } else {
      ++at;
      continue;
    }
    for (; at < end; ++at) if (result[at] != '\n') result[at] = ' ';
  }
  return result;
}

std::vector<std::string> identifiers(std::string const& code) {
  std::vector<std::string> result;
  for (std::size_t at = 0; at < code.size();) {
    std::size_t end = at;
    while (end < code.size() && is_word(code[end])) ++end;
    if (end == at) { ++at; continue; }
    if (!std::isdigit(static_cast<unsigned char>(code[at]))) result.push_back(code.substr(at, end - at));
    at = end;
  }
  return result;
}

// Code with the contents of all brackets at depth 1 and more cut out: `struct s { }`, `int f( ) { }`.
std::string outline(std::string const& code) {
  std::string result;
  int depth = 0;
  for (char c : code) {
    if (c == '}' || c == ')' || c == ']') --depth;
    if (depth == 0) result += c;
    if (c == '{' || c == '(' || c == '[') ++depth;
  }
  return result;
}

void add_enumerators(std::string const& code, std::vector<std::string>& names) {
  auto body = code.substr(code.find('{') + 1);
  bool expects = true;
  for (std::size_t at = 0; at < body.size() && body[at] != '}'; ++at) {
    if (body[at] == ',') expects = true;
    if (!expects || !is_word(body[at])) continue;
    auto end = at;
    while (is_word(body[end])) ++end;
    names.push_back(body.substr(at, end - at));
    expects = false;
    at = end - 1;
  }
}

// The identifier that ends at `end` (blanks before it skipped); empty if there is none.
std::string identifier_before(std::string const& text, std::size_t end) {
  while (end > 0 && std::isspace(static_cast<unsigned char>(text[end - 1]))) --end;
  auto begin = end;
  while (begin > 0 && is_word(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

// `__attribute__((constructor)) static …` -> ` static …`
std::string without_attribute(std::string code) {
  if (!code.starts_with("__attribute__")) return code;
  int depth = 0;
  for (std::size_t at = 0; at < code.size(); ++at) {
    depth += code[at] == '(' ? 1 : code[at] == ')' ? -1 : 0;
    if (depth == 0 && code[at] == ')') return code.substr(at + 1);
  }
  return code;
}

std::vector<std::string> defined_names(std::string code) {
  code = without_attribute(std::move(code));
  auto ids = identifiers(code);
  if (ids.empty()) return {};
  if (ids[0] == "define" || ids[0] == "undef") return {ids.at(1)};
  if (ids[0] == "ifdef" || ids[0] == "ifndef") return {*(std::ranges::find(ids, "define") + 1)};
  if (ids[0].starts_with("SEQ_")) return {ids.at(1)};  // a macro that defines what its first argument names
  std::vector<std::string> names;
  auto shape = outline(code);
  if (ids[0] == "enum") add_enumerators(code, names);
  bool const is_type = ids[0] == "struct" || ids[0] == "union" || ids[0] == "enum";
  bool const has_body = shape.find('{') != std::string::npos && shape.find_first_of("=(") == std::string::npos;
  if (is_type && has_body && code.find('{') > code.find(ids.at(1))) {
    names.push_back(ids.at(1));
    return names;
  }
  if (ids[0] == "typedef") {
    if (auto tag = std::ranges::find_if(ids, [](auto const& id) { return id == "struct" || id == "union"; });
        tag != ids.end() && tag + 1 != ids.end() && shape.find('{') != std::string::npos)
      names.push_back(*(tag + 1));
    auto pointer = code.find("(*");
    names.push_back(pointer != std::string::npos && shape.find('{') == std::string::npos
                        ? identifier_before(code, code.find(')', pointer))
                        : identifier_before(shape, shape.rfind(';')));
    return names;
  }
  auto end = shape.find_first_of("([=;");
  if (ids[0] == "_Static_assert" || end == std::string::npos) return names;
  names.push_back(identifier_before(shape, end));
  return names;
}

struct Item { std::string comment, code; };

// `//: i.+ ( Int Int -- Int )  pure …` and what follows -> `// i.+ ( Int Int -- Int )`
std::string without_card(std::vector<std::string> const& comments) {
  std::string result;
  bool in_card = false;
  for (auto const& line : comments) {
    if (line.starts_with("//: ")) {
      in_card = true;
      if (line.starts_with("//: alias ")) continue;
      result += "// " + line.substr(4, line.find(" )") - 2) + "\n";
    } else if (!in_card) {
      result += line + "\n";
    }
  }
  return result;
}

// True when an item that began with `text` is complete.
bool is_complete(std::string const& code) {
  auto last = code.find_last_not_of(" \n");
  if (code.starts_with("#if")) return code.find("\n#endif") != std::string::npos;
  if (code.starts_with("#")) return code[last] != '\\';
  int depth = 0;
  for (char c : code) depth += c == '{' || c == '(' ? 1 : c == '}' || c == ')' ? -1 : 0;
  if (depth != 0 || last == std::string::npos) return false;
  return code[last] == ';' || (code[last] == '}' && outline(code).find(')') != std::string::npos);
}

// `#include <unistd.h>  // FEATURE: write read`
Piece include_piece(std::string const& header, std::string const& line) {
  Piece piece{header, line.substr(0, line.find('>') + 1) + "\n", {}, {}};
  auto text = line.substr(line.find("  // ") + 5);
  auto colon = text.find(':');
  if (colon != std::string::npos) piece.uses = identifiers(text.substr(0, colon));
  piece.names = identifiers(colon == std::string::npos ? text : text.substr(colon + 1));
  return piece;
}

// The code of an item without the lines that have a condition.
std::string unconditional(std::string const& item) {
  std::string result;
  for (auto const& line : split_lines(item))
    if (line.find("  //? ") == std::string::npos) result += line + "\n";
  return code_only(result);
}

void read_header(std::filesystem::path const& file, std::vector<Piece>& pieces) {
  auto header = file.filename().string();
  std::vector<std::string> comments;
  std::string item;
  for (auto const& line : split_lines(read_file(file))) {
    if (item.empty()) {
      if (line.empty()) { comments.clear(); continue; }
      if (line.starts_with("#pragma once")) { comments.clear(); continue; }
      if (line.starts_with("#include") && line.find("  // ") == std::string::npos) continue;
      if (line.starts_with("#include")) { pieces.push_back(include_piece(header, line)); continue; }
      if (line.starts_with("// emitted: ")) {
        pieces.push_back({header, "", identifiers(line.substr(12)), {}});
        continue;
      }
      if (line.starts_with("//")) { comments.push_back(line); continue; }
    }
    item += line + "\n";
    auto code = code_only(item);
    if (!is_complete(code)) continue;
    auto names = defined_names(code);
    if (names.empty()) throw CardError(header + ": what does this define? " + item);
    pieces.push_back({header, without_card(comments) + item, std::move(names), identifiers(unconditional(item))});
    comments.clear();
    item.clear();
  }
  if (!item.empty()) throw CardError(header + ": the last definition does not end: " + item);
}

// Throws if a line is to be there with a name that nothing has.
void check_conditions(Piece const& piece, std::set<std::string> const& names) {
  for (auto const& line : split_lines(piece.text)) {
    auto const mark = line.find("  //? ");
    if (mark == std::string::npos) continue;
    for (auto const& name : identifiers(line.substr(mark)))
      if (!names.contains(name)) throw CardError(piece.header + ": nothing is called " + name);
  }
}

}  // namespace

std::vector<Piece> read_pieces(std::vector<std::filesystem::path> const& headers) {
  std::vector<Piece> pieces;
  for (auto const& header : headers) read_header(header, pieces);
  std::set<std::string> all;
  for (auto const& piece : pieces) all.insert(piece.names.begin(), piece.names.end());
  for (auto& piece : pieces) {
    std::set<std::string> uses;
    for (auto const& use : piece.uses)
      if (all.contains(use) && std::ranges::find(piece.names, use) == piece.names.end()) uses.insert(use);
    piece.uses.assign(uses.begin(), uses.end());
    check_conditions(piece, all);
  }
  return pieces;
}

}  // namespace wordgen
