// What a word's definition begins with if C compilers are to be kept from what they would do with it.
#pragma once

// A long function stays one: that it becomes part of its only caller the emitter has decided against.
#define SEQ_APART __attribute__((noinline))

// One that runs a few times at most: short rather than fast.
#ifdef __clang__
#define SEQ_SELDOM __attribute__((noinline, minsize))
#else
#define SEQ_SELDOM __attribute__((noinline, cold))
#endif
