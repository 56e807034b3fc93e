// Tables of quotations of different effects in random programs, and words that look one up and run it on the caller's stack.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/fuzz/generator.h"

namespace seq2c::fuzz {
namespace {

// How the number of an entry is written: the compiler sees through some.
constexpr std::array<std::string_view, 4> numbers{"{}", "{}", "opaque drop {}", "opaque 0 i.* {} i.+"};

}  // namespace

// Words that take an Int and give the quotation of that number: out of a list, a map, or a field of a union.
std::string Generator::lookup(std::string const& name, std::vector<std::string> const& literals) {
  auto const kind = below(3);
  auto text = fmt::format(": {}-get ( Int -- Q )\n  {}", name, kind == 1 ? "map.make" : "list.make");
  for (std::size_t number = 0; number < literals.size(); ++number)
    text += kind == 1 ? fmt::format(" {} {} map.set", number, literals[number])
                      : fmt::format(" {}{} list.push", literals[number], kind == 0 ? "" : " hold");
  return text + fmt::format(" swap {} drop{}\n;\n", kind == 1 ? "map.get" : "list.get", kind == 2 ? " held" : "");
}

std::string Generator::table_words(std::string const& name) {
  Table table;
  std::vector<std::string> literals;
  for (auto count = 2 + below(4); count > 0; --count) {
    auto const inputs = some_types(2), outputs = some_types(2);
    Context const context{.known = false, .words = chance(30), .row = chance(50), .depth = 2};
    literals.push_back("[ " + body(inputs, outputs, 1 + below(4), context) + "]");
    table.entries.push_back({inputs, outputs});
  }
  auto text = lookup(name, literals);
  auto const add = [&](std::string const& suffix, std::string const& inputs, std::string const& body) {
    text += fmt::format(": {}{} ( ..a {} -- ..b )\n  {}\n;\n", name, suffix, inputs, body);
    return name + suffix;
  };
  auto const run = add("", "Int", name + "-get call");
  table.words.push_back(run);
  if (chance(40)) table.words.push_back(add("-w", "Int", one_of(table.words)));
  if (chance(30)) table.words.push_back(add("-c", "Int", fmt::format("[ dup 0 i.< ] [ ] [ true ] [ {} ] 2 cond", one_of(table.words))));
  if (chance(30)) table.words.push_back(add("-q", "Int", fmt::format("[ {} ] call", one_of(table.words))));
  if (chance(50)) table.pairs.push_back(add("-p", "Int Int", fmt::format(">aux {} aux> {}", one_of(table.words), one_of(table.words))));
  tables_.push_back(std::move(table));
  return text;
}

// Runs one to three entries, or two by a word for pairs. Afterwards the checker knows nothing of the stack.
std::string Generator::table_step(Types& stack, Context context) {
  if (!context.row || tables_.empty() || std::ranges::any_of(stack, is_callable)) return "";
  auto const& table = one_of(tables_);
  std::string text;
  auto const run = [&](std::size_t number) {
    auto const& entry = table.entries[number];
    stack.resize(stack.size() - entry.inputs.size());
    stack.insert(stack.end(), entry.outputs.begin(), entry.outputs.end());
  };
  auto const fits = [&](std::size_t number) {
    auto const& inputs = table.entries[number].inputs;
    return stack.size() >= inputs.size() && std::equal(inputs.rbegin(), inputs.rend(), stack.rbegin());
  };
  auto const written = [&](std::size_t number) { return fmt::format(fmt::runtime(one_of(numbers)), number); };
  for (auto count = 1 + below(3); count > 0; --count) {
    auto const number = below(table.entries.size());
    if (!fits(number)) {
      for (auto const input : table.entries[number].inputs) {
        text += literal(input, context) + " ";
        stack.push_back(input);
      }
    }
    run(number);
    auto const next = below(table.entries.size());
    if (!table.pairs.empty() && fits(next) && chance(40)) {
      run(next);
      text += fmt::format("{} {} {} ", written(number), written(next), one_of(table.pairs));
    } else {
      text += fmt::format("{} {} ", written(number), one_of(table.words));
    }
  }
  return text;
}

}  // namespace seq2c::fuzz
