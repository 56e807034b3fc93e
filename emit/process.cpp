#include "emit/process.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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

// As the system wants texts: pointers, with a null behind the last one.
std::vector<char*> pointers(std::vector<std::string> const& texts) {
  std::vector<char*> result;
  for (auto const& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// True if one of the settings, `NAME=VALUE`, is of the variable of that other one.
bool is_set(std::vector<std::string> const& settings, std::string_view other) {
  auto const name = other.substr(0, other.find('=') + 1);
  return std::ranges::any_of(settings, [&](std::string const& setting) { return setting.starts_with(name); });
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

std::string temporary_folder() {
  char const* wanted = std::getenv("TMPDIR");
  struct stat about;
  bool const usable = wanted && ::stat(wanted, &about) == 0 && S_ISDIR(about.st_mode) && ::access(wanted, W_OK | X_OK) == 0;
  return usable ? wanted : "/tmp";
}

std::string temporary_pattern() { return temporary_folder() + "/seq2c-XXXXXX"; }

Descriptor nameless_file(std::string_view text) {
  auto path = temporary_pattern();
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
                Descriptor const& errors, std::vector<std::string> const& settings) {
  auto arguments = pointers(command), variables = pointers(settings);
  variables.pop_back();
  for (auto** variable = environ; *variable != nullptr; ++variable) {
    if (!is_set(settings, *variable)) variables.push_back(*variable);
  }
  variables.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input.number(), 0);
  posix_spawn_file_actions_adddup2(&files, output.number(), 1);
  posix_spawn_file_actions_adddup2(&files, errors.number(), 2);
  Ran ran;
  pid_t process = 0;
  ran.error = ::posix_spawn(&process, command[0].c_str(), &files, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&files);
  if (ran.error != 0) return ran;
  while (::waitpid(process, &ran.status, 0) < 0 && errno == EINTR) {
  }
  return ran;
}

}  // namespace seq2c
