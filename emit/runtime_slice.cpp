#include "emit/runtime_slice.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace seq2c {

namespace {

constexpr auto identifier_characters = [] {
  std::array<bool, 256> all{};
  for (char c = 'a'; c <= 'z'; ++c) all[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) all[static_cast<unsigned char>(c)] = true;
  for (char c = '0'; c <= '9'; ++c) all[static_cast<unsigned char>(c)] = true;
  all[static_cast<unsigned char>('_')] = true;
  return all;
}();

bool is_identifier_character(char c) { return identifier_characters[static_cast<unsigned char>(c)]; }

// The end of a literal or comment that begins at `at`; `at` if none does.
std::size_t skipped(std::string_view text, std::size_t at) {
  char const c = text[at];
  if (c == '"' || c == '\'') {
    auto end = at + 1;
    while (end < text.size() && text[end] != c) end += text[end] == '\\' ? 2 : 1;
    return std::min(end + 1, text.size());
  }
  if (text.substr(at, 2) == "//") return std::min(text.find('\n', at), text.size());
  if (text.substr(at, 2) == "/*") return std::min(text.find("*/", at + 2), text.size() - 2) + 2;
  return at;
}

// Shows each identifier of a C text, outside of comments and literals.
template <class See>
void each_identifier(std::string_view text, See const& see) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_identifier_character(text[at])) {
      at = std::max(at + 1, skipped(text, at));
      continue;
    }
    auto end = at + 1;
    while (end < text.size() && is_identifier_character(text[end])) ++end;
    if (!(text[at] >= '0' && text[at] <= '9')) see(text.substr(at, end - at));
    at = end;
  }
}

// A line of a piece, and the names of which one must be in use for it to be there: `…;  //? seq_map_empty`; mostly none.
struct Line {
  std::string_view text, condition;
};

// Takes the first line off a text.
Line take_line(std::string_view& rest) {
  static constexpr std::string_view mark = "  //? ";
  auto const line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  auto const at = line.find(mark);
  if (at == std::string_view::npos) return {line, {}};
  return {line.substr(0, at), line.substr(at + mark.size())};
}

// The definitions of a program, each found by the names it gives.
class Slice {
 public:
  Slice(std::span<RuntimePiece const> pieces, OwnPieces const& own, std::function<bool(std::string_view)> const& is_used, bool all_kinds)
      : pieces_(pieces), own_(own), all_kinds_(all_kinds), wanted_(pieces.size()) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (!is_used(pieces[i].header)) continue;
      for (auto const name : pieces[i].names) by_name_[name].push_back(i);
    }
  }

  void want(std::string_view name) {
    auto const found = by_name_.find(name);
    if (found == by_name_.end()) return;
    for (auto const i : found->second) {
      if (wanted_[i]) continue;
      wanted_[i] = true;
      open_.push_back(i);
    }
  }

  void close() {
    while (!open_.empty()) {
      auto const& piece = pieces_[open_.back()];
      open_.pop_back();
      for (auto const use : piece.uses) want(use);
      for (auto rest = piece.text; !rest.empty();)
        if (auto const line = take_line(rest); !line.condition.empty()) want_with_condition(line);
      for (auto const name : piece.names) {
        auto const [first, last] = waiting_.equal_range(name);
        for (auto at = first; at != last; ++at) want_all(at->second);
      }
      if (!piece.text.empty() || piece.names.empty()) continue;
      if (auto const own = own_.find(piece.names[0]); own != own_.end()) want_all(own->second);
    }
  }

  std::string text(std::set<std::string, std::less<>>& identifiers) const {
    std::string out;
    bool tight = true;  // a single line follows what has no body without a blank one
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (!wanted_[i]) continue;
      auto const& piece = pieces_[i];
      auto text = text_of(piece);
      if (auto const own = own_.find(piece.names[0]); text.empty() && own != own_.end()) text = own->second;
      if (text.empty()) continue;
      bool const one_line = std::ranges::count(text, '\n') <= 1;
      if (!out.empty() && !(one_line && tight)) out += '\n';
      tight = text.find("{\n") == std::string_view::npos;
      out += text;
      if (!out.ends_with('\n')) out += '\n';
      for (auto const name : piece.names) identifiers.emplace(name);
    }
    return out;
  }

 private:
  void want_all(std::string_view text) {
    each_identifier(text, [&](std::string_view identifier) { want(identifier); });
  }

  void want_with_condition(Line const& line) {
    if (holds(line.condition)) return want_all(line.text);
    each_identifier(line.condition, [&](std::string_view name) { waiting_.emplace(name, line.text); });
  }

  // Is one of the names in use?
  bool holds(std::string_view condition) const {
    bool result = all_kinds_;
    each_identifier(condition, [&](std::string_view name) { result = result || is_wanted(name); });
    return result;
  }

  bool is_wanted(std::string_view name) const {
    auto const found = by_name_.find(name);
    return found != by_name_.end() && std::ranges::any_of(found->second, [&](auto i) { return wanted_[i]; });
  }

  // With those lines whose conditions hold.
  std::string text_of(RuntimePiece const& piece) const {
    std::string out;
    for (auto rest = piece.text; !rest.empty();)
      if (auto const line = take_line(rest); line.condition.empty() || holds(line.condition)) (out += line.text) += '\n';
    return out;
  }

  std::span<RuntimePiece const> pieces_;
  OwnPieces const& own_;
  bool all_kinds_;
  std::vector<bool> wanted_;
  std::vector<std::size_t> open_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_name_;
  std::multimap<std::string_view, std::string_view> waiting_;  // by what they wait for: lines that are not wanted yet
};

}  // namespace

RuntimeNames::RuntimeNames(std::span<RuntimePiece const> pieces) {
  for (auto const& piece : pieces)
    for (auto const name : piece.names) {
      names_.insert(name);
      first_[static_cast<unsigned char>(name[0])] = true;
    }
}

void RuntimeNames::add_used(std::string_view text, std::set<std::string, std::less<>>& used) const {
  each_identifier(text, [&](std::string_view identifier) {
    if (!first_[static_cast<unsigned char>(identifier[0])] || !names_.contains(identifier)) return;
    if (!used.contains(identifier)) used.emplace(identifier);
  });
}

std::unordered_set<std::string_view> identifiers_with(std::string_view prefix, std::string_view text) {
  std::unordered_set<std::string_view> found;
  each_identifier(text, [&](std::string_view identifier) {
    if (identifier.starts_with(prefix)) found.insert(identifier);
  });
  return found;
}

std::string runtime_slice(std::span<RuntimePiece const> pieces, std::set<std::string, std::less<>>& identifiers,
                          OwnPieces const& own, std::function<bool(std::string_view)> const& is_used, bool all_kinds) {
  Slice slice(pieces, own, is_used, all_kinds);
  for (auto const& identifier : identifiers) slice.want(identifier);
  slice.close();
  return slice.text(identifiers);
}

}  // namespace seq2c
