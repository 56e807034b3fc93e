#include "frontend/include.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <variant>

#include "frontend/parse.h"
#include "frontend/similar.h"
#include "runtime/word.h"

namespace seq2c {
namespace {

namespace fs = std::filesystem;
using Form = ast::Include::Form;

constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 30;

// The only foreign library that the compiler knows: the effects of its words (spec part 08, section 8).
constexpr std::string_view libedit =
    ": readline ( String -- String ) ;\n"
    ": add-history ( String -- ) ;\n"
    ": read-history ( String -- Int ) ;\n"
    ": write-history ( String -- Int ) ;\n";

// Why a file cannot be read.
struct Unreadable { std::string reason; };

std::string system_reason(std::error_code error) { return fmt::format("{} (os error {})", error.message(), error.value()); }

std::variant<std::string, Unreadable> read_text(fs::path const& path) {
  std::error_code error;
  auto const status = fs::status(path, error);
  if (error) return Unreadable{system_reason(error)};
  if (fs::is_directory(status)) return Unreadable{system_reason(std::make_error_code(std::errc::is_a_directory))};
  if (!fs::is_regular_file(status)) return Unreadable{"not a regular file"};
  auto const size = fs::file_size(path, error);
  if (error) return Unreadable{system_reason(error)};
  if (size > most_bytes) return Unreadable{"larger than 1 GB"};
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return Unreadable{system_reason(std::error_code(errno, std::generic_category()))};
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (!is_utf8(text)) return Unreadable{"stream did not contain valid UTF-8"};
  return text;
}

Module const* built_in(std::string_view name) {
  auto const all = modules();
  auto const found = std::ranges::find(all, name, &Module::name);
  return found == all.end() ? nullptr : &*found;
}

class Loader {
 public:
  Loader(LoadOptions const& options, Diagnostics& diagnostics) : options_(options), diagnostics_(diagnostics) {}

  Loaded run(Source main) {
    locate(main);
    add(std::move(main), options_.edition);
    follow_all();
    if (options_.all_modules)
      for (auto const& module : modules()) add_module(module);
    add_module(core_module());
    follow_all();
    return std::move(result_);
  }

 private:
  // A file whose includes are being followed: its number and its next item.
  struct Open { std::size_t file, item; };

  // Depth first, in the order of the text. A chain of includes may be long, so there is no recursion.
  void follow_all() {
    while (!open_.empty()) {
      auto const [file, item] = open_.back();
      if (item == result_.files[file].items.size()) {
        open_.pop_back();
        continue;
      }
      ++open_.back().item;
      auto const* include = std::get_if<ast::Include>(&result_.files[file].items[item]);
      if (include) follow(file, ast::Include(*include));
    }
  }

  // The main file counts as included. Its real folder is where names are seen from.
  void locate(Source& main) {
    std::error_code error;
    if (!main.path.empty()) {
      auto const real = fs::canonical(main.path, error);
      if (!error) main.path = real.string();
      root_ = fs::path(main.path).parent_path();
      seen_.insert(main.path);
    } else {
      root_ = fs::current_path(error);
    }
  }

  void add(Source source, std::optional<int> edition, bool later = false) {
    auto const id = result_.sources.add(std::move(source));
    auto file = parse(result_.sources[id], id, edition, diagnostics_);
    file.later = later;
    open_.push_back({result_.files.size(), 0});
    result_.files.push_back(std::move(file));
  }

  void follow(std::size_t file, ast::Include const& include) {
    warn_of_missing_folder();
    switch (include.form) {
      case Form::library: return follow_library(file, include);
      case Form::foreign: return follow_foreign(file, include);
      case Form::file: return follow_path(file, include);
    }
  }

  template <class... Arguments>
  void fail(std::size_t file, ast::Include const& include, Message const& message, Arguments const&... arguments) {
    diagnostics_.report(include.token.place, message, arguments...);
    result_.files[file].incomplete = true;
  }

  void follow_library(std::size_t file, ast::Include const& include) {
    if (auto const* module = built_in(include.name)) return add_module(*module);
    auto const folder = library_folder();
    if (!folder) return fail_library(file, include, "");
    auto const path = fs::path(*folder) / (include.name + ".seq");
    std::error_code error;
    if (has_nul(include.name) || !fs::exists(path, error)) return fail_library(file, include, " and not in stdlib directory");
    // Such a file decides its edition itself and is named without the place of the library.
    read_file(file, include, path, std::nullopt, fmt::format("stdlib/{}.seq", include.name));
  }

