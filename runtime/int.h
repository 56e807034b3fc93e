// Integers of 63 bits in an int64_t. Two forms: *normal*, the number itself, and *raw*, of which only the low 63 bits
// count. Words marked `ring` take and give raw ones (computed unsigned, so nothing overflows); all others take and give
// normal ones.
#pragma once
#include "runtime/results.h"
#include "runtime/value.h"

//: i.+ ( Int Int -- Int )                         pure ring commutes
//  The sum. Results wrap to 63 bits.
//  wrong add: expected two integers on stack
//      2 3 i.+                        -> 5
//      4611686018427387903 1 i.+      -> -4611686018427387904
//  law a 0 i.+                        == a
//  law a b i.- b i.+                  == a
//  law a b i.neg i.+                  == a b i.-
//  law a bnot 1 i.+                   == a i.neg
//: alias i.add i.+
static inline seq_int seq_i_add(seq_int a, seq_int b) {
  return (seq_int)((uint64_t)a + (uint64_t)b);
}

//: i.- ( Int Int -- Int )                         pure ring
//  The difference: the top value is taken from the one below.
//  wrong subtract: expected two integers on stack
//      2 3 i.-                        -> -1
//      -4611686018427387904 1 i.-     -> 4611686018427387903
//  law a 0 i.-                        == a
//  law a a i.-                        == 0
//  law 0 a i.-                        == a i.neg
//  law a b i.+ b i.-                  == a
//  law a b i.+ a i.-                  == b
//  law a b i.neg i.-                  == a b i.+
//  law a i.neg 1 i.-                  == a bnot
//  law -1 a i.-                       == a bnot
//: alias i.subtract i.-
static inline seq_int seq_i_subtract(seq_int a, seq_int b) {
  return (seq_int)((uint64_t)a - (uint64_t)b);
}

//: i.* ( Int Int -- Int )                         pure ring commutes
//  The product.
//  wrong multiply: expected two integers on stack
//      6 7 i.*                        -> 42
//      4611686018427387903 2 i.*      -> -2
//      4611686018427387903 dup i.*    -> 1
//      -4611686018427387904 dup i.*   -> 0
//  law a 1 i.*                        == a
//  law a 0 i.*                        == 0
//  law a -1 i.*                       == a i.neg
//  law a i.neg b i.neg i.*            == a b i.*
//: alias i.multiply i.*
static inline seq_int seq_i_multiply(seq_int a, seq_int b) {
  return (seq_int)((uint64_t)a * (uint64_t)b);
}

//: i.neg ( Int -- Int )                           pure ring
//  The number with the other sign; the least Int stays as it is.
//  wrong negate: expected integer on stack
//      5 i.neg                        -> -5
//      -4611686018427387904 i.neg     -> -4611686018427387904
//  law a i.neg i.neg                  == a
//  law a b i.- i.neg                  == b a i.-
//: alias negate i.neg
static inline seq_int seq_i_negate(seq_int a) {
  return (seq_int)(0 - (uint64_t)a);
}

//: i./ ( Int Int -- Int Bool )                    pure
//  The quotient, rounded toward zero, and true; `0 false` if the divisor is 0.
//  wrong divide: expected two integers on stack
//      7 2 i./                        -> 3 true
//      -7 2 i./                       -> -3 true
//      7 0 i./                        -> 0 false
//      -4611686018427387904 -1 i./    -> -4611686018427387904 true
//  law a 1 i./                        == a true
//  law a -1 i./                       == a i.neg true
//  law a 0 i./                        == 0 false
//: alias i.divide i./
static inline struct seq_r_ib seq_i_divide(seq_int a, seq_int b) {
  if (b == 0) return (struct seq_r_ib){0, 0};
  return (struct seq_r_ib){seq_i_normal(a / b), 1};
}

//: i.% ( Int Int -- Int Bool )                    pure
//  The remainder of the division, with the sign of the dividend, and true; `0 false` if the divisor is 0.
//  wrong modulo: expected two integers on stack
//      7 2 i.%                        -> 1 true
//      -7 2 i.%                       -> -1 true
//      7 -2 i.%                       -> 1 true
//      7 0 i.%                        -> 0 false
//      -4611686018427387904 -1 i.%    -> 0 true
//  law a 1 i.%                        == 0 true
//  law a -1 i.%                       == 0 true
//  law a 0 i.%                        == 0 false
//: alias i.modulo i.%
static inline struct seq_r_ib seq_i_modulo(seq_int a, seq_int b) {
  if (b == 0) return (struct seq_r_ib){0, 0};
  return (struct seq_r_ib){a % b, 1};
}

