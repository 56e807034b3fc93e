// Waiting and signals on a POSIX system.
#pragma once
#include "runtime/value.h"

// Waits until the steady clock shows that.
static void seq_platform_sleep_until(int64_t nanos) {
  struct timespec end = {.tv_sec = (time_t)(nanos / 1000000000), .tv_nsec = (long)(nanos % 1000000000)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR) {}
}

enum {
  SEQ_SIGALRM = SIGALRM,
  SEQ_SIGCHLD = SIGCHLD,
  SEQ_SIGCONT = SIGCONT,
  SEQ_SIGHUP = SIGHUP,
  SEQ_SIGINT = SIGINT,
  SEQ_SIGPIPE = SIGPIPE,
  SEQ_SIGTERM = SIGTERM,
  SEQ_SIGUSR1 = SIGUSR1,
  SEQ_SIGUSR2 = SIGUSR2
};

enum { SEQ_SIGNAL_DEFAULT, SEQ_SIGNAL_IGNORE, SEQ_SIGNAL_NOTE };

// What a signal does from now on; false if the system does not allow it.
static seq_bool seq_platform_signal(int number, int action, void (*note)(int)) {
  struct sigaction handling = {.sa_flags = SA_RESTART | SA_ONSTACK};
  handling.sa_handler = action == SEQ_SIGNAL_NOTE ? note : action == SEQ_SIGNAL_IGNORE ? SIG_IGN : SIG_DFL;
  return sigaction(number, &handling, NULL) == 0;
}
