// The stack of programs that recurse: 1 GB of address space, filled on demand, with an area below it that must not be
// touched.
#pragma once
#include "runtime/fail.h"

// A word that can call itself other than by a tail call: where its C function begins.
struct seq_recursive {
  void const *start;
  char const *word;
};

enum { SEQ_STACK_GUARD = 1 << 20 };

static struct {
  ucontext_t caller, program;
  int (*run)(void);
  int status;
  char *memory;
  struct seq_recursive const *words;
  uint32_t count;
} seq_stack;

// The word that an address lies in, if it is one of the program's recursive words: the one that begins last before it.
static struct seq_recursive const *seq_word_at(uintptr_t address) {
  struct seq_recursive const *best = NULL;
  for (uint32_t i = 0; i < seq_stack.count; i++) {
    struct seq_recursive const *word = &seq_stack.words[i];
    uintptr_t start = (uintptr_t)word->start;
    if (start >= address || address - start >= 1 << 20) continue;
    if (!best || start > (uintptr_t)best->start) best = word;
  }
  return best;
}

// The word that fills the end of the stack: the one of a return address that stands there more than once.
__attribute__((no_sanitize("address"))) static char const *seq_stack_word(void) {
  uintptr_t const *end = (uintptr_t const *)(void *)(seq_stack.memory + SEQ_STACK_GUARD);
  for (int i = 0; i < 8192; i++) {
    int again = i + 1;
    while (again < 16384 && end[again] != end[i]) again++;
    struct seq_recursive const *word = again < 16384 ? seq_word_at(end[i]) : NULL;
    if (word) return word->word;
  }
  return "main";
}

static void seq_stack_fault(int number, siginfo_t *info, void *context) {
  (void)context;
  char *address = info->si_addr;
  if (address < seq_stack.memory || address >= seq_stack.memory + SEQ_STACK_GUARD) {
    sigaction(number, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
    return;
  }
  seq_flush();
  seq_complain("stack overflow in ");
  seq_complain(seq_stack_word());
  seq_complain("\n");
  seq_end(SEQ_STATUS_FAILED);
}

static void seq_stack_enter(void) {
  seq_stack.status = seq_stack.run();
}

// Runs a program on that stack, or on the present one if there is no memory for it. Gives its result.
static int seq_run_deep(int (*run)(void), struct seq_recursive const *words, uint32_t count) {
  static char handler_stack[65536];
  seq_stack.run = run;
  seq_stack.words = words;
  seq_stack.count = count;
  size_t size = (size_t)1 << 31;
  void *memory = MAP_FAILED;
  while (memory == MAP_FAILED && size > 4 * SEQ_STACK_GUARD) {
    size /= 2;
    memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  }
  if (memory == MAP_FAILED) return run();
  seq_stack.memory = memory;
  mprotect(memory, SEQ_STACK_GUARD, PROT_NONE);
  sigaltstack(&(stack_t){.ss_sp = handler_stack, .ss_size = sizeof handler_stack}, NULL);
  struct sigaction fault = {.sa_sigaction = seq_stack_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigaction(SIGSEGV, &fault, NULL);
  sigaction(SIGBUS, &fault, NULL);
  getcontext(&seq_stack.program);
  seq_stack.program.uc_stack.ss_sp = memory;
  seq_stack.program.uc_stack.ss_size = size;
  seq_stack.program.uc_link = &seq_stack.caller;
  makecontext(&seq_stack.program, seq_stack_enter, 0);
  swapcontext(&seq_stack.caller, &seq_stack.program);
  return seq_stack.status;
}
