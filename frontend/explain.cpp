#include "frontend/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "frontend/diagnostic.h"
#include "frontend/names.h"
#include "frontend/similar.h"
#include "runtime/word.h"

namespace seq2c {
namespace {

// `text` with every line moved to the right.
std::string indented(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    auto const line = text.substr(0, text.find('\n'));
    result += line.empty() ? "\n" : fmt::format("  {}\n", line);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return result;
}

// --- Messages ---

std::string about_message(Message const& message) {
  constexpr auto gap = "…";
  auto const filled = [&](std::string_view text) { return fmt::format(fmt::runtime(text), gap, gap, gap, gap, gap, gap); };
  auto const level = message.level == Level::error ? "error" : message.level == Level::warning ? "warning" : "note";
  auto result = fmt::format("{}[{}]: {}\n\n{}", level, message.code, filled(message.text), message.explanation);
  if (!message.help.empty()) result += fmt::format("\nhelp: {}\n", filled(message.help));
  return result;
}

// --- Words ---

std::string examples(Word const& word) {
  std::size_t width = 0;
  for (auto const& example : word.examples) width = std::max(width, example.code.size());
  std::string result;
  for (auto const& example : word.examples) result += fmt::format("    {:<{}}  -> {}\n", example.code, width, example.result);
  return result.empty() ? result : "\n" + result;
}

std::string laws(Word const& word) {
  std::size_t width = 0;
  for (auto const& law : word.laws) width = std::max(width, law.left.size());
  std::string result;
  for (auto const& law : word.laws) result += fmt::format("    {:<{}}  == {}\n", law.left, width, law.right);
  return result.empty() ? result : "\n  Always:\n" + result;
}

std::vector<std::string_view> remarks(Word const& word) {
  std::vector<std::string_view> result;
  if (word.later) result.push_back("This version of seq2c checks its use but cannot compile it yet.");
  if (word.pure) result.push_back("It has no effect but its result, and never fails.");
  if (word.fails) result.push_back("It may end the program with a run-time error.");
  if (word.libm) result.push_back("The last digit of its result may differ from machine to machine.");
  return result;
}

std::string about_word(Word const& word) {
  auto result = fmt::format("{} {}\n", word.name, word.effect);
  if (!word.prose.empty()) result += "\n" + indented(word.prose);
  result += examples(word) + laws(word);
  auto const told = remarks(word);
  if (!told.empty()) result += "\n";
  for (auto const& remark : told) result += fmt::format("  {}\n", remark);
  return result;
}

// An operator means the word of that name of the type of its operands.
std::string about_operator(std::string_view name) {
  auto result = fmt::format("{} is an operator: the types of its operands decide which word it means.\n", name);
  for (auto const* prefix : {"i.", "f."}) {
    auto const* word = find_word(fmt::format("{}{}", prefix, name));
    if (word) result += fmt::format("\n{}", about_word(*word));
  }
  return result;
}

// The definition in a module's text with the comment lines directly above it. Definitions in modules begin a line.
struct ModuleWord { std::string_view module, effect; std::string comment; bool later; };

std::optional<ModuleWord> find_in(Module const& module, std::string_view name) {
  auto const head = fmt::format(": {} (", name);
  std::string comment;
  for (auto rest = module.text; !rest.empty();) {
    auto const line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.starts_with(head)) {
      auto const effect = line.substr(head.size() - 1);
      return ModuleWord{module.name, effect.substr(0, effect.find(')') + 1), comment, module.later};
    }
    if (line.starts_with("# ")) comment += fmt::format("{}\n", line.substr(2));
    else comment.clear();
  }
  return std::nullopt;
}

std::string about_module_word(std::string_view name, ModuleWord const& word) {
  auto result = fmt::format("{} {}\n\n{}  Needs `include std:{}`.\n", name, word.effect, indented(word.comment), word.module);
  if (word.later) result += "  This version of seq2c checks its use but cannot compile it yet.\n";
  return result;
}

}  // namespace

std::optional<std::string> explanation(std::string_view subject) {
  if (auto const* message = find_message(subject)) return about_message(*message);
  if (auto const* word = find_word(subject); word && !word->internal) return about_word(*word);
  if (std::ranges::find(operator_names(), subject) != operator_names().end()) return about_operator(subject);
  for (auto const& module : modules()) {
    if (auto const word = find_in(module, subject)) return about_module_word(subject, *word);
  }
  return std::nullopt;
}

std::string_view nearest_subject(std::string_view subject) {
  constexpr unsigned farthest = 2;
  Nearest nearest(subject, std::min<unsigned>(farthest, static_cast<unsigned>(subject.size()) / 2));
  for (auto const& word : words()) {
    if (!word.internal) nearest.consider(word.name);
  }
  for (auto const* message : all_messages()) nearest.consider(message->code);
  return nearest.best();
}

}  // namespace seq2c
