// Waiting without an operating system, which has no signals.
#pragma once
#include "runtime/value.h"

static void seq_platform_sleep_until(int64_t nanos) {
  while (seq_platform_clock(SEQ_CLOCK_STEADY) < nanos) {}
}

enum {
  SEQ_SIGALRM = 0,
  SEQ_SIGCHLD = 0,
  SEQ_SIGCONT = 0,
  SEQ_SIGHUP = 0,
  SEQ_SIGINT = 0,
  SEQ_SIGPIPE = 0,
  SEQ_SIGTERM = 0,
  SEQ_SIGUSR1 = 0,
  SEQ_SIGUSR2 = 0
};

enum { SEQ_SIGNAL_DEFAULT, SEQ_SIGNAL_IGNORE, SEQ_SIGNAL_NOTE };

static inline seq_bool seq_platform_signal(int number, int action, void (*note)(int)) {
  (void)number;
  (void)action;
  (void)note;
  return 1;
}
