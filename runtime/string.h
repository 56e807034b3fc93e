// The words `string.*`. Texts that are not valid UTF-8 count as empty where a word looks at characters.
#pragma once
#include "runtime/convert.h"

//: string.concat ( String String -- String )      pure costly own consume borrow -> fresh-or-input
//  The bytes of the deeper one, then of the top one.
//  wrong string_concat: expected two strings on stack
//      "ab" "cd" string.concat                  -> "abcd"
//  law a "" string.concat                       == a
//  law "" a string.concat                       == a
//  law a b char->string string.concat           == a b string.push-char
//  law a b int->string string.concat            == a b string.push-int
static seq_string seq_string_concat(seq_string a, seq_string b) {
  if (b->length == 0) return a;
  return seq_text_append(a, b->bytes, b->length, b->points, "string.concat");
}

//: string.concat-n ( String String -- String )    pure costly internal variadic own consume borrow -> fresh-or-input
//  All texts one after the other. The first is consumed, the others are borrowed.
static seq_string seq_string_concat_n(uint32_t count, seq_string const *parts) {
  size_t more = 0;
  for (uint32_t i = 1; i < count; i++) more += parts[i]->length;
  if (more == 0) return parts[0];
  seq_string text = seq_text_room(parts[0], more, "string.concat");
  for (uint32_t i = 1; i < count; i++)
    text = seq_text_append(text, parts[i]->bytes, parts[i]->length, parts[i]->points, "string.concat");
  return text;
}

// The same for any number and text.
__attribute__((noinline)) static seq_string seq_string_push_far(seq_string text, seq_int number) {
  if (!seq_is_code_point(number)) return text;
  char bytes[4];
  return seq_text_append(text, bytes, seq_utf8_encode(bytes, (uint32_t)number), 1, "string.concat");
}

//: string.push-char ( String Int -- String )      pure costly internal own consume - -> fresh-or-input
//  The text with the code point of that number at its end; the text as it is if there is none.
//      "ab" 233 string.push-char                -> "abé"
//      "ab" 99 string.push-char                 -> "abc"
//      "ab" 0 string.push-char string.length    -> 3
//      "ab" 55296 string.push-char              -> "ab"
//      "ab" -1 string.push-char                 -> "ab"
//      "\xc3" 65 string.push-char               -> "\xc3A"
static inline seq_string seq_string_push_char(seq_string text, seq_int number) {
  seq_bool has_room = text->header.rc == 0 && text->length < text->capacity;
  if (!has_room || (uint64_t)number >= 0x80) return seq_string_push_far(text, number);
  text->points = seq_points_sum(text->points, 1);
  text->bytes[text->length++] = (char)number;
  text->bytes[text->length] = 0;
  return text;
}

//: string.push-int ( String Int -- String )       pure costly internal own consume - -> fresh-or-input
//  The text with the number in decimal at its end.
//      "n = " -42 string.push-int               -> "n = -42"
static seq_string seq_string_push_int(seq_string text, seq_int number) {
  return seq_text_append_int(text, number, "string.concat");
}

//: string.byte-length ( String -- Int )           pure own borrow -> -
//  The number of bytes.
//  wrong string_byte_length: expected String on stack
//      "é" string.byte-length                   -> 2
//  law a b string.concat string.byte-length     == a string.byte-length b string.byte-length i.+
static inline seq_int seq_string_byte_length(seq_string text) {
  return text->length;
}

//: string.length ( String -- Int )                pure own borrow -> -
//  The number of characters.
//  wrong string_length: expected String on stack
//      "héj" string.length                      -> 3
//      "\xff" string.length                     -> 0
static seq_int seq_string_length(seq_string text) {
  uint32_t points = seq_text_points(text);
  return points == (uint32_t)SEQ_POINTS_INVALID ? 0 : points;
}

//: string.empty? ( String -- Bool )               pure own borrow -> -
//  True if there are no bytes.
//  wrong string_empty: expected String on stack
//      "" string.empty?                         -> true
//  law a b string.concat string.empty?          == a string.empty? b string.empty? and
static inline seq_bool seq_string_is_empty(seq_string text) {
  return text->length == 0;
}

