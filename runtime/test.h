// The words `test.*`: one record per process.
#pragma once
#include "runtime/cast.h"

// Bytes that grow; outside the memory for objects, because they live on to the end.
struct seq_bytes {
  char *bytes;
  size_t length, room;
};

static void seq_bytes_add(struct seq_bytes *to, char const *bytes, size_t length) {
  if (to->length + length > to->room) {
    to->room = (to->length + length) * 2 + 64;
    to->bytes = seq_platform_memory(to->bytes, to->room);
    if (!to->bytes) seq_out_of_memory("test.fail");
  }
  __builtin_memcpy(to->bytes + to->length, bytes, length);
  to->length += length;
}

// report: the lines of the first 5 failures.
static struct {
  struct seq_bytes name, report;
  int64_t passes, failures;
  seq_bool named;
} seq_test;

static void seq_test_add(char const *text) {
  size_t length = 0;
  while (text[length]) length++;
  seq_bytes_add(&seq_test.report, text, length);
}

static void seq_test_add_int(seq_int number) {
  char digits[20];
  uint32_t length = seq_int_write(digits, number);
  seq_bytes_add(&seq_test.report, digits + 20 - length, length);
}

// Counts a failure; true if its lines are wanted. They begin with two blanks.
static seq_bool seq_test_begin_failure(void) {
  if (seq_test.failures++ >= 5) return 0;
  seq_test_add("  ");
  return 1;
}

// The same with the line of the word.
static seq_bool seq_test_begin_at(seq_site site) {
  if (!seq_test_begin_failure()) return 0;
  seq_test_add("at line ");
  seq_test_add_int(seq_places[site].line);
  seq_test_add(": ");
  return 1;
}

//: test.set-name ( String -- )                    own borrow ->
//  Sets the name that `test.finish` tells.
//  wrong test.set-name: expected String (test name) on stack
static void seq_test_set_name(seq_string name) {
  seq_test.name.length = 0;
  seq_test.named = 1;
  if (seq_text_points(name) != (uint32_t)SEQ_POINTS_INVALID) seq_bytes_add(&seq_test.name, name->bytes, name->length);
}

//: test.init ( String -- )                        own borrow ->
//  Sets the name that `test.finish` tells, and forgets all passes and failures.
//  wrong test.init: expected String (test name) on stack
static void seq_test_init(seq_string name) {
  seq_test_set_name(name);
  seq_test.report.length = 0;
  seq_test.passes = seq_test.failures = 0;
}

// The truth of what `test.assert` and `test.assert-not` get: a Bool, or an Int that is not 0.
static seq_bool seq_test_truth(seq_value value, char const *message, seq_site site) {
  if (!(value & 1) && !SEQ_IS_IMMEDIATE(value, SEQ_BOOL)) seq_fail_value(message, value, site);
  return value & 1 ? seq_unbox_int(value) != 0 : value >> 8 != 0;
}

static void seq_test_add_truth(seq_value value, char const *expected) {
  seq_test_add("expected ");
  seq_test_add(expected);
  seq_test_add(", got ");
  if (value & 1) seq_test_add_int(seq_unbox_int(value));
  else seq_test_add(value >> 8 ? "true" : "false");
  seq_test_add("\n");
}

//: test.assert ( Bool -- )                        fails own borrow ->
//  Counts a pass if it is true, else a failure.
//  flow T --
static void seq_test_assert(seq_value value, seq_site site) {
  if (seq_test_truth(value, "test.assert: expected Int or Bool on stack, got {}", site)) seq_test.passes++;
  else if (seq_test_begin_at(site)) seq_test_add_truth(value, "true");
}

//: test.assert-not ( Bool -- )                    fails own borrow ->
//  Counts a pass if it is false, else a failure.
//  flow T --
static void seq_test_assert_not(seq_value value, seq_site site) {
  if (!seq_test_truth(value, "test.assert-not: expected Int or Bool on stack, got {}", site)) seq_test.passes++;
  else if (seq_test_begin_at(site)) seq_test_add_truth(value, "false");
}

// Ends the program with a message in which `{}` stands for the two values in turn.
_Noreturn static void seq_fail_values(char const *message, seq_value first, seq_value second, seq_site site) {
  seq_flush();
  for (int i = 0; i < 2; i++) {
    message = seq_complain_to_hole(message);
    seq_string text = seq_debug_text(i == 0 ? first : second);
    seq_platform_write(2, text->bytes, text->length);
  }
  seq_complain(message);
  seq_fail_at(site);
}

