// Arguments, time, the end of the program.
#pragma once
#include "runtime/fail.h"
#include "runtime/text.h"

static struct {
  int count;
  char **texts;
} seq_arguments;

// Called by main of programs that use arguments.
static void seq_take_arguments(int count, char **texts) {
  seq_arguments.count = count;
  seq_arguments.texts = texts;
}

//: args.count ( -- Int )                          effect own -> -
//  The number of arguments, the program's name included.
static inline seq_int seq_args_count(void) {
  return seq_arguments.count;
}

//: args.at ( Int -- String )                      effect fails own - -> fresh
//  An argument; 0 is the program's name. Empty if there are not so many.
//  wrong arg: expected Int index on stack, got {}
static seq_string seq_args_at(seq_int index, seq_site site) {
  if (index < 0) seq_fail_number("arg: index must be non-negative, got {}", index, site);
  if (index >= seq_arguments.count) return SEQ_STRING(seq_text_empty);
  char const *text = seq_arguments.texts[index];
  size_t length = 0;
  while (text[length]) length++;
  uint32_t points = seq_utf8_count(text, length);
  if (points == (uint32_t)SEQ_POINTS_INVALID) return SEQ_STRING(seq_text_empty);
  return seq_text_from(text, length, points, "args.at");
}

//: os.exit ( Int -- )                             effect fails exits own - ->
//  Ends the program at once with that status, 0 to 255.
//  wrong os.exit: expected Int (exit code) on stack, got {}
_Noreturn static void seq_os_exit(seq_int status, seq_site site) {
  if (status < 0 || status > 255)
    seq_fail_number("os.exit: exit code must be in range 0-255, got {}", status, site);
  seq_flush();
  seq_end((int)status);
}

//: fail ( String -- )                            effect fails exits internal own borrow ->
//  Ends the program with a run-time error of that text.
_Noreturn static void seq_fail_text(seq_string message, seq_site site) {
  seq_fail(message->bytes, site);
}

//: time.now ( -- Int )                            effect own -> -
//  Microseconds since 1970.
static seq_int seq_time_now(void) {
  int64_t now = seq_platform_clock(SEQ_CLOCK_DAY) / 1000;
  return now < 0 ? 0 : now;
}

// When the program began.
static int64_t seq_time_start;

__attribute__((constructor)) static void seq_time_begin(void) {
  seq_time_start = seq_platform_clock(SEQ_CLOCK_STEADY) - 1;
}

//: time.nanos ( -- Int )                          effect own -> -
//  Nanoseconds since the program began.
static seq_int seq_time_nanos(void) {
  if (seq_time_start == 0) seq_time_begin();
  return seq_platform_clock(SEQ_CLOCK_STEADY) - seq_time_start;
}

//: time.sleep-ms ( Int -- )                       fails own - ->
//  Waits for at least so many milliseconds.
//  wrong time.sleep-ms: expected Int duration on stack, got {}
static void seq_time_sleep(seq_int milliseconds, seq_site site) {
  if (milliseconds < 0) seq_fail_number("time.sleep-ms: duration must be non-negative, got {}", milliseconds, site);
  seq_flush();
  int64_t now = seq_platform_clock(SEQ_CLOCK_STEADY), longest = (INT64_MAX - now) / 1000000;
  seq_platform_sleep_until(now + (milliseconds < longest ? milliseconds : longest) * 1000000);
}
