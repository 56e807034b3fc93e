#include "tests/bench/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "tests/bench/measure.h"
#include "tests/process.h"

namespace seq2c::test {
namespace {

double compiler_seconds(fs::path const& c) {
  Measured const call{.command = {"clang", "-std=c11", "-O2", "-ffp-contract=off", "-c", c.string(), "-o", "/dev/null"}, .errors = {}};
  auto const usage = measure(call);
  if (usage.status != 0) fmt::print(stderr, "{}: the C compiler failed\n", c.string());
  return usage.seconds;
}

void measure_compiler(std::string_view name, std::string const& text, int rounds) {
  Scratch scratch;
  auto const source = scratch.path() / "program.seq", output = scratch.path() / "program.c";
  write_file(source, text);
  std::vector<double> times;
  long memory = 0;
  for (int round = 0; round < rounds; ++round) {
    Measured const call{.command = {seq2c_program(), "emit", source.string(), "-o", output.string()}, .errors = {}};
    auto const usage = measure(call);
    if (usage.status != 0) fmt::print(stderr, "{}: seq2c failed\n", name);
    times.push_back(usage.seconds * 1000);
    memory = std::max(memory, usage.kilobytes / 1024);
  }
  auto const [least, most] = std::ranges::minmax(times);
  auto const length = std::ranges::count(text, '\n');
  // The C compiler takes minutes for the longest ones.
  auto const compiled = length > 12000 ? "" : fmt::format("{:.1f}", compiler_seconds(output));
  fmt::print("| {} | {} | {:.0f} | {:.0f}–{:.0f} | {} | {} | {} |\n", name, length, median(times), least, most, memory,
             std::ranges::count(read_file(output), '\n'), compiled);
  std::fflush(stdout);
}

}  // namespace

void measure_compiler_on(std::vector<Long> const& chosen, int rounds) {
  fmt::print("| program | lines | seq2c emit, ms | min–max | memory, MB | lines of C | clang -O2, s |\n|---|---:|---:|---:|---:|---:|---:|\n");
  measure_compiler("hello", read_file(project_root() / "examples/hello.seq"), rounds);
  for (auto const& [shape, sizes] : chosen)
    for (auto const lines : sizes) measure_compiler(shape->name, shape->program(lines), rounds);
}

}  // namespace seq2c::test
