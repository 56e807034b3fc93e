// Child processes of the tests.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace seq2c::test {

namespace fs = std::filesystem;

struct Command {
  std::vector<std::string> arguments;  // the program first
  std::string input;
  fs::path folder;                     // where it runs; empty: here
  std::vector<std::string> environment;  // `NAME=VALUE`, over this process's own
  int seconds = 60;                    // killed after that
  std::size_t stack = 0, space = 0;    // bytes that its stack, its addresses may take; 0: no other limit than here
};

struct Result {
  int status = -1;  // as a shell shows it: 128 + N for death by signal N
  std::string output, errors;
  bool timed_out = false;
};

// Runs a command to its end, feeding `input` to it.
Result run(Command const& command);

// A folder of its own that goes when the object does.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch const&) = delete;
  Scratch& operator=(Scratch const&) = delete;
  fs::path const& path() const { return path_; }

 private:
  fs::path path_;
};

// The seq2c under test (another one if SEQ2C is set), and the folder of the project.
std::string seq2c_program();
fs::path project_root();

std::string read_file(fs::path const& path);  // empty if it is not there
void write_file(fs::path const& path, std::string_view text);
std::vector<std::string> lines(std::string_view text);

}  // namespace seq2c::test
