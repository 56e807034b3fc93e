// A libFuzzer target: any bytes through the whole front end, every diagnostic rendered in all forms. A crash, a hang or a
// sanitizer's report is a bug. `seq2c-fuzz-front-end -max_total_time=600 FOLDER` goes on from the kept corpus.
#include <cstddef>
#include <cstdint>
#include <string>

#include "frontend/check.h"
#include "frontend/include.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace seq2c;
  std::string text(reinterpret_cast<char const*>(data), size);
  if (!is_utf8(text)) return 0;  // such files are refused when they are read
  Diagnostics diagnostics;
  auto const loaded = load(make_source("fuzz.seq", "", std::move(text)), {}, diagnostics);
  CheckOptions options;
  options.needs_main = false;
  auto const program = check(loaded.sources, loaded.files, options, diagnostics);
  for (auto const& diagnostic : diagnostics.all())
    for (auto const format : {MessageFormat::human, MessageFormat::brief, MessageFormat::json})
      render(diagnostic, loaded.sources, format, true);
  if (program.has_value() == diagnostics.has_errors()) __builtin_trap();
  return 0;
}
