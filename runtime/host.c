// The runtime's own C, compiled into the compiler: the meaning of every word for folding, evaluating and the card
// tests. Told apart from emitted programs by its platform: errors come back as texts, objects can be swept up.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "runtime/value.h"

// A run-time error jumps back to the call that began it, with its text; outside a call it ends the process.
static struct {
  jmp_buf jump;
  int active;
  char text[4097];
  size_t length;
} seq_host;

static void seq_platform_write(int file, char const *bytes, size_t length) {
  if (file == 2 && seq_host.active) {
    if (length > sizeof seq_host.text - 1 - seq_host.length) length = sizeof seq_host.text - 1 - seq_host.length;
    __builtin_memcpy(seq_host.text + seq_host.length, bytes, length);
    seq_host.length += length;
    return;
  }
  while (length > 0) {
    ssize_t done = write(file, bytes, length);
    if (done < 0 && errno != EINTR && errno != EAGAIN) return;
    if (done < 0) continue;
    bytes += done;
    length -= (size_t)done;
  }
}

static ptrdiff_t seq_platform_read(char *bytes, size_t length) {
  for (;;) {
    ssize_t done = read(0, bytes, length);
    if (done >= 0 || errno != EINTR) return done;
  }
}

static void *seq_platform_memory(void *block, size_t size) {
  if (size > 0) return realloc(block, size);
  free(block);
  return NULL;
}

enum { SEQ_STATUS_FAILED = -1 };

_Noreturn static void seq_platform_end(int status) {
  if (status != SEQ_STATUS_FAILED) _exit(status);
  if (seq_host.active) longjmp(seq_host.jump, 1);
  abort();
}

enum { SEQ_CLOCK_STEADY = CLOCK_MONOTONIC, SEQ_CLOCK_DAY = CLOCK_REALTIME };

