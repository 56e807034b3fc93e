#include <cstdint>
#include <cstdio>
#include <iostream>
#include <string>
#include <unordered_map>

int main() {
  std::ios::sync_with_stdio(false);
  std::unordered_map<std::string, std::int64_t> counts;
  counts.reserve(65536);
  std::string line;
  while (std::getline(std::cin, line)) {
    std::size_t begin = 0;
    for (auto end = line.find(' '); end != std::string::npos; end = line.find(' ', begin)) {
      counts[line.substr(begin, end - begin)]++;
      begin = end + 1;
    }
    counts[line.substr(begin)]++;
  }
  std::int64_t all = 0, sum = 0;
  for (auto const &[word, count] : counts) all += count, sum += static_cast<std::int64_t>(word.size()) * count;
  std::printf("%lld\n%zu\n%lld\n", static_cast<long long>(all), counts.size(), static_cast<long long>(sum));
}
