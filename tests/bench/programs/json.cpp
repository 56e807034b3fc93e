// JSON values as variants; a parser by recursive descent and a serializer. Both take what RFC 8259 allows.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

struct Value;
using Array = std::vector<Value>;
using Object = std::vector<std::pair<std::string, Value>>;

struct Value {
  std::variant<std::nullptr_t, bool, double, std::string, Array, Object> is;
};

[[noreturn]] static void fail() {
  std::puts("no JSON");
  std::exit(1);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Value document() {
    auto result = value();
    skip_blanks();
    if (at_ != text_.size()) fail();
    return result;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') at_++;
  }

  void expect(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) fail();
    at_ += expected.size();
  }

  bool skip(char expected) {
    if (peek() != expected) return false;
    at_++;
    return true;
  }

  Value value() {
    skip_blanks();
    switch (peek()) {
      case 'n': return expect("null"), Value{nullptr};
      case 't': return expect("true"), Value{true};
      case 'f': return expect("false"), Value{false};
      case '"': return Value{string()};
      case '[': return array();
      case '{': return object();
      default: return number();
    }
  }

  Value number() {
    double found = 0;
    auto const [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), found);
    if (error != std::errc()) fail();
    at_ = static_cast<std::size_t>(end - text_.data());
    return Value{found};
  }

  std::uint32_t hex() {
    std::uint32_t code = 0;
    if (text_.size() - at_ < 4) fail();
    auto const *const begin = text_.data() + at_;
    if (std::from_chars(begin, begin + 4, code, 16).ptr != begin + 4) fail();
    at_ += 4;
    return code;
  }

  static void append_utf8(std::string &to, std::uint32_t code) {
    auto const byte = [&](std::uint32_t bits) { to += static_cast<char>(bits); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) return byte(0xc0 | code >> 6), byte(0x80 | (code & 63));
    if (code < 0x10000) return byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63));
    byte(0xf0 | code >> 18), byte(0x80 | (code >> 12 & 63)), byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63));
  }

  void unicode(std::string &to) {
    auto code = hex();
    if (code >= 0xd800 && code < 0xdc00) {
      expect("\\u");
      auto const low = hex();
      if (low < 0xdc00 || low > 0xdfff) fail();
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    append_utf8(to, code);
  }

  void escape(std::string &to) {
    static constexpr std::string_view names = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    if (skip('u')) return unicode(to);
    auto const found = names.find(peek());
    if (found == std::string_view::npos) fail();
    at_++;
    to += meant[found];
  }

  std::string string() {
    at_++;
    std::string found;
    for (;;) {
      auto const begin = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\') at_++;
      found.append(text_, begin, at_ - begin);
      if (skip('"')) return found;
      if (!skip('\\')) fail();
      escape(found);
    }
  }

  Value array() {
    at_++;
    Array elements;
    skip_blanks();
    if (skip(']')) return Value{std::move(elements)};
    for (;;) {
      elements.push_back(value());
      skip_blanks();
      if (skip(']')) return Value{std::move(elements)};
      if (!skip(',')) fail();
    }
  }

  Value object() {
    at_++;
    Object pairs;
    skip_blanks();
    if (skip('}')) return Value{std::move(pairs)};
    for (;;) {
      skip_blanks();
      if (peek() != '"') fail();
      auto key = string();
      skip_blanks();
      if (!skip(':')) fail();
      pairs.emplace_back(std::move(key), value());
      skip_blanks();
      if (skip('}')) return Value{std::move(pairs)};
      if (!skip(',')) fail();
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

struct Writer {
  std::string text;

  void operator()(std::nullptr_t) { text += "null"; }
  void operator()(bool truth) { text += truth ? "true" : "false"; }

  void operator()(double number) {
    char digits[400];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed).ptr);
  }

  void operator()(std::string const &string) {
    text += '"';
    for (char const c : string) {
      static constexpr std::string_view meant = "\"\\\b\f\n\r\t", names = "\"\\bfnrt";
      auto const byte = static_cast<unsigned char>(c);
      if (byte >= 32 && c != '"' && c != '\\') {
        text += c;
      } else if (auto const found = meant.find(c); found != std::string_view::npos) {
        text += '\\';
        text += names[found];
      } else {
        char code[8];
        std::snprintf(code, sizeof code, "\\u%04X", byte);
        text += code;
      }
    }
    text += '"';
  }

  void operator()(Array const &elements) {
    text += '[';
    for (std::size_t i = 0; i < elements.size(); i++) {
      if (i > 0) text += ',';
      std::visit(*this, elements[i].is);
    }
    text += ']';
  }

  void operator()(Object const &pairs) {
    text += '{';
    for (std::size_t i = 0; i < pairs.size(); i++) {
      if (i > 0) text += ',';
      (*this)(pairs[i].first);
      text += ':';
      std::visit(*this, pairs[i].second.is);
    }
    text += '}';
  }
};

int main() {
  std::string text;
  char block[65536];
  while (auto const length = std::fread(block, 1, sizeof block, stdin)) text.append(block, length);
  auto const value = Parser(text).document();
  Writer writer;
  std::visit(writer, value.is);
  std::puts(writer.text.c_str());
}
