// Floating-point numbers: IEEE 754 binary64, each word one operation.
#pragma once
#include "runtime/value.h"

//: f.+ ( Float Float -- Float )                   pure commutes
//  The sum.
//  wrong f.add: expected two Floats on stack
//      1.5 2.0 f.+                      -> 3.5
//      0.1 0.2 f.+                      -> 0.30000000000000004
//: alias f.add f.+
static inline seq_float seq_f_add(seq_float a, seq_float b) {
  return a + b;
}

//: f.- ( Float Float -- Float )                   pure
//  The difference.
//  wrong f.subtract: expected two Floats on stack
//      1.5 2.0 f.-                      -> -0.5
//  law a 0.0 f.-                        == a
//: alias f.subtract f.-
static inline seq_float seq_f_subtract(seq_float a, seq_float b) {
  return a - b;
}

//: f.* ( Float Float -- Float )                   pure commutes
//  The product.
//  wrong f.multiply: expected two Floats on stack
//      1.5 2.0 f.*                      -> 3.0
//  law a 1.0 f.*                        == a
//: alias f.multiply f.*
static inline seq_float seq_f_multiply(seq_float a, seq_float b) {
  return a * b;
}

//: f./ ( Float Float -- Float )                   pure
//  The quotient; infinite or NaN if the divisor is 0.
//  wrong f.divide: expected two Floats on stack
//      1.0 4.0 f./                      -> 0.25
//  law a 1.0 f./                        == a
//: alias f.divide f./
static inline seq_float seq_f_divide(seq_float a, seq_float b) {
  return a / b;
}

//: f.= ( Float Float -- Bool )                    pure commutes
//  True if both are equal; NaN is equal to nothing.
//  wrong f.=: expected two Floats on stack
//      0.0 -0.0 f.=                     -> true
//: alias f.eq f.=
static inline seq_bool seq_f_equal(seq_float a, seq_float b) {
  return a == b;
}

//: f.<> ( Float Float -- Bool )                   pure commutes
//  True if they differ, or one is NaN.
//  wrong f.<>: expected two Floats on stack
//      1.0 2.0 f.<>                     -> true
//: alias f.neq f.<>
static inline seq_bool seq_f_not_equal(seq_float a, seq_float b) {
  return a != b;
}

//: f.< ( Float Float -- Bool )                    pure
//  True if the deeper one is less than the top one.
//  wrong f.<: expected two Floats on stack
//      1.0 2.0 f.<                      -> true
//  law a a f.<                          == false
//: alias f.lt f.<
static inline seq_bool seq_f_less(seq_float a, seq_float b) {
  return a < b;
}

//: f.> ( Float Float -- Bool )                    pure
//  True if the deeper one is greater than the top one.
//  wrong f.>: expected two Floats on stack
//      1.0 2.0 f.>                      -> false
//  law a a f.>                          == false
//: alias f.gt f.>
static inline seq_bool seq_f_greater(seq_float a, seq_float b) {
  return a > b;
}

//: f.<= ( Float Float -- Bool )                   pure
//  True if the deeper one is less than the top one or equal to it.
//  wrong f.<=: expected two Floats on stack
//      2.0 2.0 f.<=                     -> true
//: alias f.lte f.<=
static inline seq_bool seq_f_less_equal(seq_float a, seq_float b) {
  return a <= b;
}

//: f.>= ( Float Float -- Bool )                   pure
//  True if the deeper one is greater than the top one or equal to it.
//  wrong f.>=: expected two Floats on stack
//      1.0 2.0 f.>=                     -> false
//: alias f.gte f.>=
static inline seq_bool seq_f_greater_equal(seq_float a, seq_float b) {
  return a >= b;
}

//: f.sqrt ( Float -- Float )                      pure
//  The square root; NaN for a negative number.
//  wrong f.sqrt: expected Float on stack
//      6.25 f.sqrt                      -> 2.5
static inline seq_float seq_f_sqrt(seq_float a) {
  return __builtin_sqrt(a);
}

//: f.cbrt ( Float -- Float )                      pure libm
//  The cube root.
//  wrong f.cbrt: expected Float on stack
//      0.0 f.cbrt                       -> 0.0
static inline seq_float seq_f_cbrt(seq_float a) {
  return __builtin_cbrt(a);
}

//: f.exp ( Float -- Float )                       pure libm
//  e to the power of the number.
//  wrong f.exp: expected Float on stack
//      0.0 f.exp                        -> 1.0
static inline seq_float seq_f_exp(seq_float a) {
  return __builtin_exp(a);
}

//: f.ln ( Float -- Float )                        pure libm
//  The natural logarithm.
//  wrong f.ln: expected Float on stack
//      1.0 f.ln                         -> 0.0
static inline seq_float seq_f_ln(seq_float a) {
  return __builtin_log(a);
}

