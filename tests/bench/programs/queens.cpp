#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

using Queens = std::vector<std::int64_t>;

static bool safe(Queens const &queens, std::int64_t column) {
  auto const rows = static_cast<std::int64_t>(queens.size());
  for (std::int64_t back = 1; back <= rows; back++) {
    auto const distance = queens[static_cast<std::size_t>(rows - back)] - column;
    if (distance == 0 || distance == back || distance == -back) return false;
  }
  return true;
}

int main(int, char **argv) {
  std::int64_t const n = std::atoll(argv[1]);
  std::vector<Queens> solutions(1);
  for (auto left = n; left != 0; left--) {
    std::vector<Queens> extended;
    for (auto const &queens : solutions)
      for (std::int64_t column = 0; column != n; column++) {
        if (!safe(queens, column)) continue;
        Queens more;
        more.reserve(queens.size() + 1);
        more.assign(queens.begin(), queens.end());
        more.push_back(column);
        extended.push_back(std::move(more));
      }
    solutions = std::move(extended);
  }
  std::int64_t sum = 0;
  for (auto column : solutions.back()) sum = (sum * 31 + column) & 1048575;
  std::printf("%zu\n%lld\n", solutions.size(), static_cast<long long>(sum));
}