static int64_t seq_platform_clock(int clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// What the emitter writes for a program. A callable here is an object: its first slot tells the literal, the others are
// captured values of any kind; its shape is SEQ_HOST_SHAPE + 2 * the number of these, + 1 for a closure.
enum { SEQ_HOST_CAPTURES = 254, SEQ_HOST_SHAPE = SEQ_SHAPE_MAP + 1 };
static struct seq_shape seq_shapes[SEQ_HOST_SHAPE + 2 * (SEQ_HOST_CAPTURES + 1)];
static char seq_host_kinds[SEQ_HOST_CAPTURES + 2];
SEQ_STRING_LITERAL(seq_host_list, 4, "List");
static seq_string const seq_symbol_names[] = {SEQ_STRING(seq_host_list)};
static uint32_t const seq_symbol_count = 1;

#include "runtime/system_posix.h"
#include "runtime/output_direct.h"

struct seq_place;
static struct seq_place const *seq_places;

#include "runtime/memory_host.h"
#include "runtime/memory_move.h"

#include "runtime/bits.h"
#include "runtime/bool.h"
#include "runtime/cast.h"
#include "runtime/encoding.h"
#include "runtime/float.h"
#include "runtime/int.h"
#include "runtime/io.h"
#include "runtime/join.h"
#include "runtime/map.h"
#include "runtime/signal.h"
#include "runtime/string.h"
#include "runtime/system.h"
#include "runtime/test.h"
#include "runtime/variant.h"
#include "runtime/tagged_list.h"
#include "list_int.h"
#include "list_float.h"
#include "list_bool.h"
#include "runtime/case.h"

#include "fold.inc"

// What host.cpp uses.

typedef void seq_apply(seq_value const *arguments, seq_value *results);

// Frees the objects made after `mark`, and takes the mark out.
static void seq_host_sweep(struct seq_host_node *mark) {
  while (seq_host_ring.next != mark) seq_deallocate(seq_host_ring.next + 1, 0);
  seq_host_unlink(mark);
}

static struct seq_place seq_host_place = {"", 0, 0, "", NULL};

void seq_host_set_line(uint32_t line) {
  seq_host_place.line = line;
}

// Takes the last `\n  at :LINE:0 in \n` out of the text of an error: who called knows the place better. Errors without a
// place end with the line.
static void seq_host_cut_place(void) {
  static char const begin[] = "\n  at :";
  if (seq_host.length > 0 && seq_host.text[seq_host.length - 1] == '\n') seq_host.text[--seq_host.length] = 0;
  for (size_t at = seq_host.length; at-- > 0;) {
    if (seq_host.text[at] != '\n' || __builtin_strncmp(seq_host.text + at, begin, sizeof begin - 1) != 0) continue;
    seq_host.text[at] = 0;
    return;
  }
}

// Runs a word. Gives null, or the text of the run-time error; what the word made so far is freed then, its arguments
// may be.
char const *seq_host_call(seq_apply *apply, seq_value const *arguments, seq_value *results) {
  struct seq_host_node mark;
  seq_places = &seq_host_place;
  seq_host_link(&mark);
  seq_host.active = 1;
  seq_host.length = 0;
  seq_bool failed = setjmp(seq_host.jump) != 0;
  if (!failed) apply(arguments, results);
  seq_host.active = 0;
  if (!failed) {
    seq_host_unlink(&mark);
    return NULL;
  }
  seq_host_sweep(&mark);
  seq_host.text[seq_host.length] = 0;
  seq_host_cut_place();
  return seq_host.text;
}

seq_value seq_host_make_int(int64_t number) {
  return seq_box_int(number);
}

seq_value seq_host_make_float(double number) {
  return seq_box_float(number);
}

seq_value seq_host_make_bool(_Bool truth) {
  return seq_box_bool(truth);
}

seq_value seq_host_make_string(char const *bytes, size_t length) {
  return seq_box_string(seq_text_from(bytes, length, (uint32_t)SEQ_POINTS_UNKNOWN, "a text"));
}

seq_value seq_host_make_symbol(char const *bytes, size_t length) {
  seq_string name = seq_text_from(bytes, length, (uint32_t)SEQ_POINTS_UNKNOWN, "a symbol");
  seq_symbol symbol = seq_string_to_symbol(name);
  seq_string_release(name);
  return seq_box_symbol(symbol);
}

// Takes over the owners of the captures; null (0) if there are too many.
seq_value seq_host_make_callable(uint32_t literal, _Bool closure, seq_value const *captures, size_t count) {
  if (count > SEQ_HOST_CAPTURES) return 0;
  seq_host_kinds[0] = 'i';
  for (size_t i = 1; i <= count; i++) seq_host_kinds[i] = 'v';
  uint16_t shape = (uint16_t)(SEQ_HOST_SHAPE + 2 * count + closure);
  uint8_t kind = closure ? SEQ_KIND_CLOSURE : SEQ_KIND_QUOTATION;
  seq_shapes[shape] = (struct seq_shape){kind, (uint8_t)(count + 1), seq_host_kinds, ""};
  seq_callable callable = seq_closure_make(shape, (uint32_t)count + 1);
  seq_closure_slots(callable)[0].i = literal;
  for (size_t i = 0; i < count; i++) seq_closure_slots(callable)[i + 1].v = captures[i];
  return callable;
}

// Takes over the owners of the fields.
seq_value seq_host_make_variant(char const *tag, size_t length, seq_value const *fields, size_t count) {
  seq_symbol symbol = (seq_symbol)(seq_host_make_symbol(tag, length) >> 8);
  if (count == 0) return SEQ_VARIANT(symbol);
  seq_variant variant = seq_variant_new(symbol, (uint32_t)count);
  __builtin_memcpy(seq_variant_fields(variant), fields, count * sizeof *fields);
  return variant;
}

seq_value seq_host_tag(seq_value variant) {
  return seq_box_symbol(seq_variant_tag(variant));
}

size_t seq_host_fields(seq_value variant, seq_value const **fields) {
  *fields = seq_is_object(variant) ? seq_variant_fields(variant) : NULL;
  return seq_variant_length(variant);
}

// The kind of a value: one of the letters i f b s y c v (variant) m (map).
char seq_host_kind(seq_value value) {
  if (value & 1) return 'i';
  if (seq_is_float(value)) return 'f';
  if (seq_is_string(value)) return 's';
  if (SEQ_IS_IMMEDIATE(value, SEQ_BOOL)) return 'b';
  if (seq_is_variant(value)) return 'v';
  if (seq_is_map(value)) return 'm';
  return SEQ_IS_IMMEDIATE(value, SEQ_SYMBOL) ? 'y' : 'c';
}

int64_t seq_host_int(seq_value value) {
  return seq_unbox_int(value);
}

double seq_host_float(seq_value value) {
  return seq_unbox_float(value);
}

_Bool seq_host_bool(seq_value value) {
  return value >> 8 != 0;
}

// The bytes of a String or the name of a Symbol.
char const *seq_host_text(seq_value value, size_t *length) {
  seq_string text = seq_is_object(value) ? (seq_string)seq_object(value) : seq_symbol_name((seq_symbol)(value >> 8));
  *length = text->length;
  return text->bytes;
}

uint32_t seq_host_literal(seq_value callable) {
  return (uint32_t)seq_closure_slots(callable)[0].i;
}

size_t seq_host_captures(seq_value callable, seq_value const **captures) {
  *captures = &seq_closure_slots(callable)[1].v;
  return seq_shapes[seq_callable_shape(callable)].fields - 1u;
}

void seq_host_retain(seq_value value) {
  seq_value_retain(value);
}

void seq_host_release(seq_value value) {
  seq_value_release(value);
}

// Owned.
seq_value seq_host_debug_text(seq_value value) {
  return seq_box_string(seq_debug_text(value));
}

seq_value seq_host_son(seq_value value) {
  return seq_box_string(seq_son_dump(value));
}

int64_t seq_host_copies(void) {
  return seq_copies;
}

int64_t seq_host_live(void) {
  return seq_live;
}

// The count of an object's extra owners; negative if it is immortal or no object.
int32_t seq_host_owners(seq_value value) {
  return seq_is_object(value) ? seq_object(value)->rc : -1;
}

int64_t seq_host_points(char const *bytes, size_t length) {
  uint32_t points = seq_utf8_count(bytes, length);
  return points == (uint32_t)SEQ_POINTS_INVALID ? -1 : (int64_t)points;
}

void seq_host_arguments(int count, char **texts) {
  seq_take_arguments(count, texts);
}
