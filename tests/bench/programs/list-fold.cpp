#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

int main(int, char **argv) {
  std::int64_t const size = std::atoll(argv[1]);
  std::vector<std::int64_t> list;
  for (std::int64_t i = 0; i != size; i++) list.push_back(i);
  std::int64_t sum = 0;
  for (std::int64_t factor = 200; factor != 0; factor--) {
    std::int64_t folded = 0;
    for (auto element : list) folded = (element ^ folded * factor) & 1048575;
    sum += folded;
  }
  std::printf("%lld\n", static_cast<long long>(sum));
}
