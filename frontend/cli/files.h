// Reading and writing files the way a tool should: whole or not at all.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace seq2c::cli {

// A file could not be read or written: the system's reason, `No such file or directory (os error 2)`.
struct FileError {
  std::string reason;
};

// The reason of an errno value.
FileError file_error(int number);

// All bytes of a file, or of standard input for `-`.
std::variant<std::string, FileError> read_file(std::string const& path);

// Writes all of `text` to an open file. True if it worked; errno tells why not.
bool write_all(int descriptor, std::string_view text);

// A private folder that goes with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(TemporaryFolder const&) = delete;
  TemporaryFolder& operator=(TemporaryFolder const&) = delete;
  ~TemporaryFolder() { remove(); }

  // Empty if none could be made.
  std::string const& path() const { return path_; }
  void remove();

 private:
  std::string path_;
};

// A file that appears whole: written beside its place under another name, renamed by `commit`. Dropped without it.
// Where something that is not a regular file stands already (`/dev/null`, a pipe), or an open file is meant (`/dev/stdout`),
// it is written in a private folder, and `commit` copies it into that.
class NewFile {
 public:
  // The file to make; a symbolic link at `path` is followed and stays.
  explicit NewFile(std::string path);
  NewFile(NewFile const&) = delete;
  NewFile& operator=(NewFile const&) = delete;
  ~NewFile();

  // Where to write.
  std::string const& temporary() const { return temporary_; }
  // Tells whether a file of that size can be made there, so that another program may make the temporary one. Empty reason: yes.
  FileError try_room(std::size_t bytes) const;
  // Makes the temporary file with this text. Empty reason: it worked.
  FileError write(std::string_view text) const;
  // Puts the file into place. Empty reason: it worked.
  FileError commit();

 private:
  std::string target_, temporary_;
  std::optional<int> descriptor_;            // the open file that is meant
  std::optional<TemporaryFolder> elsewhere_;  // where the temporary file is, if not beside its place
};

// True if both paths lead to one existing file.
bool is_same_file(std::string const& path, std::string const& other);

// The same, also for a file that is not there yet.
bool is_same_place(std::string const& path, std::string const& other);

// `path` with its last extension replaced, or added where it has none: `dir/a.out` -> `dir/a.c`.
std::string with_extension(std::string const& path, std::string_view extension);

}  // namespace seq2c::cli
