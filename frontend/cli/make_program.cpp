#include "frontend/cli/make_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "frontend/cli/console.h"

namespace seq2c::cli {
namespace {

// What was looked for in vain.
std::string searched(Options const& options) {
  auto const* variable = std::getenv("CC");
  if (!options.compiler.empty()) return fmt::format("`{}` cannot be run", options.compiler);
  if (variable && *variable) return fmt::format("`{}`, the value of CC, cannot be run", variable);
  return "none of clang, gcc and cc can be run";
}

constexpr std::size_t shown_lines = 20;

std::string first_lines(std::string const& text) {
  std::size_t end = 0;
  for (std::size_t line = 0; line < shown_lines && end < text.size(); ++line) {
    end = std::min(text.find('\n', end), text.size() - 1) + 1;
  }
  return end < text.size() ? text.substr(0, end) + "...\n" : text;
}

}  // namespace

std::optional<CCompiler> choose_c_compiler(Options const& options) {
  auto found = find_c_compiler(options.compiler);
  if (!found) fail(options, messages::no_c_compiler, searched(options));
  return found;
}

CompileResult compile_program(Options const& options, CCompiler const& compiler, std::string const& c, std::string const& path) {
  CompileJob job;
  job.c = c;
  job.output = path;
  job.level = options.level;
  job.debug = options.debug_lines;
  return compile_c(compiler, job);
}

std::string rejection(CompileResult const& result) {
  return fmt::format("the C compiler did not accept the C file\n  {}\n{}", result.command, first_lines(result.said));
}

int make_program(Options const& options, CCompiler const& compiler, std::string const& c, std::string const& path) {
  auto begin = std::chrono::steady_clock::now();
  auto result = compile_program(options, compiler, c, path);
  std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
  if (options.times) write_error(step_time("C compiler", taken));
  if (result.done) return 0;
  return result.started ? internal_error(rejection(result)) : fail(options, messages::no_c_compiler, result.said);
}

}  // namespace seq2c::cli
