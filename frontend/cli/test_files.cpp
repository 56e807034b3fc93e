#include "frontend/cli/test_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace seq2c::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "test-";

bool is_test_name(std::string const& name) { return name.starts_with(prefix) && name.ends_with(".seq"); }

// Collects files from folders and the folders in them, through symbolic links too.
class Search {
 public:
  std::vector<fs::path> found;

  void take(fs::path const& path) {
    std::error_code error;
    auto const status = fs::status(path, error);
    if (fs::is_directory(status)) return search(path);
    if (fs::is_regular_file(status) && is_test_name(path.filename().string())) found.push_back(path);
  }

 private:
  void search(fs::path const& folder) {
    std::error_code error;
    auto const real = fs::canonical(folder, error);
    // A link to a folder that it lies in would lead round for ever.
    if (error || std::ranges::find(around_, real) != around_.end()) return;
    around_.push_back(real);
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) take(it->path());
    around_.pop_back();
  }

  std::vector<fs::path> around_;  // the folders that are being searched, by their real paths
};

std::string row_text(std::optional<Token> const& row) {
  if (!row) return "..rest";
  return (row->text.starts_with("..") ? "" : "..") + std::string(row->text);
}

std::string type_text(ast::TypeItem const& item);

std::vector<std::string> type_texts(ast::Types const& side) {
  std::vector<std::string> texts;
  for (auto const& item : side.items) texts.push_back(type_text(item));
  return texts;
}

// A side of a quotation's type: `..rest`, `(..rest Int Int)`.
std::string inner_side(ast::Types const& side) {
  if (side.items.empty()) return row_text(side.row);
  return fmt::format("({} {})", row_text(side.row), fmt::join(type_texts(side), " "));
}

std::string type_text(ast::TypeItem const& item) {
  if (auto const* name = std::get_if<ast::TypeName>(&item)) return std::string(name->token.text);
  auto const& quotation = std::get<ast::QuotationType>(item);
  return fmt::format("{}[{} -- {}]", quotation.closure ? "Closure" : "", inner_side(quotation.inputs), inner_side(quotation.outputs));
}

// `( Int -- Bool )`; rows only where the two sides differ in them.
std::string effect_text(ast::Effect const& effect) {
  bool const with_rows = row_text(effect.inputs.row) != row_text(effect.outputs.row);
  std::vector<std::string> words = {"("};
  auto const add_side = [&](ast::Types const& side) {
    if (with_rows) words.push_back(row_text(side.row));
    std::ranges::move(type_texts(side), std::back_inserter(words));
  };
  add_side(effect.inputs);
  words.emplace_back("--");
  add_side(effect.outputs);
  if (!effect.yields.empty()) words.emplace_back("|");
  for (auto const& type : effect.yields) words.push_back(fmt::format("Yield {}", type.text));
  words.emplace_back(")");
  return fmt::format("{}", fmt::join(words, " "));
}

bool is_test(ast::Effect const& effect) {
  return effect.inputs.items.empty() && effect.outputs.items.empty() && effect.yields.empty();
}

// A name as a string literal of Seq.
std::string literal(std::string_view name) {
  std::string text = "\"";
  for (char const letter : name) {
    if (letter == '"' || letter == '\\') text += '\\';
    text += letter;
  }
  return text + '"';
}

}  // namespace

bool is_misnamed(std::string const& path) {
  return path.ends_with(".seq") && !is_test_name(fs::path(path).filename().string());
}

std::vector<std::string> test_files(std::vector<std::string> const& paths) {
  Search search;
  for (auto const& path : paths) search.take(path);
  std::ranges::sort(search.found);
  std::vector<std::string> files;
  for (auto const& path : search.found) files.push_back(path.string());
  return files;
}

TestWords test_words(ast::File const& file, std::string_view filter) {
  TestWords words;
  for (auto const& item : file.items) {
    auto const* word = std::get_if<ast::WordDefinition>(&item);
    if (!word) continue;
    auto const name = word->name.text;
    if (name == "main") words.has_main = true;
    if (!name.starts_with(prefix) || name.find(filter) == name.npos) continue;
    if (!word->effect) words.skipped.push_back({std::string(name), "no stack effect declared"});
    else if (is_test(*word->effect)) words.tests.emplace_back(name);
    else words.skipped.push_back({std::string(name), effect_text(*word->effect)});
  }
  std::ranges::sort(words.tests);
  std::ranges::sort(words.skipped, {}, &Skipped::name);
  return words;
}

std::string test_main(std::vector<std::string> const& tests) {
  std::string text = ": main ( -- )\n";
  for (auto const& name : tests) {
    text += fmt::format("  {0} test.init {1} {0} test.set-name test.finish\n", literal(name), name);
  }
  return text + "  test.has-failures [ 1 os.exit ] [ ] if\n;\n";
}

}  // namespace seq2c::cli
