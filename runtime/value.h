// The kinds of values in C.
//
// A value of unknown kind is one 64-bit word, `seq_value`, told apart by its low bits:
//   …xxx1  Int         (n << 1) | 1, so that boxing wraps to 63 bits by itself
//   …xx10  Float       with an exponent in the middle of the range: its bits + 2^60, rotated left by 3
//   …x000  an object   an address, 8-byte aligned, of something that begins with a seq_header
//   …x100  immediate   payload << 8 | subtype << 3 | 4: Bool, Symbol, quotation without captures, Float zero, variant
//                      without fields
// Ownership: a function takes over ("consumes") or borrows each argument as its card says; results are owned by the
// caller.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef int64_t seq_int;

typedef double seq_float;

typedef _Bool seq_bool;

typedef uint32_t seq_symbol;

typedef uint64_t seq_value;

typedef seq_value seq_callable;

// A value that is known to be a variant: of a union, made by hand, or a list.
typedef seq_value seq_variant;

// Where an error can arise: an index into the table of places.
typedef uint32_t seq_site;

// Begins every object. rc: 0 one owner, > 0 more owners, < 0 immortal. shape: an index into seq_shapes.
struct seq_header {
  _Alignas(8) int32_t rc;
  uint16_t aux;
  uint16_t shape;
};

enum {
  SEQ_SHAPE_STRING,
  SEQ_SHAPE_FLOAT,
  SEQ_SHAPE_VARIANT,
  SEQ_SHAPE_INTS,
  SEQ_SHAPE_FLOATS,
  SEQ_SHAPE_BOOLS,
  SEQ_SHAPE_MAP
};

// A text: bytes and a NUL behind them. points: the number of code points (ASCII: that of bytes), or one of those below.
struct seq_text {
  struct seq_header header;
  uint32_t length, capacity, points;
  char bytes[];
};

typedef struct seq_text *seq_string;

enum { SEQ_POINTS_UNKNOWN = -1, SEQ_POINTS_INVALID = -2 };

// An immortal text of the program: SEQ_STRING_LITERAL(name, points, "bytes"); its value is SEQ_STRING(name).
#define SEQ_STRING_LITERAL(name, points, literal) \
  static struct seq_text const name = {{-1, 0, 0}, sizeof(literal) - 1, sizeof(literal) - 1, points, {literal}}

#define SEQ_STRING(name) ((seq_string)(uintptr_t)&name)

// What all objects of a shape have in common. kinds: one letter per slot, i f b s y c v.
struct seq_shape {
  uint8_t kind;
  uint8_t fields;
  char const *kinds;
  char const *name;
};

enum { SEQ_KIND_STRING, SEQ_KIND_FLOAT, SEQ_KIND_VARIANT, SEQ_KIND_MAP, SEQ_KIND_QUOTATION, SEQ_KIND_CLOSURE };

// emitted: seq_shapes

// The low 63 bits as a number.
static inline seq_int seq_i_normal(seq_int raw) {
  return (seq_int)((uint64_t)raw << 1) >> 1;
}
