#include "emit/c_name.h"

#include <algorithm>

#include <fmt/format.h>

namespace seq2c {

namespace {

// How characters that C has not in names are spelled inside a word.
std::string_view spelled(char c) {
  struct Row { char c; std::string_view name; };
  constexpr Row rows[] = {{'?', "p"},      {'!', "x"},     {'+', "plus"},  {'*', "times"},  {'/', "slash"},
                          {'%', "mod"},    {'=', "eq"},    {'<', "lt"},    {'>', "gt"},     {'&', "and"},
                          {'|', "or"},     {'^', "hat"},   {'~', "tilde"}, {'@', "at"},     {'#', "hash"},
                          {'$', "dollar"}, {'\'', "prime"}, {'`', "tick"}, {'\\', "backslash"}, {',', "comma"}};
  for (auto const& row : rows)
    if (row.c == c) return row.name;
  return {};
}

// Adds a part, divided from what stands before by exactly one `_`.
void add_part(std::string& out, std::string_view part) {
  if (!out.empty() && out.back() != '_') out += '_';
  out += part;
}

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// The code point at the start of valid UTF-8, and its length in bytes.
char32_t code_point(std::string_view text, std::size_t& length) {
  auto const first = static_cast<unsigned char>(text[0]);
  length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  char32_t code = length == 1 ? first : first & (0xff >> (length + 1));
  for (std::size_t i = 1; i < length && i < text.size(); ++i)
    code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3f);
  return code;
}

}  // namespace

std::string c_spelling(std::string_view word) {
  std::string out;
  bool divide = false;  // the next plain character begins a new part
  while (!word.empty()) {
    char const c = word[0];
    std::size_t used = 1;
    if (is_plain(c)) {
      if (divide) add_part(out, "");
      out += c;
      divide = false;
    } else if (word.starts_with("->")) {
      add_part(out, "to");
      used = 2;
      divide = true;
    } else if (auto name = spelled(c); !name.empty()) {
      add_part(out, name);
      divide = true;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      add_part(out, fmt::format("u{:x}", static_cast<std::uint32_t>(code_point(word, used))));
      divide = true;
    } else {
      divide = true;  // `-`, `_`, `.`, `:`, brackets, …
    }
    word.remove_prefix(std::min(used, word.size()));
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

std::string c_result_name(std::string_view word) {
  if (auto const dot = word.rfind('.'); dot != std::string_view::npos && dot + 1 < word.size()) word = word.substr(dot + 1);
  if (auto const arrow = word.rfind("->"); arrow != std::string_view::npos && arrow + 2 < word.size())
    word = word.substr(arrow + 2);
  if (word.size() > 1 && word.back() == '?') word.remove_suffix(1);
  auto name = c_spelling(word);
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) name = name.empty() ? "value" : "n" + name;
  return name;
}

std::string CNames::fresh(std::string_view base) {
  std::string name(base);
  if (is_reserved_in_c(name)) name += name.ends_with("_t") ? "x" : "_";
  if (name.starts_with('_') || is_reserved_in_c(name)) name.insert(0, "x_");
  auto& base_name = *names_.try_emplace(std::move(name)).first;
  auto& [text, state] = base_name;
  if (!state.taken) {
    take(base_name);
    return text;
  }
  if (!scopes_.empty()) undo_.push_back({&base_name, state.next, scopes_.size()});
  while (true) {
    auto& numbered = *names_.try_emplace(text + '_' + std::to_string(state.next++)).first;
    if (numbered.second.taken) continue;
    take(numbered);
    return numbered.first;
  }
}

void CNames::take(Name& name) {
  name.second.taken = true;
  taken_order_.push_back(&name);
}

void CNames::take(std::vector<std::string> names) {
  for (auto& text : names)
    if (auto& name = *names_.try_emplace(std::move(text)).first; !name.second.taken) take(name);
}

std::vector<std::string> CNames::close_scope() {
  std::vector<std::string> names;
  for (auto at = scopes_.back(); at < taken_order_.size(); ++at) {
    taken_order_[at]->second.taken = false;
    names.push_back(taken_order_[at]->first);
  }
  taken_order_.resize(scopes_.back());
  for (; !undo_.empty() && undo_.back().scope == scopes_.size(); undo_.pop_back()) undo_.back().name->second.next = undo_.back().next;
  scopes_.pop_back();
  return names;
}

}  // namespace seq2c
