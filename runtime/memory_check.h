// memory.h for tests and `--check`: every object from the system and never pooled, counts of freed objects trapped, live
// objects counted.
#pragma once
#include "runtime/fail.h"

// Objects alive that are not immortal.
static int64_t seq_live;

// SEQ_FREED: the count of a freed object. The system writes its own notes into the beginning of freed blocks, so each has
// some bytes before the object.
enum { SEQ_FREED = -559038737, SEQ_BEFORE = 32 };

static void *seq_allocate(size_t size, char const *word) {
  char *block = seq_platform_memory(NULL, SEQ_BEFORE + size);
  if (!block) seq_out_of_memory(word);
  seq_live++;
  return block + SEQ_BEFORE;
}

static void seq_check_alive(struct seq_header *object) {
  if (object->rc != SEQ_FREED) return;
  seq_flush();
  seq_complain("seq: a freed object is used\n");
  seq_end(SEQ_STATUS_FAILED);
}

static void seq_deallocate(void *block, size_t size) {
  (void)size;
  seq_check_alive(block);
  ((struct seq_header volatile *)block)->rc = SEQ_FREED;
  seq_live--;
  seq_platform_memory((char *)block - SEQ_BEFORE, 0);
}

static void seq_retain(struct seq_header *object) {
  seq_check_alive(object);
  if (object->rc >= 0) object->rc = (int32_t)((uint32_t)object->rc + 1);
}

static seq_bool seq_is_last(struct seq_header *object) {
  seq_check_alive(object);
  if (object->rc > 0) object->rc--;
  else return object->rc == 0;
  return 0;
}

// A value with several owners is copied, to be changed.
static inline void seq_count_copy(void) {}

// A variant is made in the cell of another.
static inline void seq_count_reuse(void) {}

static void seq_make_immortal(struct seq_header *object) {
  object->rc = -1;
  seq_live--;
}

// Ends the program's output; gives its exit status, 99 if objects are alive.
static int seq_finish(int status) {
  seq_flush();
  if (seq_live == 0) return status;
  seq_complain("seq: objects are alive at the end\n");
  return 99;
}
