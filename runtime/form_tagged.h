// For programs without typed lists: the fields of every variant are tagged words.
#pragma once
#include "runtime/cell_new.h"

static inline seq_bool seq_is_typed(struct seq_cell const *cell) {
  (void)cell;
  return 0;
}

static inline void seq_cell_untype(struct seq_cell *cell) {
  (void)cell;
}

// A new owner of a field.
static inline seq_value seq_cell_field(struct seq_cell const *cell, uint32_t index) {
  seq_value_retain(cell->fields[index].word);
  return cell->fields[index].word;
}

// A field to look at, to be given back.
static inline seq_value seq_cell_lend(struct seq_cell const *cell, uint32_t index) {
  return cell->fields[index].word;
}

static inline void seq_cell_give_back(struct seq_cell const *cell, seq_value field) {
  (void)cell;
  (void)field;
}

// The variant with its fields as tagged words.
static inline seq_variant seq_variant_tagged(seq_variant variant, char const *word) {
  (void)word;
  return variant;
}
