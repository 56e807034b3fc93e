// Parses a file item by item. After an error it goes on at the next item, so that all errors of the file are found.
//
// An item whose end is missing would swallow all that follows. So each gets only the tokens up to the next place that
// surely begins another: a line that begins with `: name ( … --`, `union Name {` or `include std:`. (As part of a body that
// would be a symbol and a call of `(`.) After an error any line is good enough that begins with `:`, `union` or `include`
// and is not indented more than the item that failed.
#include "frontend/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "frontend/edition.h"
#include "frontend/grammar.h"
#include "frontend/refine.h"
#include "frontend/similar.h"

namespace seq2c {
namespace {

using Position = std::size_t;

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

class FileParser {
 public:
  FileParser(Tokens const& tokens, Diagnostics& diagnostics, ast::File& file)
      : tokens_(tokens.tokens), comments_(tokens.comments), diagnostics_(diagnostics), file_(file) {}

  void run() {
    find_definitions();
    Position at = 0;
    while (at < tokens_.size()) at = is_line_end(tokens_[at]) ? at + 1 : item(at);
  }

 private:
  bool is(Position at, std::string_view text) const { return at < tokens_.size() && tokens_[at].text == text; }
  bool begins_line(Position at) const { return at == 0 || is_line_end(tokens_[at - 1]); }
  bool is_item_start(Position at) const { return is(at, ":") || is(at, "union") || is(at, "include"); }

  // `: name ( … --` on one line.
  bool is_word_start(Position at) const {
    if (!is(at, ":") || is(at + 1, "\n") || !is(at + 2, "(")) return false;
    for (auto i = at + 3; i < tokens_.size() && !is_line_end(tokens_[i]) && !is(i, ")"); ++i) {
      if (is(i, "--")) return true;
    }
    return false;
  }

  bool is_union_start(Position at) const { return is(at, "union") && is(at + 2, "{"); }
  bool is_include_start(Position at) const {
    return is(at, "include") && (is(at + 2, ":") || (at + 1 < tokens_.size() && is_string(tokens_[at + 1])));
  }

  void find_definitions() {
    for (Position at = 0; at < tokens_.size(); ++at) {
      if (begins_line(at) && (is_word_start(at) || is_union_start(at) || is_include_start(at))) definitions_.push_back(at);
    }
  }

  // Where the item at `at` must have ended.
  Position limit(Position at) {
    while (next_definition_ < definitions_.size() && definitions_[next_definition_] <= at) ++next_definition_;
    auto const end = next_definition_ < definitions_.size() ? definitions_[next_definition_] : tokens_.size();
    return unclosed_before_ ? std::min(end, next_item(at, at + 1)) : end;
  }

  // The first place from `from` on where another item may begin after a failure in the one at `failed`.
  Position next_item(Position failed, Position from) const {
    auto const column = tokens_[failed].place.column;
    auto at = from;
    while (at < tokens_.size() && !(is_item_start(at) && begins_line(at) && tokens_[at].place.column <= column)) ++at;
    return at;
  }

  std::span<Token const> range(Position first, Position last) const {
    return std::span(tokens_).subspan(first, last - first);
  }

  // Parses the item at `at`; gives the place to go on.
  Position item(Position at) {
    if (is(at, "include")) return include(at);
    if (is(at, "union")) return union_definition(at);
    if (is(at, ":")) return word_definition(at);
    if (tokens_[at].text == byte_order_mark) return skip_byte_order_mark(at);
    report({&messages::expected_item, &tokens_[at]}, at, at + 1, {});
    file_.incomplete = true;
    return std::min(limit(at), next_item(at, at + 1));
  }

  // An editor put it there; the rest of the file is well.
  Position skip_byte_order_mark(Position at) {
    diagnostics_.report(tokens_[at].place, messages::expected_item, "", "", ", found a byte-order mark").help =
        "Save the file as UTF-8 without a byte-order mark.";
    return at + 1;
  }

  Position include(Position at) {
    auto const end = limit(at);
    auto rest = range(at, end);
    ast::Include result;
    if (auto const failure = grammar::include(rest, result)) {
      file_.incomplete = true;
      return recover(*failure, at, end, {});
    }
    refine(result);
    file_.items.push_back(std::move(result));
    return end - rest.size();
  }

  Position union_definition(Position at) {
    auto const end = limit(at);
    auto rest = range(at, end);
    ast::Union result;
    if (auto const failure = grammar::union_definition(rest, result)) {
      file_.incomplete = true;
      return recover(*failure, at, end, result.name.text);
    }
    file_.items.push_back(std::move(result));
    return end - rest.size();
  }

  Position word_definition(Position at) {
    auto const end = limit(at);
    auto rest = range(at, end);
    ast::WordDefinition result;
    annotate(result, tokens_[at]);
    auto const failure = grammar::word_definition(rest, result);
    if (!failure) {
      file_.items.push_back(std::move(result));
      return end - rest.size();
    }
    auto const next = recover(*failure, at, end, result.name.text);
    if (result.effect) {
      result.broken = true;
      result.body.clear();
      file_.items.push_back(std::move(result));
    } else if (!result.name.text.empty()) {
      file_.broken_words.push_back(result.name);
    }
    return next;
  }

