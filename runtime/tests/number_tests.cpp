// Float text against the C++ library's shortest form and its parser, and the positional notation of the language.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <random>

#include "runtime/fold.h"

namespace seq2c {
namespace {

std::string printed(double number) {
  FoldConstant arguments[] = {number};
  return std::get<std::string>(fold(*find_word("float->string"), arguments)->at(0));
}

std::optional<double> read(std::string const& text) {
  FoldConstant arguments[] = {text};
  auto results = *fold(*find_word("string->float"), arguments);
  if (!std::get<bool>(results[1])) return std::nullopt;
  return std::get<double>(results[0]);
}

// The library's shortest digits, written without an exponent.
std::string expected(double number) {
  char buffer[64];
  auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, std::fabs(number), std::chars_format::scientific);
  std::string text(buffer, end), digits;
  auto const exponent = std::stoi(text.substr(text.find('e') + 1)) + 1;
  for (char c : text.substr(0, text.find('e')))
    if (c != '.') digits += c;
  auto const whole = static_cast<std::size_t>(std::max(exponent, 0));  // digits before the point
  if (whole == 0) digits = "0." + std::string(static_cast<std::size_t>(-exponent), '0') + digits;
  else if (whole >= digits.size()) digits.append(whole - digits.size(), '0');
  else digits.insert(whole, ".");
  return (std::signbit(number) ? "-" : "") + digits;
}

void check(double number) {
  if (!std::isfinite(number)) return;
  auto const text = printed(number);
  ASSERT_EQ(text, expected(number));
  auto const back = read(text);
  ASSERT_TRUE(back) << text;
  ASSERT_EQ(std::bit_cast<std::uint64_t>(*back), std::bit_cast<std::uint64_t>(number)) << text;
}

TEST(FloatText, IsShortestAndReadsBack) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20'000 && !testing::Test::HasFailure(); ++round) {
    check(std::bit_cast<double>(random()));
    check(static_cast<double>(random() % 100'000'000) / std::pow(10.0, random() % 12));
    check(static_cast<double>(random() >> 11) / 9007199254740992.0);
  }
}

TEST(FloatText, HoldsAtBorders) {
  for (int exponent = -1074; exponent < 1024 && !testing::Test::HasFailure(); ++exponent) {
    auto const power = std::ldexp(1.0, exponent);
    check(power);
    check(std::nextafter(power, 0.0));
    check(std::nextafter(power, INFINITY));
  }
  for (auto number : {0.0, -0.0, 1e23, 9007199254740993.0, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324})
    check(number);
}

TEST(FloatText, IsRoundedCorrectlyHoweverLong) {
  std::mt19937_64 random(8);
  for (int round = 0; round < 3'000; ++round) {
    std::string text;
    for (auto count = 1 + random() % (round % 10 ? 25 : 900); count > 0; --count)
      text += static_cast<char>('0' + random() % 10);
    if (random() % 2) text.insert(random() % text.size() + 1, ".");
    if (random() % 2) text += "e" + std::to_string(static_cast<int>(random() % 700) - 350);
    ASSERT_EQ(read(text), std::strtod(text.c_str(), nullptr)) << text;
  }
}

TEST(FloatText, RoundsHalfwayToEven) {
  EXPECT_EQ(read("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(read("9007199254740993." + std::string(900, '0') + "1"), 9007199254740994.0);
  EXPECT_EQ(read("2.4703282292062327208299e-324"), 0.0);
  EXPECT_EQ(read("2.4703282292062328e-324"), 5e-324);
  EXPECT_EQ(read("1.7976931348623158e308"), 1.7976931348623157e308);
  EXPECT_EQ(read("1.797693134862315808e308"), INFINITY);
}

TEST(FloatText, AcceptsWhatTheLanguageSays) {
  for (auto text : {"1", "1.", ".5", "+1.5", "-.5", "1E+5", "-Infinity", "+inf", "-0", "1e400", "1e-400"})
    EXPECT_TRUE(read(text)) << text;
  for (auto text : {"", ".", "e5", "1e", "1e+", " 1", "1 ", "1_0", "0x1p3", "1f", "++1", "infinit", "-", "nan1"})
    EXPECT_FALSE(read(text)) << text;
  EXPECT_TRUE(std::isnan(*read("+nan")));
  EXPECT_EQ(printed(std::nan("")), "NaN");
  EXPECT_EQ(printed(-INFINITY), "-inf");
}

}  // namespace
}  // namespace seq2c
