// For programs with typed lists, which hold their elements as an array of Ints, Floats or Bools, or with variants that hold
// their fields as Floats. Words that may meet one of any form take it for a variant: reading makes a value of an element, and
// what changes it makes a tagged one of it first, once, for such a word never gives a typed one.
#pragma once
#include "runtime/cell_new.h"

static inline seq_bool seq_is_typed(struct seq_cell const *cell) {
  return cell->header.shape != SEQ_SHAPE_VARIANT;
}

// The cell is used again, for tagged words.
static inline void seq_cell_untype(struct seq_cell *cell) {
  cell->header.shape = SEQ_SHAPE_VARIANT;
}

// An element of a typed list, a field of a variant of Floats as a value.
static seq_value seq_typed_element(struct seq_cell const *cell, uint32_t index) {
  if (cell->header.shape == SEQ_SHAPE_INTS) return seq_box_int(((seq_int const *)cell->fields)[index]);
  if (cell->header.shape == SEQ_SHAPE_FLOATS) return seq_box_float(((seq_float const *)cell->fields)[index]);  //? seq_list_float_new seq_floats_new seq_floats_in SEQ_REAL_FIELD
  return seq_box_bool(((seq_bool const *)cell->fields)[index]);
}

// A new owner of a field.
static inline seq_value seq_cell_field(struct seq_cell const *cell, uint32_t index) {
  if (seq_is_typed(cell)) return seq_typed_element(cell, index);
  seq_value_retain(cell->fields[index].word);
  return cell->fields[index].word;
}

// A field to look at, to be given back.
static inline seq_value seq_cell_lend(struct seq_cell const *cell, uint32_t index) {
  return seq_is_typed(cell) ? seq_typed_element(cell, index) : cell->fields[index].word;
}

static inline void seq_cell_give_back(struct seq_cell const *cell, seq_value field) {
  if (seq_is_typed(cell)) seq_value_release(field);
}

// A tagged list of one owner, of the elements of a typed one. Consumes that.
__attribute__((noinline)) static seq_variant seq_typed_convert(seq_variant list, char const *word) {
  struct seq_cell *cell = seq_cell_of(list);
  uint32_t length = cell->length;
  seq_variant tagged = seq_cell_new(cell->tag, length, seq_cell_room(length, word), word);
  for (uint32_t i = 0; i < length; i++) seq_cell_of(tagged)->fields[i].word = seq_typed_element(cell, i);
  seq_variant_release(list);
  return tagged;
}

// The variant with its fields as tagged words. Consumes it.
static inline seq_variant seq_variant_tagged(seq_variant variant, char const *word) {
  if (!seq_is_object(variant) || !seq_is_typed(seq_cell_of(variant))) return variant;
  return seq_typed_convert(variant, word);
}
