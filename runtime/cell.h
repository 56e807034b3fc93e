// Variants: a tag and fields. A list is a variant with the tag `List`. Without fields a variant is an immediate value,
// with fields an object, which grows by doubling and is changed in place while it has one owner.
#pragma once
#include "runtime/form_typed.h"

// The tag of lists, in every program the first symbol.
enum { SEQ_LIST };

// A variant without fields; a constant.
#define SEQ_VARIANT(tag) SEQ_IMMEDIATE(SEQ_EMPTY, tag)

static inline seq_value seq_box_variant(seq_variant variant) {
  return variant;
}

static inline seq_bool seq_is_variant(seq_value value) {
  if (SEQ_IS_IMMEDIATE(value, SEQ_EMPTY)) return 1;
  return seq_is_object(value) && seq_is_cell(seq_object(value));
}

static inline uint32_t seq_variant_length(seq_variant variant) {
  return seq_is_object(variant) ? seq_cell_of(variant)->length : 0;
}

static inline seq_symbol seq_variant_tag(seq_variant variant) {
  return seq_is_object(variant) ? seq_cell_of(variant)->tag : (seq_symbol)(variant >> 8);
}

// Of a variant with fields that is no array.
static inline seq_value *seq_variant_fields(seq_variant variant) {
  return (seq_value *)seq_cell_of(variant)->fields;
}

// A new owner of a field; there must be so many.
static inline seq_value seq_variant_field(seq_variant variant, uint32_t index) {
  return seq_cell_field(seq_cell_of(variant), index);
}

// Of one owner, with fields that the caller fills in; `length` is at least 1.
static inline seq_variant seq_variant_new(seq_symbol tag, uint32_t length) {
  return seq_cell_new(tag, length, (length + 1) / 2 * 2, "a variant");
}

// A copy of one owner of the first `length` fields, at least 1, with room for `capacity`. Consumes the variant, which is no
// typed list.
static seq_variant seq_cell_copy(seq_variant variant, uint32_t length, uint32_t capacity, char const *word) {
  seq_variant copy = seq_cell_new(seq_variant_tag(variant), length, capacity, word);
  seq_value const *from = seq_variant_fields(variant);
  seq_value *to = seq_variant_fields(copy);
  for (uint32_t i = 0; i < length; i++) {
    to[i] = from[i];
    seq_value_retain(from[i]);
  }
  if (seq_object(variant)->rc > 0) seq_count_copy();
  seq_variant_release(variant);
  return copy;
}

// The variant itself if it has one owner, else a copy that has; no typed list any more. It must have fields. Consumes it.
static inline seq_variant seq_variant_own(seq_variant variant, char const *word) {
  variant = seq_variant_tagged(variant, word);
  uint32_t length = seq_variant_length(variant);
  if (seq_object(variant)->rc == 0) return variant;
  return seq_cell_copy(variant, length, seq_cell_room(length, word), word);
}

// Adds a field to a variant that has no room for it, several owners, or another form. Consumes both.
__attribute__((noinline)) static seq_variant seq_variant_grow(seq_variant variant, seq_value field, char const *word) {
  variant = seq_variant_tagged(variant, word);
  uint32_t length = seq_variant_length(variant);
  uint32_t capacity = seq_cell_room((uint64_t)length * 2 <= SEQ_CELL_LIMIT ? length * 2 : (uint64_t)length + 1, word);
  if (length == 0) {
    variant = seq_cell_new(seq_variant_tag(variant), 0, 2, word);
  } else if (seq_object(variant)->rc != 0) {
    variant = seq_cell_copy(variant, length, capacity, word);
  } else {
    variant = seq_cell_enlarge(variant, capacity, length * sizeof(seq_value), word);
  }
  seq_cell_of(variant)->fields[length].word = field;
  seq_cell_of(variant)->length = length + 1;
  return variant;
}

// Adds a field, in place if there is one owner and room. Consumes both.
static inline seq_variant seq_variant_push(seq_variant variant, seq_value field, char const *word) {
  if (!seq_is_object(variant)) return seq_variant_grow(variant, field, word);
  struct seq_cell *cell = seq_cell_of(variant);
  if (cell->header.rc != 0 || cell->length == seq_cell_capacity(cell) || seq_is_typed(cell))
    return seq_variant_grow(variant, field, word);
  cell->fields[cell->length++].word = field;
  return variant;
}

// The first `length` fields, in place if there is one owner. There must be so many. Consumes the variant.
static seq_variant seq_variant_cut(seq_variant variant, uint32_t length, char const *word) {
  if (length == seq_variant_length(variant)) return variant;
  if (length == 0) {
    seq_variant empty = SEQ_VARIANT(seq_variant_tag(variant));
    seq_variant_release(variant);
    return empty;
  }
  variant = seq_variant_tagged(variant, word);
  if (seq_object(variant)->rc != 0) return seq_cell_copy(variant, length, seq_cell_room(length, word), word);
  struct seq_cell *cell = seq_cell_of(variant);
  for (uint32_t i = length; i < cell->length; i++) seq_value_release(cell->fields[i].word);
  cell->length = length;
  return variant;
}

// The cell of a variant of just so many fields whose last owner goes: its fields have their owners still. 0 if it has other
// owners or another number of fields: then nothing has happened.
static inline seq_variant seq_variant_take(seq_variant variant, uint32_t fields) {
  return seq_object(variant)->rc == 0 && seq_variant_length(variant) == fields ? variant : 0;
}

// A variant of one owner in a cell of that size, or a new one if there is no cell. The caller fills in the fields.
static inline seq_variant seq_variant_in(seq_variant cell, seq_symbol tag, uint32_t length) {
  if (!cell) return seq_variant_new(tag, length);
  seq_cell_untype(seq_cell_of(cell));
  seq_cell_of(cell)->tag = tag;
  seq_cell_of(cell)->length = length;
  seq_count_reuse();
  return cell;
}

// The fields of a variant that holds all of them as Floats.
static inline seq_float *seq_variant_floats(seq_variant variant) {
  return (seq_float *)seq_cell_of(variant)->fields;
}

// Such a variant of one owner; the caller fills in the fields.
static inline seq_variant seq_floats_new(seq_symbol tag, uint32_t length) {
  seq_variant variant = seq_variant_new(tag, length);
  seq_object(variant)->shape = SEQ_SHAPE_FLOATS;
  return variant;
}

// Such a variant in a cell of that size, or a new one if there is no cell.
static inline seq_variant seq_floats_in(seq_variant cell, seq_symbol tag, uint32_t length) {
  seq_variant variant = seq_variant_in(cell, tag, length);
  seq_object(variant)->shape = SEQ_SHAPE_FLOATS;
  return variant;
}

// Frees a cell without its fields, if there is one.
static inline void seq_cell_release(seq_variant cell) {
  if (cell) seq_deallocate(seq_cell_of(cell), seq_cell_size(seq_cell_capacity(seq_cell_of(cell))));
}
