// Symbols are numbers: the program's literals first, in the emitter's order, then those made when it runs. They are
// never freed.
#pragma once
#include "runtime/text.h"

// emitted: seq_symbol_names seq_symbol_count

// names: of the symbols made at run time. slots: a hash table of symbol + 1 over all of them, 0 = free.
static struct {
  seq_string *names;
  uint32_t *slots;
  uint32_t count, name_room, slot_room;
} seq_symbols;

// Borrowed.
static seq_string seq_symbol_name(seq_symbol symbol) {
  return symbol < seq_symbol_count ? seq_symbol_names[symbol] : seq_symbols.names[symbol - seq_symbol_count];
}

// The slot where that name stands, or the free one where it belongs.
static uint32_t *seq_symbol_slot(char const *bytes, uint32_t length) {
  uint32_t hash = 2166136261u;
  for (uint32_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)bytes[i]) * 16777619u;
  for (uint32_t at = hash;; at++) {
    uint32_t *slot = &seq_symbols.slots[at & (seq_symbols.slot_room - 1)];
    if (*slot == 0) return slot;
    seq_string name = seq_symbol_name(*slot - 1);
    if (name->length == length && __builtin_memcmp(name->bytes, bytes, length) == 0) return slot;
  }
}

// A table of twice the size with all symbols so far.
static void seq_symbols_grow(void) {
  uint32_t room = seq_symbols.slot_room ? seq_symbols.slot_room * 2 : 64, count = seq_symbol_count + seq_symbols.count;
  while (room < count * 2) room *= 2;
  seq_symbols.slots = seq_platform_memory(seq_symbols.slots, room * sizeof(uint32_t));
  if (!seq_symbols.slots) seq_out_of_memory("string->symbol");
  seq_symbols.slot_room = room;
  for (uint32_t i = 0; i < room; i++) seq_symbols.slots[i] = 0;
  for (uint32_t i = 0; i < count; i++) *seq_symbol_slot(seq_symbol_name(i)->bytes, seq_symbol_name(i)->length) = i + 1;
}

static seq_symbol seq_symbol_add(seq_string text) {
  seq_string name = seq_text_from(text->bytes, text->length, text->points, "string->symbol");
  seq_make_immortal(&name->header);
  if (seq_symbols.count == seq_symbols.name_room) {
    seq_symbols.name_room = seq_symbols.name_room * 2 + 16;
    seq_symbols.names = seq_platform_memory(seq_symbols.names, seq_symbols.name_room * sizeof(seq_string));
    if (!seq_symbols.names) seq_out_of_memory("string->symbol");
  }
  seq_symbols.names[seq_symbols.count++] = name;
  return seq_symbol_count + seq_symbols.count - 1;
}

//: string->symbol ( String -- Symbol )            pure costly own borrow -> -
//  The symbol of that name, which may hold any bytes.
//  wrong string_to_symbol: expected String on stack, got {}
//      "a b" string->symbol symbol->string      -> "a b"
//  law a symbol->string string->symbol          == a
static seq_symbol seq_string_to_symbol(seq_string text) {
  uint32_t count = seq_symbol_count + seq_symbols.count;
  if (seq_symbols.slot_room < count * 2 + 2) seq_symbols_grow();
  uint32_t *slot = seq_symbol_slot(text->bytes, text->length);
  if (*slot == 0) *slot = seq_symbol_add(text) + 1;
  return *slot - 1;
}

//: symbol->string ( Symbol -- String )            pure own - -> fresh
//  The name of a symbol, without the colon.
//  wrong symbol_to_string: expected Symbol on stack, got {}
//      :ok symbol->string                       -> "ok"
static seq_string seq_symbol_to_string(seq_symbol symbol) {
  return seq_symbol_name(symbol);
}

//: symbol.= ( Symbol Symbol -- Bool )             pure commutes
//  True if both are the same symbol.
//  wrong symbol_equal: expected two symbols on stack
//      :a :a symbol.=                           -> true
//      :a :b symbol.=                           -> false
//      "a" string->symbol :a symbol.=           -> true
//  law a a symbol.=                             == true
static inline seq_bool seq_symbol_equal(seq_symbol a, seq_symbol b) {
  return a == b;
}
