// A C program that calls words of Seq: see words.seq for how to make words.c and words.h.
#include <inttypes.h>
#include <stdio.h>

#include "words.h"

int main(void) {
  printf("average(3, 4.5) = %g\n", average(3, 4.5));
  printf("steps(27) = %" PRId64 "\n", steps(27));
  seq_string text = greeting(7);
  printf("%.*s\n", (int)seq_string_size(text), seq_string_bytes(text));
  seq_string_drop(text);
}
