// Input and output.
#pragma once
#include "runtime/cast.h"
#include "runtime/results.h"

//: io.write ( String -- )                         effect own borrow ->
//  Writes a text to standard output.
//  wrong write: expected String on stack, got {}
static inline void seq_io_write(seq_string text) {
  seq_out(text->bytes, text->length);
}

//: io.write-line ( String -- )                    effect own borrow ->
//  Writes a text and a line end to standard output.
//  wrong write_line: expected String on stack, got {}
static void seq_io_write_line(seq_string text) {
  seq_out(text->bytes, text->length);
  seq_out("\n", 1);
}

// Standard input: what was read and not yet used lies from `at` to `end`.
static struct {
  char bytes[8192];
  size_t at, end;
} seq_input;

// True if there is at least one byte; waits for it.
static seq_bool seq_input_fill(void) {
  if (seq_input.at < seq_input.end) return 1;
  seq_flush();
  ptrdiff_t length = seq_platform_read(seq_input.bytes, sizeof seq_input.bytes);
  seq_input.at = 0;
  seq_input.end = length > 0 ? (size_t)length : 0;
  return length > 0;
}

//: io.read-line ( -- String Bool )                effect own -> fresh -
//  The next line of standard input with its line end, `\n` even where it was `\r\n`, and true. `"" false` at the end,
//  or for a line that is not valid UTF-8.
static struct seq_r_sb seq_io_read_line(void) {
  seq_string line = seq_text_new(0, "io.read-line");
  seq_bool ended = 0;
  while (!ended && seq_input_fill()) {
    size_t begin = seq_input.at;
    while (!ended && seq_input.at < seq_input.end) ended = seq_input.bytes[seq_input.at++] == '\n';
    line = seq_text_append(line, seq_input.bytes + begin, seq_input.at - begin, (uint32_t)SEQ_POINTS_UNKNOWN,
                           "io.read-line");
  }
  if (ended && line->length > 1 && line->bytes[line->length - 2] == '\r') {
    line->bytes[--line->length] = 0;
    line->bytes[line->length - 1] = '\n';
  }
  if (line->length > 0 && seq_text_points(line) != (uint32_t)SEQ_POINTS_INVALID) return (struct seq_r_sb){line, 1};
  seq_string_release(line);
  return (struct seq_r_sb){SEQ_STRING(seq_text_empty), 0};
}

//: classic.io.read-line+ ( -- String Int )       effect internal own -> fresh -
//  `io.read-line+` of the classic edition: the next line, and the Int 1, or 0 where io.read-line gives false.
static inline struct seq_r_si seq_classic_io_read_line(void) {
  struct seq_r_sb line = seq_io_read_line();
  return (struct seq_r_si){line.r0, line.r1};
}

//: io.read-n ( Int -- String Int )                effect own - -> fresh -
//  So many bytes of standard input, and 1; or what there was before the end, and 0. Bytes that are not UTF-8 become
//  U+FFFD.
//  wrong -> "" 0
//  wrong -> "" 0
static struct seq_r_si seq_io_read_n(seq_int count) {
  if (count < 0 || count > 10485760) return (struct seq_r_si){SEQ_STRING(seq_text_empty), 0};
  seq_string bytes = seq_text_new(0, "io.read-n");
  size_t wanted = (size_t)count;
  while (bytes->length < wanted && seq_input_fill()) {
    size_t part = seq_input.end - seq_input.at, missing = wanted - bytes->length;
    if (part > missing) part = missing;
    bytes = seq_text_append(bytes, seq_input.bytes + seq_input.at, part, (uint32_t)SEQ_POINTS_UNKNOWN, "io.read-n");
    seq_input.at += part;
  }
  struct seq_r_si result = {bytes, bytes->length == wanted};
  if (seq_text_points(bytes) != (uint32_t)SEQ_POINTS_INVALID) return result;
  result.r0 = seq_text_append_valid(seq_text_new(0, "io.read-n"), bytes->bytes, bytes->length, "io.read-n");
  seq_string_release(bytes);
  return result;
}

//: stack.dump-begin ( -- )                        effect internal own ->
//  Begins the line of `stack.dump`.
static inline void seq_stack_dump_begin(void) {
  seq_out("\xc2\xbb", 2);
}

//: stack.dump-value ( T -- )                      effect internal own borrow ->
//  One value of `stack.dump`.
static void seq_stack_dump_value(seq_value value) {
  seq_string text = seq_son_append(seq_text_from(" ", 1, 1, "stack.dump"), value, 0, UINT32_MAX);
  seq_out(text->bytes, text->length);
  seq_string_release(text);
}

//: stack.dump-all ( Variant -- )                  effect internal own borrow ->
//  The values of a stack that is a list (peval/lower_spill.cpp).
static void seq_stack_dump_all(seq_variant list) {
  for (uint32_t index = 0; index < seq_variant_length(list); ++index) {
    seq_value value = seq_variant_field(list, index);
    seq_stack_dump_value(value);
    seq_value_release(value);
  }
}

//: stack.dump-end ( -- )                          effect internal own ->
//  Ends the line of `stack.dump`.
static inline void seq_stack_dump_end(void) {
  seq_out("\n", 1);
}
