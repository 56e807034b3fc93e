#include "peval/signature.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace seq2c::core {
namespace {

constexpr std::array<std::pair<std::string_view, Kind>, 7> kinds{{{"Int", Kind::int_},
                                                                  {"Socket", Kind::int_},
                                                                  {"Float", Kind::float_},
                                                                  {"Bool", Kind::bool_},
                                                                  {"String", Kind::string},
                                                                  {"Symbol", Kind::symbol},
                                                                  {"Quotation", Kind::callable}}};

// The type names of one side of an effect; a quotation type is one name that begins with `[`. Row variables are left out.
struct Sides {
  std::vector<std::string_view> inputs, outputs;
};

Sides split_effect(std::string_view effect) {
  Sides sides;
  auto* side = &sides.inputs;
  std::size_t at = 0;
  auto const skip_blanks = [&] { while (at < effect.size() && effect[at] == ' ') ++at; };
  for (skip_blanks(); at < effect.size(); skip_blanks()) {
    auto const start = at;
    int depth = 0;
    do {
      if (effect[at] == '[') ++depth;
      if (effect[at] == ']') --depth;
      ++at;
    } while (at < effect.size() && (depth > 0 || effect[at] != ' '));
    auto const name = effect.substr(start, at - start);
    if (name == "(" || name == ")" || name.starts_with("..")) continue;
    if (name == "|") break;
    if (name == "--") side = &sides.outputs;
    else side->push_back(name);
  }
  return sides;
}

template <class T, class Make>
T const& cached(Word const& word, Make make) {
  thread_local std::unordered_map<Word const*, T> cache;
  auto const found = cache.find(&word);
  return found != cache.end() ? found->second : cache.emplace(&word, make(split_effect(word.effect))).first->second;
}

std::vector<Kind> kinds_of(std::vector<std::string_view> const& names) {
  std::vector<Kind> result;
  std::ranges::transform(names, std::back_inserter(result), kind_of);
  return result;
}

}  // namespace

Kind kind_of(std::string_view type_name) {
  if (type_name.starts_with('[') || type_name.starts_with("Closure[")) return Kind::callable;
  auto const found = std::ranges::find(kinds, type_name, &std::pair<std::string_view, Kind>::first);
  return found == kinds.end() ? Kind::any : found->second;
}

std::string_view kind_test(Kind kind) {
  constexpr std::string_view tests[] = {"is-int", "is-float", "is-bool", "is-string", "is-symbol", "is-callable"};
  return tests[static_cast<std::size_t>(kind)];
}

Signature const& signature(Word const& word) {
  return cached<Signature>(word, [](Sides const& sides) {
    return Signature{kinds_of(sides.inputs), kinds_of(sides.outputs)};
  });
}

std::vector<std::uint32_t> const& shuffle(Word const& word) {
  return cached<std::vector<std::uint32_t>>(word, [](Sides const& sides) {
    std::vector<std::uint32_t> result;
    for (auto const name : sides.outputs)
      result.push_back(static_cast<std::uint32_t>(std::ranges::find(sides.inputs, name) - sides.inputs.begin()));
    return result;
  });
}

}  // namespace seq2c::core
