// Texts to lists and back.
#pragma once
#include "runtime/list.h"
#include "runtime/string.h"

// A part of a text as a value, whose code points are counted when they are asked for; of an ASCII text they are known.
static seq_value seq_text_part(seq_string text, uint32_t begin, uint32_t end) {
  if (begin == end) return seq_box_string(SEQ_STRING(seq_text_empty));
  uint32_t points = text->points == text->length ? end - begin : (uint32_t)SEQ_POINTS_UNKNOWN;
  return seq_box_string(seq_text_from(text->bytes + begin, end - begin, points, "string.split"));
}

static seq_variant seq_split_push(seq_variant list, seq_string text, uint32_t begin, uint32_t end) {
  return seq_variant_push(list, seq_text_part(text, begin, end), "string.split");
}

// An empty text, each byte, an empty text.
static seq_variant seq_text_bytes(seq_string text) {
  seq_variant list = seq_split_push(SEQ_VARIANT(SEQ_LIST), text, 0, 0);
  for (uint32_t at = 0; at < text->length; at++) list = seq_split_push(list, text, at, at + 1);
  return seq_split_push(list, text, 0, 0);
}

//: string.split ( String String -- V )            own borrow borrow -> fresh
//  The parts of the deeper text between the places where the top one stands, as a list. With an empty top text each
//  byte is a part, and there is an empty one at both ends.
//  flow String String -- List[String]
//  wrong string_split: expected two strings on stack
//      "a,,b," "," string.split son.dump        -> "list-of \"a\" lv \"\" lv \"b\" lv \"\" lv"
//      "" "," string.split                      -> list.make "" list.push
//      "aaa" "aa" string.split                  -> list.make "" list.push "a" list.push
//      "ab" "" string.split son.dump            -> "list-of \"\" lv \"a\" lv \"b\" lv \"\" lv"
//      "" "" string.split                       -> list.make "" list.push "" list.push
static seq_variant seq_string_split(seq_string text, seq_string delimiter) {
  if (delimiter->length == 0) return seq_text_bytes(text);
  seq_variant list = SEQ_VARIANT(SEQ_LIST);
  uint32_t begin = 0;
  for (int64_t end; (end = seq_bytes_find(text, delimiter, begin)) >= 0; begin = (uint32_t)end + delimiter->length)
    list = seq_split_push(list, text, begin, (uint32_t)end);
  return seq_split_push(list, text, begin, text->length);
}

// Appends a text, nothing of one that is not valid UTF-8. Consumes the first.
static seq_string seq_join_text(seq_string result, seq_string text) {
  uint32_t points = seq_text_points(text);
  if (points == (uint32_t)SEQ_POINTS_INVALID) return result;
  return seq_text_append(result, text->bytes, text->length, points, "string.join");
}

static seq_string seq_join_float(seq_string result, seq_float number) {
  char digits[SEQ_FLOAT_TEXT];
  uint32_t length = (uint32_t)seq_float_write(digits, number);
  return seq_text_append(result, digits, length, length, "string.join");
}

static seq_string seq_join_value(seq_string result, seq_value value) {
  if (seq_is_string(value)) return seq_join_text(result, (seq_string)seq_object(value));  //? seq_box_string SEQ_STRING_FIELD
  if (seq_is_float(value)) return seq_join_float(result, seq_unbox_float(value));  //? seq_box_float SEQ_FLOAT_FIELD
  return seq_son_append(result, value, 0, UINT32_MAX);
}

//: string.join ( V String -- String )             own borrow borrow -> fresh
//  The elements of a list as texts, with the top text between them. Other kinds are written as SON, Floats without `.0`.
//  flow V[T] String -- String
//  wrong 1: string.join: expected Variant (list), got {}
//  wrong 2: string.join: expected String separator, got {}
//      list.make 1 list.push 2.0 list.push :x list.push "-" string.join     -> "1-2-:x"
//      list.make "a" list.push ", " string.join -> "a"
//      list.make "\xff" list.push list.make 1 list.push list.push "," string.join   -> ",list-of 1 lv"
//      list.make "," string.join                -> ""
static seq_string seq_string_join(seq_variant list, seq_string separator) {
  seq_string result = seq_text_new(0, "string.join");
  for (uint32_t i = 0; i < seq_variant_length(list); i++) {
    if (i > 0) result = seq_join_text(result, separator);
    seq_value item = seq_cell_lend(seq_cell_of(list), i);
    result = seq_join_value(result, item);
    seq_cell_give_back(seq_cell_of(list), item);
  }
  return result;
}
