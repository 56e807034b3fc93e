#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  (void)argc;
  int64_t sum = 0;
  for (int64_t n = atoll(argv[1]); n != 0; n--) sum = (sum ^ n * n) + n;
  printf("%" PRId64 "\n", sum);
}
