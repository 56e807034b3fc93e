// Truth values.
#pragma once
#include "runtime/value.h"

//: and ( Bool Bool -- Bool )                      pure commutes
//  True if both are true.
//  wrong and: expected two booleans on stack
//      true false and                 -> false
//  law a true and                     == a
//  law a false and                    == false
//  law a a and                        == a
//  law a not b not and                == a b or not
static inline seq_bool seq_and(seq_bool a, seq_bool b) {
  return a & b;
}

//: or ( Bool Bool -- Bool )                       pure commutes
//  True if at least one is true.
//  wrong or: expected two booleans on stack
//      true false or                  -> true
//  law a true or                      == true
//  law a false or                     == a
//  law a a or                         == a
//  law a not b not or                 == a b and not
static inline seq_bool seq_or(seq_bool a, seq_bool b) {
  return a | b;
}

//: not ( Bool -- Bool )                           pure
//  The other one.
//  wrong not: expected boolean on stack
//      true not                       -> false
//  law a not not                      == a
//  law a b i.= not                    == a b i.<>
//  law a b i.<> not                   == a b i.=
//  law a b i.< not                    == a b i.>=
//  law a b i.> not                    == a b i.<=
//  law a b i.<= not                   == a b i.>
//  law a b i.>= not                   == a b i.<
//  law a b f.= not                    == a b f.<>
//  law a b f.<> not                   == a b f.=
static inline seq_bool seq_not(seq_bool a) {
  return !a;
}
