// Seq against C and C++: `seq2c-bench [--rounds=N] [--cc=COMPILER] [NAME[=SIZE]…]`, where a name may be that of a group.
// `seq2c-bench --compile` measures the compiler itself. Never part of the tests.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/compare.h"
#include "tests/bench/compile.h"
#include "tests/bench/programs.h"
#include "tests/process.h"

namespace seq2c::test {
namespace {

struct Options {
  int rounds = 7;
  std::string compiler = "clang";
  bool compile = false;
  std::vector<std::vector<Benchmark>> chosen = std::vector<std::vector<Benchmark>>(groups().size());  // of each group
  std::vector<Long> shapes;
};

int usage() {
  fmt::print(stderr, "usage: seq2c-bench [--rounds=N] [--cc=COMPILER] [NAME[=SIZE]...]; groups and names:");
  for (auto const& group : groups()) {
    fmt::print(stderr, "\n         {}:", group.name);
    for (auto const& known : group.benchmarks) fmt::print(stderr, " {}", known.name);
  }
  fmt::print(stderr, "\n       seq2c-bench --compile [--rounds=N] [SHAPE[=LINES]...]; shapes:\n");
  for (auto const& shape : program_shapes()) fmt::print(stderr, "         {:<10} {}\n", shape.name, shape.what);
  return 2;
}

bool choose_benchmark(std::string_view name, std::string const& size, std::vector<std::vector<Benchmark>>& chosen) {
  bool found = false;
  for (std::size_t i = 0; i < groups().size(); ++i)
    for (auto benchmark : groups()[i].benchmarks) {
      if (benchmark.name != name && groups()[i].name != name) continue;
      if (!size.empty()) benchmark.size = size;
      chosen[i].push_back(benchmark);
      found = true;
    }
  return found;
}

bool choose_shape(std::string_view name, std::string const& lines, std::vector<Long>& chosen) {
  auto const shape = std::ranges::find(program_shapes(), name, &Shape::name);
  if (shape == program_shapes().end()) return false;
  chosen.push_back({&*shape, lines.empty() ? std::vector<std::size_t>{1000, 10000, 100000} : std::vector<std::size_t>{std::strtoul(lines.c_str(), nullptr, 10)}});
  return true;
}

bool read(std::string const& argument, Options& options) {
  auto const equals = argument.find('=');
  auto const name = argument.substr(0, equals), value = equals == std::string::npos ? "" : argument.substr(equals + 1);
  if (name == "--compile") return true;
  if (name == "--rounds") return options.rounds = std::max(1, std::atoi(value.c_str())), true;
  if (name == "--cc") return options.compiler = value, true;
  return options.compile ? choose_shape(name, value, options.shapes) : choose_benchmark(name, value, options.chosen);
}

std::string version_of(std::string const& compiler) {
  auto const text = run({.arguments = {compiler, "--version"}, .input = "", .folder = {}, .environment = {}, .seconds = 10}).output;
  return text.substr(0, text.find('\n'));
}

bool compare(Options& options) {
  if (std::ranges::all_of(options.chosen, &std::vector<Benchmark>::empty))
    for (auto const& group : groups()) choose_benchmark(group.name, "", options.chosen);
  fmt::print("{}, -O2, {} rounds in turn, processor time\n\n", version_of(options.compiler), options.rounds);
  bool good = true;
  for (std::size_t i = 0; i < groups().size(); ++i)
    if (!options.chosen[i].empty()) good &= compare_all(groups()[i].name, options.chosen[i], options.compiler, options.rounds);
  return good;
}

int bench(std::vector<std::string> const& arguments) {
  Options options;
  options.compile = std::ranges::find(arguments, "--compile") != arguments.end();
  for (auto const& argument : arguments)
    if (!read(argument, options)) return usage();
  if (!options.compile) return compare(options) ? 0 : 1;
  if (options.shapes.empty())
    for (auto const& shape : program_shapes()) choose_shape(shape.name, "", options.shapes);
  return measure_compiler_on(options.shapes, options.rounds), 0;
}

}  // namespace
}  // namespace seq2c::test

int main(int argc, char** argv) { return seq2c::test::bench({argv + 1, argv + argc}); }
