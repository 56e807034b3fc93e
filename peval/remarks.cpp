#include "peval/remarks.h"

#include <fmt/format.h>
#include <set>
#include <tuple>

#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

constexpr std::size_t most_known = 8;  // quotations that a call chooses among without a remark

void remark_list(Program const& program, MixedSlot const& list, Context const& context) {
  context.remark(program, {"lower", {}, list.made, fmt::format("an array for the list that begins with {}", name_of(list.first)),
                           fmt::format("{} puts {} into it", shown(program, list.mixed), name_of(list.other)),
                           "make another list for what is of another kind"});
}

// `value` of the first union with such a variant; `2` if none has it.
std::string field_name(checked::Program const& program, std::string const& tag, std::uint32_t index) {
  for (auto const& all : program.unions)
    for (auto const& variant : all.variants)
      if (variant.name == tag && index < variant.fields.size()) return variant.fields[index].name;
  return std::to_string(index + 1);
}

void remark_field(Program const& program, MixedSlot const& slot, Context const& context) {
  auto const begin = slot.first == Kind::any ? "" : fmt::format(" that begins with {}", name_of(slot.first));
  auto const name = field_name(*program.checked, slot.tag, slot.field);
  context.remark(program, {"lower", {}, slot.made, fmt::format("a known kind for the field '{}' of '{}'{}", name, slot.tag, begin),
                           fmt::format("{} puts {} into it", shown(program, slot.mixed), name_of(slot.other)),
                           "make another variant for what is of another kind"});
}

}  // namespace

std::string_view name_of(Kind kind) {
  static constexpr std::string_view names[] = {"an Int", "a Float", "a Bool", "a String", "a Symbol", "a quotation", "a variant",
                                               "a value of unknown kind"};
  return names[static_cast<std::size_t>(kind)];
}

std::string shown(Program const& program, Place place) {
  return fmt::format("{}:{}:{}", program.checked->sources[place.source].name, place.line, place.column);
}

void remark_tagged(Program const& program, Context const& context) {
  for (auto const& slot : program.mixed_slots) (slot.tag.empty() ? remark_list : remark_field)(program, slot, context);
  remark_parameters(program, context);
}

void remark_uniform_calls(Program const& program, Context const& context) {
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> places;  // inlining copies calls
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index) {
    if (!reached[index]) continue;
    for_each_node(program.functions[{index}], [&](Id<Node>, Node const& node) {
      auto const* keys = node.op == Op::match ? std::get_if<Keys>(&node.what) : nullptr;
      if (!keys || keys->literals.size() <= most_known) return;
      auto const place = program.origins[user_origin(program, node.origin)].place;
      places.emplace(place.source.index, place.line, place.column);
      auto const [first, last] = std::pair(keys->literals.front(), keys->literals.back());
      auto const reason = fmt::format("a uniform call, of any of {} quotations, from that at {} to that at {}", keys->literals.size(),
                                      shown(program, program.literals[first].place), shown(program, program.literals[last].place));
      context.remark(program, {"calls", node.origin, {}, "a call of a known quotation", reason, "let fewer of them come there"});
    });
  }
  if (places.empty()) return;
  context.remark(program, {"calls", {}, {}, "a known quotation for each call", fmt::format("{} uniform call(s)", places.size()), ""});
}

}  // namespace seq2c::core
