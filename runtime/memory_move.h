// For the alternatives of memory.h that take every object from the system: what grows moves.
#pragma once
#include "runtime/fail.h"

// Grows a block from `before` to `size` bytes, keeping the first `used`.
static void *seq_reallocate(void *block, size_t before, size_t size, size_t used, char const *word) {
  void *fresh = seq_allocate(size, word);
  __builtin_memcpy(fresh, block, used);
  seq_deallocate(block, before);
  return fresh;
}
