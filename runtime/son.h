// Values as text: `son.dump`, and the shorter form in error messages. What is written of kinds of values that a program never
// makes is left out of it: every value of unknown kind was made by a word of the form `seq_box_…`, or as a map.
#pragma once
#include "runtime/cell.h"
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
  uint32_t all = seq_utf8_count(bytes, length);
  if (all != (uint32_t)SEQ_POINTS_INVALID) return seq_text_append(text, bytes, length, all, word);
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

// True if the byte is a character of ASCII that stands for itself within quotes.
static inline seq_bool seq_text_is_plain(char byte) {
  return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

// Appends bytes escaped; ill-formed sequences become U+FFFD.
static seq_string seq_text_append_escaped(seq_string text, char const *bytes, size_t length, char const *hex,
                                          char const *word) {
  size_t begin = 0;
  for (size_t at = 0;;) {
    while (at < length && seq_text_is_plain(bytes[at])) at++;
    if (at == length) break;
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

static seq_string seq_son_word(seq_string text, char const *word) {
  uint32_t length = 0;
  while (word[length]) length++;
  return seq_text_append(text, word, length, length, "son.dump");
}

static seq_string seq_son_symbol(seq_string text, seq_symbol symbol) {
  seq_string name = seq_symbol_name(symbol);
  return seq_text_append_valid(seq_son_word(text, ":"), name->bytes, name->length, "son.dump");
}

static seq_bool seq_is_string(seq_value value) {
  return seq_is_object(value) && seq_object(value)->shape == SEQ_SHAPE_STRING;
}

static seq_bool seq_is_map(seq_value value) {
  return seq_is_object(value) && seq_object(value)->shape == SEQ_SHAPE_MAP;
}

static seq_bool seq_is_callable(seq_value value) {
  if (SEQ_IS_IMMEDIATE(value, SEQ_QUOTATION)) return 1;
  return seq_is_object(value) && seq_object(value)->shape > SEQ_SHAPE_MAP;
}

static seq_bool seq_is_closure(seq_value callable) {
  return seq_shapes[seq_callable_shape(callable)].kind == SEQ_KIND_CLOSURE;
}

// Appends what holds no values, and is no container without content.
static seq_string seq_son_scalar(seq_string text, seq_value value) {
  if (value & 1) return seq_text_append_int(text, seq_unbox_int(value), "son.dump");
  if (seq_is_float(value)) return seq_son_float(text, seq_unbox_float(value));  //? seq_box_float SEQ_FLOAT_FIELD
  if (seq_is_string(value)) return seq_son_string(text, (seq_string)seq_object(value));  //? seq_box_string SEQ_STRING_FIELD
  if (SEQ_IS_IMMEDIATE(value, SEQ_SYMBOL)) return seq_son_symbol(text, (seq_symbol)(value >> 8));  //? seq_box_symbol SEQ_SYMBOL_FIELD
  if (seq_is_callable(value)) return seq_son_word(text, seq_is_closure(value) ? "<closure>" : "<quotation>");  //? seq_box_callable SEQ_QUOTATION_FIELD
  return seq_son_word(text, value >> 8 ? "true" : "false");
}

// The code point that begins there, and its bytes; U+FFFD for what is ill-formed.
static uint32_t seq_text_point(char const *bytes, size_t left, uint32_t *step) {
  *step = seq_utf8_length(bytes, left);
  if (*step > 0) return seq_utf8_decode(bytes);
  *step = seq_utf8_ill_length(bytes, left);
  return 0xfffd;
}

// True if the first text stands before the second, both written as valid UTF-8.
static seq_bool seq_text_is_before(seq_string a, seq_string b) {
  uint32_t i = 0, j = 0, step_a, step_b;
  for (; i < a->length && j < b->length; i += step_a, j += step_b) {
    uint32_t x = seq_text_point(a->bytes + i, a->length - i, &step_a);
    uint32_t y = seq_text_point(b->bytes + j, b->length - j, &step_b);
    if (x != y) return x < y;
  }
  return i == a->length && j < b->length;
}

// The order of keys in a dump: negative Ints by magnitude, other Ints, Bools, Strings.
static seq_bool seq_key_is_before(seq_value a, seq_value b) {
  int rank_a = a & 1 ? (int64_t)a >= 0 : seq_is_object(a) ? 3 : 2;
  int rank_b = b & 1 ? (int64_t)b >= 0 : seq_is_object(b) ? 3 : 2;
  if (rank_a != rank_b) return rank_a < rank_b;
  if (rank_a == 3) return seq_text_is_before((seq_string)seq_object(a), (seq_string)seq_object(b));  //? seq_box_string SEQ_STRING_FIELD
  return rank_a == 0 ? a > b : a < b;
}

// Merges two sorted runs of entry numbers, from `low` to `middle` and from there to `high`.
static void seq_merge_runs(struct seq_map *map, uint32_t const *from, uint32_t *to, uint32_t low, uint32_t middle,
                           uint32_t high) {
  uint32_t left = low, right = middle;
  for (uint32_t at = low; at < high; at++) {
    seq_bool takes_right = left == middle;
    if (!takes_right && right < high)
      takes_right = seq_key_is_before(map->entries[from[right]].key, map->entries[from[left]].key);
    to[at] = takes_right ? from[right++] : from[left++];
  }
}

// The numbers of the entries in the order of a dump, in a block that the caller frees.
static uint32_t *seq_map_order(struct seq_map *map, char const *word) {
  uint32_t count = map->count, at = 0;
  uint32_t *block = seq_platform_memory(NULL, (size_t)count * 2 * sizeof *block);
  if (!block) seq_out_of_memory(word);
  uint32_t *order = block, *other = block + count;
  for (uint32_t i = 0; i < map->used; i++)
    if (map->entries[i].key != SEQ_ENTRY_GONE) order[at++] = i;
  for (uint64_t width = 1; width < count; width *= 2) {
    for (uint64_t low = 0; low < count; low += 2 * width) {
      uint64_t middle = low + width < count ? low + width : count;
      uint64_t high = middle + width < count ? middle + width : count;
      seq_merge_runs(map, order, other, (uint32_t)low, (uint32_t)middle, (uint32_t)high);
    }
    uint32_t *held = order;
    order = other;
    other = held;
  }
  if (order != block) __builtin_memcpy(block, order, count * sizeof *block);
  return block;
}

// A container that is being written: how many of its values are; of a map the order of its entries.
struct seq_son_level {
  seq_value value;
  uint32_t *order;
  uint64_t next;
};

// Containers that are not complete yet, the outermost first. Writing ends when the text is longer than `limit`.
struct seq_son_writer {
  seq_string text;
  struct seq_son_level *levels;
  uint32_t depth, room, limit;
  seq_bool pretty;
};

static void seq_son_enter(struct seq_son_writer *writer, seq_value value) {
  if (writer->depth == writer->room) {
    writer->room = writer->room * 2 + 16;
    writer->levels = seq_platform_memory(writer->levels, writer->room * sizeof *writer->levels);
    if (!writer->levels) seq_out_of_memory("son.dump");
  }
  uint32_t *order = NULL;
  if (seq_is_map(value)) order = seq_map_order((struct seq_map *)seq_object(value), "son.dump");  //? seq_map_empty
  writer->levels[writer->depth++] = (struct seq_son_level){value, order, 0};
}

static void seq_son_leave(struct seq_son_writer *writer) {
  uint32_t *order = writer->levels[--writer->depth].order;
  if (order) seq_platform_memory(order, 0);
}

static void seq_son_begin_variant(struct seq_son_writer *writer, seq_value value) {
  seq_symbol tag = seq_variant_tag(value);
  writer->text = tag == SEQ_LIST ? seq_son_word(writer->text, "list-of") : seq_son_symbol(writer->text, tag);
  if (seq_is_object(value)) seq_son_enter(writer, value);
  else if (tag != SEQ_LIST) writer->text = seq_son_word(writer->text, " wrap-0");
}

static void seq_son_begin_map(struct seq_son_writer *writer, seq_value value) {
  writer->text = seq_son_word(writer->text, "map-of");
  if (((struct seq_map *)seq_object(value))->count > 0) seq_son_enter(writer, value);
}

// Writes a value, or the beginning of one that holds values.
static void seq_son_begin(struct seq_son_writer *writer, seq_value value) {
  if (seq_is_variant(value)) seq_son_begin_variant(writer, value);
  else if (seq_is_map(value)) seq_son_begin_map(writer, value);  //? seq_map_empty
  else writer->text = seq_son_scalar(writer->text, value);
}

// What stands between two values: a blank, or a new line with so many steps of indentation.
static void seq_son_gap(struct seq_son_writer *writer, uint32_t indentation) {
  writer->text = seq_son_word(writer->text, writer->pretty ? "\n" : " ");
  for (uint32_t i = 0; writer->pretty && i < indentation; i++) writer->text = seq_son_word(writer->text, "  ");
}

// One value of the innermost container and what stands around it, or its end.
static void seq_son_step_variant(struct seq_son_writer *writer, struct seq_son_level *level) {
  uint32_t length = seq_variant_length(level->value);
  seq_bool is_list = seq_variant_tag(level->value) == SEQ_LIST;
  if (is_list && level->next > 0) writer->text = seq_son_word(writer->text, " lv");
  if (level->next < length) {
    seq_son_gap(writer, writer->depth);
    struct seq_cell const *cell = seq_cell_of(level->value);
    seq_value field = seq_cell_lend(cell, (uint32_t)level->next++);
    seq_son_begin(writer, field);
    seq_cell_give_back(cell, field);
    return;
  }
  if (!is_list) {
    if (writer->pretty) seq_son_gap(writer, writer->depth - 1);
    writer->text = seq_text_append_int(seq_son_word(writer->text, " wrap-"), length, "son.dump");
  }
  seq_son_leave(writer);
}

static void seq_son_step_map(struct seq_son_writer *writer, struct seq_son_level *level) {
  struct seq_map *map = (struct seq_map *)seq_object(level->value);
  uint64_t next = level->next++;
  if (next % 2 == 1) {
    writer->text = seq_son_word(writer->text, " ");
    seq_son_begin(writer, map->entries[level->order[next / 2]].value);
    return;
  }
  if (next > 0) writer->text = seq_son_word(writer->text, " kv");
  if (next / 2 == map->count) {
    seq_son_leave(writer);
    return;
  }
  seq_son_gap(writer, writer->depth);
  seq_son_begin(writer, map->entries[level->order[next / 2]].key);
}

// Appends a value as SON, or the beginning of it that makes the text longer than `limit`. Consumes the text, borrows the
// value. Needs no stack for values within values.
static seq_string seq_son_append(seq_string text, seq_value value, seq_bool pretty, uint32_t limit) {
  struct seq_son_writer writer = {text, NULL, 0, 0, limit, pretty};
  seq_son_begin(&writer, value);
  while (writer.depth > 0 && writer.text->length <= limit) {
    struct seq_son_level *level = &writer.levels[writer.depth - 1];
    if (!level->order) seq_son_step_variant(&writer, level);
    else seq_son_step_map(&writer, level);  //? seq_map_empty
  }
  while (writer.depth > 0) seq_son_leave(&writer);
  if (writer.levels) seq_platform_memory(writer.levels, 0);
  return writer.text;
}

//: float.dump ( Float -- String )                 pure costly internal own - -> unique
//  What `son.dump` writes of a Float.
//      2.0 float.dump                           -> "2.0"
static seq_string seq_float_dump(seq_float number) {
  return seq_son_float(seq_text_new(0, "son.dump"), number);
}

SEQ_STRING_LITERAL(seq_text_true, 4, "true");

SEQ_STRING_LITERAL(seq_text_false, 5, "false");

//: bool.dump ( Bool -- String )                   pure internal own - -> fresh
//  What `son.dump` writes of a Bool.
//      true bool.dump                           -> "true"
//      false bool.dump                          -> "false"
static inline seq_string seq_bool_dump(seq_bool truth) {
  return truth ? SEQ_STRING(seq_text_true) : SEQ_STRING(seq_text_false);
}

//: string.dump ( String -- String )               pure costly internal own borrow -> unique
//  What `son.dump` writes of a String.
//      "a\n" string.dump                        -> "\"a\\n\""
static seq_string seq_string_dump(seq_string text) {
  return seq_son_string(seq_text_new(0, "son.dump"), text);
}

//: symbol.dump ( Symbol -- String )               pure costly internal own - -> unique
//  What `son.dump` writes of a Symbol.
//      :ok symbol.dump                          -> ":ok"
static seq_string seq_symbol_dump(seq_symbol symbol) {
  return seq_son_symbol(seq_text_new(0, "son.dump"), symbol);
}

//: son.dump ( T -- String )                       pure costly own borrow -> fresh
//  The value as text, in the notation of literals.
//      1.0 son.dump                             -> "1.0"
//      "a\n" son.dump                           -> "\"a\\n\""
//      :ok son.dump                             -> ":ok"
//      true son.dump                            -> "true"
//      -7 son.dump                              -> "-7"
//      list.make 1 list.push "a" list.push son.dump     -> "list-of 1 lv \"a\" lv"
//      1 list.make 2 list.push :Pair wrap-2 son.dump    -> ":Pair 1 list-of 2 lv wrap-2"
//      map.make 3 1 map.set -2 1 map.set -1 1 map.set son.dump  -> "map-of -1 1 kv -2 1 kv 3 1 kv"
//      map.make "k" 1 map.set false 1 map.set 3 1 map.set son.dump      -> "map-of 3 1 kv false 1 kv \"k\" 1 kv"
//      :None wrap-0 son.dump                    -> ":None wrap-0"
//  law a son.dump == a int->string
//  law a son.dump == a float.dump
//  law a son.dump == a bool.dump
//  law a son.dump == a string.dump
//  law a son.dump == a symbol.dump
static seq_string seq_son_dump(seq_value value) {
  return seq_son_append(seq_text_new(0, "son.dump"), value, 0, UINT32_MAX);
}

//: son.dump-pretty ( T -- String )                pure costly own borrow -> fresh
//  The value as text, on lines of their own what containers hold.
//      1 son.dump-pretty                        -> "1"
//      1 list.make 7 list.push :Box wrap-2 son.dump-pretty      -> ":Box\n  1\n  list-of\n    7 lv\n wrap-2"
//      map.make "a" list.make 1 list.push map.set son.dump-pretty  -> "map-of\n  \"a\" list-of\n    1 lv kv"
//      :None wrap-0 son.dump-pretty             -> ":None wrap-0"
//  law a son.dump-pretty == a int->string
//  law a son.dump-pretty == a float.dump
//  law a son.dump-pretty == a bool.dump
//  law a son.dump-pretty == a string.dump
//  law a son.dump-pretty == a symbol.dump
static seq_string seq_son_dump_pretty(seq_value value) {
  return seq_son_append(seq_text_new(0, "son.dump-pretty"), value, 1, UINT32_MAX);
}
