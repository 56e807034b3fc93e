// The words `encoding.*`: bytes as printable text.
#pragma once
#include "runtime/results.h"
#include "runtime/son.h"

//: encoding.hex-encode ( String -- String )       pure costly own borrow -> unique
//  Two lower-case digits per byte.
//  wrong hex-encode: expected String on stack, got {}
//      "a\xff" encoding.hex-encode              -> "61ff"
static seq_string seq_encoding_hex_encode(seq_string text) {
  static char const digits[] = "0123456789abcdef";
  seq_string result = seq_text_new((size_t)text->length * 2, "encoding.hex-encode");
  for (uint32_t i = 0; i < text->length; i++) {
    result->bytes[2 * i] = digits[(uint8_t)text->bytes[i] >> 4];
    result->bytes[2 * i + 1] = digits[text->bytes[i] & 15];
  }
  result->points = result->length;
  return result;
}

// The value of a digit, 16 if it is none.
static uint32_t seq_hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return (uint32_t)(digit - '0');
  if (digit >= 'a' && digit <= 'f') return (uint32_t)(digit - 'a' + 10);
  return digit >= 'A' && digit <= 'F' ? (uint32_t)(digit - 'A' + 10) : 16;
}

// What decoders give for a text that they refuse. Consumes what was decoded so far.
static struct seq_r_sb seq_not_decoded(seq_string result) {
  seq_string_release(result);
  return (struct seq_r_sb){SEQ_STRING(seq_text_empty), 0};
}

//: encoding.hex-decode ( String -- String Bool )  pure costly own borrow -> fresh -
//  The bytes that pairs of digits stand for, and true; `"" false` if the text is something else.
//  wrong hex-decode: expected String on stack, got {}
//      "61Ff" encoding.hex-decode               -> "a\xff" true
//      "6" encoding.hex-decode                  -> "" false
//      "6g" encoding.hex-decode                 -> "" false
//  law a encoding.hex-encode encoding.hex-decode   == a true
static struct seq_r_sb seq_encoding_hex_decode(seq_string text) {
  seq_string result = seq_text_new(text->length / 2, "encoding.hex-decode");
  if (text->length % 2 == 1) return seq_not_decoded(result);
  for (uint32_t i = 0; i < text->length; i += 2) {
    uint32_t high = seq_hex_digit(text->bytes[i]), low = seq_hex_digit(text->bytes[i + 1]);
    if (high > 15 || low > 15) return seq_not_decoded(result);
    result->bytes[i / 2] = (char)(high << 4 | low);
  }
  return (struct seq_r_sb){result, 1};
}

// The two digits that differ between the alphabets, and whether texts are filled up with `=`.
struct seq_base64 {
  char last[2];
  seq_bool fills;
  char const *word;
};

static char seq_base64_digit(struct seq_base64 const *kind, uint32_t value) {
  static char const digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return value < 62 ? digits[value] : kind->last[value - 62];
}

// The value of a digit, 64 if it is none.
static uint32_t seq_base64_value(struct seq_base64 const *kind, char digit) {
  if (digit >= 'A' && digit <= 'Z') return (uint32_t)(digit - 'A');
  if (digit >= 'a' && digit <= 'z') return (uint32_t)(digit - 'a' + 26);
  if (digit >= '0' && digit <= '9') return (uint32_t)(digit - '0' + 52);
  return digit == kind->last[0] ? 62 : digit == kind->last[1] ? 63 : 64;
}

static seq_string seq_base64_encode(struct seq_base64 const *kind, seq_string text) {
  size_t whole = text->length / 3, rest = text->length % 3;
  size_t length = whole * 4 + (rest == 0 ? 0 : kind->fills ? 4 : rest + 1);
  seq_string result = seq_text_new(length, kind->word);
  uint8_t const *from = (uint8_t const *)text->bytes;
  for (size_t to = 0, at = 0; to < length; at += 3) {
    size_t left = text->length - at;
    uint32_t bits = (uint32_t)from[at] << 16;
    if (left > 1) bits |= (uint32_t)from[at + 1] << 8;
    if (left > 2) bits |= from[at + 2];
    for (size_t digit = 0; digit < 4 && to < length; digit++)
      result->bytes[to++] = digit <= left ? seq_base64_digit(kind, bits >> (18 - 6 * digit) & 63) : '=';
  }
  result->points = result->length;
  return result;
}

