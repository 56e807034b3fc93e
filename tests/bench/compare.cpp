#include "tests/bench/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "tests/bench/measure.h"
#include "tests/process.h"

namespace seq2c::test {
namespace {

// What a program built with --stats tells at its end.
struct Statistics {
  unsigned long long allocations = 0, counts = 0, reuses = 0, copies = 0;
};

// Seq's time over that of the baseline, round by round.
struct Row {
  double baseline = 0, seq = 0, ratio = 0, least = 0, most = 0;
  long baseline_kilobytes = 0, seq_kilobytes = 0;
  Statistics statistics;
};

bool complain(std::string_view name, std::string_view what) {
  fmt::print(stderr, "{}: {}\n", name, what);
  return false;
}

// The C++ compiler that belongs to a C compiler: clang++-14 to clang-14, g++ to gcc.
std::string cpp_compiler(std::string compiler) {
  if (auto const clang = compiler.rfind("clang"); clang != std::string::npos) return compiler.insert(clang + 5, "++");
  if (auto const gcc = compiler.rfind("gcc"); gcc != std::string::npos) return compiler.replace(gcc, 3, "g++");
  return compiler;
}

bool build(std::string_view name, std::vector<std::string> const& command) {
  auto const result = run({.arguments = command, .input = "", .folder = {}, .environment = {}, .seconds = 120});
  return result.status == 0 || complain(name, result.output + result.errors);
}

// Lines that are not the same text may be numbers that differ by rounding.
bool same_line(std::string const& one, std::string const& other) {
  if (one == other) return true;
  char *end = nullptr, *other_end = nullptr;
  auto const number = std::strtod(one.c_str(), &end), other_number = std::strtod(other.c_str(), &other_end);
  return end != one.c_str() && *end == 0 && *other_end == 0 && std::abs(number - other_number) <= 1e-12 * std::abs(number);
}

bool same_output(fs::path const& one, fs::path const& other) {
  auto const text = read_file(one), other_text = read_file(other);
  return text == other_text || std::ranges::equal(lines(text), lines(other_text), same_line);
}

// One pair in a folder of its own.
class Pair {
 public:
  Pair(Benchmark const& benchmark, std::string const& compiler) : benchmark_(benchmark), compiler_(compiler) {}
  std::optional<Row> compare(int rounds);

 private:
  std::string path(std::string_view name) const { return (scratch_.path() / name).string(); }
  Measured call(std::string const& program, std::string_view output) const;
  bool build_seq(std::string const& program, std::vector<std::string> const& options) const;
  bool build_all();
  bool choose_baseline();
  std::optional<Statistics> statistics() const;

