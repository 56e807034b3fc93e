// seq2c run FILE [ARG…], seq2c FILE.seq [ARG…], seq2c run -e CODE
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "frontend/cli/cache.h"
#include "frontend/cli/commands.h"
#include "frontend/cli/compile.h"
#include "frontend/cli/console.h"
#include "frontend/cli/files.h"
#include "frontend/cli/make_program.h"
#include "frontend/cli/output.h"
#include "frontend/cli/run_program.h"
#include "frontend/cli/sha256.h"
#include "frontend/cli/version.h"
#include "frontend/token.h"
#include "frontend/unicode.h"
#include "peval/evaluate.h"

namespace seq2c::cli {
namespace {

// A program as far as the front end got with it.
struct Front {
  Session session;
  Loaded loaded;
  std::optional<checked::Program> program;
};

Front load_front(Options const& options, Source main) {
  Session session(options);
  auto loaded = load_program(session, std::move(main));
  return {std::move(session), std::move(loaded), std::nullopt};
}

void check_front(Front& front) { front.program = check_program(front.session, front.loaded, NeedsMain::yes); }

// `-e CODE` as a program: CODE is the body of main, with all library modules. What CODE leaves is printed as by
// `stack.dump`; only the checker can tell whether it leaves anything, so the body without the dump is tried first.
enum class Rest { none, shown };

Source code_source(std::string const& code, Rest rest) {
  auto text = ": main ( -- )\n" + code + (rest == Rest::shown ? "\nstack.dump ;\n" : "\n;\n");
  auto source = make_source("<command>", "", std::move(text));
  source.line_offsets.erase(source.line_offsets.begin());  // messages count the lines of CODE
  return source;
}

constexpr Id<Source> code_id{0};

std::uint32_t line_count(std::string const& code) { return static_cast<std::uint32_t>(std::ranges::count(code, '\n') + 1); }

// CODE is a body: it cannot end that, and define or include something. The first token that does; null if none does.
Token const* stray_token(std::vector<Token> const& tokens, std::uint32_t lines) {
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    auto const& [text, place] = tokens[i];
    if (place.line < 1 || place.line > lines) continue;
    if (text == "[") ++depth;
    if (text == "]") --depth;
    bool const ends = text == ";" && depth <= 0;
    bool const defines = text == ":" && i + 2 < tokens.size() && tokens[i + 2].text == "(";
    if (ends || defines || text == "include" || text == "union") return &tokens[i];
  }
  return nullptr;
}

// Tells that CODE is no body. True if it was told; nothing else is told then.
bool report_stray_token(Front& front, std::string const& code) {
  Session session(*front.session.options);
  auto const tokens = split(front.loaded.sources[code_id], code_id, session.diagnostics);
  auto const* stray = tokens ? stray_token(tokens->tokens, line_count(code)) : nullptr;
  if (!stray) return false;
  session.diagnostics.report(stray->place, messages::not_in_code, stray->text);
  front.session = std::move(session);
  return true;
}

// What is said of the head and the end of main belongs to the start and the end of CODE: the user wrote nothing else.
Place within_code(Place place, Source const& source, std::uint32_t lines) {
  if (place.source != code_id || (place.line >= 1 && place.line <= lines)) return place;
  if (place.line < 1) return {code_id, 1, 1, 1};
  return {code_id, lines, std::max(code_points(line_text(source, lines)), 1U), 1};
}

void keep_within_code(Front& front, std::string const& code) {
  auto const& source = front.loaded.sources[code_id];
  auto const lines = line_count(code);
  Diagnostics result;
  result.add_dropped(front.session.diagnostics);
  for (auto diagnostic : front.session.diagnostics.all()) {
    std::erase_if(diagnostic.labels, [&](Label const& label) { return within_code(label.place, source, lines) != label.place; });
    diagnostic.place = within_code(diagnostic.place, source, lines);
    result.add(std::move(diagnostic));
  }
  front.session.diagnostics = std::move(result);
}

void check_code(Front& front, std::string const& code) {
  if (report_stray_token(front, code)) return;
  check_front(front);
  if (front.program) return;
  auto const& options = *front.session.options;
  front = load_front(options, code_source(code, Rest::shown));
  check_front(front);
  keep_within_code(front, code);
}

// What a compiled program depends on, as the name of its cache entry.
std::string cache_key(Front const& front, CCompiler const& compiler) {
  Sha256 hash;
  hash.add_piece(version);
  hash.add_piece(own_identity());
  hash.add_piece(front.session.options->product_key);
  hash.add_piece(compiler.path);
  hash.add_piece(compiler.version);
  for (auto const& argument : compiler.arguments) hash.add_piece(argument);
  hash.add_piece(source_directory(*front.session.options, front.loaded.sources));
  for (auto const& source : front.loaded.sources) {
    hash.add_piece(source.name);
    hash.add_piece(source.text);
  }
  return hash.hex();
}

std::vector<std::string> program_arguments(Options const& options, std::string const& name) {
  std::vector<std::string> arguments = {name};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  return arguments;
}

// The C file of `--keep-c`, in the current folder.
bool keep_c(Options const& options, std::string const& text, Sources const& inputs) {
  auto name = options.code ? "command" : options.files.front() == "-" ? "stdin" : options.files.front();
  auto output = kept_c({std::filesystem::path(name).filename().string()});
  if (!may_write(options, {output}, inputs) || !write_text(options, output.path, text)) return false;
  write_error(fmt::format("IR saved to {}\n", output.path));
  return true;
}

// True if the options ask for something that only a compilation can show.
bool shows_compilation(Options const& options) {
  return options.keep_c || options.emit_core || !options.dump_after.empty() || options.times || options.remarks;
}

bool is_executable(std::string const& path) { return ::access(path.c_str(), X_OK) == 0; }

// Compiles in a private folder that is gone when the program runs.
int run_without_cache(Options const& options, std::string const& c, CCompiler const& compiler) {
  TemporaryFolder folder;
  if (folder.path().empty()) return fail(options, messages::cannot_start, file_error(errno).reason);
  auto path = folder.path() + "/program";
  NewFile executable(path);
  if (int status = make_program(options, compiler, c, executable, path); status != 0) return status;
  int program = ::open(executable.temporary().c_str(), O_RDONLY | O_CLOEXEC);
  if (program < 0) return fail(options, messages::cannot_start, file_error(errno).reason);
  folder.remove();
  int error = become(program, program_arguments(options, path));
  return fail(options, messages::cannot_start, file_error(error).reason);
}

// Compiles into the cache and runs from there.
int run_by_cache(Options const& options, std::string const& c, CCompiler const& compiler, std::string const& entry) {
  NewFile executable(entry);
  bool const made = compile_program(options, compiler, c, executable.temporary()).done && executable.commit().reason.empty();
  if (!made) return run_without_cache(options, c, compiler);  // the disk may be full; that tells what is wrong else
  prune_cache(std::filesystem::path(entry).parent_path().string(), entry);
  become(entry, program_arguments(options, entry));
  return run_without_cache(options, c, compiler);  // from that folder nothing can be started
}

}  // namespace

