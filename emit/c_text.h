// Text of C programs: expressions that know their precedence, statements, literals and comments.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/source.h"

namespace seq2c {

// How tightly the outermost operator of an expression binds, loosest first.
enum class Precedence : std::uint8_t {
  conditional, or_, and_, bit_or, bit_xor, bit_and, equality, relational, shift, additive, multiplicative, unary, primary
};

// A C expression. `inverse` is the same test with the opposite operator (`a != b` for `a == b`), empty where there is none.
struct CExpr {
  std::string text;
  Precedence precedence = Precedence::primary;
  std::string inverse = {};
};

CExpr c_binary(CExpr const& left, std::string_view operation, CExpr const& right);
CExpr c_unary(std::string_view operation, CExpr const& operand);
CExpr c_call(std::string_view function, std::vector<CExpr> const& arguments);
CExpr c_conditional(CExpr const& condition, CExpr const& yes, CExpr const& no);

// True exactly where `condition` is false.
CExpr c_not(CExpr const& condition);

// The expression as operand of an operator of that strength: in parentheses if C, or a compiler's warning, wants them.
std::string c_operand(CExpr const& operand, Precedence outside);

// The strength of a binary or prefix operator that C has (`==`, `&`, …).
Precedence binary_precedence(std::string_view operation);

// True if the identifier `name` occurs in the expression, outside of literals.
bool mentions(std::string_view expression, std::string_view name);

// An Int or a Float as C writes it: exact, also for the smallest Int, infinities and NaNs.
CExpr c_int(std::int64_t value);
CExpr c_float(double value);

// Any bytes as one C string literal. It has no line end, no trigraph and no escape that could swallow what follows.
std::string c_string(std::string_view bytes);

// The same as several literals, each no longer than `columns`, for texts that would not fit a line.
std::vector<std::string> c_string_lines(std::string_view bytes, std::size_t columns);

// Text as it may stand behind `//`: no line continuation, no trigraph, nothing that turns the reading direction.
std::string c_comment(std::string_view text);

// Statements of one block, at depths relative to it.
class CBody {
 public:
  struct Line {
    std::uint32_t depth;
    std::string text;
    Place place;      // for `#line`
    bool statement;   // a whole statement that may follow `if (…)` without braces
    bool label;       // stands one step to the left
  };

  // Adds a simple statement, with its semicolon.
  void add(std::string text, Place place);

  // Adds a declaration: it needs braces around it.
  void declare(std::string text, Place place);

  // Adds `name:` before whatever is added next. `alone` adds the empty statement that C wants before a declaration.
  void label(std::string_view name, bool alone);

  // Adds `head { body } tail`.
  void nest(std::string head, CBody body, Place place, std::string tail = "");

  // Adds `{ body }`.
  void append_block(CBody body, Place place);

  // Adds a loop with that head; a short body stands on its line unless `apart`.
  void loop(std::string head, CBody body, Place place, bool apart);

  // Adds `if (condition) yes else no`; `no` may be empty. Short ones stand on one line unless `apart`.
  void branch(CExpr const& condition, CBody yes, CBody no, Place place, bool apart);

  // Adds all of `body` at the same depth.
  void append(CBody body);

  bool empty() const { return lines_.empty(); }
  // The last line, if it is a simple statement of this block itself; taken out by `drop_last`.
  std::string_view last_statement() const;
  void drop_last() { lines_.pop_back(); }
  std::vector<Line> const& lines() const { return lines_; }

 private:
  void append_deeper(CBody body);
  bool only_statement() const;

  std::vector<Line> lines_;
  bool only_branch_ = false;  // one `if`, with its arms, is all there is
};

// The lines as text, indented by two spaces from `depth` on and broken near column 100.
// With `directives` each line is preceded by `#line`, naming files as `source_name` gives them.
struct LineDirectives {
  Sources const* sources = nullptr;
  std::string directory;  // put before the names
};
void print_body(std::string& out, CBody const& body, std::uint32_t depth, LineDirectives const* directives);

// One line; if `breakable`, it is broken at spaces outside of literals where it passes column 100.
void print_line(std::string& out, std::uint32_t depth, std::string_view text, bool breakable = true);

}  // namespace seq2c
