// Seq against C: `seq2c-bench [--rounds=N] [--cc=COMPILER] [NAME[=SIZE]…]` builds each pair of programs/ at -O2, runs the two
// in turn, and prints a table in Markdown. `seq2c-bench --compile` measures the compiler itself. Never part of the tests.
#include <fmt/format.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/shapes.h"
#include "tests/process.h"

namespace seq2c::test {
namespace {

struct Benchmark {
  std::string name;
  std::string size;
};

std::vector<Benchmark> benchmarks() {
  return {{"fib", "38"},          {"primes", "5000000"}, {"sum-squares", "1000000000"}, {"collatz", "1000000"},
          {"gcd-grid", "3000"},   {"leibniz", "200000000"}, {"tak", "30"},              {"ackermann", "11"},
          {"mandelbrot", "2000"}, {"strings", "5000000"}};
}

struct Usage {
  double seconds = 0;  // of the processor, user and system
  long kilobytes = 0;  // most memory
};

// Runs a program with its output thrown away.
Usage measure(std::vector<std::string> const& command) {
  std::fflush(stdout);
  auto const child = fork();
  if (child == 0) {
    dup2(open("/dev/null", O_WRONLY), 1);
    std::vector<char*> arguments;
    for (auto const& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  if (status != 0) fmt::print(stderr, "{} ended with status {}\n", command[0], status);
  auto const seconds = [](timeval time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  return {seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss};
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  auto const middle = values.size() / 2;
  return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void must_succeed(Result const& result, std::string const& what) {
  if (result.status == 0) return;
  fmt::print(stderr, "{} failed:\n{}{}", what, result.output, result.errors);
  std::exit(1);
}

std::string first_line_of(std::vector<std::string> const& command) {
  auto const text = run({.arguments = command, .input = "", .folder = {}, .environment = {}, .seconds = 10}).output;
  return text.substr(0, text.find('\n'));
}

// The ratio of one pair: Seq's time over C's, round by round.
struct Row {
  double c = 0, seq = 0, ratio = 0, least = 0, most = 0;
};

Row compare(Benchmark const& benchmark, std::string const& compiler, int rounds) {
  Scratch scratch;
  auto const programs = project_root() / "tests/bench/programs";
  auto const c = (scratch.path() / "c").string(), seq = (scratch.path() / "seq").string();
  must_succeed(run({.arguments = {compiler, "-O2", (programs / (benchmark.name + ".c")).string(), "-o", c, "-lm"},
                    .input = "", .folder = {}, .environment = {}, .seconds = 60}), "the C compiler");
  must_succeed(run({.arguments = {seq2c_program(), "build", "--cc=" + compiler, (programs / (benchmark.name + ".seq")).string(), "-o", seq},
                    .input = "", .folder = {}, .environment = {}, .seconds = 60}), "seq2c");
  Command const ask{.arguments = {seq, benchmark.size}, .input = "", .folder = {}, .environment = {}, .seconds = 600};
  auto ask_c = ask;
  ask_c.arguments[0] = c;
  auto const seq_says = run(ask).output, c_says = run(ask_c).output;
  auto const seq_number = std::strtod(seq_says.c_str(), nullptr), c_number = std::strtod(c_says.c_str(), nullptr);
  if (std::abs(seq_number - c_number) > 1e-12 * std::abs(c_number))
    fmt::print(stderr, "{}: Seq prints {}C prints {}", benchmark.name, seq_says, c_says);

  std::vector<double> c_times, seq_times, ratios;
  for (int round = 0; round < rounds; ++round) {
    c_times.push_back(measure({c, benchmark.size}).seconds);
    seq_times.push_back(measure({seq, benchmark.size}).seconds);
    ratios.push_back(seq_times.back() / std::max(c_times.back(), 1e-4));
  }
  auto const [least, most] = std::ranges::minmax(ratios);
  return {median(c_times), median(seq_times), median(ratios), least, most};
}

void compare_all(std::vector<Benchmark> const& chosen, std::string const& compiler, int rounds) {
  fmt::print("{}, -O2, {} rounds in turn, processor time\n\n", first_line_of({compiler, "--version"}), rounds);
  fmt::print("| program | size | C, ms | Seq, ms | ratio | min–max |\n|---|---:|---:|---:|---:|---:|\n");
  double logarithms = 0;
  for (auto const& benchmark : chosen) {
    auto const row = compare(benchmark, compiler, rounds);
    fmt::print("| {} | {} | {:.0f} | {:.0f} | {:.2f} | {:.2f}–{:.2f} |\n", benchmark.name, benchmark.size, row.c * 1000, row.seq * 1000,
               row.ratio, row.least, row.most);
    std::fflush(stdout);
    logarithms += std::log(row.ratio);
  }
  fmt::print("| geometric mean | | | | {:.2f} | |\n", std::exp(logarithms / static_cast<double>(chosen.size())));
}

// How long seq2c itself takes (without the C compiler) for a program.
void measure_compiler(std::string_view name, std::string const& text, int rounds) {
  Scratch scratch;
  auto const source = scratch.path() / "program.seq", output = scratch.path() / "program.c";
  write_file(source, text);
  std::vector<double> times;
  long memory = 0;
  for (int round = 0; round < rounds; ++round) {
    auto const usage = measure({seq2c_program(), "emit", source.string(), "-o", output.string()});
    times.push_back(usage.seconds * 1000);
    memory = std::max(memory, usage.kilobytes / 1024);
  }
  auto const [least, most] = std::ranges::minmax(times);
  fmt::print("| {} | {} | {:.0f} | {:.0f}–{:.0f} | {} |\n", name, std::ranges::count(text, '\n'), median(times), least, most, memory);
  std::fflush(stdout);
}

std::vector<std::size_t> const usual_lines{1000, 10000, 100000};

struct Long {
  Shape const* shape;
  std::vector<std::size_t> lines;
};

void measure_compiler_on(std::vector<Long> const& chosen, int rounds) {
  fmt::print("| program | lines | seq2c emit, ms | min–max | memory, MB |\n|---|---:|---:|---:|---:|\n");
  measure_compiler("hello", read_file(project_root() / "examples/hello.seq"), rounds);
  for (auto const& [shape, sizes] : chosen)
    for (auto const lines : sizes) measure_compiler(shape->name, shape->program(lines), rounds);
}

int usage(std::vector<Benchmark> const& all) {
  fmt::print(stderr, "usage: seq2c-bench [--rounds=N] [--cc=COMPILER] [NAME[=SIZE]...]; names:");
  for (auto const& known : all) fmt::print(stderr, " {}", known.name);
  fmt::print(stderr, "\n       seq2c-bench --compile [--rounds=N] [SHAPE[=LINES]...]; shapes:\n");
  for (auto const& shape : program_shapes()) fmt::print(stderr, "         {:<10} {}\n", shape.name, shape.what);
  return 2;
}

int bench(std::vector<std::string> const& arguments) {
  int rounds = 7;
  bool const compile = std::ranges::find(arguments, "--compile") != arguments.end();
  std::string compiler = "clang";
  std::vector<Benchmark> chosen;
  std::vector<Long> chosen_shapes;
  auto const all = benchmarks();
  auto const shapes = program_shapes();
  for (auto const& argument : arguments) {
    auto const equals = argument.find('=');
    auto const name = argument.substr(0, equals), value = equals == std::string::npos ? "" : argument.substr(equals + 1);
    auto const found = std::ranges::find(all, name, &Benchmark::name);
    auto const shape = std::ranges::find(shapes, name, &Shape::name);
    if (name == "--rounds") rounds = std::max(1, std::atoi(value.c_str()));
    else if (name == "--cc") compiler = value;
    else if (name == "--compile") continue;
    else if (compile && shape != shapes.end())
      chosen_shapes.push_back({&*shape, value.empty() ? usual_lines : std::vector{std::strtoul(value.c_str(), nullptr, 10)}});
    else if (!compile && found != all.end()) chosen.push_back({name, value.empty() ? found->size : value});
    else return usage(all);
  }
  if (!compile) return compare_all(chosen.empty() ? all : chosen, compiler, rounds), 0;
  if (chosen_shapes.empty())
    for (auto const& shape : shapes) chosen_shapes.push_back({&shape, usual_lines});
  return measure_compiler_on(chosen_shapes, rounds), 0;
}

}  // namespace
}  // namespace seq2c::test

int main(int argc, char** argv) { return seq2c::test::bench({argv + 1, argv + argc}); }
