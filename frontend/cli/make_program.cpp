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

// What a compilation was and what the compiler said.
std::string what_happened(std::string_view outcome, CompileResult const& result) {
  auto text = fmt::format("{}\n  {}\n{}", outcome, result.command, first_lines(result.said));
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

constexpr auto smallest_program = "int main(void) { return 0; }\n";

// More bytes than the program of a C text and what a compiler needs for a small one.
std::size_t room_for(std::string const& c) { return (1 << 20) + 4 * c.size(); }

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
  auto begin = std::chrono::steady_clock::now();
  auto result = compile_c(compiler, job);
  if (options.times) write_error(step_time("C compiler", std::chrono::steady_clock::now() - begin));
  return result;
}

Failure failure(Options const& options, CCompiler const& compiler, CompileResult const& result, std::string const& c,
                NewFile const& program, std::string const& name) {
  Failure failure;
  auto const tell = [&](Message const& message, auto const&... arguments) { failure.told.report({}, message, arguments...); };
  if (!result.started) {
    tell(messages::c_compiler_fails, result.said);
  } else if (auto const error = program.try_room(room_for(c)); !error.reason.empty()) {
    tell(messages::cannot_write, name, error.reason);
  } else if (auto const trial = compile_program(options, compiler, smallest_program, program.temporary()); !trial.done) {
    tell(messages::c_compiler_fails, what_happened("it does not even accept `int main(void)`", trial));
  } else {
    failure.fault = what_happened("the C compiler did not accept the C file", result);
  }
  return failure;
}

int make_program(Options const& options, CCompiler const& compiler, std::string const& c, NewFile const& program,
                 std::string const& name) {
  auto const result = compile_program(options, compiler, c, program.temporary());
  if (result.done) return 0;
  auto const why = failure(options, compiler, result, c, program, name);
  if (!why.fault.empty()) return internal_error(why.fault);
  show(why.told, {}, options);
  return 1;
}

}  // namespace seq2c::cli
