// Running other programs to their end.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace seq2c {

// An open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  Descriptor(Descriptor&& other) noexcept;
  ~Descriptor();

  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

// Where temporary files go: $TMPDIR, or /tmp if that cannot be used.
std::string temporary_folder();

// The name that mkstemp and mkdtemp make one of ours there from.
std::string temporary_pattern();

// A file without a name that holds this text and is read from its start. It goes when it is closed, and stays out of programs
// that we start unless given to them. Not open, and errno set, if none can be made.
Descriptor nameless_file(std::string_view text = {});

// Nothing to read; what is written to it is lost.
Descriptor null_file();

// What a file holds, from its start.
std::string text_of(Descriptor const& file);

struct Ran {
  int error = 0;    // errno of starting it, else 0
  int status = -1;  // as waitpid gives it
};

// Runs a program (`command` begins with its path) to its end, with these files as standard input, output and error, in our
// environment but for `settings` (`NAME=VALUE`).
Ran run_program(std::vector<std::string> const& command, Descriptor const& input, Descriptor const& output,
                Descriptor const& errors, std::vector<std::string> const& settings = {});

}  // namespace seq2c
