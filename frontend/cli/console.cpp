#include "frontend/cli/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>

#include "frontend/cli/files.h"
#include "frontend/cli/version.h"

namespace seq2c::cli {
namespace {

bool is_set(char const* name) {
  auto const* value = std::getenv(name);
  return value && *value;
}

// `run` and `test` keep silent about what is only advice for the program's author.
bool shows_advice(Options const& options) { return options.command != Command::run && options.command != Command::test; }

bool is_shown(Diagnostic const& diagnostic, Options const& options) {
  if (shows_advice(options) || diagnostic.message->level == Level::error) return true;
  return diagnostic.message == &messages::library_folder_missing;
}

// Tells how many diagnostics are missing in the list; nothing if none is.
std::optional<Diagnostic> missing_in(Diagnostics const& diagnostics, Options const& options) {
  auto const errors = diagnostics.dropped_errors();
  auto const warnings = shows_advice(options) ? diagnostics.dropped_warnings() : 0;
  if (errors + warnings == 0) return std::nullopt;
  Diagnostics more;
  return more.report({}, messages::more_messages, errors, warnings);
}

// Colours only for people: on a terminal that has them, and not against their wish (no-color.org).
bool use_colour(Color color) {
  if (color != Color::automatic) return color == Color::always;
  auto const* terminal = std::getenv("TERM");
  return !is_set("NO_COLOR") && ::isatty(2) && terminal && std::string_view(terminal) != "dumb";
}

}  // namespace

bool write_output(std::string_view text) {
  if (write_all(1, text)) return true;
  write_error(fmt::format("error: cannot write to standard output: {}\n", file_error(errno).reason));
  return false;
}

void write_error(std::string_view text) { (void)write_all(2, text); }

int internal_error(std::string_view what) {
  write_error(fmt::format("error: internal error in seq2c {}: {}\n{}", version, what, report_request));
  return 3;
}

std::string step_time(std::string_view step, std::chrono::duration<double, std::milli> taken) {
  return fmt::format("{:9.2f} ms  {}\n", taken.count(), step);
}

std::string text_of(Diagnostics const& diagnostics, Sources const& sources, Options const& options) {
  std::string text;
  bool colour = use_colour(options.color);
  for (auto const& diagnostic : diagnostics.all()) {
    if (is_shown(diagnostic, options)) text += render(diagnostic, sources, options.format, colour);
  }
  if (auto const more = missing_in(diagnostics, options)) text += render(*more, sources, options.format, colour);
  return text;
}

void show(Diagnostics const& diagnostics, Sources const& sources, Options const& options) {
  write_error(text_of(diagnostics, sources, options));
}

}  // namespace seq2c::cli
