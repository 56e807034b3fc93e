#include "frontend/cli/cache.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace seq2c::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto left_behind = std::chrono::hours(1);  // no compilation takes that long

std::string absolute_variable(char const* name) {
  auto const* value = std::getenv(name);
  return value && *value == '/' ? value : "";
}

// The folder that caches of all programs are in.
std::string base_folder() {
  if (auto chosen = absolute_variable("XDG_CACHE_HOME"); !chosen.empty()) return chosen;
  if (auto home = absolute_variable("HOME"); !home.empty()) return home + "/.cache";
  auto const* user = ::getpwuid(::getuid());
  return user && user->pw_dir && *user->pw_dir == '/' ? std::string(user->pw_dir) + "/.cache" : "";
}

// Makes the missing folders of a path, for nobody but their owner.
bool make_folders(fs::path const& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return true;
  if (path.has_parent_path() && path.parent_path() != path && !make_folders(path.parent_path())) return false;
  return ::mkdir(path.c_str(), 0700) == 0 || fs::is_directory(path, error);
}

struct Entry {
  fs::path path;
  std::uint64_t size;
  fs::file_time_type used;
};

std::vector<Entry> entries(std::string const& folder) {
  std::vector<Entry> found;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code gone;  // another seq2c may remove it meanwhile
    auto size = it->file_size(gone);
    auto used = it->last_write_time(gone);
    if (!gone) found.push_back({it->path(), size, used});
  }
  return found;
}

bool is_temporary(fs::path const& path) { return path.extension() == ".tmp"; }

}  // namespace

std::string cache_folder() {
  auto base = base_folder();
  if (base.empty()) return "";
  auto folder = base + "/seq2c";
  std::error_code error;
  struct stat status;
  if (!make_folders(folder) || ::stat(folder.c_str(), &status) != 0) return "";
  if (status.st_uid != ::geteuid()) return "";  // another user could put programs there
  if ((status.st_mode & 0777) != 0700 && ::chmod(folder.c_str(), 0700) != 0) return "";
  return ::access(folder.c_str(), W_OK | X_OK) == 0 ? folder : "";
}

void prune_cache(std::string const& folder, std::string const& newest, std::uint64_t limit) {
  auto all = entries(folder);
  auto now = fs::file_time_type::clock::now();
  std::uint64_t total = 0;
  for (auto const& entry : all) total += entry.size;
  std::ranges::sort(all, {}, &Entry::used);
  for (auto const& entry : all) {
    bool needed = entry.path == newest || (is_temporary(entry.path) && now - entry.used < left_behind);
    bool surplus = total > limit || is_temporary(entry.path);
    if (needed || !surplus) continue;
    std::error_code gone;
    if (fs::remove(entry.path, gone)) total -= entry.size;
  }
}

std::string own_identity() {
  struct stat status;
  if (::stat("/proc/self/exe", &status) != 0) return "";
  return std::to_string(status.st_size) + " " + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec);
}

void touch(std::string const& path) { ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0); }

}  // namespace seq2c::cli
