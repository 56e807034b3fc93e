// Texts: counted byte strings, shared, appended to in place when there is one owner. Positions count code points; in
// ASCII texts they are byte offsets, in others a cursor remembers where the last ones were.
#pragma once
#include "runtime/fail.h"

enum { SEQ_TEXT_LIMIT = 0x7fffffff, SEQ_TEXT_HEAD = sizeof(struct seq_text) - 4 };

// The size of the block of a text that can hold so many bytes.
static inline size_t seq_text_size(size_t capacity) {
  return (SEQ_TEXT_HEAD + capacity + 16) / 16 * 16;
}

// For how many bytes there is room in a block of that size.
static inline uint32_t seq_text_capacity(size_t size) {
  size_t capacity = size - SEQ_TEXT_HEAD - 1;
  return capacity < SEQ_TEXT_LIMIT ? (uint32_t)capacity : (uint32_t)SEQ_TEXT_LIMIT;
}

// A text of one owner with room for `length` bytes, whose bytes the caller fills in. `word` is named if there is no
// memory.
static seq_string seq_text_new(size_t length, char const *word) {
  if (length > SEQ_TEXT_LIMIT) seq_out_of_memory(word);
  size_t size = seq_text_size(length);
  seq_string text = seq_allocate(size, word);
  text->header = (struct seq_header){0, 0, SEQ_SHAPE_STRING};
  text->length = (uint32_t)length;
  text->capacity = seq_text_capacity(size);
  text->points = (uint32_t)SEQ_POINTS_UNKNOWN;
  text->bytes[length] = 0;
  return text;
}

static seq_string seq_text_from(char const *bytes, size_t length, uint32_t points, char const *word) {
  seq_string text = seq_text_new(length, word);
  __builtin_memcpy(text->bytes, bytes, length);
  text->points = points;
  return text;
}

// Texts that are not ASCII are walked in runs of characters of the same width. A cursor is the run that was used last
// in a text: `count` characters of `width` bytes, from a position and the byte offset that belongs to it.
static struct seq_cursors {
  struct seq_cursor {
    struct seq_text const *text;
    uint32_t position, offset, count, width;
  } all[4];
  uint32_t recent;
} seq_cursors;

static void seq_text_forget(seq_string text) {
  if (text->points == text->length) return;
  for (int i = 0; i < 4; i++)
    if (seq_cursors.all[i].text == text) seq_cursors.all[i].text = NULL;
}

__attribute__((noinline)) static void seq_text_free(seq_string text) {
  seq_text_forget(text);
  seq_deallocate(text, seq_text_size(text->capacity));
}

static inline void seq_string_retain(seq_string text) {
  seq_retain(&text->header);
}

static inline void seq_string_release(seq_string text) {
  if (seq_is_last(&text->header)) seq_text_free(text);
}

SEQ_STRING_LITERAL(seq_text_empty, 0, "");

// The bytes of the code point that begins there, 0 if none does: strict UTF-8, `left` > 0 bytes may be read.
static uint32_t seq_utf8_length(char const *bytes, size_t left) {
  uint8_t const *b = (uint8_t const *)bytes;
  if (b[0] < 0x80) return 1;
  if (b[0] < 0xc2 || b[0] > 0xf4) return 0;
  uint32_t length = b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : 4;
  uint8_t low = b[0] == 0xe0 ? 0xa0 : b[0] == 0xf0 ? 0x90 : 0x80;
  uint8_t high = b[0] == 0xed ? 0x9f : b[0] == 0xf4 ? 0x8f : 0xbf;
  if (left < length || b[1] < low || b[1] > high) return 0;
  for (uint32_t i = 2; i < length; i++)
    if ((b[i] & 0xc0) != 0x80) return 0;
  return length;
}

// The number of code points, or SEQ_POINTS_INVALID.
__attribute__((noinline)) static uint32_t seq_utf8_count(char const *bytes, size_t length) {
  uint32_t points = 0;
  for (size_t at = 0; at < length; points++) {
    uint64_t eight;
    for (; at + 8 <= length; at += 8, points += 8) {
      __builtin_memcpy(&eight, bytes + at, 8);
      if (eight & 0x8080808080808080) break;
    }
    if (at == length) break;
    uint32_t step = seq_utf8_length(bytes + at, length - at);
    if (step == 0) return (uint32_t)SEQ_POINTS_INVALID;
    at += step;
  }
  return points;
}

// The number of code points, or SEQ_POINTS_INVALID; remembered in the text.
static inline uint32_t seq_text_points(seq_string text) {
  if (text->points != (uint32_t)SEQ_POINTS_UNKNOWN) return text->points;
  return text->points = seq_utf8_count(text->bytes, text->length);
}

// Makes the cursor of a text the recent one: a new one at the beginning if it has none.
__attribute__((noinline)) static void seq_cursor_choose(seq_string text) {
  uint32_t oldest = seq_cursors.recent + 1;
  for (uint32_t i = 0; i < 4; i++) {
    seq_cursors.recent = i;
    if (seq_cursors.all[i].text == text) return;
  }
  seq_cursors.recent = oldest % 4;
  seq_cursors.all[seq_cursors.recent] = (struct seq_cursor){text, 0, 0, 0, 1};
}

