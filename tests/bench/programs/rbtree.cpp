#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>

#include "pool.h"

int main(int, char **argv) {
  std::map<std::int64_t, bool, std::less<>, CellAllocator<std::pair<std::int64_t const, bool>>> tree;
  for (std::int64_t key = std::atoll(argv[1]); key-- > 0;) tree.insert_or_assign(key, key % 10 == 0);
  std::int64_t count = 0;
  for (auto const &[key, value] : tree) count += value;
  std::printf("%lld\n", static_cast<long long>(count));
}
