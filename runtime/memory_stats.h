// memory.h that counts what happens; end_stats.h tells it. Every object comes from the system, with its size in front.
#pragma once
#include "runtime/end_stats.h"
#include "runtime/fail.h"

static void *seq_allocate(size_t size, char const *word) {
  size_t *block = seq_platform_memory(NULL, size + 16);
  if (!block) seq_out_of_memory(word);
  *block = size;
  seq_statistics.allocations++;
  seq_statistics.bytes += size;
  if (seq_statistics.bytes > seq_statistics.most) seq_statistics.most = seq_statistics.bytes;
  return block + 16 / sizeof *block;
}

static void seq_deallocate(void *object, size_t size) {
  (void)size;
  size_t *block = (size_t *)object - 16 / sizeof *block;
  seq_statistics.bytes -= *block;
  seq_platform_memory(block, 0);
}

static void seq_retain(struct seq_header *object) {
  if (object->rc < 0) return;
  seq_statistics.counts++;
  object->rc = (int32_t)((uint32_t)object->rc + 1);
}

static seq_bool seq_is_last(struct seq_header *object) {
  if (object->rc < 0) return 0;
  seq_statistics.counts++;
  if (object->rc == 0) return 1;
  object->rc--;
  return 0;
}

static void seq_count_copy(void) {
  seq_statistics.copies++;
}

static void seq_count_reuse(void) {
  seq_statistics.reuses++;
}

static void seq_make_immortal(struct seq_header *object) {
  object->rc = -1;
}

// Ends the program's output; gives its exit status.
static int seq_finish(int status) {
  seq_flush();
  seq_tell_statistics();
  return status;
}