  Scratch scratch_;
  Benchmark const& benchmark_;
  std::string const& compiler_;
  std::vector<std::string> baselines_;  // where there are several, the best comes first in the end
  std::string input_ = "/dev/null";
};

Measured Pair::call(std::string const& program, std::string_view output) const {
  return {.command = {path(program), benchmark_.size}, .input = input_, .output = path(output), .errors = {}};
}

bool Pair::build_seq(std::string const& program, std::vector<std::string> const& options) const {
  auto const source = project_root() / "tests/bench/programs" / fmt::format("{}.seq", benchmark_.name);
  std::vector<std::string> command{seq2c_program(), "build", "--cc=" + compiler_, source.string(), "-o", path(program)};
  command.insert(command.end(), options.begin(), options.end());
  return build(benchmark_.name, command);
}

// A baseline that takes its memory from pool.h is built with malloc and with the pool.
bool Pair::build_all() {
  auto const stem = (project_root() / "tests/bench/programs" / benchmark_.name).string();
  bool const cpp = fs::exists(stem + ".cpp");
  auto const source = stem + (cpp ? ".cpp" : ".c");
  auto const command = [&](std::string const& program) {
    return cpp ? std::vector<std::string>{cpp_compiler(compiler_), "-std=c++20", "-O2", source, "-o", path(program)}
               : std::vector<std::string>{compiler_, "-O2", source, "-o", path(program), "-lm"};
  };
  if (!build(benchmark_.name, command("malloc"))) return false;
  baselines_ = {"malloc"};
  if (read_file(source).find("\"pool.h\"") != std::string::npos) {
    auto with_pool = command("pool");
    with_pool.push_back("-DPOOL");
    if (!build(benchmark_.name, with_pool)) return false;
    baselines_.push_back("pool");
  }
  return build_seq("seq", {}) && build_seq("stats", {"--stats"});
}

// Runs all once, compares what they print, and leaves the quicker baseline.
bool Pair::choose_baseline() {
  if (measure(call("seq", "seq.out")).status != 0) return complain(benchmark_.name, "the Seq program failed");
  double best = 0;
  std::string chosen;
  for (auto const& baseline : baselines_) {
    auto const usage = measure(call(baseline, "baseline.out"));
    if (usage.status != 0) return complain(benchmark_.name, "the baseline failed");
    if (!same_output(path("seq.out"), path("baseline.out"))) return complain(benchmark_.name, "Seq and the baseline print different things");
    if (chosen.empty() || usage.seconds < best) best = usage.seconds, chosen = baseline;
  }
  baselines_ = {chosen};
  return true;
}

std::optional<Statistics> Pair::statistics() const {
  auto call = this->call("stats", "stats.out");
  call.errors = path("stats.txt");
  if (measure(call).status != 0) return std::nullopt;
  Statistics found;
  unsigned long long bytes = 0;
  auto const said = read_file(path("stats.txt"));
  int const read = std::sscanf(said.c_str(), "seq: %llu allocations, %llu bytes at most, %llu counts, %llu reuses, %llu copies",
                               &found.allocations, &bytes, &found.counts, &found.reuses, &found.copies);
  return read == 5 ? std::optional(found) : std::nullopt;
}

std::optional<Row> Pair::compare(int rounds) {
  if (benchmark_.input) {
    input_ = path("input");
    write_file(input_, benchmark_.input(std::strtoul(benchmark_.size.c_str(), nullptr, 10)));
  }
  if (!build_all() || !choose_baseline()) return std::nullopt;
  auto const told = statistics();
  if (!told) return complain(benchmark_.name, "no statistics"), std::nullopt;
  std::vector<double> baseline_times, seq_times, ratios;
  Row row{.statistics = *told};
  for (int round = 0; round < rounds; ++round) {
    auto const baseline = measure(call(baselines_[0], "baseline.out")), seq = measure(call("seq", "seq.out"));
    baseline_times.push_back(baseline.seconds);
    seq_times.push_back(seq.seconds);
    ratios.push_back(seq.seconds / std::max(baseline.seconds, 1e-4));
    row.baseline_kilobytes = std::max(row.baseline_kilobytes, baseline.kilobytes);
    row.seq_kilobytes = std::max(row.seq_kilobytes, seq.kilobytes);
  }
  auto const [least, most] = std::ranges::minmax(ratios);
  row.baseline = median(baseline_times), row.seq = median(seq_times), row.ratio = median(ratios), row.least = least, row.most = most;
  return row;
}

// Large numbers in three digits.
std::string in_short(unsigned long long number) {
  if (number < 10000) return fmt::format("{}", number);
  auto const value = static_cast<double>(number);
  if (value < 999.5e3) return fmt::format("{:.3g} k", value / 1e3);
  return value < 999.5e6 ? fmt::format("{:.3g} M", value / 1e6) : fmt::format("{:.3g} G", value / 1e9);
}

void print_row(Benchmark const& benchmark, Row const& row) {
  auto const megabytes = [](long kilobytes) { return static_cast<double>(kilobytes) / 1024; };
  auto const& counted = row.statistics;
  fmt::print("| {} | {} | {:.0f} | {:.0f} | {:.2f} | {:.2f}–{:.2f} | {:.0f} | {:.0f} | {} | {} | {} | {} |\n", benchmark.name, benchmark.size,
             row.baseline * 1000, row.seq * 1000, row.ratio, row.least, row.most, megabytes(row.baseline_kilobytes),
             megabytes(row.seq_kilobytes), in_short(counted.allocations), in_short(counted.counts), in_short(counted.reuses),
             in_short(counted.copies));
  std::fflush(stdout);
}

}  // namespace

bool compare_all(std::string_view title, std::vector<Benchmark> const& chosen, std::string const& compiler, int rounds) {
  fmt::print("| {} | size | C, ms | Seq, ms | ratio | min–max | C, MB | Seq, MB | allocations | counts | reuses | copies |\n", title);
  fmt::print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
  double logarithms = 0;
  std::size_t rows = 0;
  for (auto const& benchmark : chosen) {
    auto const row = Pair(benchmark, compiler).compare(rounds);
    if (!row) continue;
    print_row(benchmark, *row);
    logarithms += std::log(row->ratio);
    rows++;
  }
  if (rows > 0) fmt::print("| geometric mean | | | | {:.2f} | | | | | | | |\n\n", std::exp(logarithms / static_cast<double>(rows)));
  return rows == chosen.size();
}

}  // namespace seq2c::test
