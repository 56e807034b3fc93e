// seq2c explain CODE-or-WORD…
#include "frontend/cli/commands.h"
#include "frontend/cli/console.h"
#include "frontend/explain.h"

namespace seq2c::cli {

int explain(Options const& options) {
  int status = 0;
  for (auto const& subject : options.files) {
    auto text = seq2c::explain(subject);
    if (!text) {
      status = 1;
      continue;
    }
    if (!write_output(*text)) return 1;
  }
  return status;
}

}  // namespace seq2c::cli
