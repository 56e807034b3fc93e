#include "frontend/cli/output.h"

#include <algorithm>
#include <filesystem>

#include "emit/mark.h"
#include "frontend/cli/console.h"
#include "frontend/cli/files.h"

namespace seq2c::cli {
namespace {

// True if nothing stands there, or a file that seq2c made.
bool may_replace(std::string const& path) {
  std::error_code error;
  auto type = std::filesystem::symlink_status(path, error).type();
  if (type == std::filesystem::file_type::not_found) return true;
  return std::filesystem::is_regular_file(path, error) && bears_mark(path);
}

// `-` is standard output.
std::string place(Output const& output) { return output.path == "-" ? "/dev/stdout" : output.path; }

}  // namespace

std::optional<Output> program_output(Options const& options, std::string const& input) {
  if (!options.output.empty()) return Output{options.output, true};
  std::filesystem::path path(input);
  if (path.has_extension()) return Output{path.stem().string(), false};
  fail(options, messages::no_default_output, input);
  return std::nullopt;
}

Output kept_c(Output const& beside) { return {with_extension(beside.path, "c"), false}; }

bool may_write(Options const& options, std::vector<Output> const& outputs, Sources const& inputs) {
  for (auto it = outputs.begin(); it != outputs.end(); ++it) {
    auto const path = place(*it);
    auto same = [&](Source const& input) { return !input.path.empty() && is_same_file(input.path, path); };
    auto input = std::ranges::find_if(inputs, same);
    if (input != inputs.end()) return fail(options, messages::output_is_input, it->path, input->name), false;
    auto twice = [&](Output const& other) { return is_same_place(place(other), path); };
    if (std::any_of(outputs.begin(), it, twice)) return fail(options, messages::outputs_collide, it->path), false;
    if (!it->named && !may_replace(path)) return fail(options, messages::not_made_by_seq2c, path), false;
  }
  return true;
}

bool write_text(Options const& options, std::string const& path, std::string_view text) {
  if (path == "-") return write_output(text);
  NewFile file(path);
  auto error = file.write(text);
  if (error.reason.empty()) error = file.commit();
  if (error.reason.empty()) return true;
  return fail(options, messages::cannot_write, path, error.reason), false;
}

}  // namespace seq2c::cli
