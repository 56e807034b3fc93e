// seq2c emit FILE
#include "frontend/cli/commands.h"
#include "frontend/cli/compile.h"
#include "frontend/cli/output.h"

namespace seq2c::cli {

int emit(Options const& options) {
  auto source = read_source(options, options.files.front());
  if (!source) return 1;
  Session session(options);
  auto loaded = load_program(session, std::move(*source));
  auto program = check_program(session, loaded, options.exports.empty() ? NeedsMain::yes : NeedsMain::no);
  if (program && !options.exports.empty()) program->main = {};  // a library
  std::optional<EmittedC> emitted;
  if (program) emitted = translate(session, *program);
  if (int status = finish(session, loaded.sources); status != 0) return status;

  std::string path = options.output.empty() ? "-" : options.output;
  std::vector<Output> outputs = {{path, true}};
  if (!options.header.empty()) outputs.push_back({options.header, true});
  if (!may_write(options, outputs, loaded.sources)) return 1;
  if (!write_text(options, path, emitted->text)) return 1;
  return options.header.empty() || write_text(options, options.header, emitted->header) ? 0 : 1;
}

}  // namespace seq2c::cli
