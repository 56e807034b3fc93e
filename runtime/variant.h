// The words `variant.*`.
#pragma once
#include "runtime/list.h"

//: variant.make ( T T -- Variant )                internal variadic own consume consume -> fresh
//  A variant of a tag, the first of the values, and fields, the others. Consumes them.
static seq_variant seq_variant_make(uint32_t count, seq_value const *parts) {
  seq_symbol tag = (seq_symbol)(parts[0] >> 8);
  if (count == 1) return SEQ_VARIANT(tag);
  seq_variant variant = seq_variant_new(tag, count - 1);
  __builtin_memcpy(seq_variant_fields(variant), parts + 1, (count - 1) * sizeof *parts);
  return variant;
}

//: variant.tag ( Variant -- Symbol )              own borrow -> -
//  The tag; `:List` of a list.
//  flow V[T] -- Symbol
//  wrong variant.tag: expected Variant, got {}
//      1 :Box wrap-1 variant.tag                -> :Box
//      list.make variant.tag                    -> :List
static inline seq_symbol seq_variant_tag_of(seq_variant variant) {
  return seq_variant_tag(variant);
}

//: variant.is-bare ( Variant Symbol -- Bool )     pure internal own borrow - -> -
//  True if the first, which has no fields, has that tag.
//  flow V[T] Symbol -- Bool
//      :None wrap-0 :None variant.is-bare       -> true
//      :None wrap-0 :Some variant.is-bare       -> false
static inline seq_bool seq_variant_is_bare(seq_variant variant, seq_symbol tag) {
  return variant == SEQ_VARIANT(tag);
}

//: variant.field-count ( Variant -- Int )         own borrow -> -
//  The number of fields.
//  flow V[T] -- Int
//  wrong variant.field-count: expected Variant, got {}
//      1 2 :Pair wrap-2 variant.field-count     -> 2
//      :None wrap-0 variant.field-count         -> 0
static inline seq_int seq_variant_field_count(seq_variant variant) {
  return seq_variant_length(variant);
}

// Ends the program, for there is no field at that index.
_Noreturn static void seq_fail_no_field(seq_variant variant, seq_int index, seq_site site) {
  if (index < 0) seq_fail_number("variant.field-at: index cannot be negative: {}", index, site);
  seq_fail_numbers("variant.field-at: index {} out of bounds (variant has {} fields)", index,
                   seq_variant_length(variant), site);
}

//: variant.field-at ( Variant Int -- T )          forms fails own borrow - -> fresh
//  The field at an index, from 0 on. It is an error if there is none.
//  flow V[T]! Int -- T
//  wrong 2: variant.field-at: expected Int (index), got {}
//      1 "b" :Pair wrap-2 1 variant.field-at    -> "b"
static seq_value seq_variant_field_at(seq_value variant, seq_int index, seq_site site) {
  if (index >= 0 && !seq_is_variant(variant)) seq_fail_value("variant.field-at: expected Variant, got {}", variant, site);
  if (index < 0 || index >= seq_variant_length(variant)) seq_fail_no_field(variant, index, site);
  return seq_variant_field(variant, (uint32_t)index);
}

//: variant.first ( Variant -- T )                 forms fails own borrow -> fresh
//  The first field. It is an error if there are no fields.
//  flow V[T] -- T
//  wrong variant.first: expected Variant, got {}
//      "a" 2 :Pair wrap-2 variant.first         -> "a"
static inline seq_value seq_variant_first(seq_variant variant, seq_site site) {
  if (!seq_is_object(variant)) seq_fail("variant.first: variant has no fields", site);
  return seq_variant_field(variant, 0);
}

//: variant.last ( Variant -- T )                  forms fails own borrow -> fresh
//  The last field. It is an error if there are no fields.
//  flow V[T] -- T
//  wrong variant.last: expected Variant, got {}
//      1 "b" :Pair wrap-2 variant.last          -> "b"
static inline seq_value seq_variant_last(seq_variant variant, seq_site site) {
  if (!seq_is_object(variant)) seq_fail("variant.last: variant has no fields", site);
  return seq_variant_field(variant, seq_variant_length(variant) - 1);
}

//: variant.init ( Variant -- Variant )            forms fails shrinks own consume -> fresh-or-input
//  The variant without its last field. It is an error if there are no fields.
//  flow V[T] -- V[T]
//  wrong variant.init: expected Variant, got {}
//      1 "b" :Pair wrap-2 variant.init          -> 1 :Pair wrap-1
//      "a" :Box wrap-1 variant.init             -> :Box wrap-0
static seq_variant seq_variant_init(seq_variant variant, seq_site site) {
  if (!seq_is_object(variant)) seq_fail("variant.init: variant has no fields", site);
  return seq_variant_cut(variant, seq_variant_length(variant) - 1, "variant.init");
}

//: variant.append ( Variant T -- Variant )        forms own consume consume -> fresh-or-input
//  The variant with one more field at its end. In place if nothing else holds it.
//  flow V[T] T -- V[T]
//  wrong variant.append: expected Variant, got {}
//      "a" :Box wrap-1 "b" variant.append       -> "a" "b" :Box wrap-2
static inline seq_variant seq_variant_append(seq_variant variant, seq_value field) {
  return seq_variant_push(variant, field, "variant.append");
}
