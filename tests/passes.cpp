#include "tests/passes.h"

#include <algorithm>

#include "peval/pipeline.h"

namespace seq2c::test {

std::vector<std::string> optional_passes() {
  std::vector<std::string> names;
  for (auto const& pass : core::passes())
    if (!pass.required && std::ranges::find(names, pass.name) == names.end()) names.emplace_back(pass.name);
  return names;
}

}  // namespace seq2c::test
