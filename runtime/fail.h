// Run-time errors: the message alone on a line of standard error, then where it arose; then the program ends by
// SIGABRT.
#pragma once
#include "runtime/end.h"

// A place where an error can arise. calling: the module's word, if it was called there; else null.
struct seq_place {
  char const *file;
  uint32_t line, column;
  char const *word;
  char const *calling;
};

// emitted: seq_places

_Noreturn static void seq_fail_at(seq_site site) {
  struct seq_place const *place = &seq_places[site];
  seq_complain("\n  at ");
  seq_complain(place->file);
  seq_complain(":");
  seq_complain_number(place->line);
  seq_complain(":");
  seq_complain_number(place->column);
  seq_complain(" in ");
  seq_complain(place->word);
  if (place->calling) seq_complain(", calling ");
  if (place->calling) seq_complain(place->calling);
  seq_complain("\n");
  seq_end(SEQ_STATUS_FAILED);
}

// Writes a message up to its first `{}`; gives what stands behind it.
static char const *seq_complain_to_hole(char const *message) {
  size_t hole = 0;
  while (message[hole] && !(message[hole] == '{' && message[hole + 1] == '}')) hole++;
  seq_platform_write(2, message, hole);
  return message[hole] ? message + hole + 2 : message + hole;
}

static void seq_complain_int(seq_int number) {
  if (number < 0) seq_complain("-");
  seq_complain_number(number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

// Ends the program with a message in which `{}` stands for the number.
_Noreturn static void seq_fail_number(char const *message, seq_int number, seq_site site) {
  seq_flush();
  message = seq_complain_to_hole(message);
  seq_complain_int(number);
  seq_complain(message);
  seq_fail_at(site);
}

// The same with two numbers.
_Noreturn static void seq_fail_numbers(char const *message, seq_int first, seq_int second, seq_site site) {
  seq_flush();
  message = seq_complain_to_hole(message);
  seq_complain_int(first);
  message = seq_complain_to_hole(message);
  seq_complain_int(second);
  seq_complain(message);
  seq_fail_at(site);
}

_Noreturn static void seq_fail(char const *message, seq_site site) {
  seq_flush();
  seq_complain(message);
  seq_fail_at(site);
}

_Noreturn static void seq_out_of_memory(char const *word) {
  seq_flush();
  seq_complain("out of memory: ");
  seq_complain(word);
  seq_complain("\n");
  seq_end(SEQ_STATUS_FAILED);
}
