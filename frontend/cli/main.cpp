// seq2c: the command line. Each command is one function from options to an exit status.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <exception>
#include <string>
#include <vector>

#include "frontend/cli/commands.h"
#include "frontend/cli/console.h"
#include "frontend/cli/large_stack.h"
#include "frontend/cli/options.h"

namespace seq2c::cli {
namespace {

using Run = int (*)(Options const&);

// In the order of Command.
constexpr std::array<Run, 6> commands = {run, build, test, emit, check, explain};

int run_command(std::vector<std::string> arguments) {
  auto read = read_command_line(std::move(arguments));
  if (auto* ended = std::get_if<Ended>(&read)) {
    if (ended->is_error) return write_error(ended->text), ended->status;
    return write_output(ended->text) ? ended->status : 1;
  }
  auto const& options = std::get<Options>(read);
  if (options.cadence && !std::has_single_bit(*options.cadence)) {
    return fail(options, messages::cadence_no_power, *options.cadence);
  }
  return commands[static_cast<std::size_t>(options.command)](options);
}

int run_guarded(std::vector<std::string> arguments) {
  try {
    return run_command(std::move(arguments));
  } catch (std::exception const& error) {
    return internal_error(error.what());
  }
}

// A file opened later must not become a standard stream that the caller closed. Writing to such a stream fails, as if it still
// were closed.
void keep_standard_streams() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) < 0) (void)::open("/dev/null", O_RDONLY);
  }
}

}  // namespace
}  // namespace seq2c::cli

int main(int argc, char** argv) {
  using namespace seq2c::cli;
  keep_standard_streams();
  std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  return on_large_stack([&] { return run_guarded(std::move(arguments)); });
}
