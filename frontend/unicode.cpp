// The properties come from the tables that Boost.Spirit carries (Unicode 6); only the small and fixed sets stand here.
#include "frontend/unicode.h"

#include <boost/spirit/home/support/char_encoding/unicode/query.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>

namespace seq2c {
namespace {

struct Range { char32_t first, last; };

constexpr std::array white_space{Range{0x09, 0x0d},     Range{0x20, 0x20},     Range{0x85, 0x85},     Range{0xa0, 0xa0},
                                 Range{0x1680, 0x1680}, Range{0x2000, 0x200a}, Range{0x2028, 0x2029}, Range{0x202f, 0x202f},
                                 Range{0x205f, 0x205f}, Range{0x3000, 0x3000}};

constexpr std::array no_width{Range{0x0300, 0x036f}, Range{0x0483, 0x0489}, Range{0x0591, 0x05bd}, Range{0x0610, 0x061a},
                              Range{0x064b, 0x065f}, Range{0x0900, 0x0902}, Range{0x093c, 0x093c}, Range{0x0e31, 0x0e31},
                              Range{0x0e34, 0x0e3a}, Range{0x0e47, 0x0e4e}, Range{0x1ab0, 0x1aff}, Range{0x1dc0, 0x1dff},
                              Range{0x200b, 0x200f}, Range{0x202a, 0x202e}, Range{0x2060, 0x206f}, Range{0x20d0, 0x20ff},
                              Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f}, Range{0xfeff, 0xfeff}, Range{0x1f3fb, 0x1f3ff},
                              Range{0xe0000, 0xe01ef}};

constexpr std::array double_width{Range{0x1100, 0x115f},   Range{0x231a, 0x231b},   Range{0x23e9, 0x23ec},
                                  Range{0x2614, 0x2615},   Range{0x26a1, 0x26a1},   Range{0x2705, 0x2705},
                                  Range{0x2728, 0x2728},   Range{0x274c, 0x274c},   Range{0x2795, 0x2797},
                                  Range{0x2b50, 0x2b50},   Range{0x2e80, 0x303e},   Range{0x3041, 0x4dbf},
                                  Range{0x4e00, 0xa4cf},   Range{0xa960, 0xa97f},   Range{0xac00, 0xd7a3},
                                  Range{0xf900, 0xfaff},   Range{0xfe30, 0xfe6f},   Range{0xff00, 0xff60},
                                  Range{0xffe0, 0xffe6},   Range{0x16fe0, 0x18aff}, Range{0x1b000, 0x1b2ff},
                                  Range{0x1f300, 0x1f64f}, Range{0x1f680, 0x1f6ff}, Range{0x1f7e0, 0x1f7eb},
                                  Range{0x1f900, 0x1faff}, Range{0x20000, 0x3fffd}};

template <std::size_t N>
bool contains(std::array<Range, N> const& ranges, char32_t c) {
  auto const after = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  return after != ranges.begin() && c <= std::prev(after)->last;
}

}  // namespace

CodePoint code_point(std::string_view text, std::size_t at) {
  auto const lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  auto const bytes = static_cast<std::uint32_t>(std::countl_one(lead));
  if (bytes < 2 || bytes > 4 || at + bytes > text.size()) return {0xfffd, 1};
  char32_t value = lead & (0x7fU >> bytes);
  for (std::uint32_t i = 1; i < bytes; ++i) value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
  return {value, bytes};
}

std::uint32_t code_points(std::string_view text) {
  return static_cast<std::uint32_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool is_white_space(char32_t c) {
  if (0x20 < c && c < 0x85) return false;
  return contains(white_space, c);
}

bool is_upper_case(char32_t c) {
  if (c < 0x80) return 'A' <= c && c <= 'Z';
  return boost::spirit::ucd::is_uppercase(c);
}

// What the tables do not know yet counts as a letter: better to accept a sign of a later Unicode than to refuse a script.
bool is_letter_or_digit(char32_t c) {
  if (c < 0x80) return ('0' <= c && c <= '9') || ('A' <= c && c <= 'Z') || ('a' <= c && c <= 'z');
  using namespace boost::spirit::ucd;
  auto const group = get_major_category(c);
  return group == properties::letter || group == properties::number || get_category(c) == properties::unassigned;
}

unsigned terminal_width(char32_t c) {
  if (c < 0x300) return 1;
  if (contains(no_width, c)) return 0;
  return contains(double_width, c) ? 2 : 1;
}

}  // namespace seq2c
