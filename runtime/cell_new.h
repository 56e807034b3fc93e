// Making cells, and making room in them.
#pragma once
#include "runtime/object.h"

static inline struct seq_cell *seq_cell_of(seq_variant variant) {
  return (struct seq_cell *)seq_object(variant);
}

// How large a variant for so many fields is made: an even number, a power of two if it is large.
static inline uint32_t seq_cell_room(uint64_t length, char const *word) {
  if (length < SEQ_CELL_LARGE) return ((uint32_t)length + 1) / 2 * 2;
  if (length > SEQ_CELL_LIMIT) seq_out_of_memory(word);
  uint32_t room = length <= 65536 ? 65536 : seq_power_of_two((uint32_t)length);
  if ((uint64_t)room * sizeof(seq_value) > SIZE_MAX - 64) seq_out_of_memory(word);
  return room;
}

static inline uint16_t seq_cell_aux(uint32_t capacity) {
  return capacity < SEQ_CELL_LARGE ? (uint16_t)capacity : SEQ_CELL_LARGE;
}

// Of one owner, with fields that the caller fills in; `length` is at least 1.
static seq_variant seq_cell_new(seq_symbol tag, uint64_t length, uint32_t capacity, char const *word) {
  struct seq_cell *cell = seq_allocate(seq_cell_size(capacity), word);
  cell->header = (struct seq_header){0, seq_cell_aux(capacity), SEQ_SHAPE_VARIANT};
  cell->tag = tag;
  cell->length = (uint32_t)length;
  return (uintptr_t)cell;
}

// A cell of one owner with room for `capacity` fields, of which the first `used` bytes stay.
static seq_variant seq_cell_enlarge(seq_variant variant, uint32_t capacity, size_t used, char const *word) {
  struct seq_cell *cell = seq_cell_of(variant);
  size_t before = seq_cell_size(seq_cell_capacity(cell));
  cell = seq_reallocate(cell, before, seq_cell_size(capacity), sizeof *cell + used, word);
  cell->header.aux = seq_cell_aux(capacity);
  return (uintptr_t)cell;
}
