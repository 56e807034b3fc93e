#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t tak(int64_t x, int64_t y, int64_t z) {
  return y >= x ? z : tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  printf("%" PRId64 "\n", tak(n, n * 2 / 3, n / 3));
}
