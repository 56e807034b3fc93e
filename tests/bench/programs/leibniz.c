#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  (void)argc;
  int64_t terms = atoll(argv[1]);
  double sum = 0, sign = 1;
  for (int64_t k = 0; k != terms; k++) {
    sum = sign / (double)(2 * k + 1) + sum;
    sign = 0.0 - sign;
  }
  printf("%.16g\n", 4 * sum);
}
