#include "tests/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace seq2c::test {
namespace {

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) == 0) read = ends[0], write = ends[1];
  }
  ~Pipe() { close_read(), close_write(); }
  void close_read() { if (read >= 0) close(read), read = -1; }
  void close_write() { if (write >= 0) close(write), write = -1; }
};

void limit(__rlimit_resource_t what, std::size_t bytes) {
  if (bytes == 0) return;
  rlimit const most{bytes, bytes};
  setrlimit(what, &most);
}

[[noreturn]] void become(Command const& command, Pipe& input, Pipe& output, Pipe& errors) {
  setpgid(0, 0);
  dup2(input.read, 0);
  dup2(output.write, 1);
  dup2(errors.write, 2);
  signal(SIGPIPE, SIG_DFL);
  if (!command.folder.empty() && chdir(command.folder.c_str()) != 0) _exit(126);
  for (auto const& setting : command.environment) putenv(const_cast<char*>(setting.c_str()));
  std::vector<char*> arguments;
  for (auto const& argument : command.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  limit(RLIMIT_STACK, command.stack);
  limit(RLIMIT_AS, command.space);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

// Appends what can be read now; false at the end.
bool read_some(int from, std::string& into) {
  std::array<char, 65536> buffer;
  auto const count = read(from, buffer.data(), buffer.size());
  if (count <= 0) return false;
  into.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

int shell_status(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

}  // namespace

Result run(Command const& command) {
  signal(SIGPIPE, SIG_IGN);
  Pipe input, output, errors;
  auto const child = fork();
  if (child == 0) become(command, input, output, errors);
  input.close_read();
  output.close_write();
  errors.close_write();
  fcntl(input.write, F_SETFL, O_NONBLOCK);

  Result result;
  std::size_t fed = 0;
  auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(command.seconds);
  while (output.read >= 0 || errors.read >= 0) {
    if (fed == command.input.size()) input.close_write();
    std::array<pollfd, 3> waits{{{output.read, POLLIN, 0}, {errors.read, POLLIN, 0}, {input.write, POLLOUT, 0}}};
    auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0 || poll(waits.data(), waits.size(), static_cast<int>(left)) == 0) {
      result.timed_out = true;
      kill(-child, SIGKILL);
      break;
    }
    if (waits[0].revents && !read_some(output.read, result.output)) output.close_read();
    if (waits[1].revents && !read_some(errors.read, result.errors)) errors.close_read();
    if (waits[2].revents) {
      auto const count = write(input.write, command.input.data() + fed, command.input.size() - fed);
      fed = count > 0 ? fed + static_cast<std::size_t>(count) : command.input.size();
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  result.status = shell_status(status);
  return result;
}

Scratch::Scratch() {
  auto name = (fs::temp_directory_path() / "seq2c-test-XXXXXX").string();
  path_ = mkdtemp(name.data());
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string seq2c_program() {
  auto const* other = std::getenv("SEQ2C");
  return other ? other : SEQ2C_PROGRAM;
}
fs::path project_root() { return SEQ2C_ROOT; }

std::string read_file(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

void write_file(fs::path const& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> result;
  while (!text.empty()) {
    auto const end = text.find('\n');
    result.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return result;
}

}  // namespace seq2c::test
