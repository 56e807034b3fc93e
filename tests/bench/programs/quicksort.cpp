#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

using List = std::vector<std::int64_t>;

template <class Test>
static List filter(List const &list, Test test) {
  List kept;
  for (auto number : list)
    if (test(number)) kept.push_back(number);
  return kept;
}

static List sort(List list) {
  if (list.size() < 2) return list;
  auto const pivot = list.front();
  auto less = sort(filter(list, [=](auto number) { return number < pivot; }));
  auto equal = filter(list, [=](auto number) { return number == pivot; });
  auto const greater = sort(filter(list, [=](auto number) { return number > pivot; }));
  equal.insert(equal.end(), greater.begin(), greater.end());
  less.insert(less.end(), equal.begin(), equal.end());
  return less;
}

int main(int, char **argv) {
  List numbers;
  std::int64_t number = 42;
  for (auto left = std::atoll(argv[1]); left != 0; left--) numbers.push_back(number = (number * 1103515245 + 12345) & 2147483647);
  std::int64_t sum = 0;
  for (auto sorted : sort(std::move(numbers))) sum = (sum * 31 + sorted) & 1048575;
  std::printf("%lld\n", static_cast<long long>(sum));
}
