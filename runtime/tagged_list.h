// Lists whose elements are tagged words for sure: the compiler knows of these that none is an array. All words on lists take
// them; these need not look at the form, and so can lend elements.
#pragma once
#include "runtime/variant.h"

//: list.tagged.get ( V Int -- T Bool )              internal own borrow - -> part -
//  The element at an index, from 0 on, and true; `0 false` if there is none.
//  flow V[T] Int -- T? Bool
//  take-out list.tagged.take-out before list.tagged.set
//      list.make "a" list.push 0 list.tagged.get    -> "a" true
//      list.make "a" list.push 1 list.tagged.get    -> 0 false
static inline struct seq_r_vb seq_list_tagged_get(seq_variant list, seq_int index) {
  if ((uint64_t)index >= seq_variant_length(list)) return (struct seq_r_vb){seq_box_int(0), 0};
  return (struct seq_r_vb){seq_variant_fields(list)[index], 1};
}

//: list.tagged.first ( V -- T Bool )                internal own borrow -> part -
//  The first element and true; `0 false` if there is none.
//  flow V[T] -- T? Bool
//      list.make "a" list.push "b" list.push list.tagged.first   -> "a" true
static inline struct seq_r_vb seq_list_tagged_first(seq_variant list) {
  return seq_list_tagged_get(list, 0);
}

//: list.tagged.last ( V -- T Bool )                 internal own borrow -> part -
//  The last element and true; `0 false` if there is none.
//  flow V[T] -- T? Bool
//      list.make "a" list.push "b" list.push list.tagged.last    -> "b" true
static inline struct seq_r_vb seq_list_tagged_last(seq_variant list) {
  return seq_list_tagged_get(list, (seq_int)seq_variant_length(list) - 1);
}

//: list.tagged.element ( V Int -- T )               internal own borrow - -> part
//  An element that there is.
//  flow V[T] Int -- T
//      list.make "a" list.push 0 list.tagged.element    -> "a"
static inline seq_value seq_list_tagged_element(seq_variant list, seq_int index) {
  return seq_variant_fields(list)[index];
}

//: list.tagged.set ( V Int T -- V Bool )            internal own consume - consume -> fresh-or-input -
//  The list with another element at an index, and true; the list as it is and false if there is no such index.
//  flow V[T] Int T -- V[T] Bool
//      list.make "a" list.push 0 "b" list.tagged.set    -> list.make "b" list.push true
//      list.make "a" list.push 1 "b" list.tagged.set    -> list.make "a" list.push false
static inline struct seq_r_vb seq_list_tagged_set(seq_variant list, seq_int index, seq_value item) {
  if ((uint64_t)index >= seq_variant_length(list)) {
    seq_value_release(item);
    return (struct seq_r_vb){list, 0};
  }
  if (seq_object(list)->rc != 0) list = seq_variant_own(list, "list.set");
  seq_value *field = &seq_variant_fields(list)[index], before = *field;
  *field = item;
  seq_value_release(before);
  return (struct seq_r_vb){list, 1};
}

//: list.tagged.take-out ( V Int -- V T Bool )       internal own consume - -> fresh-or-input fresh -
//  The list and what `list.tagged.get` gives. If nothing else holds the list, the Int 0 stands in the place of the element.
//  flow V[T] Int -- V[T] T? Bool
//      list.make 0 list.push 0 list.tagged.take-out     -> list.make 0 list.push 0 true
//      list.make "a" list.push 1 list.tagged.take-out   -> list.make "a" list.push 0 false
static inline struct seq_r_vvb seq_list_tagged_take_out(seq_variant list, seq_int index) {
  if ((uint64_t)index >= seq_variant_length(list)) return (struct seq_r_vvb){list, seq_box_int(0), 0};
  seq_value *field = &seq_variant_fields(list)[index], item = *field;
  if (seq_object(list)->rc == 0) *field = seq_box_int(0);
  else seq_value_retain(item);
  return (struct seq_r_vvb){list, item, 1};
}

//: list.tagged.move-out ( V Int -- V T )            internal sole own consume - -> fresh-or-input fresh
//  Takes an element that there is out of a list that nothing else holds; the Int 0 stands in its place then.
//  flow V[T] Int -- V[T] T
//      list.make "a" list.push 0 list.tagged.move-out   -> list.make 0 list.push "a"
static inline struct seq_r_vv seq_list_tagged_move_out(seq_variant list, seq_int index) {
  seq_value *field = &seq_variant_fields(list)[index], item = *field;
  *field = seq_box_int(0);
  return (struct seq_r_vv){list, item};
}

//: list.tagged.move-in ( V Int T -- V )             internal sole own consume - consume -> fresh-or-input
//  Puts an element where one was taken out, into a list that nothing else holds.
//  flow V[T] Int T -- V[T]
//      list.make 0 list.push 0 "a" list.tagged.move-in  -> list.make "a" list.push
static inline seq_variant seq_list_tagged_move_in(seq_variant list, seq_int index, seq_value item) {
  seq_variant_fields(list)[index] = item;
  return list;
}

//: variant.tagged.field-at ( V Int -- T )           internal fails own borrow - -> part
//  The field at an index, from 0 on. It is an error if there is none.
//  flow V[T] Int -- T
//      1 "b" :Pair wrap-2 1 variant.tagged.field-at     -> "b"
static inline seq_value seq_variant_tagged_field_at(seq_variant variant, seq_int index, seq_site site) {
  if ((uint64_t)index >= seq_variant_length(variant)) seq_fail_no_field(variant, index, site);
  return seq_variant_fields(variant)[index];
}

//: variant.tagged.first ( V -- T )                  internal fails own borrow -> part
//  The first field. It is an error if there are no fields.
//  flow V[T] -- T
//      "a" 2 :Pair wrap-2 variant.tagged.first          -> "a"
static inline seq_value seq_variant_tagged_first(seq_variant variant, seq_site site) {
  if (!seq_is_object(variant)) seq_fail("variant.first: variant has no fields", site);
  return seq_variant_fields(variant)[0];
}

//: variant.tagged.last ( V -- T )                   internal fails own borrow -> part
//  The last field. It is an error if there are no fields.
//  flow V[T] -- T
//      1 "b" :Pair wrap-2 variant.tagged.last           -> "b"
static inline seq_value seq_variant_tagged_last(seq_variant variant, seq_site site) {
  if (!seq_is_object(variant)) seq_fail("variant.last: variant has no fields", site);
  return seq_variant_fields(variant)[seq_variant_length(variant) - 1];
}
