// Recursive programs without an operating system run on the stack that there is.
#pragma once
#include "runtime/value.h"

struct seq_recursive {
  void const *start;
  char const *word;
};

static int seq_run_deep(int (*run)(void), struct seq_recursive const *words, uint32_t count) {
  (void)words;
  (void)count;
  return run();
}
