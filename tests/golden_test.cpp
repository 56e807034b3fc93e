// The golden cases.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/golden.h"

namespace seq2c::test {
namespace {

// `run/closures/adders` as GoogleTest wants names; the folder ends in two `_`.
std::string test_name(GoldenCase const& test) {
  std::string name = test.name;
  name.insert(name.find('/'), "_");
  std::ranges::replace_if(name, [](unsigned char letter) { return !std::isalnum(letter); }, '_');
  return name;
}

class Golden : public testing::TestWithParam<GoldenCase> {};

TEST_P(Golden, ShowsWhatItsFileSays) {
  auto test = GetParam();
  for (auto& section : test.sections) {
    auto const shown = show(test, section);
    auto const place = fmt::format("{}:{} #{} {}", test.path.string(), section.first + 1, section.kind, section.argument);
    EXPECT_EQ(shown.problem, "") << place;
    if (update_expectations()) section.expected = shown.text;
    else EXPECT_EQ(fmt::format("{}", fmt::join(shown.text, "\n")), fmt::format("{}", fmt::join(section.expected, "\n"))) << place;
  }
  if (update_expectations()) write_case(test);
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden, testing::ValuesIn(golden_cases()), [](auto const& info) { return test_name(info.param); });

}  // namespace
}  // namespace seq2c::test
