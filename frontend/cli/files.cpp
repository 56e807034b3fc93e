#include "frontend/cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <system_error>

#include "emit/process.h"

namespace seq2c::cli {
namespace {

namespace fs = std::filesystem;

// An open file, closed at the end.
struct Descriptor {
  int number;
  explicit Descriptor(int opened) : number(opened) {}
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  ~Descriptor() {
    if (number > 2) ::close(number);
  }
};

int open_file(std::string const& path, int flags, mode_t mode = 0) {
  int opened;
  do opened = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  while (opened < 0 && errno == EINTR);
  return opened;
}

bool read_all(int descriptor, std::string& text) {
  char chunk[65536];
  for (;;) {
    auto count = ::read(descriptor, chunk, sizeof chunk);
    if (count == 0) return true;
    if (count > 0) text.append(chunk, static_cast<std::size_t>(count));
    else if (errno != EINTR) return false;
  }
}

std::optional<struct stat> status_of(std::string const& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status;
}

// The open file that a path means: /dev/stdout, /dev/fd/1, …
std::optional<int> descriptor_of(std::string_view path) {
  if (path == "/dev/stdout") return 1;
  if (path == "/dev/stderr") return 2;
  for (std::string_view const folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    auto const number = path.substr(folder.size());
    int result = 0;
    auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), result);
    if (error == std::errc() && end == number.data() + number.size()) return result;
  }
  return std::nullopt;
}

// Where a chain of symbolic links ends, also if nothing is there yet. What means an open file is no link to follow.
std::string follow_links(std::string path) {
  for (int steps = 0; steps < 40 && !descriptor_of(path); ++steps) {
    std::error_code error;
    auto next = fs::read_symlink(path, error);
    if (error) break;
    path = next.is_absolute() ? next.string() : (fs::path(path).parent_path() / next).string();
  }
  return path;
}

}  // namespace

FileError file_error(int number) {
  return {std::string(std::strerror(number)) + " (os error " + std::to_string(number) + ")"};
}

std::variant<std::string, FileError> read_file(std::string const& path) {
  Descriptor file(path == "-" ? 0 : open_file(path, O_RDONLY));
  std::string text;
  if (file.number < 0 || !read_all(file.number, text)) return file_error(errno);
  return text;
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    auto count = ::write(descriptor, text.data(), text.size());
    if (count >= 0) text.remove_prefix(static_cast<std::size_t>(count));
    else if (errno != EINTR) return false;
  }
  return true;
}

NewFile::NewFile(std::string path) : target_(follow_links(std::move(path))), descriptor_(descriptor_of(target_)) {
  auto const existing = status_of(target_);
  if (descriptor_ || (existing && !S_ISREG(existing->st_mode) && !S_ISDIR(existing->st_mode))) {
    elsewhere_.emplace();
    if (!elsewhere_->path().empty()) temporary_ = elsewhere_->path() + "/output";
    return;
  }
  auto const target = fs::path(target_);
  auto const name = fmt::format(".seq2c-{}-{:x}.tmp", ::getpid(), std::hash<std::string>()(target.filename().string()));
  temporary_ = (target.parent_path() / name).string();
}

NewFile::~NewFile() { ::unlink(temporary_.c_str()); }

FileError NewFile::try_room(std::size_t bytes) const {
  auto error = write(std::string(bytes, '.'));
  ::unlink(temporary_.c_str());
  return error;
}

FileError NewFile::write(std::string_view text) const {
  Descriptor file(open_file(temporary_, O_WRONLY | O_CREAT | O_TRUNC, 0666));
  if (file.number < 0 || !write_all(file.number, text)) return file_error(errno);
  return {};
}

FileError NewFile::commit() {
  if (!elsewhere_) return ::rename(temporary_.c_str(), target_.c_str()) == 0 ? FileError{} : file_error(errno);
  auto text = read_file(temporary_);
  if (auto* error = std::get_if<FileError>(&text)) return *error;
  Descriptor file(descriptor_ ? ::fcntl(*descriptor_, F_DUPFD_CLOEXEC, 3) : open_file(target_, O_WRONLY));
  if (file.number < 0 || !write_all(file.number, std::get<std::string>(text))) return file_error(errno);
  return {};
}

TemporaryFolder::TemporaryFolder() {
  auto pattern = temporary_pattern();
  if (::mkdtemp(pattern.data())) path_ = pattern;
}

void TemporaryFolder::remove() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  path_.clear();
}

bool is_same_file(std::string const& path, std::string const& other) {
  auto first = status_of(path), second = status_of(other);
  return first && second && first->st_dev == second->st_dev && first->st_ino == second->st_ino;
}

bool is_same_place(std::string const& path, std::string const& other) {
  auto const place = [](std::string const& name) {
    std::error_code error;
    return fs::weakly_canonical(fs::absolute(follow_links(name), error), error);
  };
  return is_same_file(path, other) || place(path) == place(other);
}

std::string with_extension(std::string const& path, std::string_view extension) {
  return fs::path(path).replace_extension(extension).string();
}

}  // namespace seq2c::cli
