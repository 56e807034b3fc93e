#include "tests/fuzz/shrink.h"

#include <algorithm>
#include <vector>

namespace seq2c::fuzz {
namespace {

using Tokens = std::vector<std::string>;

// Splits at blanks; strings and line ends stay tokens.
Tokens split(std::string const& text) {
  Tokens tokens;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') { ++at; continue; }
    auto end = at + 1;
    if (text[at] == '"') {
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      ++end;
    } else if (text[at] != '\n') {
      while (end < text.size() && text[end] != ' ' && text[end] != '\n') ++end;
    }
    tokens.push_back(text.substr(at, end - at));
    at = end;
  }
  return tokens;
}

std::string join(Tokens const& tokens) {
  std::string text;
  for (auto const& token : tokens) {
    if (!text.empty() && text.back() != '\n' && token != "\n") text += ' ';
    text += token;
  }
  return text;
}

bool is_balanced(Tokens::const_iterator first, Tokens::const_iterator last) {
  int depth = 0;
  for (; first != last; ++first) {
    if (*first == "[") ++depth;
    if (*first == "]" && --depth < 0) return false;
    if (*first == ":" || *first == ";" || *first == "(" || *first == ")" || *first == "--") return false;
  }
  return depth == 0;
}

// One past the `;` of the word that begins at `at`.
std::size_t end_of_word(Tokens const& tokens, std::size_t at) {
  while (at < tokens.size() && tokens[at] != ";") ++at;
  return std::min(at + 1, tokens.size());
}

class Shrinker {
 public:
  Shrinker(std::string const& text, std::function<bool(std::string const&)> const& still_fails, int attempts)
      : tokens_(split(text)), still_fails_(still_fails), attempts_(attempts) {}

  std::string run() {
    for (bool changed = true; changed && attempts_ > 0;) {
      changed = false;
      for (std::size_t count = 64; count > 0; count /= 4) changed = drop_words(count) || changed;
      for (std::size_t length = 16; length > 0; length /= 2) changed = drop_runs(length) || changed;
      changed = empty_brackets() || changed;
    }
    return join(tokens_);
  }

 private:
  bool try_without(std::size_t first, std::size_t last) {
    if (attempts_-- <= 0) return false;
    auto smaller = tokens_;
    smaller.erase(smaller.begin() + static_cast<std::ptrdiff_t>(first), smaller.begin() + static_cast<std::ptrdiff_t>(last));
    if (!still_fails_(join(smaller))) return false;
    tokens_ = std::move(smaller);
    return true;
  }

  // Takes out `count` words at a time, from the end on.
  bool drop_words(std::size_t count) {
    bool changed = false;
    auto starts = starts_of_words();
    for (std::size_t last = starts.size(); last >= count; last -= count) {
      if (try_without(starts[last - count], end_of_word(tokens_, starts[last - 1]))) changed = true;
      starts.resize(last - count);
    }
    return changed;
  }

  std::vector<std::size_t> starts_of_words() const {
    std::vector<std::size_t> starts;
    for (std::size_t at = 0; at < tokens_.size(); ++at)
      if (tokens_[at] == ":") starts.push_back(at);
    return starts;
  }

  bool drop_runs(std::size_t length) {
    bool changed = false;
    for (std::size_t at = tokens_.size(); at-- > 0;) {
      if (at + length > tokens_.size()) continue;
      auto const first = tokens_.cbegin() + static_cast<std::ptrdiff_t>(at);
      if (is_balanced(first, first + static_cast<std::ptrdiff_t>(length))) changed = try_without(at, at + length) || changed;
    }
    return changed;
  }

  // `[ a b ] call` without its brackets' contents, or without the brackets and what stands between.
  bool empty_brackets() {
    bool changed = false;
    for (std::size_t at = tokens_.size(); at-- > 0;) {
      if (at >= tokens_.size() || tokens_[at] != "[") continue;
      auto end = at + 1;
      for (int depth = 1; end < tokens_.size() && depth > 0; ++end) depth += tokens_[end] == "[" ? 1 : tokens_[end] == "]" ? -1 : 0;
      changed = try_without(at, end) || (end - at > 2 && try_without(at + 1, end - 1)) || changed;
    }
    return changed;
  }

  Tokens tokens_;
  std::function<bool(std::string const&)> const& still_fails_;
  int attempts_;
};

}  // namespace

std::string shrink(std::string text, std::function<bool(std::string const&)> const& still_fails, int attempts) {
  return Shrinker(text, still_fails, attempts).run();
}

}  // namespace seq2c::fuzz
