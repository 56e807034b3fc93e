// Standard output, collected in a buffer. It goes out when the buffer is full, before anything that can wait or end the
// program, and at the latest after 10 ms of computing, so that nobody can tell.
#pragma once
#include "runtime/platform_posix.h"

static struct {
  char bytes[32768];
  size_t length;
  char volatile busy, ticking;
} seq_output;

static void seq_flush(void) {
  seq_output.busy = 1;
  seq_platform_write(1, seq_output.bytes, seq_output.length);
  seq_output.length = 0;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  seq_output.busy = 0;
}

static void seq_out_tick(int number) {
  (void)number;
  int before = errno;
  if (!seq_output.busy) seq_flush();
  errno = before;
}

static void seq_out_start(void) {
  sigaction(SIGVTALRM, &(struct sigaction){.sa_handler = seq_out_tick, .sa_flags = SA_RESTART | SA_ONSTACK}, NULL);
  setitimer(ITIMER_VIRTUAL, &(struct itimerval){{0, 10000}, {0, 10000}}, NULL);
  seq_output.ticking = 1;
}

static void seq_out(char const *bytes, size_t length) {
  if (length > sizeof seq_output.bytes - seq_output.length) seq_flush();
  if (!seq_output.ticking) seq_out_start();
  if (length > sizeof seq_output.bytes) {
    seq_platform_write(1, bytes, length);
    return;
  }
  seq_output.busy = 1;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  __builtin_memcpy(seq_output.bytes + seq_output.length, bytes, length);
  seq_output.length += length;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  seq_output.busy = 0;
}