// The number of bytes of the character that begins there, in valid UTF-8; 5 within one.
static inline uint32_t seq_utf8_width(char const *bytes) {
  uint8_t first = (uint8_t)*bytes;
  return first < 0x80 ? 1 : first < 0xc0 ? 5 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

// Moves a cursor to the run that holds a position, or behind the end. Runs are not followed further than they are
// needed.
__attribute__((noinline)) static void seq_cursor_move(struct seq_cursor *c, uint32_t position) {
  struct seq_text const *text = c->text;
  if (position < c->position / 2) *c = (struct seq_cursor){text, 0, 0, 0, 1};
  while (position >= c->position + c->count) {
    c->position += c->count;
    c->offset += c->count * c->width;
    c->count = 0;
    if (c->offset == text->length) return;
    c->width = seq_utf8_width(text->bytes + c->offset);
    uint32_t end = c->offset, limit = position - c->position + 256;
    uint64_t eight;
    for (; c->width == 1 && c->count < limit && end + 8 <= text->length; end += 8, c->count += 8) {
      __builtin_memcpy(&eight, text->bytes + end, 8);
      if (eight & 0x8080808080808080) break;
    }
    for (; c->count < limit && end < text->length && seq_utf8_width(text->bytes + end) == c->width; end += c->width)
      c->count++;
  }
  while (position < c->position) {
    uint32_t end = c->offset, limit = c->position - position + 256;
    do c->offset--; while (seq_utf8_width(text->bytes + c->offset) == 5);
    c->width = end - c->offset;
    for (c->count = 1; c->count < limit && c->offset >= c->width; c->count++) {
      if (seq_utf8_width(text->bytes + c->offset - c->width) != c->width) break;
      c->offset -= c->width;
    }
    c->position -= c->count;
  }
}

// The byte offset of a position, 0 … the number of code points, in valid UTF-8.
static inline uint32_t seq_text_offset(seq_string text, uint32_t position) {
  if (text->points == text->length) return position;
  if (seq_cursors.all[seq_cursors.recent].text != text) seq_cursor_choose(text);
  struct seq_cursor *cursor = &seq_cursors.all[seq_cursors.recent];
  if (position - cursor->position >= cursor->count) seq_cursor_move(cursor, position);
  return cursor->offset + (position - cursor->position) * cursor->width;
}

// The code point that begins there, in valid UTF-8.
static uint32_t seq_utf8_decode(char const *bytes) {
  uint8_t const *b = (uint8_t const *)bytes;
  if (b[0] < 0x80) return b[0];
  if (b[0] < 0xe0) return (b[0] & 0x1fu) << 6 | (b[1] & 0x3fu);
  if (b[0] < 0xf0) return (b[0] & 0xfu) << 12 | (b[1] & 0x3fu) << 6 | (b[2] & 0x3fu);
  return (b[0] & 7u) << 18 | (b[1] & 0x3fu) << 12 | (b[2] & 0x3fu) << 6 | (b[3] & 0x3fu);
}

// Writes a code point as UTF-8; gives the number of bytes, 1 to 4.
static uint32_t seq_utf8_encode(char *bytes, uint32_t point) {
  uint32_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  for (uint32_t i = length; i-- > 1; point >>= 6) bytes[i] = (char)(0x80 | (point & 0x3f));
  bytes[0] = (char)(length == 1 ? point : (0xf0u << (4 - length)) | point);
  return length;
}

// The points of two texts one after the other, as far as it is known from theirs.
static inline uint32_t seq_points_sum(uint32_t a, uint32_t b) {
  seq_bool known = a < (uint32_t)SEQ_POINTS_INVALID && b < (uint32_t)SEQ_POINTS_INVALID;
  return known ? a + b : (uint32_t)SEQ_POINTS_UNKNOWN;
}

// Makes room for `more` bytes behind a text, in place if it has one owner. Consumes the text.
static seq_string seq_text_room(seq_string text, size_t more, char const *word) {
  size_t length = text->length + more;
  if (text->header.rc == 0 && length <= text->capacity) return text;
  if (length > SEQ_TEXT_LIMIT) seq_out_of_memory(word);
  if (text->header.rc != 0) {
    if (text->header.rc > 0) seq_count_copy();
    seq_string fresh = seq_text_new(length, word);
    fresh->length = text->length;
    fresh->points = text->points;
    __builtin_memcpy(fresh->bytes, text->bytes, text->length);
    seq_string_release(text);
    return fresh;
  }
  size_t size = seq_text_size(length < SEQ_TEXT_LIMIT / 2 ? 2 * length : (size_t)SEQ_TEXT_LIMIT);
  seq_text_forget(text);
  text = seq_reallocate(text, seq_text_size(text->capacity), size, SEQ_TEXT_HEAD + text->length, word);
  text->capacity = seq_text_capacity(size);
  return text;
}

// Appends bytes. Consumes the text; `points` as in struct seq_text.
static seq_string seq_text_append(seq_string text, char const *bytes, size_t length, uint32_t points,
                                  char const *word) {
  text = seq_text_room(text, length, word);
  __builtin_memcpy(text->bytes + text->length, bytes, length);
  text->points = seq_points_sum(text->points, points);
  text->length += (uint32_t)length;
  text->bytes[text->length] = 0;
  return text;
}

// Writes a number in decimal to the end of 20 bytes; gives the number of digits and sign.
static uint32_t seq_int_write(char *out, seq_int number) {
  uint32_t at = 20;
  uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  do out[--at] = (char)('0' + rest % 10); while ((rest /= 10) > 0);
  if (number < 0) out[--at] = '-';
  return 20 - at;
}
