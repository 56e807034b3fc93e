// What a golden case's sections show: the program under test is asked for it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "tests/chain.h"
#include "tests/golden.h"
#include "tests/print_front_end.h"
#include "tests/side_files.h"

namespace seq2c::test {
namespace {

Result seq2c(GoldenCase const& test, std::vector<std::string> arguments, Section const& section) {
  arguments.insert(arguments.begin(), seq2c_program());
  arguments.insert(arguments.end(), section.options.begin(), section.options.end());
  arguments.push_back(test.path.filename().string());
  return run({.arguments = arguments, .input = "", .folder = test.path.parent_path(), .environment = {}, .seconds = 60});
}

// `#fail`: what `check` says; `#fail human`: with source lines; `#fail program`: what a program's compilation says.
Shown show_fail(GoldenCase const& test, Section const& section) {
  auto const is_program = section.argument == "program";
  auto const format = section.argument.empty() || is_program ? "short" : section.argument;
  Scratch scratch;
  std::vector<std::string> arguments{"check"};
  if (is_program) arguments = {"emit", "-o", (scratch.path() / "out.c").string()};
  arguments.insert(arguments.end(), {"--color=never", "--message-format=" + format});
  auto const result = seq2c(test, arguments, section);
  if (result.status != 1) return {lines(result.errors), fmt::format("is rejected with status {}, want 1", result.status)};
  return {lines(result.errors), ""};
}

Shown show_core(GoldenCase const& test, Section const& section) {
  Scratch scratch;
  auto const result = seq2c(test, {"emit", "-o", (scratch.path() / "out.c").string(), "--dump-after=" + section.argument}, section);
  if (result.status != 0) return {{}, result.errors};
  return {lines(result.output + result.errors), ""};
}

// The program's own part: the words, from their comment lines to main.
Shown show_c(GoldenCase const& test, Section const& section) {
  auto const result = seq2c(test, {"emit"}, section);
  if (result.status != 0) return {{}, result.errors};
  return {words_of_program(lines(result.output)), ""};
}

std::string problem_of(Section const& section, Result const& ran) {
  if (ran.timed_out) return "does not end";
  if (ran.status != section.exit) return fmt::format("exit status {}, want {}: {}", ran.status, section.exit, ran.errors);
  for (auto const& fragment : section.errors)
    if (ran.errors.find(fragment) == std::string::npos)
      return fmt::format("standard error lacks «{}»: {}", fragment, ran.errors);
  return "";
}

Shown run_one_way(GoldenCase const& test, Section const& section, Way const& way) {
  Scratch scratch;
  std::vector<std::string> command{(scratch.path() / "program").string()};
  if (way.evaluate) {
    command = {seq2c_program(), "run", "--evaluate"};
    command.insert(command.end(), section.options.begin(), section.options.end());
    command.push_back(test.path.filename().string());
  } else {
    auto arguments = way.options;
    arguments.insert(arguments.begin(), {"build", "-o", command[0]});
    auto const built = seq2c(test, arguments, section);
    if (built.status != 0) return {{}, "does not build: " + built.errors};
  }
  command.insert(command.end(), section.arguments.begin(), section.arguments.end());
  auto const ran = run({.arguments = command, .input = section.input, .folder = test.path.parent_path(), .environment = {}, .seconds = 60});
  return {lines(ran.output), problem_of(section, ran)};
}

// Compiled with memory that counts its objects and traps uses of freed ones.
Shown run_checked(GoldenCase const& test, Section const& section, int level) {
  Scratch scratch;
  ChainOptions options;
  options.level = level;
  options.emit.check = true;
  auto const chained = c_of(test.path, options);
  if (!chained.problem.empty()) return {{}, chained.problem};
  auto const c = scratch.path() / "checked.c", program = scratch.path() / "checked";
  write_file(c, chained.c);
  auto const built = run({.arguments = {SEQ2C_C_COMPILER, "-std=c11", "-O1", c.string(), "-o", program.string(), "-lm"},
                          .input = "", .folder = {}, .environment = {}, .seconds = 60});
  if (built.status != 0) return {{}, "the C compiler: " + built.errors};
  std::vector<std::string> command{program.string()};
  command.insert(command.end(), section.arguments.begin(), section.arguments.end());
  auto const ran = run({.arguments = command, .input = section.input, .folder = test.path.parent_path(), .environment = {}, .seconds = 60});
  return {lines(ran.output), problem_of(section, ran)};
}

// All ways must show the same; the first is what is shown.
Shown show_run(GoldenCase const& test, Section const& section) {
  auto ways = ways_for(test.name);
  ways.push_back({.options = {"-O0"}});
  if (section.options.empty())
    for (int const level : {0, 2})
      if (auto const shown = run_checked(test, section, level); !shown.problem.empty())
        return {shown.text, fmt::format("with checked memory at -O{}: {}", level, shown.problem)};
  std::optional<Shown> first;
  for (auto const& way : ways) {
    auto shown = run_one_way(test, section, way);
    if (!shown.problem.empty()) return {shown.text, describe(way) + ": " + shown.problem};
    if (!first) first = shown;
    if (shown.text != first->text)
      return {first->text, fmt::format("{} it prints\n{}", describe(way), fmt::join(shown.text, "\n"))};
  }
  return *first;
}

}  // namespace

Shown show(GoldenCase const& test, Section const& section) {
  if (section.kind == "syntax") return {syntax_of(test.path), ""};
  if (section.kind == "types") return {types_of(test.path), ""};
  if (section.kind == "fail") return show_fail(test, section);
  if (section.kind == "core") return show_core(test, section);
  if (section.kind == "c") return show_c(test, section);
  if (section.kind == "evaluate") return run_one_way(test, section, {.options = {}, .evaluate = true});
  return show_run(test, section);
}

}  // namespace seq2c::test
