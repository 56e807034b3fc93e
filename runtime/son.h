// Values as text: `son.dump`, and the shorter form in error messages.
#pragma once
#include "runtime/closure.h"
#include "runtime/decimal.h"
#include "runtime/symbol.h"

// Appends a number in decimal. Consumes the text.
static seq_string seq_text_append_int(seq_string text, seq_int number, char const *word) {
  char digits[20];
  uint32_t length = seq_int_write(digits, number);
  return seq_text_append(text, digits + 20 - length, length, length, word);
}

// Appends a float as a literal: with a point, if it is finite.
static seq_string seq_son_float(seq_string text, seq_float number) {
  char digits[SEQ_FLOAT_TEXT];
  int length = seq_float_write(digits, number);
  seq_bool point = number - number != 0;
  for (int i = 0; i < length; i++) point |= digits[i] == '.';
  text = seq_text_append(text, digits, (size_t)length, (uint32_t)length, "son.dump");
  return point ? text : seq_text_append(text, ".0", 2, 2, "son.dump");
}

// The bytes of the ill-formed sequence that begins there: the longest beginning of a code point, at least 1.
static uint32_t seq_utf8_ill_length(char const *bytes, size_t left) {
  char trial[4];
  for (uint32_t length = left < 3 ? (uint32_t)left : 3; length > 1; length--) {
    // A beginning is well-formed if some continuation completes it.
    uint8_t first = (uint8_t)bytes[0];
    uint32_t whole = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (length >= whole) continue;
    __builtin_memcpy(trial, bytes, length);
    for (uint32_t i = length; i < 4; i++) trial[i] = (char)0x80;
    if (seq_utf8_length(trial, 4) == whole) return length;
  }
  return 1;
}

// Appends bytes as valid UTF-8: ill-formed sequences become U+FFFD.
static seq_string seq_text_append_valid(seq_string text, char const *bytes, size_t length, char const *word) {
  for (size_t at = 0; at < length;) {
    size_t begin = at;
    uint32_t step = 0, points = 0;
    for (; at < length && (step = seq_utf8_length(bytes + at, length - at)) > 0; at += step) points++;
    text = seq_text_append(text, bytes + begin, at - begin, points, word);
    if (at == length) break;
    text = seq_text_append(text, "\xef\xbf\xbd", 3, 1, word);
    at += seq_utf8_ill_length(bytes + at, length - at);
  }
  return text;
}

// How a control character or one of `"` and `\` is written within quotes: at most 7 bytes, "" if it stands for itself.
// bytes: those of the character; hex: the digits to be used.
static void seq_text_escape(char *out, char const *bytes, char const *hex) {
  static char const short_forms[] = "\"\"\\\\\nn\rr\tt\bb\ff";
  uint32_t point = (uint8_t)bytes[0] == 0xc2 ? (uint8_t)bytes[1] : (uint8_t)bytes[0] < 0x80 ? (uint8_t)bytes[0] : 0x100;
  out[0] = 0;
  for (int i = 0; short_forms[i]; i += 2)
    if ((char)point == short_forms[i] && point < 0x80) __builtin_memcpy(out, (char[]){'\\', short_forms[i + 1], 0}, 3);
  if (out[0] || !(point < 0x20 || (point >= 0x7f && point < 0xa0))) return;
  __builtin_memcpy(out, (char[]){'\\', 'u', '0', '0', hex[point >> 4], hex[point & 15], 0}, 7);
}

// Appends bytes escaped; ill-formed sequences become U+FFFD.
static seq_string seq_text_append_escaped(seq_string text, char const *bytes, size_t length, char const *hex,
                                          char const *word) {
  size_t begin = 0;
  for (size_t at = 0; at < length;) {
    char escape[8];
    uint32_t step = seq_utf8_length(bytes + at, length - at);
    if (step == 0) step = 1;
    seq_text_escape(escape, bytes + at, hex);
    if (escape[0]) {
      text = seq_text_append_valid(text, bytes + begin, at - begin, word);
      uint32_t size = escape[2] ? 6 : 2;
      text = seq_text_append(text, escape, size, size, word);
      begin = at + step;
    }
    at += step;
  }
  return seq_text_append_valid(text, bytes + begin, length - begin, word);
}

static seq_string seq_son_string(seq_string text, seq_string value) {
  text = seq_text_append(text, "\"", 1, 1, "son.dump");
  text = seq_text_append_escaped(text, value->bytes, value->length, "0123456789abcdef", "son.dump");
  return seq_text_append(text, "\"", 1, 1, "son.dump");
}

static seq_bool seq_is_string(seq_value value) {
  return seq_is_object(value) && seq_object(value)->shape == SEQ_SHAPE_STRING;
}

static seq_bool seq_is_callable(seq_value value) {
  if (SEQ_IS_IMMEDIATE(value, SEQ_QUOTATION)) return 1;
  return seq_is_object(value) && seq_object(value)->shape > SEQ_SHAPE_FLOAT;
}

// Appends a value as SON. Consumes the text, borrows the value.
static seq_string seq_son_append(seq_string text, seq_value value) {
  if (value & 1) return seq_text_append_int(text, seq_unbox_int(value), "son.dump");
  if (seq_is_float(value)) return seq_son_float(text, seq_unbox_float(value));
  if (seq_is_string(value)) return seq_son_string(text, (seq_string)seq_object(value));
  if (SEQ_IS_IMMEDIATE(value, SEQ_SYMBOL)) {
    seq_string name = seq_symbol_name((seq_symbol)(value >> 8));
    text = seq_text_append(text, ":", 1, 1, "son.dump");
    return seq_text_append_valid(text, name->bytes, name->length, "son.dump");
  }
  if (SEQ_IS_IMMEDIATE(value, SEQ_BOOL)) {
    uint32_t length = value >> 8 ? 4 : 5;
    return seq_text_append(text, value >> 8 ? "true" : "false", length, length, "son.dump");
  }
  if (seq_shapes[seq_callable_shape(value)].kind == SEQ_KIND_CLOSURE)
    return seq_text_append(text, "<closure>", 9, 9, "son.dump");
  return seq_text_append(text, "<quotation>", 11, 11, "son.dump");
}

//: son.dump ( T -- String )                       pure costly own borrow -> fresh
//  The value as text, in the notation of literals.
//      1.0 son.dump                             -> "1.0"
//      "a\n" son.dump                           -> "\"a\\n\""
//      :ok son.dump                             -> ":ok"
//      true son.dump                            -> "true"
//      -7 son.dump                              -> "-7"
static seq_string seq_son_dump(seq_value value) {
  return seq_son_append(seq_text_new(0, "son.dump"), value);
}
