// Lists: variants whose tag is `List`. All these words take any variant and keep its tag.
#pragma once
#include "runtime/cast.h"
#include "runtime/cell.h"
#include "runtime/results.h"

//: list.make ( -- V )                             forms own -> fresh
//  The empty list.
//  flow -- List[]
//      list.make son.dump                       -> "list-of"
static inline seq_variant seq_list_make(void) {
  return SEQ_VARIANT(SEQ_LIST);
}

//: list.push ( V T -- V )                         forms own consume consume -> fresh-or-input
//  The list with one more element at its end. In place if nothing else holds the list.
//  flow V[T] T -- V[T]
//  wrong list.push: expected Variant (list), got {}
//      list.make 1 list.push "a" list.push son.dump  -> "list-of 1 lv \"a\" lv"
//      list.make 1 list.push 2 list.push        -> list.make 1 list.push 2 list.push
//      1 :Box wrap-1 2 list.push son.dump       -> ":Box 1 2 wrap-2"
static inline seq_variant seq_list_push(seq_variant list, seq_value item) {
  return seq_variant_push(list, item, "list.push");
}

//: list.length ( V -- Int )                       own borrow -> -
//  The number of elements.
//  flow V[T] -- Int
//  wrong variant.field-count: expected Variant, got {}
//      list.make list.length                    -> 0
//      list.make 1 list.push list.length        -> 1
static inline seq_int seq_list_length(seq_variant list) {
  return seq_variant_length(list);
}

//: list.empty? ( V -- Bool )                      own borrow -> -
//  True if there are no elements.
//  flow V[T] -- Bool
//  wrong list-empty?: expected Variant (list), got {}
//      list.make list.empty?                    -> true
//      list.make "x" list.push list.empty?      -> false
static inline seq_bool seq_list_is_empty(seq_variant list) {
  return !seq_is_object(list);
}

//: list.get ( V Int -- T Bool )                   forms own borrow - -> fresh -
//  The element at an index, from 0 on, and true; `0 false` if there is none.
//  flow V[T] Int -- T? Bool
//  wrong -> 0 false
//  wrong -> 0 false
//  take-out list.take-out before list.set
//      list.make 1 list.push 2 list.push 0 list.get   -> 1 true
//      list.make "a" list.push 0 list.get       -> "a" true
//      list.make "a" list.push 1 list.get       -> 0 false
//      list.make -1 list.get                    -> 0 false
static inline struct seq_r_vb seq_list_get(seq_variant list, seq_int index) {
  if ((uint64_t)index >= seq_variant_length(list)) return (struct seq_r_vb){seq_box_int(0), 0};
  return (struct seq_r_vb){seq_variant_field(list, (uint32_t)index), 1};
}

//: list.first ( V -- T Bool )                     forms own borrow -> fresh -
//  The first element and true; `0 false` if there is none.
//  flow V[T] -- T? Bool
//  wrong -> 0 false
//      list.make "a" list.push "b" list.push list.first  -> "a" true
//      list.make list.first                     -> 0 false
static inline struct seq_r_vb seq_list_first(seq_variant list) {
  return seq_list_get(list, 0);
}

//: list.last ( V -- T Bool )                      forms own borrow -> fresh -
//  The last element and true; `0 false` if there is none.
//  flow V[T] -- T? Bool
//  wrong -> 0 false
//      list.make "a" list.push "b" list.push list.last  -> "b" true
//      list.make list.last                      -> 0 false
static inline struct seq_r_vb seq_list_last(seq_variant list) {
  return seq_list_get(list, (seq_int)seq_variant_length(list) - 1);
}

//: list.set ( V Int T -- V Bool )                 forms own consume - consume -> fresh-or-input -
//  The list with another element at an index, and true; the list as it is and false if there is no such index. In
//  place if nothing else holds the list.
//  flow V[T] Int T -- V[T] Bool
//  wrong -> $1 false
//      list.make 1 list.push 0 "b" list.set     -> list.make "b" list.push true
//      list.make 1 list.push 1 "b" list.set     -> list.make 1 list.push false
//      list.make "a" list.push "b" list.push 1 "c" list.set  -> list.make "a" list.push "c" list.push true
static struct seq_r_vb seq_list_set(seq_variant list, seq_int index, seq_value item) {
  if ((uint64_t)index >= seq_variant_length(list)) {
    seq_value_release(item);
    return (struct seq_r_vb){list, 0};
  }
  list = seq_variant_own(list, "list.set");
  seq_value *field = &seq_variant_fields(list)[index], before = *field;
  *field = item;
  seq_value_release(before);
  return (struct seq_r_vb){list, 1};
}

//: list.reverse ( V -- V )                        forms own consume -> fresh-or-input
//  The elements from the last to the first. In place if nothing else holds the list.
//  flow V[T] -- V[T]
//  wrong list.reverse: expected Variant (list), got {}
//      list.make list.reverse                   -> list.make
//      list.make 1 list.push "b" list.push 3 list.push list.reverse son.dump  -> "list-of 3 lv \"b\" lv 1 lv"
//      list.make "a" list.push "b" list.push list.reverse                     -> list.make "b" list.push "a" list.push
static seq_variant seq_list_reverse(seq_variant list) {
  if (!seq_is_object(list)) return list;
  list = seq_variant_own(list, "list.reverse");
  seq_value *fields = seq_variant_fields(list);
  for (uint32_t low = 0, high = seq_variant_length(list) - 1; low < high; low++, high--) {
    seq_value held = fields[low];
    fields[low] = fields[high];
    fields[high] = held;
  }
  return list;
}

