#include "emit/operators.h"

#include <optional>
#include <vector>

#include "emit/c_text.h"

namespace seq2c {

namespace {

// The words of a text: runs of anything but blanks and commas.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> found;
  constexpr std::string_view blanks = " \n,";
  while (true) {
    auto const begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return found;
    text.remove_prefix(begin);
    auto const end = std::min(text.find_first_of(blanks), text.size());
    found.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

bool is_prefix_operator(std::string_view text) { return text == "!" || text == "-" || text == "~"; }

// `expression` over the parameters as one operator.
std::optional<COperator> as_operator(std::string_view expression, std::vector<std::string_view> const& parameters) {
  auto const parts = words_of(expression);
  if (parts.size() == 1 && parameters.size() == 1) {
    auto const operation = parts[0].substr(0, 1);
    if (!is_prefix_operator(operation) || parts[0].substr(1) != parameters[0]) return std::nullopt;
    return COperator{std::string(operation), 1, false};
  }
  if (parts.size() != 3 || parameters.size() != 2) return std::nullopt;
  auto const operation = parts[1];
  if (binary_precedence(operation) == Precedence::primary) return std::nullopt;
  if (parts[0] == parameters[0] && parts[2] == parameters[1]) return COperator{std::string(operation), 2, false};
  if (parts[0] == parameters[1] && parts[2] == parameters[0]) return COperator{std::string(operation), 2, true};
  return std::nullopt;
}

// Reads `static inline TYPE NAME(TYPE a, TYPE b) { return …; }`.
std::optional<COperator> read_function(std::string_view text, std::string_view name) {
  auto const head = text.find("static inline ");
  auto const open = head == std::string_view::npos ? head : text.find('(', head);
  auto const close = open == std::string_view::npos ? open : text.find(')', open);
  auto const body = close == std::string_view::npos ? close : text.find('{', close);
  auto const end = body == std::string_view::npos ? body : text.find('}', body);
  if (end == std::string_view::npos || !text.substr(head, open - head).ends_with(name)) return std::nullopt;
  auto const list = words_of(text.substr(open + 1, close - open - 1));
  if (list.size() % 2 != 0) return std::nullopt;
  std::vector<std::string_view> parameters;
  for (std::size_t i = 1; i < list.size(); i += 2) parameters.push_back(list[i]);
  auto statement = text.substr(body + 1, end - body - 1);
  auto const begin = statement.find_first_not_of(" \n");
  if (begin == std::string_view::npos || !statement.substr(begin).starts_with("return ")) return std::nullopt;
  statement.remove_prefix(begin + 7);
  auto const semicolon = statement.find(';');
  if (semicolon == std::string_view::npos) return std::nullopt;
  if (statement.find_first_not_of(" \n", semicolon + 1) != std::string_view::npos) return std::nullopt;
  return as_operator(statement.substr(0, semicolon), parameters);
}

}  // namespace

COperators::COperators(std::span<RuntimePiece const> pieces) {
  for (auto const& piece : pieces) {
    if (piece.names.size() != 1) continue;
    if (auto found = read_function(piece.text, piece.names[0])) operators_.emplace(piece.names[0], std::move(*found));
  }
  for (auto const& word : words()) {
    auto const found = operators_.find(word.function);
    by_word_.push_back(found == operators_.end() ? nullptr : &found->second);
  }
}

}  // namespace seq2c
