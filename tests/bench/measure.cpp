#include "tests/bench/measure.h"

#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace seq2c::test {
namespace {

constexpr rlim_t stack_bytes = rlim_t{4} << 30;
constexpr unsigned most_seconds = 1200;

void redirect(int descriptor, std::string const& path, int flags) {
  int const file = open(path.c_str(), flags, 0600);
  if (file < 0) _exit(126);
  dup2(file, descriptor);
  close(file);
}

[[noreturn]] void become(Measured const& what) {
  redirect(0, what.input, O_RDONLY);
  redirect(1, what.output, O_WRONLY | O_CREAT | O_TRUNC);
  if (!what.errors.empty()) redirect(2, what.errors, O_WRONLY | O_CREAT | O_TRUNC);
  rlimit stack{};
  getrlimit(RLIMIT_STACK, &stack);
  stack.rlim_cur = std::min(stack_bytes, stack.rlim_max);
  setrlimit(RLIMIT_STACK, &stack);
  alarm(most_seconds);
  std::vector<char*> arguments;
  for (auto const& argument : what.command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

double seconds(timeval time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; }

}  // namespace

Usage measure(Measured const& what) {
  std::fflush(stdout);
#ifdef __GLIBC__
  malloc_trim(0);  // a child's memory is at least what its parent has at the fork
#endif
  auto const child = fork();
  if (child < 0) return {.status = -1};
  if (child == 0) become(what);
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  return {seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss, status};
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  auto const middle = values.size() / 2;
  return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace seq2c::test