//: string.equal? ( String String -- Bool )        pure commutes own borrow borrow -> -
//  True if both have the same bytes.
//  wrong string_equal: expected two strings on stack
//      "ab" "ab" string.equal?                  -> true
//  law a a string.equal?                        == true
//  law a symbol->string b symbol->string string.equal?  == a b symbol.=
//  law a "" string.equal?                       == a string.empty?
static inline seq_bool seq_string_equal(seq_string a, seq_string b) {
  return a->length == b->length && __builtin_memcmp(a->bytes, b->bytes, a->length) == 0;
}

// Where `needle` occurs first in `text` at or behind `from`, -1 if nowhere. A rolling sum over the needle's length:
// linear.
static int64_t seq_bytes_find(seq_string text, seq_string needle, uint32_t from) {
  uint32_t n = needle->length;
  if (n == 0) return from;
  if (n > text->length - from) return -1;
  uint64_t wanted = 0, sum = 0, highest = 1;
  for (uint32_t i = 0; i < n; i++) {
    wanted = wanted * 0x9e3779b97f4a7c15 + (uint8_t)needle->bytes[i];
    sum = sum * 0x9e3779b97f4a7c15 + (uint8_t)text->bytes[from + i];
    if (i > 0) highest *= 0x9e3779b97f4a7c15;
  }
  for (uint32_t at = from;; at++) {
    if (sum == wanted && __builtin_memcmp(text->bytes + at, needle->bytes, n) == 0) return at;
    if (at + n == text->length) return -1;
    sum = (sum - (uint8_t)text->bytes[at] * highest) * 0x9e3779b97f4a7c15 + (uint8_t)text->bytes[at + n];
  }
}

//: string.contains ( String String -- Bool )      pure costly own borrow borrow -> -
//  True if the top text occurs in the deeper one.
//  wrong string_contains: expected two strings on stack
//      "seaside" "sid" string.contains          -> true
//      "abc" "" string.contains                 -> true
//  law a a string.contains                      == true
//  law a "" string.contains                     == true
//  law a b string.concat a string.contains      == true
//  law a b string.concat b string.contains      == true
static inline seq_bool seq_string_contains(seq_string text, seq_string needle) {
  return seq_bytes_find(text, needle, 0) >= 0;
}

//: string.starts-with ( String String -- Bool )   pure own borrow borrow -> -
//  True if the deeper text begins with the top one.
//  wrong string_starts_with: expected two strings on stack
//      "seaside" "sea" string.starts-with       -> true
//  law a a string.starts-with                   == true
//  law a "" string.starts-with                  == true
//  law a b string.concat a string.starts-with   == true
static inline seq_bool seq_string_starts_with(seq_string text, seq_string prefix) {
  return prefix->length <= text->length && __builtin_memcmp(text->bytes, prefix->bytes, prefix->length) == 0;
}

//: string.find ( String String -- Int )           pure costly own borrow borrow -> -
//  The position of the first occurrence of the top text in the deeper one, -1 if there is none.
//  wrong string_find: expected two Strings on stack
//      "héj" "j" string.find                    -> 2
//      "abc" "x" string.find                    -> -1
//      "abc" "\xff" string.find                 -> 0
//      "\xff" "a" string.find                   -> -1
//  law a a string.find                          == 0
//  law a "" string.find                         == 0
static seq_int seq_string_find(seq_string text, seq_string needle) {
  if (needle->length == 0 || seq_text_points(needle) == (uint32_t)SEQ_POINTS_INVALID) return 0;
  if (seq_text_points(text) == (uint32_t)SEQ_POINTS_INVALID) return -1;
  int64_t at = seq_bytes_find(text, needle, 0);
  if (at <= 0 || text->points == text->length) return at;
  return seq_utf8_count(text->bytes, (size_t)at);
}

// The same for any text and position.
__attribute__((noinline)) static seq_int seq_string_char_far(seq_string text, seq_int position) {
  uint32_t points = seq_text_points(text);
  if (position < 0 || position >= points || points == (uint32_t)SEQ_POINTS_INVALID) return -1;
  if (points == text->length) return text->bytes[position];
  return seq_utf8_decode(text->bytes + seq_text_offset(text, (uint32_t)position));
}

