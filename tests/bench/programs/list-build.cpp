#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

static std::vector<std::int64_t> build(std::int64_t first, std::int64_t limit) {
  std::vector<std::int64_t> list;
  for (auto i = first; i != limit; i++) list.push_back(i);
  return list;
}

int main(int, char **argv) {
  std::int64_t const size = std::atoll(argv[1]);
  std::int64_t sum = 0;
  for (int left = 100; left != 0; left--) {
    auto const list = build(left, size);
    sum += static_cast<std::int64_t>(list.size()) + list.back();
  }
  std::printf("%lld\n", static_cast<long long>(sum));
}
