// Values of unknown kind: boxing, counting, freeing.
#pragma once
#include "runtime/text.h"

enum { SEQ_BOOL, SEQ_SYMBOL, SEQ_QUOTATION, SEQ_ZERO, SEQ_EMPTY };

// An immediate value; its subtype and payload.
#define SEQ_IMMEDIATE(subtype, payload) ((seq_value)(payload) << 8 | (subtype) << 3 | 4)

#define SEQ_IS_IMMEDIATE(value, subtype) (((value) & 0xff) == ((subtype) << 3 | 4))

static inline struct seq_header *seq_object(seq_value value) {
  return (struct seq_header *)(uintptr_t)value;
}

static inline seq_bool seq_is_object(seq_value value) {
  return (value & 7) == 0;
}

// An Int in a box; a constant.
#define SEQ_INT(number) ((uint64_t)(number) << 1 | 1)

static inline seq_value seq_box_int(seq_int number) {
  return SEQ_INT(number);
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

// A field of a variant; `object` is for those that are data of the program: an address of 32 bits is no constant of 64 in C.
union seq_field {
  seq_value word;
  seq_float number;
  void const *object;
};

enum { SEQ_CELL_LIMIT = 0x7fffffff };

// The least power of two that is not less than a number from 2 on, but not more than SEQ_CELL_LIMIT.
static inline uint32_t seq_power_of_two(uint32_t number) {
  uint32_t power = 1u << (32 - __builtin_clz(number - 1));
  return power - (power >> 31);
}

// A variant with at least one field; a list of Ints, Floats or Bools alone may hold them as an array instead of fields, which
// its shape tells. The header's aux: for how many fields there is room; SEQ_CELL_LARGE stands for the least power of two that
// is not less than 65536 and what the fields take now.
struct seq_cell {
  struct seq_header header;
  seq_symbol tag;
  uint32_t length;
  union seq_field fields[];
};

// An immortal variant: SEQ_CELL_LITERAL(name, shape, tag, count, field, ...); its value is SEQ_CELL(name).
#define SEQ_CELL_LITERAL(name, shape, tag, count, ...) \
  static struct seq_cell const name = {{-1, count, shape}, tag, count, {__VA_ARGS__}}

#define SEQ_CELL(name) ((seq_value)(uintptr_t)&name)

// Its fields. The last is one of a variant that holds all of them as Floats.
#define SEQ_INT_FIELD(number) {.word = SEQ_INT(number)}
#define SEQ_FLOAT_FIELD(bits) {.word = bits}
#define SEQ_BOOL_FIELD(truth) {.word = SEQ_IMMEDIATE(SEQ_BOOL, truth)}
#define SEQ_SYMBOL_FIELD(symbol) {.word = SEQ_IMMEDIATE(SEQ_SYMBOL, symbol)}
#define SEQ_STRING_FIELD(name) {.object = &name}
#define SEQ_QUOTATION_FIELD(shape) {.word = SEQ_IMMEDIATE(SEQ_QUOTATION, shape)}
#define SEQ_VARIANT_FIELD(name) {.object = &name}
#define SEQ_BARE_FIELD(tag) {.word = SEQ_IMMEDIATE(SEQ_EMPTY, tag)}
#define SEQ_REAL_FIELD(real) {.number = real}

enum { SEQ_CELL_LARGE = 0xffff };

// True of variants, in whatever form they hold their fields.
static inline seq_bool seq_is_cell(struct seq_header const *object) {
  return (uint16_t)(object->shape - SEQ_SHAPE_VARIANT) <= SEQ_SHAPE_BOOLS - SEQ_SHAPE_VARIANT;
}

static inline uint32_t seq_cell_capacity(struct seq_cell const *cell) {
  if (cell->header.aux != SEQ_CELL_LARGE) return cell->header.aux;
  uint32_t words = cell->header.shape == SEQ_SHAPE_BOOLS ? (cell->length + 7) / 8 : cell->length;
  return words <= 65536 ? 65536 : seq_power_of_two(words);
}

static inline size_t seq_cell_size(uint32_t capacity) {
  return (sizeof(struct seq_cell) + (size_t)capacity * sizeof(seq_value) + 15) / 16 * 16;
}

// A map: its entries in the order in which their keys came, those that were removed with the key SEQ_ENTRY_GONE. count:
// the entries that are there; used: with the removed ones; capacity: for how many there is room. More than 8 entries
// have an index behind them (map.h).
struct seq_entry {
  seq_value key, value;
};

struct seq_map {
  struct seq_header header;
  uint32_t count, used, capacity, unused;
  struct seq_entry entries[];
};

enum { SEQ_MAP_LINEAR = 8 };

#define SEQ_ENTRY_GONE SEQ_IMMEDIATE(SEQ_EMPTY + 1, 0)

// The bytes of a number of an entry in the index, where 0 means none.
static inline size_t seq_map_index_width(uint32_t capacity) {
  return capacity < 0x100 ? 1 : capacity < 0x10000 ? 2 : 4;
}

// Entries, then a hash of 32 bits for each, then the index of twice as many numbers.
static inline size_t seq_map_size(uint32_t capacity) {
  size_t each = sizeof(struct seq_entry);
  if (capacity > SEQ_MAP_LINEAR) each += 4 + 2 * seq_map_index_width(capacity);
  return (sizeof(struct seq_map) + capacity * each + 15) / 16 * 16;
}

// Objects whose last owner is gone: the next one to be freed, and those that wait in a chain through their count and aux field.
// So freeing needs no stack and no memory, however deep and wide what is freed may be.
struct seq_dead {
  struct seq_header *next, *chain;
};

static void seq_chain_push(struct seq_dead *dead, struct seq_header *object) {
  // The aux field stands in what the chain overwrites; the tag is not needed any more.
  if (seq_is_cell(object)) ((struct seq_cell *)object)->tag = object->aux;
  uint64_t next = (uintptr_t)dead->chain;
  object->rc = (int32_t)(uint32_t)next;
  object->aux = (uint16_t)(next >> 32);
  dead->chain = object;
}

static struct seq_header *seq_chain_pop(struct seq_dead *dead) {
  struct seq_header *object = dead->chain;
  if (!object) return NULL;
  dead->chain = (struct seq_header *)(uintptr_t)((uint64_t)object->aux << 32 | (uint32_t)object->rc);
  if (seq_is_cell(object)) object->aux = (uint16_t)((struct seq_cell *)object)->tag;
  return object;
}

// Gives up one owner.
static inline void seq_dead_add(struct seq_dead *dead, struct seq_header *object) {
  if (!seq_is_last(object)) return;
  if (dead->next) seq_chain_push(dead, object);
  else dead->next = object;
}

static inline void seq_dead_add_values(struct seq_dead *dead, seq_value const *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (seq_is_object(values[i])) seq_dead_add(dead, seq_object(values[i]));
}

static size_t seq_dead_add_slots(struct seq_dead *dead, struct seq_closure *closure) {
  struct seq_shape const *shape = &seq_shapes[closure->header.shape];
  for (int i = 0; i < shape->fields; i++) {
    char kind = shape->kinds[i];
    if (kind == 's') seq_dead_add(dead, &closure->slots[i].s->header);
    if (kind == 'c' || kind == 'v') seq_dead_add_values(dead, &closure->slots[i].v, 1);
  }
  return (sizeof(struct seq_closure) + shape->fields * sizeof(seq_slot) + 15) / 16 * 16;
}

// Gives up what a dead object holds; gives its size.
static inline size_t seq_dead_parts(struct seq_dead *dead, struct seq_header *object) {
  struct seq_cell *cell = (struct seq_cell *)object;
  struct seq_map *map = (struct seq_map *)object;  //? seq_map_new
  switch (object->shape) {
    case SEQ_SHAPE_VARIANT:
      seq_dead_add_values(dead, (seq_value *)cell->fields, cell->length);
      return seq_cell_size(seq_cell_capacity(cell));
    case SEQ_SHAPE_INTS:
    case SEQ_SHAPE_FLOATS:
    case SEQ_SHAPE_BOOLS: return seq_cell_size(seq_cell_capacity(cell));
    case SEQ_SHAPE_FLOAT: return sizeof(struct seq_boxed_float);  //? seq_box_float
    case SEQ_SHAPE_MAP:  //? seq_map_new
      seq_dead_add_values(dead, (seq_value const *)map->entries, (size_t)map->used * 2);  //? seq_map_new
      return seq_map_size(map->capacity);  //? seq_map_new
  }
  if (object->shape > SEQ_SHAPE_MAP) return seq_dead_add_slots(dead, (struct seq_closure *)object);  //? seq_closure_make
  seq_text_forget((seq_string)object);
  return seq_text_size(((seq_string)object)->capacity);
}

// Frees an object whose last owner is gone, and all that only it owned.
__attribute__((noinline)) static void seq_object_free(struct seq_header *object) {
  struct seq_dead dead = {NULL, NULL};
  do {
    dead.next = NULL;
    seq_deallocate(object, seq_dead_parts(&dead, object));
  } while ((object = dead.next ? dead.next : seq_chain_pop(&dead)));
}

// Gives up one owner of an object.
static inline void seq_object_release(struct seq_header *object) {
  if (seq_is_last(object)) seq_object_free(object);
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

static inline void seq_variant_retain(seq_variant variant) {
  seq_value_retain(variant);
}

static inline void seq_variant_release(seq_variant variant) {
  seq_value_release(variant);
}

// Values whose kind is known. What is counted keeps its owner.
static inline seq_bool seq_unbox_bool(seq_value value) {
  return value >> 8 != 0;
}

static inline seq_symbol seq_unbox_symbol(seq_value value) {
  return (seq_symbol)(value >> 8);
}

static inline seq_string seq_unbox_string(seq_value value) {
  return (seq_string)seq_object(value);
}

static inline seq_callable seq_unbox_callable(seq_value value) {
  return value;
}

static inline seq_variant seq_unbox_variant(seq_value value) {
  return value;
}

// The number; the value loses its owner.
static inline seq_float seq_take_float(seq_value value) {
  seq_float number = seq_unbox_float(value);
  seq_value_release(value);
  return number;
}
