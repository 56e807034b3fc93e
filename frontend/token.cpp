#include "frontend/token.h"

#include "frontend/unicode.h"

namespace seq2c {
namespace {

constexpr std::string_view delimiters = "()[]{}:;,";

// One walk over the text. `at` is the next code point, `line` and `column` its place.
class Splitter {
 public:
  Splitter(Source const& source, Id<Source> id, Diagnostics& diagnostics)
      : text_(source.text), id_(id), diagnostics_(diagnostics) {}

  std::optional<Tokens> run() {
    while (at_ < text_.size()) {
      if (!step()) return std::nullopt;
    }
    return std::move(result_);
  }

 private:
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

  static bool is_delimiter(char32_t c) { return c < 0x80 && delimiters.find(static_cast<char>(c)) != delimiters.npos; }

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
  std::uint32_t line_ = 1, column_ = 1;
};

}  // namespace

std::optional<Tokens> split(Source const& source, Id<Source> id, Diagnostics& diagnostics) {
  return Splitter(source, id, diagnostics).run();
}

}  // namespace seq2c
