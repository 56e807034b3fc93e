#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t gcd(int64_t a, int64_t b) {
  while (b != 0) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t limit = atoll(argv[1]), sum = 0;
  for (int64_t a = limit; a != 0; a--)
    for (int64_t b = limit; b != 0; b--) sum += gcd(a, b);
  printf("%" PRId64 "\n", sum);
}
