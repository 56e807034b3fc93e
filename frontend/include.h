// The include graph (spec part 02, section 2). Nothing else in the chain reads files.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "frontend/ast.h"
#include "frontend/diagnostic.h"
#include "frontend/source.h"

namespace seq2c {

struct LoadOptions {
  std::optional<int> edition;  // of all files but library modules; else each file decides itself
  bool all_modules = false;    // as if the main file included every built-in module
  std::optional<std::string> seq_stdlib;     // the environment variable SEQ_STDLIB
  std::vector<std::string> library_folders;  // where modules that are not built in are looked for after it: the first that exists
};

// The options with the environment's SEQ_STDLIB and the usual library folders: `stdlib` beside the running program, one
// level above it, and in the current folder.
LoadOptions usual_load_options();

// All files of a program: the main file, then for each of its includes in order that file followed by its own includes.
// The trees' tokens point into the sources' texts, so keep them together; moving is fine, copying `sources` alone is not.
struct Loaded {
  Sources sources;
  std::vector<ast::File> files;
};

// Parses the main file and everything that it includes, each file (by its real path) and module once. All errors are
// reported; a file whose include was not found is marked incomplete. `main.name` is used as given, other files are named by
// their path as seen from the main file's real folder (the current folder if the main file is no file).
Loaded load(Source main, LoadOptions const& options, Diagnostics& diagnostics);

// Makes a source that nothing includes the last file of a program. It must not include anything itself.
void append(Loaded& program, Source source, int edition, Diagnostics& diagnostics);

}  // namespace seq2c
