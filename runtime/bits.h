// Bit words: an Int as 63 bits, or as its 64-bit sign extension where that makes a difference.
#pragma once
#include "runtime/value.h"

//: band ( Int Int -- Int )                        pure ring masks commutes
//  Bitwise and.
//  wrong band: expected two integers on stack
//      12 10 band                     -> 8
//  law a -1 band                      == a
//  law a 0 band                       == 0
//  law a a band                       == a
//  law a b band b band                == a b band
//  law a a bnot band                  == 0
//  law a bnot b bnot band             == a b bor bnot
static inline seq_int seq_band(seq_int a, seq_int b) {
  return a & b;
}

//: bor ( Int Int -- Int )                         pure ring commutes
//  Bitwise or.
//  wrong bor: expected two integers on stack
//      12 10 bor                      -> 14
//  law a 0 bor                        == a
//  law a -1 bor                       == -1
//  law a a bor                        == a
//  law a b bor b bor                  == a b bor
//  law a a bnot bor                   == -1
//  law a bnot b bnot bor              == a b band bnot
static inline seq_int seq_bor(seq_int a, seq_int b) {
  return a | b;
}

//: bxor ( Int Int -- Int )                        pure ring commutes
//  Bitwise exclusive or.
//  wrong bxor: expected two integers on stack
//      12 10 bxor                     -> 6
//  law a 0 bxor                       == a
//  law a a bxor                       == 0
//  law a -1 bxor                      == a bnot
//  law a b bxor b bxor                == a
//  law a bnot b bnot bxor             == a b bxor
static inline seq_int seq_bxor(seq_int a, seq_int b) {
  return a ^ b;
}

//: bnot ( Int -- Int )                            pure ring
//  All bits turned over: -a - 1.
//  wrong bnot: expected integer on stack
//      0 bnot                         -> -1
//  law a bnot bnot                    == a
//  law a i.neg bnot                   == a 1 i.-
static inline seq_int seq_bnot(seq_int a) {
  return ~a;
}

//: shl ( Int Int -- Int )                         pure
//  The value below, shifted left by the count on top, if the 64-bit result is an Int, else 0. 0 for counts outside 0 to
//  63.
//  wrong shl: expected two integers on stack
//      1 61 shl                       -> 2305843009213693952
//      1 62 shl                       -> 0
//      -1 62 shl                      -> -4611686018427387904
//      17 60 shl                      -> 1152921504606846976
//      4611686018427387903 2 shl      -> -4
//      1 -1 shl                       -> 0
//  law a 0 shl                        == a
//  law 0 a shl                        == 0
static inline seq_int seq_shl(seq_int a, seq_int count) {
  if ((uint64_t)count > 63) return 0;
  seq_int result = (seq_int)((uint64_t)a << count);
  return seq_i_normal(result) == result ? result : 0;
}

//: shr ( Int Int -- Int )                         pure
//  The value below as 64 bits, shifted right by the count on top, filled with zeros; 0 if that is no Int, or for counts
//  outside 0 to 63.
//  wrong shr: expected two integers on stack
//      20 2 shr                       -> 5
//      -1 0 shr                       -> -1
//      -1 1 shr                       -> 0
//      -1 2 shr                       -> 4611686018427387903
//      -8 2 shr                       -> 4611686018427387902
//      -1 63 shr                      -> 1
//      5 64 shr                       -> 0
//  law a 0 shr                        == a
//  law 0 a shr                        == 0
static inline seq_int seq_shr(seq_int a, seq_int count) {
  if (count == 0) return a;
  if ((uint64_t)count > 63 || (a < 0 && count == 1)) return 0;
  return (seq_int)((uint64_t)a >> count);
}

// The low 63 bits.
static inline uint64_t seq_low_bits(seq_int a) {
  return (uint64_t)a << 1 >> 1;
}

//: popcount ( Int -- Int )                        pure
//  The number of one bits among 63.
//  wrong popcount: expected integer on stack
//      7 popcount                     -> 3
//      -1 popcount                    -> 63
static inline seq_int seq_popcount(seq_int a) {
  return __builtin_popcountll(seq_low_bits(a));
}

//: clz ( Int -- Int )                             pure
//  The number of zero bits at the upper end of 63.
//  wrong clz: expected integer on stack
//      1 clz                          -> 62
//      0 clz                          -> 63
//      -1 clz                         -> 0
static inline seq_int seq_clz(seq_int a) {
  return a == 0 ? 63 : __builtin_clzll(seq_low_bits(a)) - 1;
}

//: ctz ( Int -- Int )                             pure
//  The number of zero bits at the lower end.
//  wrong ctz: expected integer on stack
//      16 ctz                         -> 4
//      0 ctz                          -> 63
//      -4611686018427387904 ctz       -> 62
static inline seq_int seq_ctz(seq_int a) {
  return a == 0 ? 63 : __builtin_ctzll((uint64_t)a);
}

//: shl-natural ( Int Int -- Int )                pure internal
//  `shl` of a number that is not negative by 0 to 62, if the result is an Int.
//      3 2 shl-natural                -> 12
static inline seq_int seq_shl_natural(seq_int a, seq_int count) {
  return a << count;
}

//: shr-natural ( Int Int -- Int )                pure internal
//  `shr` of a number that is not negative by 0 to 62.
//      20 2 shr-natural               -> 5
static inline seq_int seq_shr_natural(seq_int a, seq_int count) {
  return a >> count;
}
