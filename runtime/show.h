// For debuggers: `call seq_show(x)` in gdb. Numbers and truths whose kind is known it prints itself.
#pragma once
#include "runtime/son.h"

// Writes a value as SON to standard error: one of unknown kind, a String, a quotation.
__attribute__((used)) static void seq_show(seq_value value) {
  seq_string text = seq_son_dump(value);
  seq_platform_write(2, text->bytes, text->length);
  seq_platform_write(2, "\n", 1);
  seq_string_release(text);
}

// The same for a Symbol whose kind is known.
__attribute__((used)) static void seq_show_symbol(seq_symbol symbol) {
  seq_show(seq_box_symbol(symbol));
}
