#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

using Row = std::vector<double>;
using Matrix = std::vector<Row>;

static Matrix rows(std::int64_t n) {
  Matrix matrix;
  for (std::int64_t i = 0; i != n; i++) {
    Row row;
    for (std::int64_t j = 0; j != n; j++) row.push_back(static_cast<double>((i * j + 17) % 101) / 101.0);
    matrix.push_back(row);
  }
  return matrix;
}

static double dot(Row const &row, Row const &column) {
  double sum = 0;
  for (std::size_t i = 0; i != row.size(); i++) sum += row[i] * column[i];
  return sum;
}

int main(int, char **argv) {
  std::int64_t const n = std::atoll(argv[1]);
  auto const left = rows(n), &right = left;
  Matrix product;
  for (auto const &row : left) {
    Row sums;
    for (auto const &column : right) sums.push_back(dot(row, column));
    product.push_back(sums);
  }
  double total = 0;
  for (auto const &row : product) {
    double sum = 0;
    for (auto entry : row) sum += entry;
    total += sum;
  }
  std::printf("%.17g\n", total);
}
