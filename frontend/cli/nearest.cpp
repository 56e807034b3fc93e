#include "frontend/cli/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace seq2c::cli {
namespace {

// How many letters must be put in, left out, changed or swapped with the next.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before(right.size() + 1), above(right.size() + 1), row(right.size() + 1);
  std::iota(above.begin(), above.end(), 0U);
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)});
      bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = std::exchange(above, row);
  }
  return above.back();
}

}  // namespace

std::string nearest(std::string_view wrong, std::span<std::string const> candidates) {
  std::string best;
  auto allowed = std::max<std::size_t>(1, wrong.size() / 3);
  for (auto const& candidate : candidates) {
    if (candidate.size() > wrong.size() + allowed) continue;
    auto steps = distance(wrong, candidate);
    if (steps > allowed) continue;
    if (steps == allowed && !best.empty()) continue;
    best = candidate;
    if (steps == 0) break;
    allowed = steps;
  }
  return best;
}

}  // namespace seq2c::cli
