#include "frontend/token.h"

#include <array>

#include "frontend/unicode.h"

namespace seq2c {
namespace {

// The tokens of one character; `#` and `"` begin others.
constexpr std::string_view delimiters = "()[]{}:;,";

constexpr auto make_table(std::string_view characters) {
  std::array<bool, 128> table{};
  for (char const c : characters) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto delimiter_table = make_table(delimiters);

// One walk over the text. `at` is the next code point, `line` and `column` its place.
class Splitter {
 public:
  Splitter(Source const& source, Id<Source> id, Diagnostics& diagnostics)
      : text_(source.text), id_(id), diagnostics_(diagnostics), line_(source.line_offsets.front() == 0 ? 1 : 0) {}

  std::optional<Tokens> run() {
    result_.tokens.reserve(text_.size() / bytes_per_token);
    while (at_ < text_.size()) {
      if (!step()) return std::nullopt;
    }
    return std::move(result_);
  }

 private:
  static constexpr std::size_t bytes_per_token = 4;  // of usual programs, roughly
  struct Start { std::size_t at; std::uint32_t line, column; };

  Start here() const { return {at_, line_, column_}; }

  void advance() {
    auto const [value, bytes] = code_point(text_, at_);
    at_ += bytes;
    ++column_;
    if (value != '\n') return;
    ++line_;
    column_ = 1;
  }

  // The token from `start` to here. Its length on the line is that of its first line.
  Token token_from(Start start) const {
    auto const text = text_.substr(start.at, at_ - start.at);
    auto const first_line = text == "\n" ? text : text.substr(0, text.find('\n'));
    return {text, {id_, start.line, start.column, code_points(first_line)}};
  }

  // Takes one token, comment or stretch of white space; false if a string is not closed.
  bool step() {
    auto const next = code_point(text_, at_).value;
    if (next == '"') return take_string();
    if (next == '#') {
      take_comment();
    } else if (next == '\n' || is_delimiter(next)) {
      take_one();
    } else if (is_white_space(next)) {
      advance();
    } else {
      take_name();
    }
    return true;
  }

  static bool is_delimiter(char32_t c) { return c < 0x80 && delimiter_table[c]; }

  void take_one() {
    auto const start = here();
    advance();
    result_.tokens.push_back(token_from(start));
  }

  void take_name() {
    auto const start = here();
    while (at_ < text_.size()) {
      auto const next = code_point(text_, at_).value;
      if (next == '"' || next == '#' || is_delimiter(next) || is_white_space(next)) break;
      advance();
    }
    result_.tokens.push_back(token_from(start));
  }

  // Quotes in a comment mean nothing.
  void take_comment() {
    auto const start = here();
    while (at_ < text_.size() && text_[at_] != '\n') advance();
    result_.comments.push_back(token_from(start));
  }

  bool take_string() {
    auto const start = here();
    advance();
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') advance();
      if (at_ < text_.size()) advance();
    }
    if (at_ == text_.size()) {
      diagnostics_.report({id_, start.line, start.column, 1}, messages::unclosed_string, start.line, start.column);
      return false;
    }
    advance();
    result_.tokens.push_back(token_from(start));
    return true;
  }

  std::string_view text_;
  Id<Source> id_;
  Diagnostics& diagnostics_;
  Tokens result_;
  std::size_t at_ = 0;
  std::uint32_t line_, column_ = 1;
};

}  // namespace

std::optional<Tokens> split(Source const& source, Id<Source> id, Diagnostics& diagnostics) {
  return Splitter(source, id, diagnostics).run();
}

}  // namespace seq2c