//: f.log10 ( Float -- Float )                     pure libm
//  The logarithm to base 10.
//  wrong f.log10: expected Float on stack
//      1.0 f.log10                      -> 0.0
static inline seq_float seq_f_log10(seq_float a) {
  return __builtin_log10(a);
}

//: f.log2 ( Float -- Float )                      pure libm
//  The logarithm to base 2.
//  wrong f.log2: expected Float on stack
//      1.0 f.log2                       -> 0.0
static inline seq_float seq_f_log2(seq_float a) {
  return __builtin_log2(a);
}

//: f.sin ( Float -- Float )                       pure libm
//  The sine, of radians.
//  wrong f.sin: expected Float on stack
//      0.0 f.sin                        -> 0.0
static inline seq_float seq_f_sin(seq_float a) {
  return __builtin_sin(a);
}

//: f.cos ( Float -- Float )                       pure libm
//  The cosine, of radians.
//  wrong f.cos: expected Float on stack
//      0.0 f.cos                        -> 1.0
static inline seq_float seq_f_cos(seq_float a) {
  return __builtin_cos(a);
}

//: f.tan ( Float -- Float )                       pure libm
//  The tangent, of radians.
//  wrong f.tan: expected Float on stack
//      0.0 f.tan                        -> 0.0
static inline seq_float seq_f_tan(seq_float a) {
  return __builtin_tan(a);
}

//: f.asin ( Float -- Float )                      pure libm
//  The arc sine.
//  wrong f.asin: expected Float on stack
//      0.0 f.asin                       -> 0.0
static inline seq_float seq_f_asin(seq_float a) {
  return __builtin_asin(a);
}

//: f.acos ( Float -- Float )                      pure libm
//  The arc cosine.
//  wrong f.acos: expected Float on stack
//      1.0 f.acos                       -> 0.0
static inline seq_float seq_f_acos(seq_float a) {
  return __builtin_acos(a);
}

//: f.atan ( Float -- Float )                      pure libm
//  The arc tangent.
//  wrong f.atan: expected Float on stack
//      0.0 f.atan                       -> 0.0
static inline seq_float seq_f_atan(seq_float a) {
  return __builtin_atan(a);
}

//: f.floor ( Float -- Float )                     pure
//  The next whole number below; still a Float.
//  wrong f.floor: expected Float on stack
//      -2.5 f.floor                     -> -3.0
static inline seq_float seq_f_floor(seq_float a) {
  return __builtin_floor(a);
}

//: f.ceil ( Float -- Float )                      pure
//  The next whole number above; still a Float.
//  wrong f.ceil: expected Float on stack
//      -2.5 f.ceil                      -> -2.0
static inline seq_float seq_f_ceil(seq_float a) {
  return __builtin_ceil(a);
}

//: f.trunc ( Float -- Float )                     pure
//  The number without its fraction; still a Float.
//  wrong f.trunc: expected Float on stack
//      -2.5 f.trunc                     -> -2.0
static inline seq_float seq_f_trunc(seq_float a) {
  return __builtin_trunc(a);
}

//: f.round ( Float -- Float )                     pure
//  The nearest whole number, halves to the even one.
//  wrong f.round: expected Float on stack
//      0.5 f.round                      -> 0.0
//      1.5 f.round                      -> 2.0
//      -0.5 f.round                     -> -0.0
static inline seq_float seq_f_round(seq_float a) {
  return __builtin_rint(a);
}

//: f.pow ( Float Float -- Float )                 pure libm
//  The deeper number to the power of the top one.
//  wrong f.pow: expected two Floats on stack
//      2.0 10.0 f.pow                   -> 1024.0
static inline seq_float seq_f_pow(seq_float a, seq_float b) {
  return __builtin_pow(a, b);
}

//: f.atan2 ( Float Float -- Float )               pure libm
//  The angle of a point, y below x.
//  wrong f.atan2: expected two Floats on stack
//      0.0 1.0 f.atan2                  -> 0.0
static inline seq_float seq_f_atan2(seq_float y, seq_float x) {
  return __builtin_atan2(y, x);
}

//: f.pi ( -- Float )                              pure
//  The circle number.
//      f.pi                             -> 3.141592653589793
static inline seq_float seq_f_pi(void) {
  return 3.141592653589793;
}

//: f.e ( -- Float )                               pure
//  The base of natural logarithms.
//      f.e                              -> 2.718281828459045
static inline seq_float seq_f_e(void) {
  return 2.718281828459045;
}

//: f.tau ( -- Float )                             pure
//  Twice the circle number.
//      f.tau                            -> 6.283185307179586
static inline seq_float seq_f_tau(void) {
  return 6.283185307179586;
}
