#include "tests/chain.h"

#include "frontend/check.h"
#include "frontend/include.h"
#include "peval/lower.h"
#include "peval/pipeline.h"

namespace seq2c::test {

Chained c_of(fs::path const& source, ChainOptions const& options) {
  Diagnostics diagnostics;
  auto const real = fs::canonical(source);
  auto const loaded = load(make_source(source.filename().string(), real.string(), read_file(real)), {}, diagnostics);
  auto const program = check(loaded.sources, loaded.files, {}, diagnostics);
  auto const errors = [&] {
    std::string text;
    for (auto const& diagnostic : diagnostics.all()) text += render(diagnostic, loaded.sources, MessageFormat::brief, false);
    return text;
  };
  if (!program) return {"", errors()};
  auto lowered = core::lower(*program, {}, diagnostics);
  if (diagnostics.has_errors()) return {"", errors()};
  core::OptimiseOptions wanted;
  wanted.level = options.level;
  wanted.without = options.without;
  core::Report report;
  auto const better = core::optimise(std::move(lowered), wanted, report);
  if (!report.faults.empty()) return {"", report.faults.front()};
  return {emit_c(better, options.emit).text, ""};
}

}  // namespace seq2c::test
