// Quotations and closures: which literal of the program a callable is, and what it captured.
#pragma once
#include "runtime/object.h"

// A literal without captures.
static inline seq_callable seq_quotation(uint32_t shape) {
  return SEQ_IMMEDIATE(SEQ_QUOTATION, shape);
}

// A closure whose slots the caller fills in, with owners moved in.
static seq_callable seq_closure_make(uint16_t shape, uint32_t fields) {
  size_t size = (sizeof(struct seq_closure) + fields * sizeof(seq_slot) + 15) / 16 * 16;
  struct seq_closure *closure = seq_allocate(size, "a closure");
  closure->header = (struct seq_header){0, 0, shape};
  return (uintptr_t)closure;
}

static inline seq_slot *seq_closure_slots(seq_callable callable) {
  return ((struct seq_closure *)seq_object(callable))->slots;
}

static inline uint32_t seq_callable_shape(seq_callable callable) {
  return seq_is_object(callable) ? seq_object(callable)->shape : (uint32_t)(callable >> 8);
}
