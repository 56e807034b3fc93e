#include "frontend/cli/run_program.h"

#include <unistd.h>

#include <cerrno>

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

}  // namespace seq2c::cli
