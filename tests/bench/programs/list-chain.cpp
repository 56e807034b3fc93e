#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

using List = std::vector<std::int64_t>;

static std::int64_t total(List const &list, std::int64_t factor) {
  List mapped;
  mapped.reserve(list.size());
  for (auto element : list) mapped.push_back(element * factor + 3);
  List kept;
  for (auto element : mapped)
    if (element % 2 == 0) kept.push_back(element);
  std::int64_t sum = 0;
  for (auto element : kept) sum += element;
  return sum;
}

int main(int, char **argv) {
  std::int64_t const size = std::atoll(argv[1]);
  List list;
  for (std::int64_t i = 0; i != size; i++) list.push_back(i);
  std::int64_t sum = 0;
  for (std::int64_t factor = 100; factor != 0; factor--) sum += total(list, factor);
  std::printf("%lld\n", static_cast<long long>(sum));
}
