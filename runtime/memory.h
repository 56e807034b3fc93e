// Memory for objects: blocks of 16, 32 … 256 bytes from free lists, larger ones from the system.
#pragma once
#include "runtime/fail.h"

// With the address sanitizer every block is from the system, so that it sees the use of a freed one.
#ifndef __has_feature
#define __has_feature(name) 0
#endif

#ifdef __SANITIZE_ADDRESS__
#define SEQ_SMALL 0
#elif __has_feature(address_sanitizer)
#define SEQ_SMALL 0
#else
#define SEQ_SMALL 256
#endif

struct seq_block {
  struct seq_block *next;
};

// Freed blocks by size / 16, and the rest of the newest chunk.
static struct {
  struct seq_block *blocks[SEQ_SMALL / 16 + 1];
  char *fresh;
  size_t left;
} seq_memory;

static void *seq_allocate_slow(size_t size, char const *word) {
  if (size > SEQ_SMALL || seq_memory.left < size) {
    char *fresh = seq_platform_memory(NULL, size > SEQ_SMALL ? size : SEQ_CHUNK);
    if (!fresh) seq_out_of_memory(word);
    if (size > SEQ_SMALL) return fresh;
    seq_memory.fresh = fresh;
    seq_memory.left = SEQ_CHUNK;
  }
  void *block = seq_memory.fresh;
  seq_memory.fresh += size;
  seq_memory.left -= size;
  return block;
}

// A block of that size, a multiple of 16. `word` is named if there is no memory.
static inline void *seq_allocate(size_t size, char const *word) {
  struct seq_block *block = size <= SEQ_SMALL ? seq_memory.blocks[size / 16] : NULL;
  if (!block) return seq_allocate_slow(size, word);
  seq_memory.blocks[size / 16] = block->next;
  return block;
}

static inline void seq_deallocate(void *block, size_t size) {
  if (size > SEQ_SMALL) {
    seq_platform_memory(block, 0);
    return;
  }
  ((struct seq_block *)block)->next = seq_memory.blocks[size / 16];
  seq_memory.blocks[size / 16] = block;
}

// Grows a block from `before` to `size` bytes, keeping the first `used`.
static void *seq_reallocate(void *block, size_t before, size_t size, size_t used, char const *word) {
  if (before > SEQ_SMALL) {
    block = seq_platform_memory(block, size);
    if (!block) seq_out_of_memory(word);
    return block;
  }
  void *fresh = seq_allocate(size, word);
  __builtin_memcpy(fresh, block, used);
  seq_deallocate(block, before);
  return fresh;
}

// One more owner. Counts that overflow become immortal.
static inline void seq_retain(struct seq_header *object) {
  if (object->rc >= 0) object->rc = (int32_t)((uint32_t)object->rc + 1);
}

// One owner less; true if that was the last.
static inline seq_bool seq_is_last(struct seq_header *object) {
  if (object->rc > 0) object->rc--;
  else return object->rc == 0;
  return 0;
}

// A value with several owners is copied, to be changed.
static inline void seq_count_copy(void) {}

// A variant is made in the cell of another.
static inline void seq_count_reuse(void) {}

static inline void seq_make_immortal(struct seq_header *object) {
  object->rc = -1;
}

// Ends the program's output; gives its exit status.
static int seq_finish(int status) {
  seq_flush();
  return status;
}
