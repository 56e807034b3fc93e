#include "peval/signature.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace seq2c::core {
namespace {

constexpr std::array<std::pair<std::string_view, Kind>, 8> kinds{{{"Int", Kind::int_},
                                                                  {"Socket", Kind::int_},
                                                                  {"Float", Kind::float_},
                                                                  {"Bool", Kind::bool_},
                                                                  {"String", Kind::string},
                                                                  {"Symbol", Kind::symbol},
                                                                  {"Quotation", Kind::callable},
                                                                  {"Variant", Kind::variant}}};

// The type names of both sides of an effect; a quotation type is one name that begins with `[`. Row variables are left out.
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
T const& cached(Word const& word, std::string_view effect, Make make) {
  thread_local std::unordered_map<Word const*, T> cache;
  auto const found = cache.find(&word);
  return found != cache.end() ? found->second : cache.emplace(&word, make(split_effect(effect))).first->second;
}

FlowItem read_flow_item(std::string_view text) {
  FlowItem item;
  if (text.starts_with('[')) return {text, false, {}, false, Kind::callable};
  auto const open = text.find('[');
  if (open == std::string_view::npos) {
    item.or_zero = text.ends_with('?');
    item.name = text.substr(0, text.size() - (item.or_zero ? 1 : 0));
    item.kind = kind_of(item.name);
    return item;
  }
  item.name = text.substr(0, open);
  item.container = true;
  auto rest = text.substr(open + 1, text.rfind(']') - open - 1);
  while (!rest.empty()) {
    auto const end = std::min(rest.find(' '), rest.size());
    if (end > 0) item.holds.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  item.kind = item.is_map() || item.name == "Map" || text.ends_with('!') ? Kind::any : Kind::variant;
  return item;
}

std::vector<FlowItem> read_flow_side(std::vector<std::string_view> const& names) {
  std::vector<FlowItem> items;
  std::ranges::transform(names, std::back_inserter(items), read_flow_item);
  return items;
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
  constexpr std::string_view tests[] = {"is-int", "is-float", "is-bool", "is-string", "is-symbol", "is-callable", "is-variant"};
  return tests[static_cast<std::size_t>(kind)];
}

Flow const& flow(Word const& word) {
  return cached<Flow>(word, word.flow, [](Sides const& sides) {
    return Flow{read_flow_side(sides.inputs), read_flow_side(sides.outputs)};
  });
}

Signature const& signature(Word const& word) {
  if (!word.flow.empty())
    return cached<Signature>(word, word.flow, [&](Sides const&) {
      Signature result;
      std::ranges::transform(flow(word).inputs, std::back_inserter(result.inputs), &FlowItem::kind);
      std::ranges::transform(flow(word).outputs, std::back_inserter(result.outputs), &FlowItem::kind);
      return result;
    });
  return cached<Signature>(word, word.effect, [](Sides const& sides) {
    return Signature{kinds_of(sides.inputs), kinds_of(sides.outputs)};
  });
}

std::vector<std::uint32_t> const& shuffle(Word const& word) {
  return cached<std::vector<std::uint32_t>>(word, word.effect, [](Sides const& sides) {
    std::vector<std::uint32_t> result;
    for (auto const name : sides.outputs)
      result.push_back(static_cast<std::uint32_t>(std::ranges::find(sides.inputs, name) - sides.inputs.begin()));
    return result;
  });
}

}  // namespace seq2c::core
