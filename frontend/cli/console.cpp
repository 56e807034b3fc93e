#include "frontend/cli/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "frontend/cli/files.h"
#include "frontend/cli/version.h"

namespace seq2c::cli {
namespace {

bool is_set(char const* name) {
  auto const* value = std::getenv(name);
  return value && *value;
}

// `run` and `test` keep silent about what is only advice for the program's author.
bool is_shown(Diagnostic const& diagnostic, Options const& options) {
  bool const runs = options.command == Command::run || options.command == Command::test;
  if (!runs || diagnostic.message->level == Level::error) return true;
  return diagnostic.message == &messages::library_folder_missing;
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
  return text;
}

void show(Diagnostics const& diagnostics, Sources const& sources, Options const& options) {
  write_error(text_of(diagnostics, sources, options));
}

}  // namespace seq2c::cli
