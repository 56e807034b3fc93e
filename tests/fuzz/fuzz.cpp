// Runs random programs by the evaluator and compiled in all ways, and compares what they print, how they end and what error
// they tell: `seq2c-fuzz [--seed=N] [--count=N] [--batch=N] [--keep=FOLDER] [--optimise-every=N] [--ways=N] [--state=FILE]`. What
// differs is shrunk and written to FOLDER (here) as fuzz-SEED.seq. For long runs: the C compiler optimises every Nth batch
// only, each batch is compiled in N of the ways in turn, and FILE tells after each batch how far the run has come, from where the
// next run with it goes on.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <random>
#include <sstream>

#include "tests/fuzz/generate.h"
#include "tests/fuzz/shrink.h"
#include "tests/passes.h"
#include "tests/process.h"

namespace seq2c::fuzz {
namespace {

using test::Result;
using Options = std::vector<std::string>;

constexpr int first_input = 3;  // what `opaque` gives in the first and in the second run of each program
constexpr int second_input = -7;

constexpr std::size_t most_failures = 10;

struct Settings {
  std::uint64_t seed = 1;
  std::size_t count = 2000, batch = 50, optimise_every = 1, ways = 0;
  test::fs::path keep = ".", state;
};

struct Part {
  std::uint64_t seed;
  std::string prefix, text;
};

Result run(std::vector<std::string> arguments, int seconds = 20) {
  return test::run({.arguments = std::move(arguments), .input = "line\n", .folder = {}, .environment = {}, .seconds = seconds});
}

// By `seq2c build` at -O2, if the C compiler is to optimise. Elsewhere it does not: it is seq2c that is tested, and this is
// much faster.
Result compile(test::fs::path const& source, test::fs::path const& program, Options const& options, bool optimised) {
  bool const whole = optimised && options == Options{"-O2"};
  auto const output = program.string() + (whole ? "" : ".c");
  std::vector<std::string> arguments{test::seq2c_program(), whole ? "build" : "emit", source.string(), "-o", output};
  arguments.insert(arguments.end(), options.begin(), options.end());
  auto const made = run(arguments, 300);
  if (whole || made.status != 0) return made;
  return run({SEQ2C_C_COMPILER, "-std=c11", "-w", "-O0", "-ffp-contract=off", output, "-o", program.string(), "-lm"}, 300);
}

Result evaluate(test::fs::path const& source, std::size_t part, int input) {
  return run({test::seq2c_program(), "run", "--evaluate", source.string(), std::to_string(part), std::to_string(input)}, 10);
}

// The message of a run-time error, without its place.
std::string first_line(std::string const& text) { return text.substr(0, text.find('\n')); }

// Empty if the two agree.
std::string difference(Result const& expected, Result const& got) {
  if (got.timed_out) return "does not end";
  if (expected.status != got.status)
    return fmt::format("status {} instead of {}: {}", got.status, expected.status, first_line(got.errors));
  if (expected.output != got.output) return fmt::format("prints\n{}instead of\n{}", got.output, expected.output);
  if (first_line(expected.errors) != first_line(got.errors))
    return fmt::format("tells «{}» instead of «{}»", first_line(got.errors), first_line(expected.errors));
  return "";
}

// All levels, one of them with its memory checked, and two sets of passes left out.
std::vector<Options> ways(std::uint64_t seed) {
  std::vector<Options> result{{"-O0"}, {"-O1"}, {"-O2"}, {"-O3"}};
  std::mt19937_64 random(seed);
  result.push_back({fmt::format("-O{}", random() % 4), "--check"});
  auto const passes = test::optional_passes();
  for (int set = 0; set < 2 && !passes.empty(); ++set) {
    Options without{"-O2"};
    for (auto const& pass : passes)
      if (random() % 3 == 0) without.push_back("--without=" + pass);
    if (without.size() > 1) result.push_back(without);
  }
  return result;
}

class Fuzzer {
 public:
  explicit Fuzzer(Settings settings) : settings_(std::move(settings)) {}

