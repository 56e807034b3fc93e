#include "emit/c_text.h"

#include <bit>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace seq2c {

namespace {

constexpr std::size_t line_width = 100;

bool is_identifier_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The operator that is true where the given one is false, for operands that are always ordered.
std::string_view opposite(std::string_view operation) {
  constexpr std::string_view pairs[][2] = {{"==", "!="}, {"<", ">="}, {">", "<="}};
  for (auto const& [one, other] : pairs) {
    if (operation == one) return other;
    if (operation == other) return one;
  }
  return {};
}

bool is_arithmetic(Precedence precedence) { return precedence >= Precedence::additive; }

// Whether compilers warn about the operand although C groups it as meant: `a & b == c`, `a && b || c`, `a < b < c`, `a + b & c`.
bool confusing(Precedence inside, Precedence outside) {
  bool const on_bits = outside == Precedence::shift || (outside >= Precedence::bit_or && outside <= Precedence::bit_and);
  if (inside == Precedence::additive && on_bits) return true;
  if (is_arithmetic(inside) || outside == Precedence::conditional) return false;
  bool const logical = outside == Precedence::or_ || outside == Precedence::and_;
  bool const comparison = inside == Precedence::equality || inside == Precedence::relational;
  if (logical && comparison) return false;
  return inside != outside || comparison || inside == Precedence::shift;
}

}  // namespace

Precedence binary_precedence(std::string_view operation) {
  struct Row { std::string_view operation; Precedence precedence; };
  constexpr Row rows[] = {
      {"||", Precedence::or_},         {"&&", Precedence::and_},       {"|", Precedence::bit_or},
      {"^", Precedence::bit_xor},      {"&", Precedence::bit_and},     {"==", Precedence::equality},
      {"!=", Precedence::equality},    {"<", Precedence::relational},  {"<=", Precedence::relational},
      {">", Precedence::relational},   {">=", Precedence::relational}, {"<<", Precedence::shift},
      {">>", Precedence::shift},       {"+", Precedence::additive},    {"-", Precedence::additive},
      {"*", Precedence::multiplicative}, {"/", Precedence::multiplicative}, {"%", Precedence::multiplicative},
  };
  for (auto const& row : rows)
    if (row.operation == operation) return row.precedence;
  return Precedence::primary;
}

std::string c_operand(CExpr const& operand, Precedence outside) {
  bool const comparing = outside == Precedence::equality || outside == Precedence::relational;
  bool const negated = operand.precedence == Precedence::unary && operand.text.front() == '!';
  if (operand.precedence < outside || confusing(operand.precedence, outside) || (comparing && negated))
    return "(" + operand.text + ")";
  return operand.text;
}

CExpr c_binary(CExpr const& left, std::string_view operation, CExpr const& right) {
  auto const precedence = binary_precedence(operation);
  auto const left_text = c_operand(left, precedence);
  bool const associative = operation == "&&" || operation == "||";
  bool const apart = right.precedence == precedence && !associative;
  auto const right_text = apart ? "(" + right.text + ")" : c_operand(right, precedence);
  CExpr result{fmt::format("{} {} {}", left_text, operation, right_text), precedence, {}};
  if (auto other = opposite(operation); !other.empty())
    result.inverse = fmt::format("{} {} {}", left_text, other, right_text);
  return result;
}

CExpr c_unary(std::string_view operation, CExpr const& operand) {
  auto text = c_operand(operand, Precedence::unary);
  bool const runs_together = !text.empty() && text.front() == operation.back();  // `- -1`
  return {fmt::format("{}{}{}", operation, runs_together ? " " : "", text), Precedence::unary,
          operation == "!" ? text : std::string()};
}

CExpr c_call(std::string_view function, std::vector<CExpr> const& arguments) {
  std::string text(function);
  text += '(';
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) text += ", ";
    text += arguments[i].text;
  }
  text += ')';
  return {std::move(text), Precedence::primary, {}};
}

CExpr c_conditional(CExpr const& condition, CExpr const& yes, CExpr const& no) {
  auto const apart = [](std::string const& text) { return "(" + text + ")"; };
  bool const is_bits = condition.precedence >= Precedence::bit_or && condition.precedence <= Precedence::bit_and;
  auto const test = is_bits || condition.precedence == Precedence::conditional ? apart(condition.text) : condition.text;
  auto const then = yes.precedence == Precedence::conditional ? apart(yes.text) : yes.text;
  return {fmt::format("{} ? {} : {}", test, then, no.text), Precedence::conditional, {}};
}

CExpr c_not(CExpr const& condition) {
  if (!condition.inverse.empty()) {
    bool const was_not = condition.precedence == Precedence::unary;
    if (!was_not) return {condition.inverse, condition.precedence, condition.text};
    bool const wrapped = condition.inverse.front() == '(';
    auto inner = wrapped ? condition.inverse.substr(1, condition.inverse.size() - 2) : condition.inverse;
    return {std::move(inner), wrapped ? Precedence::conditional : Precedence::unary, {}};
  }
  return c_unary("!", condition);
}

