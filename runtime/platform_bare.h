// What a program needs where there is no operating system: functions that the board supplies, and a heap of fixed size.
#pragma once
#include <stddef.h>  // size_t ptrdiff_t NULL
#include <stdint.h>  // int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t uintptr_t INT32_MAX INT64_MIN UINT32_MAX

void seq_platform_write(int file, char const *bytes, size_t length);

// The number of bytes read, 0 at the end.
ptrdiff_t seq_platform_read(char *bytes, size_t length);

enum { SEQ_STATUS_FAILED = -1 };

// Ends the program; with SEQ_STATUS_FAILED after a run-time error.
_Noreturn void seq_platform_end(int status);

enum { SEQ_CLOCK_STEADY, SEQ_CLOCK_DAY };

// Nanoseconds: of a clock that is never set, or since 1970.
int64_t seq_platform_clock(int clock);

enum { SEQ_CHUNK = 512 };

// The heap: blocks with their size in front, never given back except the last one.
enum { SEQ_HEAP_SIZE = 16384 };

static struct {
  _Alignas(16) char bytes[SEQ_HEAP_SIZE];
  size_t used;
} seq_heap;

static void *seq_platform_memory(void *block, size_t size) {
  size_t *old = block ? (size_t *)((char *)block - 16) : NULL;
  if (size == 0) return NULL;
  if (size > SEQ_HEAP_SIZE - 32 || seq_heap.used > SEQ_HEAP_SIZE - 32 - size) return NULL;
  char *fresh = seq_heap.bytes + seq_heap.used + 16;
  seq_heap.used += (size + 31) / 16 * 16;
  *(size_t *)(fresh - 16) = size;
  if (old) __builtin_memcpy(fresh, block, *old < size ? *old : size);
  return fresh;
}