  int run_all() {
    read_state();
    for (auto done = done_; done < settings_.count && failed_ < most_failures; done += settings_.batch) {
      std::vector<Part> parts;
      for (std::size_t index = done; index < std::min(done + settings_.batch, settings_.count); ++index) {
        auto const seed = settings_.seed + index;
        auto const prefix = fmt::format("p{}-", index - done);
        parts.push_back({seed, prefix, generate(seed, prefix)});
      }
      auto const number = done / settings_.batch;
      optimised_ = number % settings_.optimise_every == 0;
      run_batch(parts, some_ways(number));
      done_ = std::min(done + settings_.batch, settings_.count);
      write_state();
    }
    fmt::print("{} programs, {} refused by the checker, {} too slow, {} fail\n", done_, refused_, slow_, failed_);
    return failed_ > 0 || refused_ * 20 > settings_.count ? 1 : 0;
  }

 private:
  void read_state() {
    if (settings_.state.empty() || !test::fs::exists(settings_.state)) return;
    std::istringstream(test::read_file(settings_.state)) >> settings_.seed >> done_ >> refused_ >> slow_ >> failed_;
  }

  void write_state() const {
    if (settings_.state.empty()) return;
    test::write_file(settings_.state, fmt::format("{} {} {} {} {}\n", settings_.seed, done_, refused_, slow_, failed_));
  }

  // The program with one part only, which sees the same stack below it as in the whole, and is sooner evaluated.
  static std::string alone(std::vector<Part> parts, std::size_t index) {
    for (std::size_t other = 0; other < parts.size(); ++other)
      if (other != index) parts[other] = {};
    return whole(parts);
  }

  static std::string whole(std::vector<Part> const& parts) {
    std::vector<std::string> texts, prefixes;
    for (auto const& part : parts) texts.push_back(part.text), prefixes.push_back(part.prefix);
    return combine(texts, prefixes);
  }

  // Leaves out the parts that do not pass the checker alone.
  void drop_refused(std::vector<Part>& parts) {
    std::erase_if(parts, [&](Part const& part) {
      auto const source = scratch_.path() / "one.seq";
      test::write_file(source, whole({part}));
      auto const checked = run({test::seq2c_program(), "check", "--message-format=short", source.string()});
      if (checked.status == 0) return false;
      if (checked.status == 1) {
        ++refused_;
        fmt::print("seed {} is refused: {}\n", part.seed, first_line(checked.errors));
      } else {
        report({part}, 0, {}, fmt::format("check ends with status {}: {}", checked.status, checked.errors));
      }
      return true;
    });
  }

  // All of them, or so many as are wanted, the next ones for each batch.
  std::vector<Options> some_ways(std::size_t batch) const {
    auto all = ways(settings_.seed + batch * settings_.batch);
    if (settings_.ways == 0 || settings_.ways >= all.size()) return all;
    std::rotate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(batch * settings_.ways % all.size()), all.end());
    all.resize(settings_.ways);
    return all;
  }

  void run_batch(std::vector<Part> parts, std::vector<Options> const& ways_to_go) {
    auto const source = scratch_.path() / "batch.seq", program = scratch_.path() / "batch";
    drop_refused(parts);
    test::write_file(source, whole(parts));
    std::vector<std::vector<Result>> expected(parts.size());
    for (std::size_t part = 0; part < parts.size(); ++part) {
      auto const one = scratch_.path() / "one.seq";
      test::write_file(one, alone(parts, part));
      for (int const input : {first_input, second_input}) expected[part].push_back(evaluate(one, part, input));
    }
    slow_ += static_cast<std::size_t>(
        std::ranges::count_if(expected, [](auto const& results) { return results[0].timed_out || results[1].timed_out; }));
    std::vector<bool> reported(parts.size());
    for (auto const& options : ways_to_go) {
      auto const built = compile(source, program, options, optimised_);
      if (built.status != 0) {
        blame_for_build(parts, options);
        continue;
      }
      for (std::size_t part = 0; part < parts.size(); ++part) {
        for (std::size_t which = 0; which < 2 && !reported[part]; ++which) {
          if (expected[part][which].timed_out) continue;
          auto const got = run({program.string(), std::to_string(part), std::to_string(which == 0 ? first_input : second_input)});
          auto const why = difference(expected[part][which], got);
          if (why.empty()) continue;
          reported[part] = true;
          report(parts, part, options, why);
        }
      }
    }
  }

