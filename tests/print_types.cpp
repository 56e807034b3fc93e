#include <fmt/format.h>

#include <algorithm>

#include "frontend/check.h"
#include "frontend/include.h"
#include "tests/print_front_end.h"

namespace seq2c::test {
namespace {

std::string word_line(checked::Definition const& word) {
  std::string text = fmt::format("{} {}", word.name, word.effect);
  if (word.row == checked::Row::shared) text += " shared row";
  if (word.row == checked::Row::changed) text += " changed row";
  if (word.recursive) text += fmt::format(" recursive {}", word.cycle);
  return text;
}

std::string quotation_line(checked::Program const& program, checked::Quotation const& quotation) {
  return fmt::format("  {}:{} in {}: {}, captures {}, takes {}, leaves {}", quotation.place.line, quotation.place.column,
                     program.definitions[quotation.owner].name, quotation.closure ? "closure" : "quotation", quotation.captures,
                     quotation.inputs, quotation.outputs);
}

}  // namespace

std::vector<std::string> types_of(fs::path const& path) {
  Diagnostics diagnostics;
  auto const real = fs::canonical(path);
  auto const loaded = load(make_source(path.filename().string(), real.string(), read_file(path)), {}, diagnostics);
  auto const program = check(loaded.sources, loaded.files, {.needs_main = false}, diagnostics);
  std::vector<std::string> result;
  for (auto const& diagnostic : diagnostics.all())
    for (auto const& line : lines(render(diagnostic, loaded.sources, MessageFormat::brief, false))) result.push_back(line);
  if (!program) return result;
  for (auto const& word : program->definitions)
    if (word.module.empty()) result.push_back(word_line(word));
  for (auto const& quotation : program->quotations)
    if (program->definitions[quotation.owner].module.empty()) result.push_back(quotation_line(*program, quotation));
  return result;
}

std::vector<std::string> words_of_program(std::vector<std::string> const& c_file) {
  // A word's comment ends with its place: `// f ( Int -- Int )      file.seq:3`.
  auto const is_word = [](std::string const& line) {
    auto const colon = line.rfind(".seq:");
    return line.starts_with("// ") && colon != std::string::npos && line.find_first_not_of("0123456789", colon + 5) == std::string::npos;
  };
  return {std::ranges::find_if(c_file, is_word), c_file.end()};
}

}  // namespace seq2c::test
