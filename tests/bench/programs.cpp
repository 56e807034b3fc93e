#include "tests/bench/programs.h"

#include "tests/bench/inputs.h"

namespace seq2c::test {
namespace {

Benchmark const numbers[] = {
    {"fib", "38"},
    {"primes", "5000000"},
    {"sum-squares", "1000000000"},
    {"collatz", "1000000"},
    {"gcd-grid", "3000"},
    {"leibniz", "200000000"},
    {"tak", "30"},
    {"ackermann", "11"},
    {"mandelbrot", "2000"},
};

Benchmark const data[] = {
    {"strings", "5000000"},
    {"list-build", "1000000"},
    {"list-map", "1000000"},
    {"list-filter", "1000000"},
    {"list-fold", "1000000"},
    {"list-chain", "1000000"},
    {"rbtree", "4200000"},
    {"rbtree-keep", "4200000"},
    {"queens", "13"},
    {"trees", "20"},
    {"derivative", "10"},
    {"constants", "20"},
    {"sieve", "10000000"},
    {"quicksort", "1000000"},
    {"matrix", "500"},
    {"json", "10000000", json_text},
    {"words", "10000000", prose},
    {"nbody", "500000"},
    {"closures", "200000"},
};

}  // namespace

std::span<Group const> groups() {
  static Group const all[] = {{"numbers", numbers}, {"data", data}};
  return all;
}

}  // namespace seq2c::test
