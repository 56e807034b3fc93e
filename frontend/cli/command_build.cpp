// seq2c build FILE
#include <fmt/format.h>

#include "frontend/cli/commands.h"
#include "frontend/cli/compile.h"
#include "frontend/cli/console.h"
#include "frontend/cli/files.h"
#include "frontend/cli/make_program.h"
#include "frontend/cli/output.h"

namespace seq2c::cli {

int build(Options const& options) {
  auto const& input = options.files.front();
  auto source = read_source(options, input);
  if (!source) return 1;
  Session session(options);
  auto loaded = load_program(session, std::move(*source));
  auto program = check_program(session, loaded, NeedsMain::yes);
  std::optional<EmittedC> emitted;
  if (program) emitted = translate(session, *program);
  if (int status = finish(session, loaded.sources); status != 0) return status;

  auto output = program_output(options, input);
  if (!output) return 1;
  std::vector<Output> outputs = {*output};
  if (options.keep_c) outputs.push_back(kept_c(*output));
  if (!may_write(options, outputs, loaded.sources)) return 1;
  auto compiler = choose_c_compiler(options);
  if (!compiler) return 1;
  NewFile executable(output->path);
  if (auto error = executable.try_room(0); !error.reason.empty()) {
    return fail(options, messages::cannot_write, output->path, error.reason);
  }
  if (int status = make_program(options, *compiler, emitted->text, executable, output->path); status != 0) return status;
  if (auto error = executable.commit(); !error.reason.empty()) {
    return fail(options, messages::cannot_write, output->path, error.reason);
  }
  if (options.keep_c && !write_text(options, outputs.back().path, emitted->text)) return 1;
  auto told = fmt::format("Compiled {} -> {}\n", input, output->path);
  if (options.keep_c) told += fmt::format("IR saved to {}\n", outputs.back().path);
  bool const is_program_there = is_same_place(output->path, "/dev/stdout");
  if (is_program_there) return write_error(told), 0;
  return write_output(told) ? 0 : 1;
}

}  // namespace seq2c::cli