//: string.char-at ( String Int -- Int )           pure own borrow - -> -
//  The number of the character at a position; -1 outside.
//  wrong string_char_at: expected String and Int on stack
//      "héj" 1 string.char-at                   -> 233
//      "abc" 3 string.char-at                   -> -1
//      "abc" -1 string.char-at                  -> -1
//      "\xff" 0 string.char-at                  -> -1
static inline seq_int seq_string_char_at(seq_string text, seq_int position) {
  if (text->points == text->length && (uint64_t)position < text->length) return text->bytes[position];
  struct seq_cursor const *cursor = &seq_cursors.all[seq_cursors.recent];
  uint64_t ahead = (uint64_t)position - cursor->position;
  if (cursor->text == text && ahead < cursor->count && cursor->width == 1) return text->bytes[cursor->offset + ahead];
  return seq_string_char_far(text, position);
}

//: string.substring ( String Int Int -- String )  pure costly own borrow - - -> fresh-or-input
//  From a position so many characters, or as many as there are.
//  wrong string_substring: expected String, Int, Int on stack
//      "hello" 1 3 string.substring             -> "ell"
//      "héj" 1 9 string.substring               -> "éj"
//      "abc" 3 1 string.substring               -> ""
//      "abc" -1 2 string.substring              -> ""
//      "abc" 1 -1 string.substring              -> ""
static seq_string seq_string_substring(seq_string text, seq_int start, seq_int count) {
  uint32_t points = seq_text_points(text);
  if (points == (uint32_t)SEQ_POINTS_INVALID || start < 0 || count <= 0 || start >= points)
    return SEQ_STRING(seq_text_empty);
  if (count > points - start) count = points - start;
  if (count == points) {
    seq_string_retain(text);
    return text;
  }
  uint32_t begin = seq_text_offset(text, (uint32_t)start), end = seq_text_offset(text, (uint32_t)(start + count));
  return seq_text_from(text->bytes + begin, end - begin, (uint32_t)count, "string.substring");
}

// A part of a text as a text: the text itself, shortened in place if it has one owner. Consumes it.
static seq_string seq_text_cut(seq_string text, struct seq_range part, char const *word) {
  uint32_t length = part.end - part.begin, lost = text->length - length;
  if (lost == 0) return text;
  uint32_t points = text->points;
  if (points < (uint32_t)SEQ_POINTS_INVALID)
    points -= seq_utf8_count(text->bytes, part.begin) + seq_utf8_count(text->bytes + part.end, text->length - part.end);
  if (points == (uint32_t)SEQ_POINTS_INVALID) points = (uint32_t)SEQ_POINTS_UNKNOWN;
  if (text->header.rc != 0) {
    seq_string fresh = seq_text_from(text->bytes + part.begin, length, points, word);
    seq_string_release(text);
    return fresh;
  }
  seq_text_forget(text);
  __builtin_memmove(text->bytes, text->bytes + part.begin, length);
  text->bytes[length] = 0;
  text->length = length;
  text->points = points;
  return text;
}

//: string.trim ( String -- String )               pure costly own consume -> fresh-or-input
//  The text without Unicode blanks at both ends.
//  wrong string_trim: expected String on stack
//      " \t a b\n" string.trim                  -> "a b"
//      "\xff" string.trim                       -> ""
//  law a string.trim string.trim                == a string.trim
static seq_string seq_string_trim(seq_string text) {
  return seq_text_cut(text, seq_trimmed(text), "string.trim");
}

//: string.chomp ( String -- String )              pure costly own consume -> fresh-or-input
//  The text without one line end, LF or CR LF, at its end.
//  wrong string_chomp: expected String on stack
//      "a\r\n" string.chomp                     -> "a"
//      "a\n\n" string.chomp                     -> "a\n"
//      "a\r" string.chomp                       -> "a\r"
static seq_string seq_string_chomp(seq_string text) {
  uint32_t length = text->length;
  if (length == 0 || text->bytes[length - 1] != '\n') return text;
  length -= length > 1 && text->bytes[length - 2] == '\r' ? 2 : 1;
  return seq_text_cut(text, (struct seq_range){0, length}, "string.chomp");
}

//: string.json-escape ( String -- String )        pure costly own borrow -> fresh
//  The text as it stands between quotes in JSON.
//  wrong json_escape: expected String on stack
//      "a\x1b\"" string.json-escape             -> "a\\u001B\\\""
//      "\xff" string.json-escape                -> ""
static seq_string seq_string_json_escape(seq_string text) {
  if (seq_text_points(text) == (uint32_t)SEQ_POINTS_INVALID) return SEQ_STRING(seq_text_empty);
  seq_string result = seq_text_new(0, "string.json-escape");
  return seq_text_append_escaped(result, text->bytes, text->length, "0123456789ABCDEF", "string.json-escape");
}