  // The comments since the last word may say something about this one.
  void annotate(ast::WordDefinition& word, Token const& start) {
    for (; next_comment_ < comments_.size(); ++next_comment_) {
      auto const& comment = comments_[next_comment_];
      if (comment.text.data() > start.text.data()) return;
      auto text = comment.text.substr(1);
      text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
      text = text.substr(0, text.find_last_not_of(" \t\r") + 1);
      static constexpr std::string_view mark = "seq2c:";
      if (!text.starts_with(mark)) continue;
      text.remove_prefix(mark.size());
      if (text == "inline(always)" || text == "inline(never)" || text == "inline(hint)") {
        word.annotations.push_back({comment, std::string(text)});
      } else {
        diagnostics_.report(comment.place, messages::unknown_annotation, shown(text));
      }
    }
  }

  // Reports a failure in the item of tokens `at` to `end`; gives the place to go on.
  Position recover(grammar::Failure const& failure, Position at, Position end, std::string_view name) {
    report(failure, at, end, name);
    auto const failed = static_cast<Position>(failure.at - tokens_.data());
    if (failed < end) return std::min(end, next_item(at, std::max(failed, at + 1)));
    unclosed_before_ |= end == tokens_.size();
    return std::min(end, next_item(at, at + 1));
  }

  void report(grammar::Failure const& failure, Position at, Position end, std::string_view name) {
    if (failure.at == tokens_.data() + end) return report_end(failure, at, end, name);
    auto const& token = *failure.at;
    auto const found = is_line_end(token) ? std::string("the end of the line") : fmt::format("'{}'", shown(token.text));
    auto& diagnostic = diagnostics_.report(token.place, *failure.message, shown(token.text), shown(name), ", found " + found);
    if (failure.message == &messages::unknown_type) suggest_type(diagnostic, token.text);
  }

  static void suggest_type(Diagnostic& diagnostic, std::string_view name) {
    Nearest nearest(name, 1);
    for (auto const type : built_in_type_names()) nearest.consider(type);
    if (!nearest.best().empty()) diagnostic.help = fmt::format("Did you mean `{}`? {}", nearest.best(), diagnostic.help);
  }

  // The tokens ended too early: at the end of the file, or where the next definition begins.
  void report_end(grammar::Failure const& failure, Position at, Position end, std::string_view name) {
    bool const file_end = end == tokens_.size();
    bool const next_is_named = end + 1 < tokens_.size();
    if (next_is_named && failure.message == &messages::expected_semicolon && is(end, ":")) {
      diagnostics_.report(tokens_[end].place, messages::missing_semicolon, shown(tokens_[end + 1].text), shown(name))
          .labels.push_back({tokens_[at + 1].place, "this word has no ';'"});
      return;
    }
    auto& diagnostic = diagnostics_.report(last_token(at, end).place, *failure.message, "", shown(name), "");
    auto const where = file_end ? std::string("file") : fmt::format("'{}' at the next definition", shown(name));
    diagnostic.text = fmt::format("Unexpected end of {}: {}", where, diagnostic.text);
    for (auto const* open : unclosed(at, end)) diagnostic.labels.push_back({open->place, "still open"});
  }

  Token const& last_token(Position at, Position end) const {
    while (end - 1 > at && is_line_end(tokens_[end - 1])) --end;
    return tokens_[end - 1];
  }

  // The innermost few of the opening tokens in the range that nothing closes.
  std::vector<Token const*> unclosed(Position at, Position end) const {
    struct Pair { std::string_view open, close; };
    static constexpr Pair pairs[] = {{"[", "]"}, {"match", "end"}, {"{", "}"}, {"(", ")"}};
    std::vector<std::pair<Token const*, std::string_view>> open;
    for (auto const& token : range(at, end)) {
      if (!open.empty() && token.text == open.back().second) open.pop_back();
      for (auto const& pair : pairs) {
        if (token.text == pair.open) open.emplace_back(&token, pair.close);
      }
    }
    if (open.empty()) open.emplace_back(&tokens_[at], "");
    static constexpr std::size_t most = 3;
    std::vector<Token const*> result;
    for (auto i = open.size() - std::min(open.size(), most); i < open.size(); ++i) result.push_back(open[i].first);
    return result;
  }

  std::vector<Token> const& tokens_;
  std::vector<Token> const& comments_;
  Diagnostics& diagnostics_;
  ast::File& file_;
  std::vector<Position> definitions_;  // where an item surely begins
  Position next_definition_ = 0;       // the first of them behind the current item
  Position next_comment_ = 0;
  bool unclosed_before_ = false;       // an item ran to the end of the file: trust no later one (else time is quadratic)
};

}  // namespace

ast::File parse(Source const& source, Id<Source> id, std::optional<int> edition, Diagnostics& diagnostics) {
  ast::File file;
  file.source = id;
  auto const before = diagnostics.all().size();
  if (auto const tokens = split(source, id, diagnostics)) {
    FileParser(*tokens, diagnostics, file).run();
    decide_edition(file, edition);
    refine(file, diagnostics);
  } else {
    file.incomplete = true;
  }
  diagnostics.sort(before);  // each step reports in the order of the text, but they ran one after the other
  return file;
}

}  // namespace seq2c
