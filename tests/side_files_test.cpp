// Conformance cases and examples.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/side_files.h"

namespace seq2c::test {
namespace {

// `area/NAME` as GoogleTest wants names: letters, digits and `_`.
std::string test_name(SideCase const& test) {
  std::string name = test.name;
  name.insert(name.find('/'), "_");
  std::ranges::replace_if(name, [](unsigned char letter) { return !std::isalnum(letter); }, '_');
  return name;
}

std::vector<SideCase> all_cases() {
  auto result = conformance_cases();
  for (auto& test : result) test.name = "conformance/" + test.name;
  for (auto const& test : side_cases(project_root() / "examples")) result.push_back(test);
  return result;
}

class SideFiles : public testing::TestWithParam<SideCase> {};

TEST_P(SideFiles, AsTheSideFilesSay) {
  auto const& test = GetParam();
  if (!test.lacks.empty()) {
    EXPECT_NE(failure(test, {}), "") << test.name << " passes without " << test.lacks
                                     << ": take its line out of tests/conformance/pending.txt";
    return;
  }
  for (auto const& way : must_be_rejected(test) ? std::vector<Way>{{}} : ways_for(test.name))
    EXPECT_EQ(failure(test, way), "") << test.name << ", " << describe(way);
}

INSTANTIATE_TEST_SUITE_P(Cases, SideFiles, testing::ValuesIn(all_cases()),
                         [](auto const& info) { return test_name(info.param); });

}  // namespace
}  // namespace seq2c::test