//: test.assert-eq ( Int Int -- )                  fails own borrow borrow ->
//  Counts a pass if both are equal, else a failure; the expected one is on top.
//  flow T U --
static void seq_test_assert_eq(seq_value actual, seq_value expected, seq_site site) {
  if (!(actual & expected & 1))
    seq_fail_values("test.assert-eq: expected two Ints on stack, got {} and {}", expected, actual, site);
  if (actual == expected) {
    seq_test.passes++;
  } else if (seq_test_begin_at(site)) {
    seq_test_add("expected ");
    seq_test_add_int(seq_unbox_int(expected));
    seq_test_add(", got ");
    seq_test_add_int(seq_unbox_int(actual));
    seq_test_add("\n");
  }
}

// A byte as it is shown in a report.
static void seq_test_add_byte(uint8_t byte) {
  static char const digits[] = "0123456789ABCDEF", names[] = "\\\\\"\"\nn\rr\tt";
  for (int i = 0; names[i]; i += 2) {
    if (byte != (uint8_t)names[i]) continue;
    seq_bytes_add(&seq_test.report, (char[]){'\\', names[i + 1]}, 2);
    return;
  }
  if (byte >= 0x20 && byte != 0x7f) seq_bytes_add(&seq_test.report, (char[]){(char)byte}, 1);
  else seq_bytes_add(&seq_test.report, (char[]){'\\', 'x', digits[byte >> 4], digits[byte & 15]}, 4);
}

// `    expected (3 bytes): "abc"`
static void seq_test_add_text(char const *label, seq_string text) {
  seq_test_add(label);
  seq_test_add_int(text->length);
  seq_test_add(" bytes): \"");
  for (uint32_t i = 0; i < text->length; i++) seq_test_add_byte((uint8_t)text->bytes[i]);
  seq_test_add("\"\n");
}

//: test.assert-eq-str ( String String -- )        fails own borrow borrow ->
//  Counts a pass if both have the same bytes, else a failure; the expected one is on top.
//  flow T U --
static void seq_test_assert_eq_str(seq_value value, seq_value wanted, seq_site site) {
  if (!seq_is_string(value) || !seq_is_string(wanted))
    seq_fail_values("test.assert-eq-str: expected two Strings on stack, got {} and {}", wanted, value, site);
  seq_string actual = (seq_string)seq_object(value), expected = (seq_string)seq_object(wanted);
  uint32_t same = 0;
  while (same < actual->length && same < expected->length && actual->bytes[same] == expected->bytes[same]) same++;
  if (same == actual->length && same == expected->length) {
    seq_test.passes++;
  } else if (seq_test_begin_at(site)) {
    seq_test_add("assertion failed: strings not equal\n");
    seq_test_add_text("    expected (", expected);
    seq_test_add_text("    actual   (", actual);
    seq_test_add("    first differ at byte ");
    seq_test_add_int(same);
    seq_test_add("\n");
  }
}

//: test.fail ( String -- )                        own borrow ->
//  Counts a failure, with a message.
//  wrong test.fail: expected String (message) on stack
static void seq_test_fail(seq_string message) {
  if (!seq_test_begin_failure()) return;
  if (seq_text_points(message) != (uint32_t)SEQ_POINTS_INVALID)
    seq_bytes_add(&seq_test.report, message->bytes, message->length);
  seq_test_add("\n");
}

//: test.has-failures ( -- Bool )                  own -> -
//  True if there was a failure since the last `test.init`.
static inline seq_bool seq_test_has_failures(void) {
  return seq_test.failures > 0;
}

//: test.pass-count ( -- Int )                     own -> -
//  The passes since the last `test.init`.
static inline seq_int seq_test_pass_count(void) {
  return seq_test.passes;
}

//: test.fail-count ( -- Int )                     own -> -
//  The failures since the last `test.init`.
static inline seq_int seq_test_fail_count(void) {
  return seq_test.failures;
}

//: test.finish ( -- )                             own ->
//  Prints the name, whether there were failures, and the first five of them.
static void seq_test_finish(void) {
  if (seq_test.named) seq_out(seq_test.name.bytes, seq_test.name.length);
  else seq_out("unknown", 7);
  if (seq_test.failures == 0) {
    seq_out(" ... ok\n", 8);
    return;
  }
  seq_out(" ... FAILED\n", 12);
  seq_out(seq_test.report.bytes, seq_test.report.length);
  if (seq_test.failures <= 5) return;
  char digits[20];
  uint32_t length = seq_int_write(digits, seq_test.failures - 5);
  seq_out("  +", 3);
  seq_out(digits + 20 - length, length);
  seq_out(seq_test.failures == 6 ? " more failure\n" : " more failures\n", seq_test.failures == 6 ? 14 : 15);
}
