#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
  char *bytes;
  size_t length, capacity;
};

static void append(struct text *text, char const *piece, size_t length) {
  if (text->length + length > text->capacity) {
    text->capacity = 2 * (text->length + length);
    text->bytes = realloc(text->bytes, text->capacity);
    if (!text->bytes) abort();
  }
  memcpy(text->bytes + text->length, piece, length);
  text->length += length;
}

int main(int argc, char **argv) {
  (void)argc;
  long limit = atol(argv[1]);
  struct text text = {0};
  for (long i = 0; i != limit; i++) {
    char digits[24];
    append(&text, digits, (size_t)snprintf(digits, sizeof digits, "%ld", i));
    append(&text, ",", 1);
  }
  printf("%zu\n", text.length);
  free(text.bytes);
}
