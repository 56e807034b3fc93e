// seq2c explain CODE-or-WORD…
#include <fmt/format.h>

#include "frontend/cli/commands.h"
#include "frontend/cli/console.h"
#include "frontend/explain.h"

namespace seq2c::cli {
namespace {

bool explain_one(std::string const& subject) {
  if (auto text = explanation(subject)) return write_output(*text);
  auto near = nearest_subject(subject);
  auto suggestion = near.empty() ? "" : fmt::format("; did you mean `{}`?", near);
  write_error(fmt::format("error: no message code and no word `{}`{}\n", subject, suggestion));
  return false;
}

}  // namespace

int explain(Options const& options) {
  bool all_known = true;
  for (auto const& subject : options.files) all_known &= explain_one(subject);
  return all_known ? 0 : 1;
}

}  // namespace seq2c::cli
