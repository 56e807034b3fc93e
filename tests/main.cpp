// The test program: `seq2c-test [--update] [--all-ways] [GoogleTest's options]`. `--update` rewrites the `#>` lines of golden
// cases with what comes out now; read the difference before you commit it. `--all-ways` runs every program at -O0 and -O2, with
// gcc and under the sanitizers, not only some.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "tests/golden.h"
#include "tests/side_files.h"

int main(int argc, char** argv) {
  auto const* const end = std::remove_if(argv + 1, argv + argc, [](char const* argument) {
    bool const is_update = std::string_view(argument) == "--update", is_all = std::string_view(argument) == "--all-ways";
    if (is_update) seq2c::test::update_expectations() = true;
    if (is_all) seq2c::test::all_ways() = true;
    return is_update || is_all;
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
