#include "frontend/cli/test_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "frontend/cli/console.h"

namespace seq2c::cli {
namespace {

// The lines of a text; the last needs no line end.
std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> found;
  while (!text.empty()) {
    auto const end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    found.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

std::string indented(std::vector<std::string> const& text) {
  std::string result;
  for (auto const& line : text) result += "  " + line + "\n";
  return result;
}

bool is_detail(std::string const& line) { return line.starts_with(' ') || line.starts_with('\t'); }

// The report of a failed test among the lines of the output: its head and what is indented below it.
std::vector<std::string> details_of(std::string const& name, std::vector<std::string> const& output) {
  auto const head = std::ranges::find(output, name + " ... FAILED");
  if (head == output.end()) return {};
  return {head, std::find_if_not(head + 1, output.end(), is_detail)};
}

std::string listing(TestedFile const& file, bool verbose) {
  auto text = fmt::format("\nRunning tests in {}...\n", file.path);
  for (auto const& verdict : file.verdicts) {
    text += fmt::format("  {} ... {}\n", verdict.name, !verdict.passed ? "FAILED" : verbose ? "ok (0ms)" : "ok");
  }
  for (auto const& word : file.skipped) {
    text += fmt::format("  {} ... skipped — name starts with `test-` but stack effect is {}, not ( -- ). Rename if it's a helper; "
                        "fix the signature if it's a test.\n", word.name, word.effect);
  }
  return text;
}

struct Counts {
  std::size_t passed = 0, failed = 0, uncompiled = 0;
};

Counts count(std::vector<TestedFile> const& files) {
  Counts counts;
  for (auto const& file : files) {
    if (!file.problem.empty()) ++counts.uncompiled;
    for (auto const& verdict : file.verdicts) ++(verdict.passed ? counts.passed : counts.failed);
  }
  return counts;
}

std::string summary(std::vector<TestedFile> const& files, Counts const& counts) {
  auto text = fmt::format("\n{:=<40}\nResults: {} passed, {} failed", "", counts.passed, counts.failed);
  if (counts.uncompiled > 0) text += fmt::format(", {} failed to compile", counts.uncompiled);
  text += "\n";
  if (counts.failed > 0) text += "\nTEST FAILURES:\n\n";
  for (auto const& file : files) {
    for (auto const& verdict : file.verdicts) {
      if (!verdict.passed) text += fmt::format("{}::{}\n{}\n", file.path, verdict.name, indented(verdict.details));
    }
  }
  if (counts.uncompiled > 0) text += "\nCOMPILATION FAILURES:\n\n";
  for (auto const& file : files) {
    if (!file.problem.empty()) text += fmt::format("{}:\n{}\n", file.path, indented(lines(file.problem)));
  }
  return text;
}

}  // namespace

std::vector<Verdict> verdicts(std::vector<std::string> const& tests, std::string_view output, std::string_view errors,
                              bool ended_well) {
  auto const said = lines(output);
  std::vector<Verdict> all;
  for (auto const& name : tests) {
    auto& verdict = all.emplace_back(Verdict{name, std::ranges::find(said, name + " ... ok") != said.end(), {}});
    if (!verdict.passed) verdict.details = details_of(name, said);
  }
  if (ended_well || !std::ranges::all_of(all, &Verdict::passed)) return all;
  // All reported success, but the program as a whole had none.
  auto everything = lines(errors);
  everything.insert(everything.end(), said.begin(), said.end());
  for (auto& verdict : all) verdict = {verdict.name, false, everything};
  return all;
}

int report(std::vector<TestedFile> const& files, bool verbose) {
  for (auto const& file : files) {
    if (!file.problem.empty()) {
      write_error(fmt::format("\nFailed to process {}:\n{}", file.path, indented(lines(file.problem))));
    } else if (!file.verdicts.empty() || !file.skipped.empty()) {
      if (!write_output(listing(file, verbose))) return 1;
    }
  }
  auto const counts = count(files);
  if (!write_output(summary(files, counts))) return 1;
  if (counts.failed > 0 || counts.uncompiled > 0) return 1;
  if (counts.passed > 0) return 0;
  write_error("No tests found\n");
  return 2;
}

}  // namespace seq2c::cli
