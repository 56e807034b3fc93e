// Upper and lower case of texts by the full mappings of Unicode, the same everywhere.
#pragma once
#include "case_tables.h"
#include "runtime/string.h"

// The character it maps to by a table of that many runs; itself if none holds it.
static uint32_t seq_case_simple(struct seq_case_run const *runs, size_t count, uint32_t point) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (runs[middle].last < point) low = middle + 1;
    else high = middle;
  }
  if (low == count || point < runs[low].first || (point - runs[low].first) % runs[low].step != 0) return point;
  return (uint32_t)((int32_t)point + runs[low].delta);
}

static seq_bool seq_in_ranges(uint32_t const (*ranges)[2], size_t count, uint32_t point) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (ranges[middle][1] < point) low = middle + 1;
    else high = middle;
  }
  return low < count && point >= ranges[low][0];
}

// Writes the upper case of a character as UTF-8: at most 12 bytes. Gives their number.
static uint32_t seq_upper_write(char *out, uint32_t point) {
  size_t count = sizeof seq_upper_special / sizeof *seq_upper_special;
  uint32_t length = 0;
  for (size_t i = 0; i < count; i++) {
    if (seq_upper_special[i][0] != point) continue;
    for (int k = 1; k < 4 && seq_upper_special[i][k]; k++)
      length += seq_utf8_encode(out + length, seq_upper_special[i][k]);
    return length;
  }
  return seq_utf8_encode(out, seq_case_simple(seq_upper_runs, sizeof seq_upper_runs / sizeof *seq_upper_runs, point));
}

// True if a capital sigma between `at` and `after` ends a word: a letter before it, perhaps with marks between, and
// none after.
static seq_bool seq_sigma_is_final(seq_string text, uint32_t at, uint32_t after) {
  size_t cased = sizeof seq_cased / sizeof *seq_cased;
  size_t ignorable = sizeof seq_case_ignorable / sizeof *seq_case_ignorable;
  seq_bool found = 0;
  while (at > 0 && !found) {
    do at--; while ((text->bytes[at] & 0xc0) == 0x80);
    uint32_t point = seq_utf8_decode(text->bytes + at);
    found = seq_in_ranges(seq_cased, cased, point);
    if (!found && !seq_in_ranges(seq_case_ignorable, ignorable, point)) return 0;
  }
  while (found && after < text->length) {
    uint32_t point = seq_utf8_decode(text->bytes + after);
    if (seq_in_ranges(seq_cased, cased, point)) return 0;
    if (!seq_in_ranges(seq_case_ignorable, ignorable, point)) break;
    after += seq_utf8_length(text->bytes + after, 4);
  }
  return found;
}

// Writes the lower case of the character of the text between two offsets: at most 4 bytes. Gives their number.
static uint32_t seq_lower_write(char *out, seq_string text, uint32_t at, uint32_t after) {
  uint32_t point = seq_utf8_decode(text->bytes + at);
  if (point == 0x3a3) return seq_utf8_encode(out, seq_sigma_is_final(text, at, after) ? 0x3c2 : 0x3c3);
  if (point == 0x130) {
    __builtin_memcpy(out, "i\xcc\x87", 3);
    return 3;
  }
  return seq_utf8_encode(out, seq_case_simple(seq_lower_runs, sizeof seq_lower_runs / sizeof *seq_lower_runs, point));
}

// The text in upper case, or else in lower case.
static seq_string seq_text_cased(seq_string text, seq_bool upper, char const *word) {
  if (seq_text_points(text) == (uint32_t)SEQ_POINTS_INVALID) return SEQ_STRING(seq_text_empty);
  if (text->points == text->length) {
    seq_string result = seq_text_from(text->bytes, text->length, text->points, word);
    char first = upper ? 'a' : 'A', last = upper ? 'z' : 'Z';
    for (uint32_t i = 0; i < result->length; i++)
      if (result->bytes[i] >= first && result->bytes[i] <= last) result->bytes[i] ^= 32;
    return result;
  }
  seq_string result = seq_text_new(0, word);
  for (uint32_t at = 0, after; at < text->length; at = after) {
    char out[12];
    after = at + seq_utf8_length(text->bytes + at, text->length - at);
    uint32_t length = upper ? seq_upper_write(out, seq_utf8_decode(text->bytes + at))
                            : seq_lower_write(out, text, at, after);
    result = seq_text_append(result, out, length, (uint32_t)SEQ_POINTS_UNKNOWN, word);
  }
  return result;
}

//: string.to-upper ( String -- String )           pure costly own borrow -> fresh
//  The text in upper case.
//  wrong string_to_upper: expected String on stack
//      "straße ŉ ﬁ" string.to-upper             -> "STRASSE ʼN FI"
//      "\xff" string.to-upper                   -> ""
static seq_string seq_string_to_upper(seq_string text) {
  return seq_text_cased(text, 1, "string.to-upper");
}

//: string.to-lower ( String -- String )           pure costly own borrow -> fresh
//  The text in lower case. A capital sigma at the end of a word becomes the final one.
//  wrong string_to_lower: expected String on stack
//      "ΑΣ ΣΑΣ Σ" string.to-lower               -> "ας σας σ"
//      "İ" string.to-lower                      -> "i\xcc\x87"
static seq_string seq_string_to_lower(seq_string text) {
  return seq_text_cased(text, 0, "string.to-lower");
}