//: i.pow ( Int Int -- Int Bool )                  pure costly
//  The deeper number to the power of the top one, and true. `0 false` for a negative exponent, one above 4294967295, or
//  a result that is no Int.
//  wrong pow: expected two integers on stack
//      2 10 i.pow                     -> 1024 true
//      0 0 i.pow                      -> 1 true
//      -1 4294967295 i.pow            -> -1 true
//      2 62 i.pow                     -> 0 false
//      -2 62 i.pow                    -> 0 false
//      -2 61 i.pow                    -> -2305843009213693952 true
//      2 -1 i.pow                     -> 0 false
//      1 4294967296 i.pow             -> 0 false
//      0 5 i.pow                      -> 0 true
//      -4611686018427387904 1 i.pow   -> -4611686018427387904 true
//      4294967296 2 i.pow             -> 0 false
//      5 26 i.pow                     -> 1490116119384765625 true
//      5 27 i.pow                     -> 0 false
//  law a 0 i.pow                      == 1 true
//  law a 1 i.pow                      == a true
static struct seq_r_ib seq_i_pow(seq_int base, seq_int exponent) {
  struct seq_r_ib const none = {0, 0};
  if (exponent < 0 || exponent > 4294967295) return none;
  seq_bool negative = base < 0 && (exponent & 1);
  uint64_t limit = (1ull << 62) - !negative, result = 1, factor = base < 0 ? 0 - (uint64_t)base : (uint64_t)base;
  if (factor <= 1) exponent = exponent > 0;
  for (; exponent > 0; exponent >>= 1) {
    if ((exponent & 1) && factor > 0 && result > limit / factor) return none;
    if (exponent & 1) result *= factor;
    if (exponent > 1 && factor >> 32) return none;
    factor *= factor;
  }
  return (struct seq_r_ib){negative ? -(seq_int)result : (seq_int)result, 1};
}

//: classic.pow ( Int Int -- Int )                 pure costly internal
//  `pow` of the classic edition: the deeper number to the power of the top one, wrapped; 1 for a power of 0 or less.
//  wrong pow: expected two integers on stack
//      2 10 classic.pow               -> 1024
//      2 -1 classic.pow               -> 1
//      3 40 classic.pow               -> 2934293422202152993
static inline seq_int seq_classic_pow(seq_int base, seq_int exponent) {
  uint64_t result = 1, factor = (uint64_t)base;
  for (; exponent > 0; exponent >>= 1, factor *= factor)
    if (exponent & 1) result *= factor;
  return seq_i_normal((seq_int)result);
}

//: int-bits ( -- Int )                            pure
//  The number of bits of an Int: 63.
//      int-bits                       -> 63
static inline seq_int seq_int_bits(void) {
  return 63;
}

//: i.= ( Int Int -- Bool )                        pure commutes
//  True if both numbers are equal.
//  wrong =: expected two integers on stack
//      3 3 i.=                        -> true
//      3 5 i.=                        -> false
//  law a a i.=                        == true
//  law a b i.- 0 i.=                  == a b i.=
//  law a b bxor 0 i.=                 == a b i.=
//  law a i.neg 0 i.=                  == a 0 i.=
//  law a b i.+ b i.=                  == a 0 i.=
//: alias i.eq i.=
static inline seq_bool seq_i_equal(seq_int a, seq_int b) {
  return a == b;
}

//: i.<> ( Int Int -- Bool )                       pure commutes
//  True if the numbers differ.
//  wrong <>: expected two integers on stack
//      3 5 i.<>                       -> true
//  law a a i.<>                       == false
//  law a b i.- 0 i.<>                 == a b i.<>
//  law a b bxor 0 i.<>                == a b i.<>
//: alias i.neq i.<>
static inline seq_bool seq_i_not_equal(seq_int a, seq_int b) {
  return a != b;
}

//: i.< ( Int Int -- Bool )                        pure
//  True if the deeper number is less than the top one.
//  wrong <: expected two integers on stack
//      3 5 i.<                        -> true
//      5 5 i.<                        -> false
//  law a a i.<                        == false
//: alias i.lt i.<
static inline seq_bool seq_i_less(seq_int a, seq_int b) {
  return a < b;
}

