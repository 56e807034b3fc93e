#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

static std::vector<std::int64_t> multiples(std::vector<std::int64_t> const &list, std::int64_t divisor) {
  std::vector<std::int64_t> kept;
  for (auto element : list)
    if (element % divisor == 0) kept.push_back(element);
  return kept;
}

int main(int, char **argv) {
  std::int64_t const size = std::atoll(argv[1]);
  std::vector<std::int64_t> list;
  for (std::int64_t i = 0; i != size; i++) list.push_back(i);
  std::int64_t sum = 0;
  for (std::int64_t divisor = 100; divisor != 0; divisor--) sum += static_cast<std::int64_t>(multiples(list, divisor).size());
  std::printf("%lld\n", static_cast<long long>(sum));
}