//: list.element ( V Int -- T )                    internal forms own borrow - -> fresh
//  An element that there is.
//  flow V[T] Int -- T
//      list.make "a" list.push 0 list.element     -> "a"
static inline seq_value seq_list_element(seq_variant list, seq_int index) {
  return seq_variant_field(list, (uint32_t)index);
}

//: list.own ( V -- W )                            internal forms own consume -> fresh-or-input
//  The list itself if nothing else holds it, else a copy.
//  flow V[T] -- V[T]
//      list.make "a" list.push list.own           -> list.make "a" list.push
static inline seq_variant seq_list_own(seq_variant list) {
  return seq_is_object(list) ? seq_variant_own(list, "list.map") : list;
}

//: list.sized ( V -- W )                          internal forms own borrow -> fresh
//  A new list with as many elements as another has, all of them still to be put in.
//  flow V[T] -- List[]
static seq_variant seq_list_sized(seq_variant like) {
  uint32_t length = seq_variant_length(like);
  if (length == 0) return SEQ_VARIANT(SEQ_LIST);
  seq_variant list = seq_cell_new(SEQ_LIST, length, seq_cell_room(length, "list.map"), "list.map");
  for (uint32_t i = 0; i < length; i++) seq_variant_fields(list)[i] = seq_box_int(0);
  return list;
}

//: list.move-out ( V Int -- W T )                 internal forms own consume - -> fresh-or-input fresh
//  Takes an element that there is out of a list; the Int 0 stands in its place then.
//  flow V[T] Int -- V[T] T
//      list.make "a" list.push 0 list.move-out    -> list.make 0 list.push "a"
static inline struct seq_r_vv seq_list_move_out(seq_variant list, seq_int index) {
  list = seq_variant_own(list, "list.map");
  seq_value *field = &seq_variant_fields(list)[index], item = *field;
  *field = seq_box_int(0);
  return (struct seq_r_vv){list, item};
}

//: list.move-in ( V Int T -- W )                  internal forms own consume - consume -> fresh-or-input
//  Puts an element where one was taken out.
//  flow V[T] Int T -- V[T]
//      list.make 0 list.push 0 "a" list.move-in   -> list.make "a" list.push
static inline seq_variant seq_list_move_in(seq_variant list, seq_int index, seq_value item) {
  list = seq_variant_own(list, "list.map");
  seq_variant_fields(list)[index] = item;
  return list;
}

//: list.take-out ( V Int -- W T Bool )           internal own consume - -> fresh-or-input fresh -
//  The list and what `list.get` gives. If nothing else holds the list, the Int 0 stands in the place of the element.
//  flow V[T] Int -- V[T] T? Bool
//      list.make 0 list.push 0 list.take-out      -> list.make 0 list.push 0 true
//      list.make "a" list.push 1 list.take-out    -> list.make "a" list.push 0 false
static inline struct seq_r_vvb seq_list_take_out(seq_variant list, seq_int index) {
  if ((uint64_t)index >= seq_variant_length(list)) return (struct seq_r_vvb){list, seq_box_int(0), 0};
  if (seq_object(list)->rc != 0 || seq_is_typed(seq_cell_of(list)))
    return (struct seq_r_vvb){list, seq_variant_field(list, (uint32_t)index), 1};
  seq_value *field = &seq_variant_fields(list)[index], item = *field;
  *field = seq_box_int(0);
  return (struct seq_r_vvb){list, item, 1};
}

//: list.shorten ( V Int -- W )                    internal forms shrinks own consume - -> fresh-or-input
//  So many elements, at most all, from the first on.
//  flow V[T] Int -- V[T]
//      list.make "a" list.push "b" list.push 1 list.shorten   -> list.make "a" list.push
//      list.make "a" list.push 0 list.shorten     -> list.make
static inline seq_variant seq_list_shorten(seq_variant list, seq_int length) {
  return seq_variant_cut(list, (uint32_t)length, "list.filter");
}

//: list.without ( V Int -- W )                    internal shrinks own consume - -> fresh-or-input
//  The list without the element at that index, which there is. In place if nothing else holds it.
//  flow V[T] Int -- V[T]
//      list.make "a" list.push "b" list.push 1 list.push 1 list.without   -> list.make "a" list.push 1 list.push
//      list.make "a" list.push 0 list.without     -> list.make
static seq_variant seq_list_without(seq_variant list, seq_int index) {
  uint32_t length = seq_variant_length(list), at = (uint32_t)index;
  list = seq_variant_own(list, "roll");
  seq_value *fields = seq_variant_fields(list), element = fields[at];
  for (uint32_t i = at; i + 1 < length; i++) fields[i] = fields[i + 1];
  fields[length - 1] = element;
  return seq_variant_cut(list, length - 1, "roll");
}

//: list.is-kept ( Bool -- Bool )                  pure internal
//  What the quotation of `list.filter` said.
//  wrong list-filter: quotation must return Bool, got {}
static inline seq_bool seq_list_is_kept(seq_bool truth) {
  return truth;
}