// The number of digits of a text with the fill taken away; -1 if the fill is not as it must be.
static int64_t seq_base64_digits(struct seq_base64 const *kind, seq_string text) {
  uint32_t length = text->length, fill = 0;
  if (!kind->fills) return length % 4 == 1 ? -1 : (int64_t)length;
  if (length % 4 != 0) return -1;
  while (fill < 2 && fill < length && text->bytes[length - 1 - fill] == '=') fill++;
  return length - fill;
}

static struct seq_r_sb seq_base64_decode(struct seq_base64 const *kind, seq_string text) {
  int64_t digits = seq_base64_digits(kind, text);
  seq_string result = seq_text_new(digits < 0 ? 0 : (size_t)digits * 3 / 4, kind->word);
  if (digits < 0) return seq_not_decoded(result);
  uint32_t bits = 0, held = 0, to = 0;
  for (int64_t i = 0; i < digits; i++) {
    uint32_t value = seq_base64_value(kind, text->bytes[i]);
    if (value > 63) return seq_not_decoded(result);
    bits = bits << 6 | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    result->bytes[to++] = (char)(bits >> held);
  }
  // The bits of the last digit that no byte needs must be 0.
  if ((bits & ((1u << held) - 1)) != 0) return seq_not_decoded(result);
  return (struct seq_r_sb){result, 1};
}

//: encoding.base64-encode ( String -- String )    pure costly own borrow -> unique
//  The bytes in base 64 with `+`, `/` and `=`.
//  wrong base64-encode: expected String on stack, got {}
//      "a" encoding.base64-encode               -> "YQ=="
//      "abc" encoding.base64-encode             -> "YWJj"
//      "\xfb\xff" encoding.base64-encode        -> "+/8="
static seq_string seq_encoding_base64_encode(seq_string text) {
  return seq_base64_encode(&(struct seq_base64){"+/", 1, "encoding.base64-encode"}, text);
}

//: encoding.base64-decode ( String -- String Bool )  pure costly own borrow -> fresh -
//  The bytes that a text in base 64 stands for, and true; `"" false` if it is not exactly what base64-encode makes.
//  wrong base64-decode: expected String on stack, got {}
//      "YQ==" encoding.base64-decode            -> "a" true
//      "" encoding.base64-decode                -> "" true
//      "YQ" encoding.base64-decode              -> "" false
//      "YR==" encoding.base64-decode            -> "" false
//      "====" encoding.base64-decode            -> "" false
//      "-_8=" encoding.base64-decode            -> "" false
//  law a encoding.base64-encode encoding.base64-decode   == a true
static struct seq_r_sb seq_encoding_base64_decode(seq_string text) {
  return seq_base64_decode(&(struct seq_base64){"+/", 1, "encoding.base64-decode"}, text);
}

//: encoding.base64url-encode ( String -- String ) pure costly own borrow -> unique
//  The bytes in base 64 with `-` and `_` and without `=`.
//  wrong base64url-encode: expected String on stack, got {}
//      "\xfb\xff" encoding.base64url-encode     -> "-_8"
static seq_string seq_encoding_base64url_encode(seq_string text) {
  return seq_base64_encode(&(struct seq_base64){"-_", 0, "encoding.base64url-encode"}, text);
}

//: encoding.base64url-decode ( String -- String Bool )  pure costly own borrow -> fresh -
//  The bytes that such a text stands for, and true; `"" false` if it is not exactly what base64url-encode makes.
//  wrong base64url-decode: expected String on stack, got {}
//      "YQ" encoding.base64url-decode           -> "a" true
//      "YQ==" encoding.base64url-decode         -> "" false
//      "+/8" encoding.base64url-decode          -> "" false
//  law a encoding.base64url-encode encoding.base64url-decode   == a true
static struct seq_r_sb seq_encoding_base64url_decode(seq_string text) {
  return seq_base64_decode(&(struct seq_base64){"-_", 0, "encoding.base64url-decode"}, text);
}
