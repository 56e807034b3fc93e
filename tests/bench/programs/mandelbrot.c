#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool stays(double c_real, double c_imaginary) {
  double real = 0, imaginary = 0;
  for (int64_t rounds = 50; rounds != 0; rounds--) {
    double real_square = real * real, imaginary_square = imaginary * imaginary;
    if (real_square + imaginary_square > 4) return false;
    imaginary = real * imaginary * 2 + c_imaginary;
    real = real_square - imaginary_square + c_real;
  }
  return true;
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t size = atoll(argv[1]), found = 0;
  for (int64_t point = size * size - 1; point >= 0; point--)
    found += stays(-2.0 + (double)(point % size) * 2.5 / (double)size, -1.25 + (double)(point / size) * 2.5 / (double)size);
  printf("%" PRId64 "\n", found);
}
