// The chain from source to C.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "emit/c_program.h"
#include "frontend/checked.h"
#include "frontend/cli/files.h"
#include "frontend/cli/options.h"
#include "frontend/diagnostic.h"
#include "frontend/include.h"

namespace seq2c::cli {

// One run of the chain: what it was asked for, and what it has to tell.
struct Session {
  Options const* options;
  Diagnostics diagnostics;
  std::string report;  // of `--times`, `--remarks`, `--dump-after`, `--emit-core`
  std::string faults;  // of seq2c

  explicit Session(Options const& asked) : options(&asked) {}
};

enum class NeedsMain : bool { no, yes };

// Reads a source file (`-`: standard input).
std::variant<Source, FileError> load_source(std::string const& file);

// Reads the file that the command line names. Nothing, and the error shown, if that fails.
std::optional<Source> read_source(Options const& options, std::string const& file);

// Reads everything that the program includes. Errors are in the session's diagnostics.
Loaded load_program(Session& session, Source main);

// The program with its types; nothing if it has errors.
std::optional<checked::Program> check_program(Session& session, Loaded const& loaded, NeedsMain needs_main);

// From a program without errors to C, or, with `emit --emit-core`, to the text of its Core. Nothing if lowering refused
// a word.
std::optional<EmittedC> translate(Session& session, checked::Program const& program);

// The folder of the main file, with `/`, where the program is to tell debuggers of it (`-g`); else empty.
std::string source_directory(Options const& options, Sources const& sources);

// Shows what the session has to tell and gives the status: 0, 1 for errors, 3 for faults.
int finish(Session const& session, Sources const& sources);

}  // namespace seq2c::cli
