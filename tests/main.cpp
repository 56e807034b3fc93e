// The test program: `seq2c-test [--update] [GoogleTest's options]`. `--update` rewrites the `#>` lines of golden cases with
// what comes out now; read the difference before you commit it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "tests/golden.h"

int main(int argc, char** argv) {
  auto const* const end = std::remove_if(argv + 1, argv + argc, [](char const* argument) {
    bool const is_update = std::string_view(argument) == "--update";
    if (is_update) seq2c::test::update_expectations() = true;
    return is_update;
  });
  argc = static_cast<int>(end - argv);
  testing::InitGoogleTest(&argc, argv);
  auto const status = RUN_ALL_TESTS();
  if (status == 0 && testing::UnitTest::GetInstance()->test_to_run_count() == 0) {
    std::fputs("seq2c-test: the filter names no test\n", stderr);
    return 1;
  }
  return status;
}
