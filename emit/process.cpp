#include "emit/process.h"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

extern char** environ;

namespace seq2c {
namespace {

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    auto const done = ::write(file, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Descriptor nameless_file(std::string_view text) {
  char const* folder = std::getenv("TMPDIR");
  auto path = fmt::format("{}/seq2c-XXXXXX", folder && *folder ? folder : "/tmp");
  Descriptor file(::mkostemp(path.data(), O_CLOEXEC));
  if (!file) return file;
  ::unlink(path.c_str());
  if (write_all(file.number(), text) && ::lseek(file.number(), 0, SEEK_SET) == 0) return file;
  return Descriptor();
}

Descriptor null_file() { return Descriptor(::open("/dev/null", O_RDWR | O_CLOEXEC)); }

std::string text_of(Descriptor const& file) {
  std::string text;
  char piece[4096];
  for (off_t at = 0;;) {
    auto const got = ::pread(file.number(), piece, sizeof piece, at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(piece, static_cast<std::size_t>(got));
    at += got;
  }
}

Ran run_program(std::vector<std::string> const& command, Descriptor const& input, Descriptor const& output,
                Descriptor const& errors) {
  std::vector<char*> arguments;
  for (auto const& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input.number(), 0);
  posix_spawn_file_actions_adddup2(&files, output.number(), 1);
  posix_spawn_file_actions_adddup2(&files, errors.number(), 2);
  Ran ran;
  pid_t process = 0;
  ran.error = ::posix_spawn(&process, command[0].c_str(), &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (ran.error != 0) return ran;
  while (::waitpid(process, &ran.status, 0) < 0 && errno == EINTR) {
  }
  return ran;
}

}  // namespace seq2c
