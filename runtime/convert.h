// From one kind of value to another.
#pragma once
#include "runtime/results.h"
#include "runtime/son.h"

//: int->string ( Int -- String )                  pure costly own - -> unique
//  The number in decimal.
//  wrong int_to_string: expected Int on stack, got {}
//      -42 int->string                          -> "-42"
static seq_string seq_int_to_string(seq_int number) {
  char digits[20];
  uint32_t length = seq_int_write(digits, number);
  return seq_text_from(digits + 20 - length, length, length, "int->string");
}

// The bytes of a blank that begins there, one of those that `string.trim` removes; 0 if there is none. Valid UTF-8.
static uint32_t seq_blank_length(char const *bytes) {
  uint8_t first = (uint8_t)bytes[0];
  if (first < 0x80) return first == ' ' || (first >= 9 && first <= 13);
  uint32_t point = seq_utf8_decode(bytes);
  seq_bool blank = point == 0x85 || point == 0xa0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200a) ||
                   point == 0x2028 || point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000;
  return blank ? point < 0x800 ? 2 : 3 : 0;
}

// A part of a text.
struct seq_range {
  uint32_t begin, end;
};

// The text without blanks at both ends; nothing of invalid UTF-8.
static struct seq_range seq_trimmed(seq_string text) {
  if (seq_text_points(text) == (uint32_t)SEQ_POINTS_INVALID) return (struct seq_range){0, 0};
  struct seq_range part = {0, text->length};
  for (uint32_t step = 1; step > 0 && part.begin < part.end; part.begin += step)
    step = seq_blank_length(text->bytes + part.begin);
  while (part.begin < part.end) {
    uint32_t last = part.end - 1;
    while ((text->bytes[last] & 0xc0) == 0x80) last--;
    if (seq_blank_length(text->bytes + last) == 0) break;
    part.end = last;
  }
  return part;
}

//: string->int ( String -- Int Bool )             pure costly own borrow -> - -
//  The number that the text is, with blanks around it allowed, and true; `0 false` if it is none, or too large for an
//  Int.
//  wrong -> 0 false
//  wrong -> 0 false
//      " +007\n" string->int                    -> 7 true
//      "-0" string->int                         -> 0 true
//      "1.0" string->int                        -> 0 false
//      "4611686018427387903" string->int        -> 4611686018427387903 true
//      "4611686018427387904" string->int        -> 0 false
//      "-4611686018427387904" string->int       -> -4611686018427387904 true
//  law a int->string string->int                == a true
static struct seq_r_ib seq_string_to_int(seq_string text) {
  struct seq_range part = seq_trimmed(text);
  seq_bool negative = part.begin < part.end && text->bytes[part.begin] == '-';
  if (part.begin < part.end && (negative || text->bytes[part.begin] == '+')) part.begin++;
  uint64_t number = 0, limit = (1ull << 62) - !negative;
  if (part.begin == part.end) return (struct seq_r_ib){0, 0};
  for (uint32_t i = part.begin; i < part.end; i++) {
    uint32_t digit = (uint8_t)text->bytes[i] - (uint32_t)'0';
    if (digit > 9) return (struct seq_r_ib){0, 0};
    number = number * 10 + digit;
    if (number > limit) return (struct seq_r_ib){0, 0};
  }
  return (struct seq_r_ib){negative ? -(seq_int)number : (seq_int)number, 1};
}

//: int->float ( Int -- Float )                    pure
//  The nearest Float.
//  wrong int->float: expected Int on stack
//      3 int->float                             -> 3.0
static inline seq_float seq_int_to_float(seq_int number) {
  return (seq_float)number;
}

//: float->int ( Float -- Int )                    pure
//  The number without its fraction; NaN gives 0, numbers too large the largest or the least Int.
//  wrong float->int: expected Float on stack
//      -2.9 float->int                          -> -2
//      1e300 float->int                         -> 4611686018427387903
static inline seq_int seq_float_to_int(seq_float number) {
  if (number >= 0x1p62) return (1ll << 62) - 1;
  if (number <= -0x1p62) return -(1ll << 62);
  return number == number ? (seq_int)number : 0;
}

//: float->string ( Float -- String )              pure costly own - -> unique
//  The shortest digits that read back as the number, never with an exponent.
//  wrong float->string: expected Float on stack
//      1.0 float->string                        -> "1"
//      1e21 float->string                       -> "1000000000000000000000"
//      -0.0 float->string                       -> "-0"
//      2.5e-5 float->string                     -> "0.000025"
//      4611686018427387904.0 float->string      -> "4611686018427388000"
static seq_string seq_float_to_string(seq_float number) {
  char digits[SEQ_FLOAT_TEXT];
  uint32_t length = (uint32_t)seq_float_write(digits, number);
  return seq_text_from(digits, length, length, "float->string");
}

//: string->float ( String -- Float Bool )         pure costly own borrow -> - -
//  The number that the text is, and true; `0.0 false` if it is none.
//  wrong string->float: expected String on stack
//      ".5" string->float                       -> 0.5 true
//      "1E+5" string->float                     -> 100000.0 true
//      " 1" string->float                       -> 0.0 false
//      "1e-400" string->float                   -> 0.0 true
//  law a float->string string->float            == a true
static struct seq_r_fb seq_string_to_float(seq_string text) {
  struct seq_r_fb result = {0, 0};
  result.r1 = seq_float_read(text->bytes, text->length, &result.r0);
  return result;
}

static inline seq_bool seq_is_code_point(seq_int number) {
  return number >= 0 && number <= 0x10ffff && (number < 0xd800 || number >= 0xe000);
}

//: char->string ( Int -- String )                 pure costly own - -> fresh
//  The code point of that number as a text; the empty text if there is none.
//  wrong char_to_string: expected Int on stack
//      233 char->string                         -> "é"
//      -1 char->string                          -> ""
//      55296 char->string                       -> ""
static seq_string seq_char_to_string(seq_int number) {
  if (!seq_is_code_point(number)) return SEQ_STRING(seq_text_empty);
  char bytes[4];
  return seq_text_from(bytes, seq_utf8_encode(bytes, (uint32_t)number), 1, "char->string");
}

// 4 bytes, the most significant first.
static seq_string seq_four_bytes(uint32_t bits, char const *word) {
  char bytes[4] = {(char)(bits >> 24), (char)(bits >> 16), (char)(bits >> 8), (char)bits};
  return seq_text_from(bytes, 4, (uint32_t)SEQ_POINTS_UNKNOWN, word);
}

//: int.to-bytes-i32-be ( Int -- String )          pure costly own - -> unique
//  The low 32 bits as 4 bytes, the most significant first.
//  wrong int.to-bytes-i32-be: expected Int on stack, got {}
//      1000 int.to-bytes-i32-be                 -> "\x00\x00\x03\xe8"
static seq_string seq_int_to_bytes(seq_int number) {
  return seq_four_bytes((uint32_t)number, "int.to-bytes-i32-be");
}

//: float.to-bytes-f32-be ( Float -- String )      pure costly own - -> unique
//  The number rounded to 32 bits, as 4 bytes, the most significant first.
//  wrong float.to-bytes-f32-be: expected Float on stack, got {}
//      1.0 float.to-bytes-f32-be                -> "\x3f\x80\x00\x00"
//      1e300 float.to-bytes-f32-be              -> "\x7f\x80\x00\x00"
static seq_string seq_float_to_bytes(seq_float number) {
  float narrow = (float)number;
  uint32_t bits;
  __builtin_memcpy(&bits, &narrow, 4);
  return seq_four_bytes(bits, "float.to-bytes-f32-be");
}
