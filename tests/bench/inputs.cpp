#include "tests/bench/inputs.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace seq2c::test {
namespace {

// Numbers that look random, the same on every machine.
class Stirred {
 public:
  std::size_t below(std::size_t limit) {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return static_cast<std::size_t>((state_ >> 11) % limit);
  }

 private:
  std::uint64_t state_ = 88172645463325252;
};

std::string word(Stirred& stirred) {
  static constexpr std::array<std::string_view, 16> syllables{"an", "ber", "co", "der", "el", "fu", "ga", "hin",
                                                              "is", "ko", "lor", "men", "ne", "os", "qui", "ta"};
  std::string text;
  for (auto left = 1 + stirred.below(4); left > 0; --left) text += syllables[stirred.below(syllables.size())];
  return text;
}

// A sentence as JSON writes it, with escapes and other scripts now and then.
std::string sentence(Stirred& stirred) {
  static constexpr std::array<std::string_view, 8> rare{"\\\"", "\\n", "\\u00e9", "\\\\", "é", "ж", "漢", "\\t"};
  std::string text = word(stirred);
  for (auto left = 3 + stirred.below(10); left > 0; --left) {
    text += ' ';
    text += word(stirred);
    if (stirred.below(10) == 0) text += rare[stirred.below(rare.size())];
  }
  return text;
}

std::string record(Stirred& stirred, std::size_t number) {
  std::string tags;
  for (auto left = stirred.below(5); left > 0; --left) tags += fmt::format("\"{}\"{}", word(stirred), left > 1 ? ", " : "");
  return fmt::format(R"({{"id": {}, "name": "{}", "price": {}.{:02}, "active": {}, "parent": {}, "tags": [{}], "text": "{}",)"
                     R"( "size": {{"width": {}, "height": {}, "scale": -{}.5e-3}}}})",
                     number, word(stirred), stirred.below(1000), stirred.below(100), stirred.below(2) == 0, stirred.below(3) == 0 ? "7" : "null",
                     tags, sentence(stirred), stirred.below(4000), stirred.below(3000), 1 + stirred.below(9));
}

}  // namespace

std::string json_text(std::size_t bytes) {
  Stirred stirred;
  std::string text = "[";
  for (std::size_t number = 0; text.size() < bytes; ++number) {
    if (number > 0) text += ",\n";
    text += record(stirred, number);
  }
  return text + "]\n";
}

std::string prose(std::size_t bytes) {
  Stirred stirred;
  std::vector<std::string> words;
  for (int i = 0; i < 50000; ++i) words.push_back(word(stirred) + word(stirred));
  std::string text;
  while (text.size() < bytes) {
    for (auto left = 5 + stirred.below(10); left > 0; --left) {
      // The product of two numbers below the length is mostly small.
      text += words[stirred.below(words.size()) * stirred.below(words.size()) / words.size()];
      text += left > 1 ? ' ' : '\n';
    }
  }
  return text;
}

}  // namespace seq2c::test
