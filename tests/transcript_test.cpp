// Transcripts of seq2c: `commands/NAME/` holds files, and what seq2c says when it is run among them (README.md).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/golden.h"
#include "tests/program.h"

namespace seq2c::test {
namespace {

struct TranscriptCase {
  std::string name;
  fs::path folder;
};

void PrintTo(TranscriptCase const& test, std::ostream* out) { *out << test.name; }

std::vector<TranscriptCase> transcripts() {
  std::vector<TranscriptCase> cases;
  for (auto const& entry : fs::directory_iterator(project_root() / "tests/commands"))
    if (fs::exists(entry.path() / "transcript")) cases.push_back({entry.path().filename().string(), entry.path()});
  std::ranges::sort(cases, {}, &TranscriptCase::name);
  return cases;
}

// A text without the folder's path, which is another one each time.
std::string anywhere(std::string text, fs::path const& folder) {
  auto const path = fs::canonical(folder).string();
  for (auto at = text.find(path); at != text.npos; at = text.find(path, at)) text.replace(at, path.size(), "FOLDER");
  return text;
}

void add_lines(std::string& text, std::string_view mark, std::string const& said) {
  for (auto const& line : lines(said)) text += fmt::format("{}{}{}\n", mark, line.empty() ? "" : " ", line);
  if (!said.empty() && !said.ends_with('\n')) text += fmt::format("{} (no line end)\n", mark);
}

// A command of a transcript and what it says now.
std::string played(std::string const& command, fs::path const& folder) {
  std::istringstream words(command);
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) arguments.push_back(word);
  arguments.erase(arguments.begin(), arguments.begin() + 2);  // `$ seq2c`
  auto const result = seq2c(arguments, folder);
  auto text = command + "\n";
  add_lines(text, ">", anywhere(result.output, folder));
  add_lines(text, "!", anywhere(result.errors, folder));
  return text + fmt::format("= {}\n", result.status);
}

class Transcript : public testing::TestWithParam<TranscriptCase> {};

TEST_P(Transcript, IsWhatItsFileSays) {
  auto const path = GetParam().folder / "transcript";
  auto const expected = read_file(path);
  Scratch scratch;
  fs::copy(GetParam().folder, scratch.path(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  std::string shown;
  for (auto const& line : lines(expected)) {
    if (line.starts_with("$ seq2c ")) shown += played(line, scratch.path());
    else if (line.empty() || line.starts_with('#')) shown += line + "\n";
  }
  if (update_expectations()) write_file(path, shown);
  else EXPECT_EQ(shown, expected) << path;
}

INSTANTIATE_TEST_SUITE_P(Transcripts, Transcript, testing::ValuesIn(transcripts()), [](auto const& info) {
  auto name = "commands__" + info.param.name;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace seq2c::test
