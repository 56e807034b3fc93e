#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t ackermann(int64_t m, int64_t n) {
  if (m == 0) return n + 1;
  if (n == 0) return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}

int main(int argc, char **argv) {
  (void)argc;
  printf("%" PRId64 "\n", ackermann(3, atoll(argv[1])));
}
