// memory.h for the compiler itself: every object stands in a list, so that what a failed call left behind can be freed.
#pragma once
#include <stdlib.h>

#include "runtime/fail.h"

// Before each object; the list is a ring.
struct seq_host_node {
  struct seq_host_node *next, *last;
};

static struct seq_host_node seq_host_ring = {&seq_host_ring, &seq_host_ring};
static int64_t seq_live;
static int64_t seq_copies;

static void seq_host_link(struct seq_host_node *node) {
  node->last = &seq_host_ring;
  node->next = seq_host_ring.next;
  node->next->last = node;
  seq_host_ring.next = node;
}

static void seq_host_unlink(struct seq_host_node *node) {
  node->next->last = node->last;
  node->last->next = node->next;
}

static void *seq_allocate(size_t size, char const *word) {
  struct seq_host_node *node = malloc(sizeof *node + size);
  if (!node) seq_out_of_memory(word);
  seq_host_link(node);
  seq_live++;
  return node + 1;
}

static void seq_deallocate(void *block, size_t size) {
  (void)size;
  struct seq_host_node *node = (struct seq_host_node *)block - 1;
  seq_host_unlink(node);
  seq_live--;
  free(node);
}

static void seq_retain(struct seq_header *object) {
  if (object->rc >= 0) object->rc++;
}

static seq_bool seq_is_last(struct seq_header *object) {
  if (object->rc > 0) object->rc--;
  else return object->rc == 0;
  return 0;
}

// A value with several owners is copied, to be changed.
static void seq_count_copy(void) {
  seq_copies++;
}

static inline void seq_count_reuse(void) {}

static void seq_make_immortal(struct seq_header *object) {
  object->rc = -1;
  seq_host_unlink((struct seq_host_node *)object - 1);
  seq_live--;
}
