#include "frontend/edition.h"

#include <algorithm>
#include <utility>

#include "frontend/parse.h"

namespace seq2c {
namespace {

using ast::Body;
using ast::Statement;

Token const* called(Statement const& statement) {
  auto const* call = std::get_if<ast::Call>(&statement);
  return call ? &call->name : nullptr;
}

bool calls(Statement const& statement, std::string_view name) {
  auto const* token = called(statement);
  return token && token->text == name;
}

bool has_then(Body const& body) {
  return std::ranges::any_of(body, [](Statement const& statement) {
    if (auto const* quotation = std::get_if<ast::Quotation>(&statement)) return has_then(quotation->body);
    if (auto const* match = std::get_if<ast::Match>(&statement)) {
      return std::ranges::any_of(match->arms, [](ast::Arm const& arm) { return has_then(arm.body); });
    }
    return calls(statement, "then");
  });
}

// A `(` on the line after a word's name is a mistake, no sign of an edition.
bool lacks_effect(ast::WordDefinition const& word) {
  return !word.effect && !word.broken && !(!word.body.empty() && calls(word.body.front(), "("));
}

// What the statements of one level are in its classic conditionals.
enum class Role : std::uint8_t { other, opens, divides, closes };

// Finds the conditionals of one level (spec part 09, section 2).
class Pairing {
 public:
  Pairing(Body const& body, Diagnostics& diagnostics)
      : body_(body), diagnostics_(diagnostics), roles_(body.size(), Role::other) {}

  // The role of each statement; nothing if there is a stray `else` or `then`.
  std::optional<std::vector<Role>> find() {
    for (std::size_t i = 0; i < body_.size(); ++i) {
      if (calls(body_[i], "if") && !follows_bracket(i)) open_.push_back({i, none});
      if (calls(body_[i], "else")) divide(i);
      if (calls(body_[i], "then")) close(i);
    }
    for (auto const& block : open_) {
      if (block.otherwise != none) stray(block.otherwise, messages::stray_else);
    }
    if (!right_) return std::nullopt;
    return std::move(roles_);
  }

 private:
  struct Block { std::size_t start, otherwise; };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  // Such an `if` is the word of the current edition.
  bool follows_bracket(std::size_t i) const {
    return i > 0 && (std::holds_alternative<ast::Quotation>(body_[i - 1]) || calls(body_[i - 1], "]"));
  }

  void divide(std::size_t i) {
    if (open_.empty()) return stray(i, messages::stray_else);
    if (open_.back().otherwise != none) return stray(i, messages::second_else);
    open_.back().otherwise = i;
  }

  void close(std::size_t i) {
    if (open_.empty()) return stray(i, messages::stray_then);
    auto const [start, otherwise] = open_.back();
    open_.pop_back();
    roles_[start] = Role::opens;
    if (otherwise != none) roles_[otherwise] = Role::divides;
    roles_[i] = Role::closes;
  }

  void stray(std::size_t i, Message const& message) {
    diagnostics_.report(called(body_[i])->place, message);
    right_ = false;
  }

  Body const& body_;
  Diagnostics& diagnostics_;
  std::vector<Role> roles_;
  std::vector<Block> open_;  // the `if`s without a `then` so far
  bool right_ = true;
};

// Appends, and makes an If of two literals and the word `if`.
void append(Body& body, Statement statement) {
  auto const size = body.size();
  bool const literal_if = calls(statement, "if") && size >= 2 && std::holds_alternative<ast::Quotation>(body[size - 1]) &&
                          std::holds_alternative<ast::Quotation>(body[size - 2]);
  if (!literal_if) {
    body.push_back(std::move(statement));
    return;
  }
  auto& then = std::get<ast::Quotation>(body[size - 2]).body;
  auto& otherwise = std::get<ast::Quotation>(body[size - 1]).body;
  ast::If made{*called(statement), std::move(then), std::move(otherwise)};
  body.resize(size - 2);
  body.push_back(std::move(made));
}

// Builds the level again, with its classic conditionals as If.
Body build(Body& body, std::vector<Role> const& roles) {
  struct Open { Body before; ast::If conditional; bool second = false; };
  std::vector<Open> open;
  Body current;
  auto const finish_branch = [&] {
    auto& branch = open.back().second ? open.back().conditional.otherwise : open.back().conditional.then;
    branch = std::exchange(current, {});
  };
  for (std::size_t i = 0; i < body.size(); ++i) {
    switch (roles[i]) {
      case Role::other: append(current, std::move(body[i])); break;
      case Role::opens: open.push_back({std::exchange(current, {}), {*called(body[i]), {}, {}}}); break;
      case Role::divides:
        finish_branch();
        open.back().second = true;
        break;
      case Role::closes:
        finish_branch();
        current = std::move(open.back().before);
        current.push_back(std::move(open.back().conditional));
        open.pop_back();
        break;
    }
  }
  return current;
}

// The `if` at which the conditionals first are nested deeper than `limit`; null if none is.
Token const* too_deep(Body const& body, std::vector<Role> const& roles, unsigned limit) {
  unsigned depth = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (roles[i] == Role::opens && ++depth > limit) return called(body[i]);
    if (roles[i] == Role::closes) --depth;
  }
  return nullptr;
}

bool refuse_keywords(Body const& body, Diagnostics& diagnostics) {
  bool right = true;
  for (auto const& statement : body) {
    if (!calls(statement, "else") && !calls(statement, "then")) continue;
    diagnostics.report(called(statement)->place, messages::no_longer_keyword, called(statement)->text);
    right = false;
  }
  return right;
}

}  // namespace

void decide_edition(ast::File& file, std::optional<int> wanted) {
  bool without_effect = false;
  for (auto const& item : file.items) {
    auto const* word = std::get_if<ast::WordDefinition>(&item);
    if (!word) continue;
    file.classic_by_then |= has_then(word->body);
    without_effect |= lacks_effect(*word);
  }
  file.edition = wanted.value_or(file.classic_by_then || without_effect ? 5 : 7);
}

bool pair_conditionals(Body& body, bool classic, unsigned depth_left, Diagnostics& diagnostics) {
  auto const is_part = [](Statement const& statement) {
    return calls(statement, "if") || calls(statement, "else") || calls(statement, "then");
  };
  if (std::ranges::none_of(body, is_part)) return true;
  if (!classic) {
    if (!refuse_keywords(body, diagnostics)) return false;
    body = build(body, std::vector<Role>(body.size(), Role::other));
    return true;
  }
  auto const roles = Pairing(body, diagnostics).find();
  if (!roles) return false;
  if (auto const* token = too_deep(body, *roles, depth_left)) {
    diagnostics.report(token->place, messages::too_deep);
    return false;
  }
  body = build(body, *roles);
  return true;
}

}  // namespace seq2c
