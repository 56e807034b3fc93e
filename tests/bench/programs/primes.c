#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_prime(int64_t n) {
  for (int64_t divisor = 2; divisor * divisor <= n; divisor++)
    if (n % divisor == 0) return false;
  return true;
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t limit = atoll(argv[1]), count = 0;
  for (int64_t n = 2; n <= limit; n++) count += is_prime(n);
  printf("%" PRId64 "\n", count);
}
