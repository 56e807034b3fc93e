#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

int main(int, char **argv) {
  std::int64_t const size = std::atoll(argv[1]);
  std::vector<std::int64_t> list;
  for (std::int64_t i = 0; i != size; i++) list.push_back(i);
  for (int left = 200; left != 0; left--)
    for (auto &element : list) element = (element * 5 + 1) & 65535;
  std::int64_t sum = 0;
  for (auto element : list) sum += element;
  std::printf("%lld\n", static_cast<long long>(sum));
}
