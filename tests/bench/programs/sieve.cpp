#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

int main(int, char **argv) {
  std::int64_t const size = std::atoll(argv[1]);
  std::vector<char> candidates;
  for (std::int64_t i = 0; i != size; i++) candidates.push_back(1);
  for (std::int64_t number = 2; number * number < size; number++) {
    if (!candidates.at(static_cast<std::size_t>(number))) continue;
    for (auto multiple = number * number; multiple < size; multiple += number) candidates.at(static_cast<std::size_t>(multiple)) = 0;
  }
  std::int64_t count = -2;
  for (auto candidate : candidates) count += candidate != 0;
  std::printf("%lld\n", static_cast<long long>(count));
}
