#include "frontend/literal.h"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "frontend/unicode.h"

namespace seq2c {
namespace {

bool is_digit(char c) { return '0' <= c && c <= '9'; }
bool is_sign(char c) { return c == '+' || c == '-'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}
std::size_t skip_sign(std::string_view text, std::size_t at) { return at < text.size() && is_sign(text[at]) ? at + 1 : at; }

// FLOAT = [+-] ( D+ [ . D* ] | . D+ ) [ (e|E) [+-] D+ ], with a point or an exponent.
bool is_float(std::string_view text) {
  auto const start = skip_sign(text, 0);
  auto at = skip_digits(text, start);
  auto digits = at - start;
  bool const point = at < text.size() && text[at] == '.';
  if (point) {
    auto const end = skip_digits(text, at + 1);
    digits += end - at - 1;
    at = end;
  }
  if (digits == 0) return false;
  if (at == text.size()) return point;
  if (text[at] != 'e' && text[at] != 'E') return false;
  auto const exponent = skip_sign(text, at + 1);
  return exponent < text.size() && skip_digits(text, exponent) == text.size();
}

// The nearest double; too large gives an infinity, too small a zero.
double float_value(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }

// [+-] digits, if that is all of it and the value fits 64 bits.
std::optional<std::int64_t> int_value(std::string_view text, int base) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);  // from_chars knows no plus
  std::int64_t value = 0;
  auto const end = text.data() + text.size();
  auto const [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

// Ints have 63 bits: the low ones of a literal count.
std::int64_t wrapped(std::int64_t value) { return static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << 1) >> 1; }

ast::Statement prefixed_int(Token const& token, int base, Message const& wrong, Diagnostics& diagnostics) {
  auto const value = int_value(token.text.substr(2), base);
  if (!value) diagnostics.report(token.place, wrong, shown(token.text));
  return ast::IntLiteral{token, wrapped(value.value_or(0))};
}

// Processes the escapes of one string literal, keeping track of the place of each.
class StringReader {
 public:
  StringReader(Token const& token, Diagnostics& diagnostics)
      : rest_(token.text.substr(1, token.text.size() - 2)), here_(token.place), diagnostics_(diagnostics) {
    ++here_.column;
  }

  std::string read() {
    while (!rest_.empty()) {
      if (rest_.front() == '\\') escape();
      else value_ += take();
    }
    return std::move(value_);
  }

 private:
  // The next code point, as its bytes.
  std::string_view take() {
    auto const [value, bytes] = code_point(rest_, 0);
    auto const taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    ++here_.column;
    if (value == '\n') {
      ++here_.line;
      here_.column = 1;
    }
    return taken;
  }

  // An active backslash never ends a string, so one character follows it.
  void escape() {
    auto start = here_;
    take();
    start.length = 2;
    auto const letter = take();
    if (letter == "x") return hex_escape(start);
    static constexpr std::string_view letters = "\"\\nrt", bytes = "\"\\\n\r\t";
    auto const which = letters.find(letter);
    if (which == letters.npos) {
      diagnostics_.report(start, messages::unknown_escape, letter == "\n" ? "line end" : shown(letter));
    } else {
      value_ += bytes[which];
    }
  }

  void hex_escape(Place start) {
    start.length = 4;
    if (code_points(rest_.substr(0, 8)) < 2) {
      start.length = 2;
      diagnostics_.report(start, messages::incomplete_hex_escape);
      return;
    }
    std::string digits(take());
    digits += take();
    unsigned byte = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc() || digits.size() != 2 || end != digits.data() + 2) {
      diagnostics_.report(start, messages::bad_hex_escape, shown(digits));
    } else {
      value_ += static_cast<char>(byte);
    }
  }

  std::string_view rest_;
  Place here_;
  Diagnostics& diagnostics_;
  std::string value_;
};

bool fits_symbol(char32_t c) {
  static constexpr std::u32string_view signs = U"-_.?!";
  return is_letter_or_digit(c) || signs.find(c) != signs.npos;
}

}  // namespace

ast::Statement literal_or_call(Token const& token, Diagnostics& diagnostics) {
  auto const text = token.text;
  if (is_float(text)) return ast::FloatLiteral{token, float_value(text)};
  auto const prefix = text.substr(0, 2);
  if (prefix == "0x" || prefix == "0X") return prefixed_int(token, 16, messages::bad_hex_literal, diagnostics);
  if (prefix == "0b" || prefix == "0B") return prefixed_int(token, 2, messages::bad_binary_literal, diagnostics);
  if (auto const value = int_value(text, 10)) return ast::IntLiteral{token, wrapped(*value)};
  if (text == "true" || text == "false") return ast::BoolLiteral{token, text == "true"};
  if (is_string(token)) return ast::StringLiteral{token, StringReader(token, diagnostics).read()};
  return ast::Call{token};
}

void check_symbol(Token const& name, Diagnostics& diagnostics) {
  if (is_digit(name.text.front())) {
    diagnostics.report(name.place, messages::symbol_starts_with_digit, shown(name.text));
    return;
  }
  for (std::size_t at = 0; at < name.text.size();) {
    auto const [value, bytes] = code_point(name.text, at);
    if (!fits_symbol(value)) {
      diagnostics.report(name.place, messages::symbol_character, shown(name.text), shown(name.text.substr(at, bytes)));
      return;
    }
    at += bytes;
  }
}

}  // namespace seq2c
