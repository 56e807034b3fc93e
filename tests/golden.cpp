#include "tests/golden.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace seq2c::test {
namespace {

constexpr std::array<std::string_view, 7> kinds{"syntax", "types", "fail", "core", "c", "run", "evaluate"};
constexpr std::array<std::string_view, 6> folders{"syntax", "types", "fail", "core", "c", "run"};

std::vector<std::string> words_of(std::string const& text) {
  std::istringstream stream(text);
  std::vector<std::string> result;
  for (std::string word; stream >> word;) result.push_back(word);
  return result;
}

// `#core after loops` begins a section.
bool begins_section(std::string const& line, Section& section) {
  auto const words = words_of(line);
  if (words.empty() || !words[0].starts_with('#') || !std::ranges::count(kinds, std::string_view(words[0]).substr(1))) return false;
  section = Section{};
  section.kind = words[0].substr(1);
  section.argument = words.size() > 1 ? words.back() : "";
  return true;
}

// What follows `mark` and a blank on the line; false if it begins otherwise.
bool after_mark(std::string const& line, std::string_view mark, std::string& rest) {
  if (!line.starts_with(mark)) return false;
  rest = line.substr(std::min(line.size(), mark.size() + 1));
  return line.size() == mark.size() || line[mark.size()] == ' ';
}

void read_detail(std::string const& line, Section& section) {
  std::string rest;
  if (after_mark(line, "#>", rest)) section.expected.push_back(rest);
  else if (after_mark(line, "#<", rest)) section.input += rest + "\n";
  else if (after_mark(line, "#args", rest)) section.arguments = words_of(rest);
  else if (after_mark(line, "#options", rest)) section.options = words_of(rest);
  else if (after_mark(line, "#exit", rest)) section.exit = std::stoi(rest);
  else if (after_mark(line, "#stderr", rest)) section.errors.push_back(rest);
}

}  // namespace

bool& update_expectations() {
  static bool update = false;
  return update;
}

GoldenCase read_case(fs::path const& path) {
  GoldenCase test;
  test.path = path;
  test.name = fs::relative(path, project_root() / "tests").replace_extension().string();
  test.text = lines(read_file(path));
  for (std::size_t at = 0; at < test.text.size(); ++at) {
    Section section;
    if (begins_section(test.text[at], section)) {
      section.first = at;
      test.sections.push_back(section);
    } else if (!test.sections.empty()) {
      read_detail(test.text[at], test.sections.back());
    }
    if (!test.sections.empty()) test.sections.back().last = at + 1;
  }
  return test;
}

std::vector<GoldenCase> golden_cases() {
  std::vector<GoldenCase> result;
  for (auto const folder : folders) {
    auto const root = project_root() / "tests" / folder;
    if (!fs::exists(root)) continue;
    for (auto const& entry : fs::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".seq") continue;
      auto test = read_case(entry.path());
      if (!test.sections.empty()) result.push_back(std::move(test));  // the others are included by cases
    }
  }
  std::ranges::sort(result, {}, &GoldenCase::name);
  return result;
}

void write_case(GoldenCase const& test) {
  std::string text;
  auto const add = [&](std::string const& line) { text += line + "\n"; };
  auto const first = test.sections.empty() ? test.text.size() : test.sections[0].first;
  for (std::size_t at = 0; at < first; ++at) add(test.text[at]);
  for (auto const& section : test.sections) {
    for (auto at = section.first; at < section.last; ++at)
      if (!test.text[at].starts_with("#>") && !test.text[at].empty()) add(test.text[at]);
    for (auto const& line : section.expected) add(line.empty() ? "#>" : "#> " + line);
  }
  write_file(test.path, text);
}

}  // namespace seq2c::test
