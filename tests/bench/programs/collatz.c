#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t steps(int64_t n) {
  int64_t count = 0;
  for (; n != 1; count++) n = n & 1 ? 3 * n + 1 : n >> 1;
  return count;
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t limit = atoll(argv[1]), most = 0;
  for (int64_t n = 1; n <= limit; n++) {
    int64_t count = steps(n);
    if (count > most) most = count;
  }
  printf("%" PRId64 "\n", most);
}