//: i.> ( Int Int -- Bool )                        pure
//  True if the deeper number is greater than the top one.
//  wrong >: expected two integers on stack
//      5 3 i.>                        -> true
//  law a a i.>                        == false
//: alias i.gt i.>
static inline seq_bool seq_i_greater(seq_int a, seq_int b) {
  return a > b;
}

//: i.<= ( Int Int -- Bool )                       pure
//  True if the deeper number is not greater than the top one.
//  wrong <=: expected two integers on stack
//      5 5 i.<=                       -> true
//  law a a i.<=                       == true
//: alias i.lte i.<=
static inline seq_bool seq_i_less_equal(seq_int a, seq_int b) {
  return a <= b;
}

//: i.>= ( Int Int -- Bool )                       pure
//  True if the deeper number is not less than the top one.
//  wrong >=: expected two integers on stack
//      3 5 i.>=                       -> false
//  law a a i.>=                       == true
//: alias i.gte i.>=
static inline seq_bool seq_i_greater_equal(seq_int a, seq_int b) {
  return a >= b;
}

//: i.=raw ( Int Int -- Bool )                     pure commutes ring internal
//  `i.=` on raw numbers: equality of the low 63 bits.
//      3 3 i.=raw                     -> true
static inline seq_bool seq_i_equal_raw(seq_int a, seq_int b) {
  return ((uint64_t)a - (uint64_t)b) << 1 == 0;
}

//: i.<>raw ( Int Int -- Bool )                    pure commutes ring internal
//  `i.<>` on raw numbers.
//      3 3 i.<>raw                    -> false
static inline seq_bool seq_i_not_equal_raw(seq_int a, seq_int b) {
  return ((uint64_t)a - (uint64_t)b) << 1 != 0;
}

//: i.natural<= ( Int Int -- Bool )               pure internal
//  True if the first number is not negative and not more than the second, which is not negative.
//      3 5 i.natural<=                -> true
//      -3 5 i.natural<=               -> false
static inline seq_bool seq_i_natural_up_to(seq_int a, seq_int most) {
  return (uint64_t)a <= (uint64_t)most;
}

// The words below are made by the pass `forms` where ranges prove what they ask for; they are C's own operators then.

//: i.+exact ( Int Int -- Int )                   pure commutes internal
//  `i.+` of numbers whose sum is an Int.
//      2 3 i.+exact                   -> 5
static inline seq_int seq_i_add_exact(seq_int a, seq_int b) {
  return a + b;
}

//: i.-exact ( Int Int -- Int )                   pure internal
//  `i.-` of numbers whose difference is an Int.
//      2 3 i.-exact                   -> -1
static inline seq_int seq_i_subtract_exact(seq_int a, seq_int b) {
  return a - b;
}

//: i.*exact ( Int Int -- Int )                   pure commutes internal
//  `i.*` of numbers whose product is an Int.
//      6 7 i.*exact                   -> 42
static inline seq_int seq_i_multiply_exact(seq_int a, seq_int b) {
  return a * b;
}

//: i.neg-exact ( Int -- Int )                    pure internal
//  `i.neg` of a number that is not the least Int.
//      5 i.neg-exact                  -> -5
static inline seq_int seq_i_negate_exact(seq_int a) {
  return -a;
}

//: i./exact ( Int Int -- Int )                   pure internal
//  The quotient of `i./`, of numbers whose quotient is an Int.
//      -7 2 i./exact                  -> -3
static inline seq_int seq_i_divide_exact(seq_int a, seq_int b) {
  return a / b;
}

//: i.%exact ( Int Int -- Int )                   pure internal
//  The remainder of `i.%`, for a divisor that is not 0.
//      -7 2 i.%exact                  -> -1
static inline seq_int seq_i_modulo_exact(seq_int a, seq_int b) {
  return a % b;
}

//: i./natural ( Int Int -- Int )                 pure internal
//  The quotient of `i./`, of a number that is not negative by one that is positive.
//      7 2 i./natural                 -> 3
static inline seq_int seq_i_divide_natural(seq_int a, seq_int b) {
  return (seq_int)((uint64_t)a / (uint64_t)b);
}

//: i.%natural ( Int Int -- Int )                 pure internal
//  The remainder of `i.%`, for a number that is not negative and a divisor that is positive.
//      7 2 i.%natural                 -> 1
static inline seq_int seq_i_modulo_natural(seq_int a, seq_int b) {
  return (seq_int)((uint64_t)a % (uint64_t)b);
}