bool mentions(std::string_view expression, std::string_view name) {
  for (std::size_t i = 0; i < expression.size();) {
    if (expression[i] == '"') {
      for (++i; i < expression.size() && expression[i] != '"'; ++i)
        if (expression[i] == '\\') ++i;
      ++i;
      continue;
    }
    if (!is_identifier_character(expression[i])) {
      ++i;
      continue;
    }
    auto end = i;
    while (end < expression.size() && is_identifier_character(expression[end])) ++end;
    if (expression.substr(i, end - i) == name) return true;
    i = end;
  }
  return false;
}

CExpr c_int(std::int64_t value) {
  if (value == INT64_MIN) return {"-9223372036854775807 - 1", Precedence::additive, {}};
  return {std::to_string(value), value < 0 ? Precedence::unary : Precedence::primary, {}};
}

CExpr c_float(double value) {
  auto const bits = std::bit_cast<std::uint64_t>(value);
  auto const precedence = (bits >> 63) != 0 ? Precedence::unary : Precedence::primary;
  std::string const sign = (bits >> 63) != 0 ? "-" : "";
  if (std::isinf(value)) return {sign + "__builtin_inf()", precedence, {}};
  if (std::isnan(value)) {
    auto const payload = bits & 0x7ffffffffffff;
    auto const text = payload != 0 ? fmt::format("0x{:x}", payload) : std::string();
    return {fmt::format("{}__builtin_nan(\"{}\")", sign, text), precedence, {}};
  }
  char buffer[64];
  auto const end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(value)).ptr;
  std::string text(buffer, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return {sign + text, precedence, {}};
}

