#include "tests/chain.h"

#include "frontend/check.h"
#include "frontend/include.h"
#include "peval/lower.h"
#include "peval/pipeline.h"

namespace seq2c::test {

Optimised core_of(fs::path const& source, ChainOptions const& options) {
  Diagnostics diagnostics;
  auto const real = fs::canonical(source);
  auto const loaded = load(make_source(source.filename().string(), real.string(), read_file(real)), {}, diagnostics);
  auto program = check(loaded.sources, loaded.files, {}, diagnostics);
  auto const errors = [&] {
    std::string text;
    for (auto const& diagnostic : diagnostics.all()) text += render(diagnostic, loaded.sources, MessageFormat::brief, false);
    return text;
  };
  if (!program) return {nullptr, {}, errors()};
  auto checked = std::make_unique<checked::Program>(std::move(*program));
  auto lowered = core::lower(*checked, {}, diagnostics);
  if (diagnostics.has_errors()) return {nullptr, {}, errors()};
  core::OptimiseOptions wanted;
  wanted.level = options.level;
  wanted.without = options.without;
  wanted.check = true;
  core::Report report;
  auto better = core::optimise(std::move(lowered), wanted, report);
  if (!report.faults.empty()) return {nullptr, {}, report.faults.front()};
  return {std::move(checked), std::move(better), ""};
}

Chained c_of(fs::path const& source, ChainOptions const& options) {
  auto const optimised = core_of(source, options);
  if (!optimised.checked) return {"", optimised.problem};
  return {emit_c(optimised.core, options.emit).text, ""};
}

}  // namespace seq2c::test
