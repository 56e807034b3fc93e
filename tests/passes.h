// What the tests need to know of the pipeline.
#pragma once
#include <string>
#include <vector>

namespace seq2c::test {

// Names of the passes that `--without` may leave out.
std::vector<std::string> optional_passes();

}  // namespace seq2c::test