namespace {

// The length of the valid UTF-8 sequence that begins here and may be shown as it is; 0 if its bytes must be escaped.
std::size_t shown_length(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto const length = byte(0) < 0xc2 ? 0u : byte(0) < 0xe0 ? 2u : byte(0) < 0xf0 ? 3u : byte(0) < 0xf5 ? 4u : 0u;
  if (length == 0 || text.size() < length || !is_utf8(text.substr(0, length))) return 0;
  char32_t code = byte(0) & (0xff >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = (code << 6) | (byte(i) & 0x3f);
  bool const control = code < 0xa0 || code == 0xad || (code >= 0x200b && code <= 0x200f) ||
                       (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
                       code == 0xfeff || (code >= 0xfff0 && code <= 0xffff) || code >= 0xe0000;
  return control ? 0 : length;
}

// One character of a C string literal, and how many bytes of `text` it stands for. `last` is the one before it.
std::string escaped(std::string_view text, char last, std::size_t& used) {
  used = 1;
  auto const c = static_cast<unsigned char>(text[0]);
  switch (c) {
    case '\n': return "\\n";
    case '\t': return "\\t";
    case '\r': return "\\r";
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '?': return last == '?' ? "\\?" : "?";
    default: break;
  }
  if (c >= 0x20 && c < 0x7f) return std::string(1, text[0]);
  if (c >= 0x80) {
    if (auto const length = shown_length(text); length > 0) {
      used = length;
      return std::string(text.substr(0, length));
    }
  }
  return fmt::format("\\{:03o}", c);  // always three digits, so that a digit may follow
}

}  // namespace

std::vector<std::string> c_string_lines(std::string_view bytes, std::size_t columns) {
  std::vector<std::string> lines;
  std::string line = "\"";
  char last = 0;
  while (!bytes.empty()) {
    std::size_t used = 0;
    auto const piece = escaped(bytes, last, used);
    last = bytes[0];
    if (line.size() + piece.size() + 1 > columns) {
      lines.push_back(line + '"');
      line = "\"";
    }
    line += piece;
    bool const line_end = bytes[0] == '\n' && columns < bytes.size();
    bytes.remove_prefix(used);
    if (line_end && !bytes.empty()) {
      lines.push_back(line + '"');
      line = "\"";
    }
  }
  lines.push_back(line + '"');
  return lines;
}

std::string c_string(std::string_view bytes) { return c_string_lines(bytes, static_cast<std::size_t>(-1)).front(); }

std::string c_comment(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    auto const c = static_cast<unsigned char>(text[0]);
    std::size_t used = 1;
    if (c == '?' && text.size() > 1 && text[1] == '?') {
      result += "? ";
    } else if (c == '*' && text.size() > 1 && text[1] == '/') {
      result += "* ";
    } else if (c == '/' && text.size() > 1 && text[1] == '*') {
      result += "/ ";
    } else if (c >= 0x20 && c < 0x7f) {
      result += text[0];
    } else if (auto const length = c >= 0x80 ? shown_length(text) : 0; length > 0) {
      used = length;
      result += text.substr(0, length);
    } else {
      result += fmt::format("\\{:03o}", c);
    }
    text.remove_prefix(used);
  }
  auto const last = result.find_last_not_of(' ');
  if (last != std::string::npos && result[last] == '\\') result.insert(last + 1, ".");  // would continue the line
  return result;
}

void CBody::add(std::string text, Place place) {
  only_branch_ = false;
  lines_.push_back({0, std::move(text), place, true, false});
}

void CBody::declare(std::string text, Place place) {
  only_branch_ = false;
  lines_.push_back({0, std::move(text), place, false, false});
}

void CBody::label(std::string_view name, bool alone) {
  only_branch_ = false;
  lines_.push_back({0, fmt::format("{}:{}", name, alone ? ";" : ""), {}, false, true});
}

void CBody::append(CBody body) {
  only_branch_ = lines_.empty() && body.only_branch_;
  for (auto& line : body.lines_) lines_.push_back(std::move(line));
}

void CBody::append_deeper(CBody body) {
  for (auto& line : body.lines_) {
    ++line.depth;
    line.statement = false;
    lines_.push_back(std::move(line));
  }
}

void CBody::nest(std::string head, CBody body, Place place, std::string tail) {
  only_branch_ = false;
  lines_.push_back({0, head.empty() ? "{" : head + " {", place, false, false});
  append_deeper(std::move(body));
  lines_.push_back({0, "}" + tail, {}, false, false});
}

void CBody::append_block(CBody body, Place place) {
  nest("", std::move(body), place);
}

void CBody::loop(std::string head, CBody body, Place place, bool apart) {
  bool const short_body = !apart && body.only_statement() && head.size() + body.lines_[0].text.size() < line_width - 12;
  if (!short_body && !body.empty()) return nest(std::move(head), std::move(body), place);
  add(head + (body.empty() ? " {}" : " " + body.lines_[0].text), place);
  lines_.back().statement = false;
}

std::string_view CBody::last_statement() const {
  return !lines_.empty() && lines_.back().statement && lines_.back().depth == 0 ? lines_.back().text : std::string_view();
}

bool CBody::only_statement() const { return lines_.size() == 1 && lines_[0].statement; }

void CBody::branch(CExpr const& condition, CBody yes, CBody no, Place place, bool apart) {
  bool const first = lines_.empty();
  auto const head = fmt::format("if ({})", condition.text);
  bool const short_yes = !apart && yes.only_statement() && head.size() + yes.lines_[0].text.size() < line_width - 12;
  if (no.empty()) {
    if (short_yes) {
      add(head + " " + yes.lines_[0].text, place);
    } else {
      nest(head, std::move(yes), place);
    }
    lines_.back().statement = false;  // an `else` could attach itself to it
    only_branch_ = first;
    return;
  }
  bool const chain = no.only_branch_;
  if (short_yes && !chain && no.only_statement()) {
    add(head + " " + yes.lines_[0].text, place);
    lines_.back().statement = false;
    add("else " + no.lines_[0].text, no.lines_[0].place);
    lines_.back().statement = false;
    only_branch_ = first;
    return;
  }
  lines_.push_back({0, head + " {", place, false, false});
  append_deeper(std::move(yes));
  if (!chain) {
    lines_.push_back({0, "} else {", place, false, false});
    append_deeper(std::move(no));
    lines_.push_back({0, "}", {}, false, false});
  } else {
    no.lines_[0].text = "} else " + no.lines_[0].text;
    for (auto& line : no.lines_) lines_.push_back(std::move(line));
  }
  only_branch_ = first;
}

namespace {

// The space at which a line is best broken: inside as few parentheses as possible, as late as possible, not in the first
// third. 0 if there is none.
std::size_t best_break(std::string_view text, std::size_t room) {
  std::size_t best = 0;
  int depth = 0, best_depth = 1000;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size() && (i <= room || best == 0); ++i) {
    char const c = text[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      continue;
    } else if (c == '(' || c == '{') {
      ++depth;
    } else if (c == ')' || c == '}') {
      --depth;
    } else if (c == '/' && text.substr(i).starts_with("//")) {
      return best;
    } else if (c == ' ' && i > room / 3 && depth <= best_depth) {
      best = i;
      best_depth = depth;
    }
  }
  return best;
}

}  // namespace

void print_line(std::string& out, std::uint32_t depth, std::string_view text, bool breakable) {
  std::size_t indent = 2 * depth;
  bool first = true;
  while (true) {
    std::size_t const room = line_width > indent + 40 ? line_width - indent : 40;
    std::size_t split = text.size();
    if (text.size() > room && breakable) {
      if (auto const best = best_break(text, room); best > 0) split = best;
    }
    out.append(indent, ' ');
    out += text.substr(0, split);
    out += '\n';
    if (split >= text.size()) return;
    text.remove_prefix(split + 1);
    if (first) indent += 4;
    first = false;
  }
}

void print_body(std::string& out, CBody const& body, std::uint32_t depth, LineDirectives const* directives) {
  Place current;
  for (auto const& line : body.lines()) {
    if (line.place.source) current = line.place;
    if (directives && current.source) {
      auto const& name = (*directives->sources)[current.source].name;
      out += fmt::format("#line {} {}\n", current.line, c_string(directives->directory + name));
    }
    auto const at = depth + line.depth;
    print_line(out, line.label && at > 0 ? at - 1 : at, line.text, !directives);
  }
}

}  // namespace seq2c
