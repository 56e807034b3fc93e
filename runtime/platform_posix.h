// What a program needs from a POSIX system. This and platform_bare.h are the only files that know of an operating
// system.
#pragma once
#define _GNU_SOURCE
#include <stddef.h>  // size_t ptrdiff_t NULL
#include <stdint.h>  // int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t uintptr_t INT32_MAX INT64_MIN UINT32_MAX
#include <errno.h>  // _GNU_SOURCE: errno EINTR EAGAIN
#include <poll.h>  // _GNU_SOURCE: poll pollfd POLLIN
#include <signal.h>  // _GNU_SOURCE: sigaction siginfo_t SIG_IGN SIGALRM SIGCHLD SIGCONT SIGHUP SIGINT SIGPIPE SIGTERM SIGUSR1 SIGUSR2 SIGVTALRM SIGSEGV SIGBUS SIG_DFL SA_RESTART SA_ONSTACK SA_SIGINFO sigaltstack stack_t
#include <stdlib.h>  // _GNU_SOURCE: abort realloc free
#include <sys/mman.h>  // _GNU_SOURCE: mmap mprotect MAP_FAILED MAP_PRIVATE MAP_ANONYMOUS MAP_NORESERVE PROT_READ PROT_WRITE PROT_NONE
#include <sys/time.h>  // _GNU_SOURCE: setitimer itimerval ITIMER_VIRTUAL
#include <time.h>  // _GNU_SOURCE: clock_gettime clock_nanosleep timespec CLOCK_REALTIME CLOCK_MONOTONIC TIMER_ABSTIME
#include <ucontext.h>  // _GNU_SOURCE: ucontext_t getcontext makecontext swapcontext
#include <sys/types.h>  // time_t
#include <unistd.h>  // _GNU_SOURCE: write read _exit ssize_t

// Writes everything, unless that is impossible.
static void seq_platform_write(int file, char const *bytes, size_t length) {
  for (ssize_t done; length > 0; bytes += done, length -= (size_t)done) {
    done = write(file, bytes, length);
    if (done >= 0) continue;
    if (errno != EINTR && errno != EAGAIN) return;
    done = 0;
  }
}

// Reads from standard input: the number of bytes, 0 at the end, -1 for an error.
static ptrdiff_t seq_platform_read(char *bytes, size_t length) {
  for (;;) {
    ssize_t done = read(0, bytes, length);
    if (done < 0 && errno == EAGAIN) poll(&(struct pollfd){0, POLLIN, 0}, 1, -1);
    else if (done >= 0 || errno != EINTR) return done;
  }
}

// How much memory for small objects is asked for at once.
enum { SEQ_CHUNK = 65536 };

// Makes (`block` null), resizes or (size 0) frees a block of memory. Null if there is none left.
static void *seq_platform_memory(void *block, size_t size) {
  if (size > 0) return realloc(block, size);
  free(block);
  return NULL;
}

enum { SEQ_STATUS_FAILED = -1 };

// Ends the program; with SEQ_STATUS_FAILED, after a run-time error, by SIGABRT.
_Noreturn static void seq_platform_end(int status) {
  if (status == SEQ_STATUS_FAILED) abort();
  _exit(status);
}

enum { SEQ_CLOCK_STEADY = CLOCK_MONOTONIC, SEQ_CLOCK_DAY = CLOCK_REALTIME };

// Nanoseconds: of a clock that is never set, or since 1970.
static int64_t seq_platform_clock(int clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