  void fail_library(std::size_t file, ast::Include const& include, std::string_view where) {
    std::vector<std::string_view> names;
    Nearest nearest(include.name, 2);
    for (auto const& module : modules()) {
      names.push_back(module.name);
      nearest.consider(module.name);
    }
    auto const guess = nearest.best().empty() ? std::string() : fmt::format(" Did you mean `{}`?", nearest.best());
    fail(file, include, messages::module_not_found, shown(include.name), where, fmt::join(names, " "), guess);
  }

  void add_module(Module const& module) {
    auto name = fmt::format("<stdlib:{}>", module.name);
    if (!seen_.insert(name).second) return;
    add(make_source(std::move(name), "", std::string(module.text), std::string(module.name)), 7, module.later);
  }

  void follow_foreign(std::size_t file, ast::Include const& include) {
    if (include.name != "libedit") return fail(file, include, messages::foreign_library_not_found, shown(include.name));
    std::string name = "<ffi:libedit>";
    if (seen_.insert(name).second) add(make_source(std::move(name), "", std::string(libedit)), 7, true);
  }

  void follow_path(std::size_t file, ast::Include const& include) {
    if (include.name.empty()) return fail(file, include, messages::include_path_empty);
    if (include.name.front() == '/') return fail(file, include, messages::include_path_absolute, shown(include.name));
    auto const path = folder_of(file) / (include.name + ".seq");
    std::error_code error;
    if (has_nul(include.name) || fs::status(path, error).type() == fs::file_type::not_found) {
      return fail(file, include, messages::include_not_found, shown(include.name), path.string());
    }
    read_file(file, include, path, options_.edition, {});
  }

  // `name`: how to call the file; by its place if empty.
  void read_file(std::size_t file, ast::Include const& include, fs::path const& path, std::optional<int> edition,
                 std::string name) {
    std::error_code error;
    auto const real = fs::canonical(path, error);
    if (error) return fail(file, include, messages::include_not_read, shown(include.name), system_reason(error));
    if (!seen_.insert(real.string()).second) return;
    auto text = read_text(real);
    if (auto const* unreadable = std::get_if<Unreadable>(&text)) {
      return fail(file, include, messages::include_not_read, shown(include.name), unreadable->reason);
    }
    if (name.empty()) name = real.lexically_relative(root_).string();
    add(make_source(std::move(name), real.string(), std::get<std::string>(std::move(text))), edition);
  }

  // The real folder of a file.
  fs::path folder_of(std::size_t file) const {
    auto const& path = result_.sources[result_.files[file].source].path;
    return path.empty() ? root_ : fs::path(path).parent_path();
  }

  // The system would cut a name at a NUL.
  static bool has_nul(std::string_view name) { return name.find('\0') != name.npos; }

  static bool is_folder(std::string const& path) {
    std::error_code error;
    return fs::is_directory(path, error);
  }

  std::optional<std::string> library_folder() const {
    if (options_.seq_stdlib && is_folder(*options_.seq_stdlib)) return options_.seq_stdlib;
    auto const found = std::ranges::find_if(options_.library_folders, is_folder);
    if (found == options_.library_folders.end()) return std::nullopt;
    return *found;
  }

  // Once for a program with any include.
  void warn_of_missing_folder() {
    if (std::exchange(warned_, true) || !options_.seq_stdlib || is_folder(*options_.seq_stdlib)) return;
    diagnostics_.report({}, messages::library_folder_missing, shown(*options_.seq_stdlib));
  }

  LoadOptions const& options_;
  Diagnostics& diagnostics_;
  Loaded result_;
  std::vector<Open> open_;
  std::unordered_set<std::string> seen_;  // real paths and names of modules
  fs::path root_;
  bool warned_ = false;
};

}  // namespace

LoadOptions usual_load_options() {
  LoadOptions options;
  if (auto const* folder = std::getenv("SEQ_STDLIB")) options.seq_stdlib = folder;
  std::error_code error;
  auto const program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    auto const folder = program.parent_path();
    options.library_folders = {(folder / "stdlib").string(), (folder.parent_path() / "stdlib").string()};
  }
  options.library_folders.push_back("stdlib");
  return options;
}

Loaded load(Source main, LoadOptions const& options, Diagnostics& diagnostics) {
  return Loader(options, diagnostics).run(std::move(main));
}

void append(Loaded& program, Source source, int edition, Diagnostics& diagnostics) {
  auto const id = program.sources.add(std::move(source));
  program.files.push_back(parse(program.sources[id], id, edition, diagnostics));
}

}  // namespace seq2c
