// Texts and numbers to standard error.
#pragma once
#include "runtime/value.h"

// Writes a text to standard error.
static void seq_complain(char const *text) {
  size_t length = 0;
  while (text[length]) length++;
  seq_platform_write(2, text, length);
}

static void seq_complain_number(uint64_t number) {
  char digits[21] = {0};
  int at = 20;
  do digits[--at] = (char)('0' + number % 10); while ((number /= 10) > 0);
  seq_complain(digits + at);
}