int run(Options const& options) {
  auto main = options.code ? code_source(*options.code, Rest::none) : read_source(options, options.files.front());
  if (!main) return 1;
  auto front = load_front(options, std::move(*main));

  bool makes_program = !options.evaluate;
  auto compiler = makes_program ? choose_c_compiler(options) : std::nullopt;
  if (makes_program && !compiler) return 1;
  auto folder = makes_program ? cache_folder() : "";
  auto entry = folder.empty() ? "" : folder + "/" + cache_key(front, *compiler);
  if (!entry.empty() && !shows_compilation(options) && is_executable(entry)) {
    finish(front.session, front.loaded.sources);
    touch(entry);
    become(entry, program_arguments(options, entry));  // comes back if the entry went away meanwhile
  }

  options.code ? check_code(front, *options.code) : check_front(front);
  std::optional<EmittedC> emitted;
  if (front.program && makes_program) emitted = translate(front.session, *front.program);
  if (int status = finish(front.session, front.loaded.sources); status != 0) return status;
  if (options.evaluate) return evaluate(*front.program, program_arguments(options, front.loaded.sources.begin()->name));
  if (options.keep_c && !keep_c(options, emitted->text, front.loaded.sources)) return 1;
  return entry.empty() ? run_without_cache(options, emitted->text, *compiler)
                       : run_by_cache(options, emitted->text, *compiler, entry);
}

}  // namespace seq2c::cli
