// seq2c check FILE…
#include "frontend/cli/commands.h"
#include "frontend/cli/compile.h"

namespace seq2c::cli {
namespace {

bool check_file(Options const& options, std::string const& file) {
  auto source = read_source(options, file);
  if (!source) return false;
  Session session(options);
  auto loaded = load_program(session, std::move(*source));
  check_program(session, loaded, NeedsMain::no);
  return finish(session, loaded.sources) == 0;
}

}  // namespace

int check(Options const& options) {
  bool all_right = true;
  for (auto const& file : options.files) all_right &= check_file(options, file);
  return all_right ? 0 : 1;
}

}  // namespace seq2c::cli
