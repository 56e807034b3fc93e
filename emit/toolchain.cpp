#include "emit/toolchain.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "emit/process.h"

namespace seq2c {

namespace {

bool is_program(std::string const& path) {
  struct stat about;
  return ::stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

// The path of a program; empty if there is none of that name.
std::string find_program(std::string const& name) {
  if (name.find('/') != std::string::npos) return is_program(name) ? name : "";
  char const* variable = std::getenv("PATH");
  std::string_view folders = variable ? variable : "/usr/local/bin:/usr/bin:/bin";
  while (true) {
    auto const end = std::min(folders.find(':'), folders.size());
    auto const path = fmt::format("{}/{}", end == 0 ? "." : folders.substr(0, end), name);
    if (is_program(path)) return path;
    if (end == folders.size()) return "";
    folders.remove_prefix(end + 1);
  }
}

std::string identity(std::string const& path) {
  std::error_code error;
  auto const real = std::filesystem::canonical(path, error).string();
  struct stat about;
  if (error || ::stat(real.c_str(), &about) != 0) return path;
  return fmt::format("{} {} {}.{:09}", real, about.st_size, about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
}

// `ccache gcc-12` as a program and its arguments.
std::optional<CCompiler> from_text(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    auto const begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    auto const end = std::min(text.find_first_of(" \t"), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  if (parts.empty()) return std::nullopt;
  auto path = find_program(parts[0]);
  if (path.empty()) return std::nullopt;
  auto version = identity(path);
  parts.erase(parts.begin());
  return CCompiler{std::move(path), std::move(parts), std::move(version)};
}

// A command as one would type it.
std::string typed(std::vector<std::string> const& command) {
  std::string text;
  for (auto const& argument : command) {
    if (!text.empty()) text += ' ';
    bool const plain = !argument.empty() && argument.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                                        "0123456789_-+=./,:@%") == std::string::npos;
    if (plain) {
      text += argument;
      continue;
    }
    text += '\'';
    for (char const c : argument) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += '\'';
  }
  return text;
}

std::vector<std::string> beginning(CCompiler const& compiler) {
  std::vector<std::string> command = {compiler.path};
  command.insert(command.end(), compiler.arguments.begin(), compiler.arguments.end());
  return command;
}

}  // namespace

std::optional<CCompiler> find_c_compiler(std::string_view asked) {
  if (!asked.empty()) return from_text(asked);
  if (char const* variable = std::getenv("CC"); variable && *variable) return from_text(variable);
  for (std::string_view const name : {"clang", "gcc", "cc"})
    if (auto found = from_text(name)) return found;
  return std::nullopt;
}

std::string c_compiler_version(CCompiler const& compiler) {
  auto command = beginning(compiler);
  command.emplace_back("--version");
  auto const output = nameless_file();
  auto const nothing = null_file();
  if (!output || !nothing || run_program(command, nothing, output, output).error != 0) return "";
  auto text = text_of(output);
  return text.substr(0, text.find('\n'));
}

std::vector<std::string> c_arguments(int level, bool debug) {
  std::vector<std::string> arguments = {"-std=c11", fmt::format("-O{}", level), "-ffp-contract=off"};
  // A recursive function or a loop of a few lines runs up to a third slower where it lies badly over cache lines.
  if (level >= 2) arguments.emplace_back("-falign-functions=64");
  if (debug) arguments.emplace_back("-g");
  return arguments;
}

CompileResult compile_c(CCompiler const& compiler, CompileJob const& job) {
  auto command = beginning(compiler);
  for (auto& argument : c_arguments(job.level, job.debug)) command.push_back(std::move(argument));
  command.insert(command.end(), job.more.begin(), job.more.end());
  for (std::string const argument : {"-x", "c", "-", "-o"}) command.push_back(argument);
  command.push_back(job.output);
  command.emplace_back("-lm");

  CompileResult result;
  result.command = typed(command);
  auto const input = nameless_file(job.c);
  auto const output = nameless_file();
  if (!input || !output) {
    result.said = fmt::format("cannot write a temporary file: {}", std::strerror(errno));
    return result;
  }
  auto const ran = run_program(command, input, output, output, {"TMPDIR=" + temporary_folder()});
  if (ran.error != 0) {
    result.said = fmt::format("cannot start {}: {}", compiler.path, std::strerror(ran.error));
    return result;
  }
  result.started = true;
  result.said = text_of(output);
  result.done = WIFEXITED(ran.status) && WEXITSTATUS(ran.status) == 0;
  if (result.done && !is_program(job.output)) {
    result.done = false;
    result.said += "the C compiler ended well, but made no program\n";
  }
  if (WIFSIGNALED(ran.status)) result.said += fmt::format("the C compiler was ended by signal {}\n", WTERMSIG(ran.status));
  return result;
}

}  // namespace seq2c
