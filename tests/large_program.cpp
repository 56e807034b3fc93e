#include "tests/large_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "tests/side_files.h"

namespace seq2c::test {
namespace {

bool is_mark(char c) { return std::string_view("()[]{}:;,").find(c) != std::string_view::npos; }
bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// A source cut into tokens, comments and blanks between them included.
std::vector<std::string_view> pieces_of(std::string_view text) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    std::size_t end = 1;
    if (text[0] == '#') {
      end = std::min(text.find('\n'), text.size());
    } else if (text[0] == '"') {
      while (text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      ++end;
    } else if (!is_mark(text[0])) {
      bool const blank = is_blank(text[0]);
      while (end < text.size() && is_blank(text[end]) == blank && !is_mark(text[end]) && text[end] != '#' && text[end] != '"') ++end;
    }
    pieces.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return pieces;
}

// One program among the others.
class Part {
 public:
  Part(std::string_view text, std::size_t number) : pieces_(pieces_of(text)), number_(fmt::format("_{}_", number)) {
    for (std::size_t at = 0; at < pieces_.size(); ++at)
      if (!is_blank(pieces_[at][0]) && pieces_[at][0] != '#') tokens_.push_back(at);
    for (std::size_t at = 0; at < tokens_.size();) read_item(at);
  }

  // With its own files, or with variants that a module makes too, it cannot stand with others.
  bool fits() const { return fits_ && (!modules_.contains("yaml") || variants_.empty()); }
  std::set<std::string> const& modules() const { return modules_; }

  std::string text() const {
    std::string out;
    std::string_view before;  // the last piece
    for (std::size_t at = 0; at < pieces_.size(); ++at) {
      bool const is_symbol = before == ":" && !heads_.contains(at - 1);
      auto const& names = is_symbol ? variants_ : names_;
      if (auto const found = names.find(pieces_[at]); found != names.end()) out += found->second;
      else if (!left_out_.contains(at)) out += pieces_[at];
      before = pieces_[at];
    }
    out.erase(0, out.find_first_not_of('\n'));
    return out;
  }

 private:
  std::string_view token(std::size_t at) const { return at < tokens_.size() ? pieces_[tokens_[at]] : std::string_view(";"); }

  // Not what is a mark: a word may be called `(`.
  void rename(std::string_view name) {
    if (!is_mark(name[0])) names_.emplace(name, std::string(name) + number_);
  }

  void read_item(std::size_t& at) {
    if (token(at) == "include") {
      read_include(at);
    } else if (token(at) == "union") {
      read_union(at);
    } else {
      heads_.insert(tokens_[at]);
      rename(token(at + 1));
      while (token(at) != ";") ++at;
      ++at;
    }
  }

  // `include std:json`
  void read_include(std::size_t& at) {
    if (token(at + 1) == "std") modules_.emplace(token(at + 3));
    else fits_ = false;
    for (auto const end = at + 4; fits_ && at < end; ++at) left_out_.insert(tokens_[at]);
    if (!fits_) at = tokens_.size();
  }

  void read_union(std::size_t& at) {
    rename(token(at + 1));
    for (at += 3; token(at) != "}"; ++at) {
      if (token(at) == ",") continue;
      auto const variant = token(at);
      rename(variant);
      variants_.emplace(variant, std::string(variant) + number_);
      names_.emplace(fmt::format("Make-{}", variant), fmt::format("Make-{}{}", variant, number_));
      names_.emplace(fmt::format("is-{}?", variant), fmt::format("is-{}{}?", variant, number_));
      if (token(at + 1) != "{") continue;
      for (at += 2; token(at) != "}"; ++at)
        if (token(at + 1) == ":") names_.emplace(fmt::format("{}-{}", variant, token(at)), fmt::format("{}{}-{}", variant, number_, token(at)));
    }
    ++at;
  }

  std::vector<std::string_view> pieces_;
  std::vector<std::size_t> tokens_;  // the pieces that mean something
  std::string number_;
  std::map<std::string, std::string, std::less<>> names_, variants_;
  std::set<std::string> modules_;
  std::set<std::size_t> heads_, left_out_;  // the `:` of definitions; the tokens of includes
  bool fits_ = true;
};

// A program that reads nothing, ends at the end of its main, and does not depend on where it stands.
bool only_prints(SideCase const& test, std::string const& text) {
  for (auto const* extension : {".err", ".rte", ".exit", ".in", ".args", ".flags", ".d"})
    if (fs::exists(fs::path(test.source).replace_extension(extension))) return false;
  for (auto const* word : {"os.exit", "args.", "signal.", "time.", "io.read"})
    if (text.find(word) != std::string::npos) return false;
  auto const output = read_file(fs::path(test.source).replace_extension(".out"));
  for (auto const* told : {" passed, ", "at line "})  // what all tests of a run have come to, and where one stands
    if (output.find(told) != std::string::npos) return false;
  bool const defines_builtins = text.find(": io.") != std::string::npos;  // for all parts, then
  return test.lacks.empty() && !defines_builtins && !test.name.starts_with("editions/") && text.find(": main ( -- )") != std::string::npos;
}

}  // namespace

LargeProgram large_program(std::size_t lines) {
  auto cases = side_cases(project_root() / "examples");
  auto const more = conformance_cases();
  cases.insert(cases.end(), more.begin(), more.end());
  LargeProgram program;
  std::set<std::string> modules;
  std::string main = ": main ( -- )\n";
  std::size_t number = 0, length = 0;
  for (auto const& test : cases) {
    auto const source = read_file(test.source);
    if (length >= lines || !only_prints(test, source)) continue;
    Part const part(source, ++number);
    if (!part.fits()) continue;
    auto const text = part.text() + "\n";
    program.text += text;
    program.output += read_file(fs::path(test.source).replace_extension(".out"));
    modules.insert(part.modules().begin(), part.modules().end());
    main += fmt::format("  main_{}_\n", number);
    length += static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }
  for (auto const& module : modules) program.text = fmt::format("include std:{}\n", module) + program.text;
  program.text += main + ";\n";
  program.output = without_numbers(program.output);
  return program;
}

std::string without_numbers(std::string const& output) {
  std::string out;
  for (std::size_t at = 0; at < output.size(); ++at) {
    auto end = at + 1;
    while (output[at] == '_' && end < output.size() && std::isdigit(static_cast<unsigned char>(output[end]))) ++end;
    if (end > at + 1 && end < output.size() && output[end] == '_') at = end;
    else out += output[at];
  }
  return out;
}

}  // namespace seq2c::test
