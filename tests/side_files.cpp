#include "tests/side_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "tests/passes.h"

namespace seq2c::test {
namespace {

fs::path beside(SideCase const& test, char const* extension) {
  auto path = test.source;
  return path.replace_extension(extension);
}

std::vector<std::string> lines_beside(SideCase const& test, char const* extension) {
  return lines(read_file(beside(test, extension)));
}

std::string trimmed(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  text.erase(0, text.find_first_not_of(" \t\r\n"));
  return text;
}

std::string first_line(std::string const& text) { return text.substr(0, text.find('\n')); }

std::string rejection_failure(SideCase const& test, Result const& built) {
  if (built.status != 1) return fmt::format("must be rejected with status 1, got {}", built.status);
  if (built.errors.find("N0001") != std::string::npos) return "rejected only because a word is not built yet";
  auto const fragment = trimmed(read_file(beside(test, ".err")));
  if (built.errors.find(fragment) == std::string::npos)
    return fmt::format("the message lacks «{}»:\n{}", fragment, built.errors);
  return "";
}

std::string first_difference(std::string const& wanted, std::string const& given) {
  auto const want = lines(wanted), got = lines(given);
  for (std::size_t at = 0; at < std::max(want.size(), got.size()); ++at) {
    auto const shown = [&](auto const& text) { return at < text.size() ? "«" + text[at].substr(0, 80) + "»" : "the end"; };
    if (shown(want) != shown(got)) return fmt::format("output line {}: want {}, got {}", at + 1, shown(want), shown(got));
  }
  return "output differs in line ends or after column 80";
}

std::string run_failure(SideCase const& test, Result const& ran) {
  if (ran.timed_out) return "does not end";
  auto const exit = trimmed(read_file(beside(test, ".exit")));
  auto const wanted = exit.empty() ? 0 : std::stoi(exit);
  if (ran.status != wanted) return fmt::format("exit status {}, want {}: {}", ran.status, wanted, trimmed(ran.errors));
  if (fs::exists(beside(test, ".out"))) {
    auto const output = read_file(beside(test, ".out"));
    if (ran.output != output) return first_difference(output, ran.output);
  }
  auto const fragment = trimmed(read_file(beside(test, ".rte")));
  if (ran.errors.find(fragment) == std::string::npos)
    return fmt::format("standard error lacks «{}»: {}", fragment, ran.errors);
  return "";
}

std::map<std::string, std::string> pending_cases() {
  std::map<std::string, std::string> result;
  for (auto const& line : lines(read_file(project_root() / "tests/conformance/pending.txt"))) {
    std::istringstream words(line);
    std::string name, lacks;
    if (!line.starts_with('#') && words >> name >> lacks) result.emplace(name, lacks);
  }
  return result;
}

}  // namespace

std::vector<SideCase> side_cases(fs::path const& folder) {
  std::vector<SideCase> result;
  for (auto const& entry : fs::directory_iterator(folder)) {
    SideCase test{folder.filename().string() + "/" + entry.path().stem().string(), entry.path(), ""};
    if (entry.path().extension() != ".seq") continue;
    if (fs::exists(beside(test, ".out")) || fs::exists(beside(test, ".err")) || fs::exists(beside(test, ".exit")))
      result.push_back(test);
  }
  std::ranges::sort(result, {}, &SideCase::name);
  return result;
}

std::vector<SideCase> conformance_cases() {
  auto const pending = pending_cases();
  std::vector<SideCase> result;
  for (auto const& entry : fs::directory_iterator(project_root() / "tests/conformance")) {
    if (!entry.is_directory()) continue;
    for (auto& test : side_cases(entry.path())) {
      auto const found = pending.find(test.name);
      if (found != pending.end()) test.lacks = found->second;
      result.push_back(std::move(test));
    }
  }
  std::ranges::sort(result, {}, &SideCase::name);
  return result;
}

bool must_be_rejected(SideCase const& test) { return fs::exists(beside(test, ".err")); }

std::string failure(SideCase const& test, Way const& way) {
  Scratch scratch;
  auto const program = scratch.path() / "program";
  auto const folder = scratch.path() / "empty";
  fs::create_directory(folder);
  Command command;
  if (way.evaluate) {
    command.arguments = {seq2c_program(), "run", "--evaluate"};
    for (auto const& flag : lines_beside(test, ".flags")) command.arguments.push_back(flag);
    command.arguments.push_back(test.source.string());
  } else {
    Command build{.arguments = {seq2c_program(), "build", test.source.string(), "-o", program.string()},
                  .input = "", .folder = folder, .environment = {}, .seconds = 180};
    for (auto const& flag : lines_beside(test, ".flags")) build.arguments.push_back(flag);
    build.arguments.insert(build.arguments.end(), way.options.begin(), way.options.end());
    auto const built = run(build);
    if (must_be_rejected(test)) return rejection_failure(test, built);
    if (built.status != 0) return fmt::format("does not build (status {}): {}", built.status, first_line(built.errors));
    command.arguments = {program.string()};
  }
  for (auto const& argument : lines_beside(test, ".args")) command.arguments.push_back(argument);
  command.input = read_file(beside(test, ".in"));
  command.folder = folder;
  if (way.evaluate) command.seconds = 300;  // the evaluator is slow, in debug builds very slow
  return run_failure(test, run(command));
}

bool& all_ways() {
  static bool all = false;
  return all;
}

std::vector<Way> ways_for(std::string_view name) {
  std::size_t hash = 5381;  // the same on every machine and in every run
  for (char const letter : name) hash = hash * 33 + static_cast<unsigned char>(letter);
  auto const is_chosen = [&](std::size_t among, std::size_t which) { return all_ways() || hash % among == which; };
  // Checked memory as well: what is alive at the end gives status 99.
  auto const sanitized = std::string("--cc=") + SEQ2C_C_COMPILER + " -fsanitize=address,undefined -fno-sanitize-recover=all";
  std::vector<Way> ways{{}, {.options = {}, .evaluate = true}};
  if (is_chosen(3, 0)) ways.push_back({.options = {"-O0"}});
  if (is_chosen(6, 1)) ways.push_back({.options = {"--cc=gcc"}});
  if (is_chosen(12, 2)) ways.push_back({.options = {"-O0", "--check", sanitized}});
  if (is_chosen(12, 8)) ways.push_back({.options = {"-O2", "--check", sanitized}});
  auto const passes = optional_passes();
  for (std::size_t which = 0; which < passes.size(); ++which)
    if ((hash / 3 + which) % 10 == 0) ways.push_back({.options = {"--without=" + passes[which]}});
  return ways;
}

std::string describe(Way const& way) {
  if (way.evaluate) return "evaluated";
  return way.options.empty() ? "compiled" : fmt::format("compiled with {}", fmt::join(way.options, " "));
}

}  // namespace seq2c::test
