#include "frontend/cli/run_program.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "emit/process.h"

namespace seq2c::cli {
namespace {

std::vector<char*> pointers(std::vector<std::string> const& arguments) {
  std::vector<char*> argv;
  for (auto const& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  return argv;
}

}  // namespace

int become(std::string const& path, std::vector<std::string> const& arguments) {
  ::execv(path.c_str(), pointers(arguments).data());
  return errno;
}

int become(int descriptor, std::vector<std::string> const& arguments) {
  ::fexecve(descriptor, pointers(arguments).data(), environ);
  return errno;
}

Outcome run_to_end(std::string const& path) {
  auto const input = null_file(), output = nameless_file(), errors = nameless_file();
  Outcome outcome;
  if (!input || !output || !errors) {
    outcome.error = errno;
    return outcome;
  }
  auto const ran = run_program({path}, input, output, errors);
  outcome.error = ran.error;
  outcome.well = ran.error == 0 && WIFEXITED(ran.status) && WEXITSTATUS(ran.status) == 0;
  outcome.output = text_of(output);
  outcome.errors = text_of(errors);
  return outcome;
}

}  // namespace seq2c::cli
