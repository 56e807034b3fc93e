// Values of unknown kind: boxing, counting, freeing.
#pragma once
#include "runtime/text.h"

enum { SEQ_BOOL, SEQ_SYMBOL, SEQ_QUOTATION, SEQ_ZERO };

// An immediate value; its subtype and payload.
#define SEQ_IMMEDIATE(subtype, payload) ((seq_value)(payload) << 8 | (subtype) << 3 | 4)

#define SEQ_IS_IMMEDIATE(value, subtype) (((value) & 0xff) == ((subtype) << 3 | 4))

static inline struct seq_header *seq_object(seq_value value) {
  return (struct seq_header *)(uintptr_t)value;
}

static inline seq_bool seq_is_object(seq_value value) {
  return (value & 7) == 0;
}

static inline seq_value seq_box_int(seq_int number) {
  return (uint64_t)number << 1 | 1;
}

static inline seq_int seq_unbox_int(seq_value value) {
  return (seq_int)value >> 1;
}

static inline seq_value seq_box_bool(seq_bool truth) {
  return SEQ_IMMEDIATE(SEQ_BOOL, truth);
}

static inline seq_value seq_box_symbol(seq_symbol symbol) {
  return SEQ_IMMEDIATE(SEQ_SYMBOL, symbol);
}

// Takes over the owner.
static inline seq_value seq_box_string(seq_string text) {
  return (uintptr_t)text;
}

static inline seq_value seq_box_callable(seq_callable callable) {
  return callable;
}

struct seq_boxed_float {
  struct seq_header header;
  seq_float number;
};

static seq_value seq_box_float_bits(seq_float number, uint64_t bits) {
  if (bits << 1 == 0) return SEQ_IMMEDIATE(SEQ_ZERO, bits >> 63);
  struct seq_boxed_float *box = seq_allocate(sizeof *box, "a Float");
  *box = (struct seq_boxed_float){{0, 0, SEQ_SHAPE_FLOAT}, number};
  return (uintptr_t)box;
}

static inline seq_value seq_box_float(seq_float number) {
  uint64_t bits;
  __builtin_memcpy(&bits, &number, 8);
  uint64_t moved = bits + (1ull << 60), tagged = moved << 3 | moved >> 61;
  return (tagged & 3) == 2 ? tagged : seq_box_float_bits(number, bits);
}

static inline seq_bool seq_is_float(seq_value value) {
  if ((value & 3) == 2 || SEQ_IS_IMMEDIATE(value, SEQ_ZERO)) return 1;
  return seq_is_object(value) && seq_object(value)->shape == SEQ_SHAPE_FLOAT;
}

static inline seq_float seq_unbox_float(seq_value value) {
  if (seq_is_object(value)) return ((struct seq_boxed_float *)seq_object(value))->number;
  uint64_t bits = (value & 3) == 2 ? (value >> 3 | value << 61) - (1ull << 60) : value >> 8 << 63;
  seq_float number;
  __builtin_memcpy(&number, &bits, 8);
  return number;
}

// What a closure holds, one per captured value.
typedef union seq_slot {
  seq_int i;
  seq_float f;
  seq_bool b;
  seq_string s;
  seq_symbol y;
  seq_callable c;
  seq_value v;
} seq_slot;

struct seq_closure {
  struct seq_header header;
  seq_slot slots[];
};

static size_t seq_object_size(struct seq_header *object) {
  if (object->shape == SEQ_SHAPE_STRING) return seq_text_size(((seq_string)object)->capacity);
  if (object->shape == SEQ_SHAPE_FLOAT) return sizeof(struct seq_boxed_float);
  return (sizeof(struct seq_closure) + seq_shapes[object->shape].fields * sizeof(seq_slot) + 15) / 16 * 16;
}

// Dead objects wait in a chain through their count and aux field, so that freeing needs no stack.
static struct seq_header *seq_chain_next(struct seq_header *object) {
  return (struct seq_header *)(uintptr_t)((uint64_t)object->aux << 32 | (uint32_t)object->rc);
}

static void seq_chain_push(struct seq_header **chain, struct seq_header *object) {
  if (!seq_is_last(object)) return;
  if (object->shape == SEQ_SHAPE_STRING) seq_text_forget((seq_string)object);
  uint64_t next = (uintptr_t)*chain;
  object->rc = (int32_t)(uint32_t)next;
  object->aux = (uint16_t)(next >> 32);
  *chain = object;
}

// Gives up one owner of an object; frees it and all that only it owned.
static void seq_object_release(struct seq_header *object) {
  struct seq_header *chain = NULL;
  seq_chain_push(&chain, object);
  while (chain) {
    struct seq_header *dead = chain;
    chain = seq_chain_next(dead);
    struct seq_shape const *shape = dead->shape > SEQ_SHAPE_FLOAT ? &seq_shapes[dead->shape] : NULL;
    seq_slot *slots = ((struct seq_closure *)dead)->slots;
    for (int i = 0; shape && i < shape->fields; i++) {
      char kind = shape->kinds[i];
      if (kind == 's') seq_chain_push(&chain, &slots[i].s->header);
      if ((kind == 'c' || kind == 'v') && seq_is_object(slots[i].v)) seq_chain_push(&chain, seq_object(slots[i].v));
    }
    seq_deallocate(dead, seq_object_size(dead));
  }
}

static inline void seq_value_retain(seq_value value) {
  if (seq_is_object(value)) seq_retain(seq_object(value));
}

static inline void seq_value_release(seq_value value) {
  if (seq_is_object(value)) seq_object_release(seq_object(value));
}

static inline void seq_callable_retain(seq_callable callable) {
  seq_value_retain(callable);
}

static inline void seq_callable_release(seq_callable callable) {
  seq_value_release(callable);
}
