// Code points: decoding UTF-8, and the few properties of Unicode that the language and the messages need.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace seq2c {

// A code point and the number of bytes that it takes.
struct CodePoint { char32_t value; std::uint32_t bytes; };

// The code point at `text[at]`; `text` must be valid UTF-8 and `at` the start of a code point before its end. On a byte that
// starts none: U+FFFD, one byte.
CodePoint code_point(std::string_view text, std::size_t at);

// The number of code points in `text`.
std::uint32_t code_points(std::string_view text);

bool is_white_space(char32_t c);        // the property White_Space
bool is_upper_case(char32_t c);         // starts the name of a type
bool is_letter_or_digit(char32_t c);   // letters and numbers of every script

// The columns that a terminal needs for `c`: 0 for combining marks, 2 for wide East Asian characters and emoji, else 1.
unsigned terminal_width(char32_t c);

}  // namespace seq2c
