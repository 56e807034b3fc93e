// Tests of the kind of a value, where it is not known before: a wrong one ends the program.
#pragma once
#include "runtime/fail.h"
#include "runtime/son.h"

static char const *seq_kind_name(seq_value value) {
  if (value & 1) return "Int(";
  if (seq_is_float(value)) return "Float(";  //? seq_box_float SEQ_FLOAT_FIELD
  if (seq_is_string(value)) return "String(";  //? seq_box_string SEQ_STRING_FIELD
  if (SEQ_IS_IMMEDIATE(value, SEQ_SYMBOL)) return "Symbol(";  //? seq_box_symbol SEQ_SYMBOL_FIELD
  if (seq_is_variant(value)) return "Variant(";
  if (seq_is_map(value)) return "Map(";  //? seq_map_empty
  if (seq_is_callable(value)) return seq_is_closure(value) ? "Closure(" : "Quotation(";  //? seq_box_callable SEQ_QUOTATION_FIELD
  return "Bool(";
}

// A Float in an error message: with an exponent if it is very large or very small.
static seq_string seq_debug_float(seq_string text, seq_float number) {
  seq_float size = number < 0 ? -number : number;
  if (size - size != 0 || size == 0 || (size >= 1e-5 && size < 1e16)) return seq_son_float(text, number);
  struct seq_digits digits = seq_float_digits(number);
  text = seq_text_append(text, "-", number < 0, number < 0, "an error");
  text = seq_text_append(text, digits.digits, 1, 1, "an error");
  if (digits.count > 1) text = seq_text_append(text, ".", 1, 1, "an error");
  text = seq_text_append(text, digits.digits + 1, (size_t)digits.count - 1, (uint32_t)digits.count - 1, "an error");
  return seq_text_append_int(seq_text_append(text, "e", 1, 1, "an error"), digits.point - 1, "an error");
}

static seq_string seq_debug_symbol(seq_string text, seq_symbol symbol) {
  seq_string name = seq_symbol_name(symbol);
  return seq_text_append_valid(text, name->bytes, name->length, "an error");
}

static seq_string seq_debug_value(seq_string text, seq_value value) {
  if (seq_is_float(value)) return seq_debug_float(text, seq_unbox_float(value));  //? seq_box_float SEQ_FLOAT_FIELD
  if (SEQ_IS_IMMEDIATE(value, SEQ_SYMBOL)) return seq_debug_symbol(text, (seq_symbol)(value >> 8));  //? seq_box_symbol SEQ_SYMBOL_FIELD
  return seq_son_append(text, value, 0, 80);
}

// A value in an error message: `Int(7)`, `Float(1e21)`, `String("…")`, `Symbol(name)`; 80 bytes at most.
static seq_string seq_debug_text(seq_value value) {
  seq_string text = seq_son_word(seq_text_new(0, "an error"), seq_kind_name(value));
  text = seq_debug_value(text, value);
  if (text->length > 79) {
    uint32_t length = 76;
    while ((text->bytes[length] & 0xc0) == 0x80) length--;
    text->length = length;
    text = seq_text_append(text, "...", 3, 3, "an error");
  }
  return seq_text_append(text, ")", 1, 1, "an error");
}

// Ends the program with a message in which `{}` stands for the value.
_Noreturn static void seq_fail_value(char const *message, seq_value value, seq_site site) {
  seq_flush();
  char const *rest = seq_complain_to_hole(message);
  if (rest[0] || (rest != message && rest[-1] == '}')) {
    seq_string text = seq_debug_text(value);
    seq_platform_write(2, text->bytes, text->length);
    seq_complain(rest);
  }
  seq_fail_at(site);
}

static inline seq_int seq_as_int(seq_value value, char const *message, seq_site site) {
  if (!(value & 1)) seq_fail_value(message, value, site);
  return seq_unbox_int(value);
}

static inline seq_float seq_as_float(seq_value value, char const *message, seq_site site) {
  if (!seq_is_float(value)) seq_fail_value(message, value, site);
  return seq_unbox_float(value);
}

static inline seq_bool seq_as_bool(seq_value value, char const *message, seq_site site) {
  if (!SEQ_IS_IMMEDIATE(value, SEQ_BOOL)) seq_fail_value(message, value, site);
  return value >> 8 != 0;
}

// Borrowed, as the value.
static inline seq_string seq_as_string(seq_value value, char const *message, seq_site site) {
  if (!seq_is_string(value)) seq_fail_value(message, value, site);
  return (seq_string)seq_object(value);
}

static inline seq_symbol seq_as_symbol(seq_value value, char const *message, seq_site site) {
  if (!SEQ_IS_IMMEDIATE(value, SEQ_SYMBOL)) seq_fail_value(message, value, site);
  return (seq_symbol)(value >> 8);
}

// Borrowed, as the value.
static inline seq_callable seq_as_callable(seq_value value, char const *message, seq_site site) {
  if (!seq_is_callable(value)) seq_fail_value(message, value, site);
  return value;
}

// Borrowed, as the value.
static inline seq_variant seq_as_variant(seq_value value, char const *message, seq_site site) {
  if (!seq_is_variant(value)) seq_fail_value(message, value, site);
  return value;
}

//: is-int ( T -- Bool )                            pure internal own borrow -> -
//  True if the value is of that kind.
static inline seq_bool seq_value_is_int(seq_value value) {
  return value & 1;
}

//: is-float ( T -- Bool )                            pure internal own borrow -> -
//  True if the value is of that kind.
static inline seq_bool seq_value_is_float(seq_value value) {
  return seq_is_float(value);
}

//: is-bool ( T -- Bool )                            pure internal own borrow -> -
//  True if the value is of that kind.
static inline seq_bool seq_value_is_bool(seq_value value) {
  return SEQ_IS_IMMEDIATE(value, SEQ_BOOL);
}

//: is-string ( T -- Bool )                            pure internal own borrow -> -
//  True if the value is of that kind.
static inline seq_bool seq_value_is_string(seq_value value) {
  return seq_is_string(value);
}

//: is-symbol ( T -- Bool )                            pure internal own borrow -> -
//  True if the value is of that kind.
static inline seq_bool seq_value_is_symbol(seq_value value) {
  return SEQ_IS_IMMEDIATE(value, SEQ_SYMBOL);
}

//: is-callable ( T -- Bool )                            pure internal own borrow -> -
//  True if the value is of that kind.
static inline seq_bool seq_value_is_callable(seq_value value) {
  return seq_is_callable(value);
}

//: is-variant ( T -- Bool )                            pure internal own borrow -> -
//  True if the value is of that kind.
static inline seq_bool seq_value_is_variant(seq_value value) {
  return seq_is_variant(value);
}
