#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

using Closure = std::function<std::int64_t(std::int64_t)>;

static Closure adder(std::int64_t n) {
  return [=](std::int64_t x) { return x + n; };
}

static Closure scaler(std::int64_t n) {
  return [=](std::int64_t x) { return (x * n) & 1048575; };
}

static Closure mixer(std::int64_t n, std::int64_t m) {
  return [=](std::int64_t x) { return n + (m ^ x); };
}

int main(int, char **argv) {
  std::vector<Closure> closures;
  for (std::int64_t n = 1000; n != 0; n--) closures.push_back(n % 3 == 0 ? adder(n) : n % 3 == 1 ? scaler(n) : mixer(n, n + 5));
  std::int64_t number = 1;
  for (auto left = std::atoll(argv[1]); left != 0; left--)
    for (auto const &closure : closures) number = closure(number);
  std::printf("%lld\n", static_cast<long long>(number));
}
