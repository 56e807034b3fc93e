// memory.h that counts what happens and tells it at the end, on one line of standard error:
//   seq: 12 allocations, 480 bytes at most, 30 counts, 5 reuses, 0 copies
// Every object comes from the system, with its size in front.
#pragma once
#include "runtime/fail.h"

// bytes: of all objects alive; most: the most there ever were. counts: owners added and given up. reuses: variants made
// in cells of others. copies: of values that were to be changed and had several owners.
static struct {
  uint64_t allocations, bytes, most, counts, reuses, copies;
} seq_statistics;

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
  seq_complain("seq: ");
  seq_complain_number(seq_statistics.allocations);
  seq_complain(" allocations, ");
  seq_complain_number(seq_statistics.most);
  seq_complain(" bytes at most, ");
  seq_complain_number(seq_statistics.counts);
  seq_complain(" counts, ");
  seq_complain_number(seq_statistics.reuses);
  seq_complain(" reuses, ");
  seq_complain_number(seq_statistics.copies);
  seq_complain(" copies\n");
  return status;
}
