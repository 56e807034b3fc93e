// The words `signal.*`: a trapped signal sets a flag, which the program asks for.
#pragma once
#include "runtime/cast.h"

// By number. A handler sets them.
static char volatile seq_signals[32];

static void seq_signal_note(int number) {
  seq_signals[number] = 1;
}

static void seq_signal_check(seq_int number, char const *message, seq_site site) {
  if (number < 0 || number >= 32) seq_fail_number(message, number, site);
}

// What the system does not allow: the only reason is that there is no such signal, or that it cannot be handled.
static void seq_signal_handle(seq_int number, int action, char const *message, seq_site site) {
  if (!seq_platform_signal((int)number, action, seq_signal_note)) seq_fail_number(message, number, site);
}

//: signal.trap ( Int -- )                         fails own - ->
//  From now on that signal only sets its flag.
//  wrong signal.trap: expected Int (signal number), got {}
static void seq_signal_trap(seq_int number, seq_site site) {
  seq_signal_check(number, "signal.trap: invalid signal number {}", site);
  seq_signal_handle(number, SEQ_SIGNAL_NOTE,
                    "signal.trap: failed to install handler for signal {}: Invalid argument (os error 22)", site);
}

//: signal.default ( Int -- )                      fails own - ->
//  From now on that signal does what the system does with it.
//  wrong signal.default: expected Int (signal number), got {}
static void seq_signal_default(seq_int number, seq_site site) {
  seq_signal_check(number, "signal.default: invalid signal number {}", site);
  seq_signal_handle(number, SEQ_SIGNAL_DEFAULT,
                    "signal.default: failed to restore default handler for signal {}: Invalid argument (os error 22)",
                    site);
}

//: signal.ignore ( Int -- )                       fails own - ->
//  From now on that signal does nothing.
//  wrong signal.ignore: expected Int (signal number), got {}
static void seq_signal_ignore(seq_int number, seq_site site) {
  seq_signal_check(number, "signal.ignore: invalid signal number {}", site);
  seq_signal_handle(number, SEQ_SIGNAL_IGNORE,
                    "signal.ignore: failed to ignore signal {}: Invalid argument (os error 22)", site);
}

//: signal.received? ( Int -- Bool )               fails own - -> -
//  The flag of a signal, which is cleared.
//  wrong signal.received?: expected Int (signal number), got {}
static seq_bool seq_signal_is_received(seq_int number, seq_site site) {
  seq_signal_check(number, "signal.received?: invalid signal number {}", site);
  return __atomic_exchange_n(&seq_signals[number], 0, __ATOMIC_SEQ_CST) != 0;
}

//: signal.pending? ( Int -- Bool )                fails own - -> -
//  The flag of a signal.
//  wrong signal.pending?: expected Int (signal number), got {}
static seq_bool seq_signal_is_pending(seq_int number, seq_site site) {
  seq_signal_check(number, "signal.pending?: invalid signal number {}", site);
  return seq_signals[number] != 0;
}

//: signal.clear ( Int -- )                        fails own - ->
//  Clears the flag of a signal.
//  wrong signal.clear: expected Int (signal number), got {}
static void seq_signal_clear(seq_int number, seq_site site) {
  seq_signal_check(number, "signal.clear: invalid signal number {}", site);
  seq_signals[number] = 0;
}

//: signal.SIGALRM ( -- Int )                      own -> -
//  The number of that signal on this system; 0 if it has no signals.
static inline seq_int seq_signal_sigalrm(void) {
  return SEQ_SIGALRM;
}

//: signal.SIGCHLD ( -- Int )                      own -> -
//  The number of that signal on this system; 0 if it has no signals.
static inline seq_int seq_signal_sigchld(void) {
  return SEQ_SIGCHLD;
}

//: signal.SIGCONT ( -- Int )                      own -> -
//  The number of that signal on this system; 0 if it has no signals.
static inline seq_int seq_signal_sigcont(void) {
  return SEQ_SIGCONT;
}

//: signal.SIGHUP ( -- Int )                      own -> -
//  The number of that signal on this system; 0 if it has no signals.
static inline seq_int seq_signal_sighup(void) {
  return SEQ_SIGHUP;
}

//: signal.SIGINT ( -- Int )                      own -> -
//  The number of that signal on this system; 0 if it has no signals.
static inline seq_int seq_signal_sigint(void) {
  return SEQ_SIGINT;
}

//: signal.SIGPIPE ( -- Int )                      own -> -
//  The number of that signal on this system; 0 if it has no signals.
static inline seq_int seq_signal_sigpipe(void) {
  return SEQ_SIGPIPE;
}

//: signal.SIGTERM ( -- Int )                      own -> -
//  The number of that signal on this system; 0 if it has no signals.
static inline seq_int seq_signal_sigterm(void) {
  return SEQ_SIGTERM;
}

//: signal.SIGUSR1 ( -- Int )                      own -> -
//  The number of that signal on this system; 0 if it has no signals.
static inline seq_int seq_signal_sigusr1(void) {
  return SEQ_SIGUSR1;
}

//: signal.SIGUSR2 ( -- Int )                      own -> -
//  The number of that signal on this system; 0 if it has no signals.
static inline seq_int seq_signal_sigusr2(void) {
  return SEQ_SIGUSR2;
}
