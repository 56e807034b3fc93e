#include "frontend/similar.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>
#include <vector>

namespace seq2c {

namespace {

bool same_letter(unsigned char left, unsigned char right) { return std::tolower(left) == std::tolower(right); }

}  // namespace

unsigned distance(std::string_view left, std::string_view right, unsigned limit) {
  auto const difference = left.size() > right.size() ? left.size() - right.size() : right.size() - left.size();
  if (difference > limit) return limit + 1;
  std::vector<unsigned> before(right.size() + 1), above(right.size() + 1), row(right.size() + 1);
  std::iota(above.begin(), above.end(), 0U);
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = static_cast<unsigned>(i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same_letter(left[i - 1], right[j - 1]) ? 0 : 1)});
      bool const swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    if (*std::ranges::min_element(row) > limit) return limit + 1;
    before = std::exchange(above, row);
  }
  return std::min(above.back(), limit + 1);
}

}  // namespace seq2c
