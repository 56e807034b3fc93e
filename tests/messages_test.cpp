// Every message has a test: its code stands in a case's expectations or in a test written in C++.
#include <gtest/gtest.h>

#include "frontend/diagnostic.h"
#include "tests/process.h"

namespace seq2c::test {
namespace {

std::string text_of_all_tests() {
  std::string text;
  for (auto const& entry : fs::recursive_directory_iterator(project_root() / "tests")) {
    auto const extension = entry.path().extension();
    if (extension == ".seq" || extension == ".cpp") text += read_file(entry.path());
  }
  return text;
}

TEST(Messages, EachHasATest) {
  auto const text = text_of_all_tests();
  for (auto const* message : all_messages())
    EXPECT_NE(text.find(std::string(message->code)), std::string::npos) << message->code << ": " << message->text;
}

TEST(Messages, EachTellsMore) {
  for (auto const* message : all_messages()) {
    EXPECT_FALSE(message->text.empty()) << message->code;
    EXPECT_FALSE(message->explanation.empty()) << message->code;
  }
}

}  // namespace
}  // namespace seq2c::test
