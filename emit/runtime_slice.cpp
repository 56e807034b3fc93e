#include "emit/runtime_slice.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace seq2c {

namespace {

bool is_identifier_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

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

// The definitions of a program, each found by the names it gives.
class Slice {
 public:
  Slice(std::span<RuntimePiece const> pieces, OwnPieces const& own, std::function<bool(std::string_view)> const& is_used)
      : pieces_(pieces), own_(own), wanted_(pieces.size()) {
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
      if (!piece.text.empty() || piece.names.empty()) continue;
      if (auto const own = own_.find(piece.names[0]); own != own_.end()) {
        std::set<std::string, std::less<>> identifiers;
        add_identifiers(own->second, identifiers);
        for (auto const& identifier : identifiers) want(identifier);
      }
    }
  }

  std::string text(std::set<std::string, std::less<>>& identifiers) const {
    std::string out;
    bool tight = true;  // a single line follows what has no body without a blank one
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (!wanted_[i]) continue;
      auto const& piece = pieces_[i];
      std::string_view text = piece.text;
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
  std::span<RuntimePiece const> pieces_;
  OwnPieces const& own_;
  std::vector<bool> wanted_;
  std::vector<std::size_t> open_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_name_;
};

}  // namespace

void add_identifiers(std::string_view text, std::set<std::string, std::less<>>& identifiers) {
  std::unordered_set<std::string_view> seen;  // most are met again and again
  for (std::size_t at = 0; at < text.size();) {
    if (auto const end = skipped(text, at); end != at) {
      at = end;
      continue;
    }
    auto end = at;
    while (end < text.size() && is_identifier_character(text[end])) ++end;
    if (end == at) {
      ++at;
      continue;
    }
    auto const word = text.substr(at, end - at);
    if (!(word[0] >= '0' && word[0] <= '9') && seen.insert(word).second) identifiers.emplace(word);
    at = end;
  }
}

std::string runtime_slice(std::span<RuntimePiece const> pieces, std::set<std::string, std::less<>>& identifiers,
                          OwnPieces const& own, std::function<bool(std::string_view)> const& is_used) {
  Slice slice(pieces, own, is_used);
  for (auto const& identifier : identifiers) slice.want(identifier);
  slice.close();
  return slice.text(identifiers);
}

}  // namespace seq2c