  // A batch that does not build: which part is it?
  void blame_for_build(std::vector<Part> const& parts, Options const& options) {
    bool found = false;
    for (auto const& part : parts) {
      auto const source = scratch_.path() / "one.seq";
      test::write_file(source, whole({part}));
      auto const built = compile(source, scratch_.path() / "one", options, optimised_);
      if (built.status == 0) continue;
      found = true;
      report({part}, 0, options, fmt::format("does not build: status {}\n{}", built.status, built.errors));
    }
    if (!found && !parts.empty()) report(parts, 0, options, "the batch that begins here does not build, its parts do");
  }

  // How the part of the program fails this way, empty if it does not.
  std::string failure(std::string const& text, std::size_t part, Options const& options) {
    auto const source = scratch_.path() / "small.seq", program = scratch_.path() / "small";
    test::write_file(source, text);
    if (text.find(": main ") == std::string::npos) return "";  // `check` takes it, but nobody can build it
    if (run({test::seq2c_program(), "check", source.string()}).status != 0) return "";
    auto const built = compile(source, program, options, optimised_);
    if (built.status != 0) return "does not build";
    for (int const input : {first_input, second_input}) {
      auto const expected = evaluate(source, part, input);
      if (expected.timed_out) continue;
      if (auto const why = difference(expected, run({program.string(), std::to_string(part), std::to_string(input)})); !why.empty())
        return first_line(why).substr(0, 20);
    }
    return "";
  }

  // Shrinks what fails: the part alone if it still does, else the whole batch.
  void report(std::vector<Part> const& parts, std::size_t part, Options const& options, std::string const& why) {
    if (++failed_ > most_failures) return;
    fmt::print("seed {} with {}: {}\n", parts[part].seed, fmt::join(options, " "), why);
    std::fflush(stdout);
    auto text = whole({parts[part]});
    auto kind = failure(text, 0, options);
    auto number = std::size_t{0};
    if (kind.empty()) {
      text = whole(parts);
      number = part;
      kind = failure(text, number, options);
    }
    if (!kind.empty()) text = shrink(text, [&](std::string const& smaller) { return failure(smaller, number, options) == kind; });
    auto const file = settings_.keep / fmt::format("fuzz-{}.seq", parts[part].seed);
    test::write_file(file, text);
    fmt::print("{}\nis in {}, part {}\n", text, file.string(), number);
    std::fflush(stdout);
  }

  Settings settings_;
  test::Scratch scratch_;
  std::size_t done_ = 0, refused_ = 0, slow_ = 0, failed_ = 0;
  bool optimised_ = true;  // by the C compiler: the batch at hand
};

}  // namespace
}  // namespace seq2c::fuzz

int main(int argc, char** argv) {
  seq2c::fuzz::Settings settings;
  for (int index = 1; index < argc; ++index) {
    std::string const argument = argv[index];
    auto const equals = argument.find('=');
    auto const name = argument.substr(0, equals), value = equals == std::string::npos ? "" : argument.substr(equals + 1);
    if (name == "--seed") settings.seed = std::strtoull(value.c_str(), nullptr, 10);
    else if (name == "--count") settings.count = std::strtoull(value.c_str(), nullptr, 10);
    else if (name == "--batch") settings.batch = std::max(1ull, std::strtoull(value.c_str(), nullptr, 10));
    else if (name == "--optimise-every") settings.optimise_every = std::max(1ull, std::strtoull(value.c_str(), nullptr, 10));
    else if (name == "--ways") settings.ways = std::strtoull(value.c_str(), nullptr, 10);
    else if (name == "--keep") settings.keep = value;
    else if (name == "--state") settings.state = value;
    else {
      fmt::print(stderr, "usage: seq2c-fuzz [--seed=N] [--count=N] [--batch=N] [--keep=FOLDER] [--optimise-every=N] [--ways=N] [--state=FILE]\n");
      return 2;
    }
  }
  return seq2c::fuzz::Fuzzer(settings).run_all();
}
