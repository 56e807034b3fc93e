// Tells which parameters of the user's words are tagged words because values of different kinds, or of unknown kind, come there,
// and from where: they are followed back through calls, branches, captures and results to what makes them.
//
//   : show ( T -- ) son.dump io.write-line ;
//   … [ 1 ] [ "one" ] if show …          the branches leave an Int and a String
//
// A map is always a tagged word: a parameter that is one is no matter for a remark.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

#include "peval/rebuild.h"
#include "peval/remarks.h"
#include "peval/signature.h"

namespace seq2c::core {
namespace {

constexpr std::size_t most_followed = 1000;  // values on the ways back from one parameter

struct Spot {
  Id<Function> function;
  Id<Node> node;
  auto operator<=>(Spot const&) const = default;
};

struct SpotValue {
  Id<Function> function;
  Value value;
  auto operator<=>(SpotValue const&) const = default;
};

// What begins a way: a value of a kind (`any`: of unknown kind; none: a map), and where it is made.
struct Start {
  std::optional<Kind> kind;
  Place place;
};

// Who calls what and which values a quotation captures, in a program that comes from `lower`.
class Ways {
 public:
  explicit Ways(Program const& program) : program_(program) {
    auto const reached = reachable_functions(program);
    for (std::uint32_t index = 0; index < reached.size(); ++index)
      if (reached[index]) enter({index});
  }

  // The first two sources of different kinds of a parameter, and the first of unknown kind.
  struct Found {
    std::optional<Start> first, other, unknown;
  };
  Found starts(Id<Function> function, std::uint32_t parameter) const {
    Found found;
    std::set<SpotValue> known;
    std::vector<SpotValue> open;
    auto const follow = [&](SpotValue const& at) {
      if (known.size() < most_followed && known.insert(at).second) open.push_back(at);
    };
    for (follow({function, params_of(function)[parameter]}); !open.empty() && !found.unknown;) {
      auto const at = open.back();
      open.pop_back();
      auto const start = step(at, follow);
      if (!start) continue;
      if (start->kind == Kind::any) found.unknown = start;
      else if (!found.first) found.first = start;
      else if (!found.other && found.first->kind != start->kind) found.other = start;
    }
    return found;
  }

 private:
  Values const& params_of(Id<Function> id) const {
    auto const& function = program_.functions[id];
    return function.blocks[function.body].params;
  }

  void enter(Id<Function> id) {
    auto const& function = program_.functions[id];
    for (std::uint32_t index = 0; index < function.nodes.size(); ++index) {
      auto const& node = function.nodes[{index}];
      Spot const here{id, {index}};
      if (node.op == Op::call) calls_[std::get<Id<Function>>(node.what)].push_back(here);
      if (node.op == Op::closure) closures_[std::get<Id<Literal>>(node.what)].push_back(here);
      for (std::size_t block = 0; block < node.blocks.size(); ++block)
        for (auto const param : function.blocks[node.blocks[block]].params) owners_[{id, param.node}] = {{index}, block};
    }
  }

  Place place_of(SpotValue const& at) const {
    auto const origin = program_.functions[at.function].nodes[at.value.node].origin;
    return origin ? program_.origins[user_origin(program_, origin)].place : Place{};
  }

  // One step back: the values that a value comes from, or what it is if it begins here.
  template <class Follow>
  std::optional<Start> step(SpotValue const& at, Follow const& follow) const {
    auto const& function = program_.functions[at.function];
    auto const& node = function.nodes[at.value.node];
    switch (node.op) {
      case Op::param: return step_param(at, follow);
      case Op::box: return Start{type_of(function, node.args[0]).kind, place_of(at)};
      case Op::if_:
      case Op::match:
        for (auto const block : node.blocks)
          if (auto const& given = function.blocks[block]; given.exit == Exit::yield) follow({at.function, given.values[at.value.index]});
        return std::nullopt;
      case Op::call: {
        auto const callee = std::get<Id<Function>>(node.what);
        auto const& body = program_.functions[callee].blocks[program_.functions[callee].body];
        if (body.exit == Exit::yield) follow({callee, body.values[at.value.index]});
        return std::nullopt;
      }
      case Op::word: {
        auto const& word = *std::get<Word const*>(node.what);
        bool const is_map = !word.flow.empty() && flow(word).outputs[at.value.index].is_map();
        return Start{is_map ? std::nullopt : std::optional(Kind::any), place_of(at)};
      }
      case Op::constant: return std::nullopt;  // a value nobody reads
      case Op::closure: case Op::variant: case Op::field: case Op::unbox: case Op::cast: case Op::normal: case Op::loop:
      case Op::fail: case Op::retain: case Op::release: case Op::take: return Start{Kind::any, place_of(at)};
    }
    return std::nullopt;
  }

  // A parameter of a function comes from its calls; one of a match from what the quotation captured, or out of a variant.
  template <class Follow>
  std::optional<Start> step_param(SpotValue const& at, Follow const& follow) const {
    auto const& function = program_.functions[at.function];
    auto const position = [&](Values const& params) { return std::ranges::find(params, at.value) - params.begin(); };
    auto const owner = owners_.find({at.function, at.value.node});
    if (owner == owners_.end()) {
      auto const index = static_cast<std::size_t>(position(params_of(at.function)));
      if (auto const calls = calls_.find(at.function); calls != calls_.end())
        for (auto const& [caller, call] : calls->second) follow({caller, program_.functions[caller].nodes[call].args[index]});
      return std::nullopt;
    }
    auto const& [match_id, block] = owner->second;
    auto const& match = function.nodes[match_id];
    auto const* keys = std::get_if<Keys>(&match.what);
    if (!keys) return Start{Kind::any, place_of({at.function, {match_id, 0}})};
    auto const index = static_cast<std::size_t>(position(function.blocks[match.blocks[block]].params));
    if (auto const made = closures_.find(keys->literals[block]); made != closures_.end())
      for (auto const& [maker, closure] : made->second) follow({maker, program_.functions[maker].nodes[closure].args[index]});
    return std::nullopt;
  }

  Program const& program_;
  std::map<Id<Function>, std::vector<Spot>> calls_;
  std::map<Id<Literal>, std::vector<Spot>> closures_;
  std::map<Spot, std::pair<Id<Node>, std::size_t>> owners_;  // of a parameter of an inner block: the node and which of its blocks
};

std::string reason(Program const& program, Ways::Found const& found) {
  auto const named = [](Start const& start) { return start.kind ? name_of(*start.kind) : std::string_view("a map"); };
  if (found.unknown) return fmt::format("{} gives a value of unknown kind", shown(program, found.unknown->place));
  auto const& [first, other, unknown] = found;
  if (first->place == other->place) return fmt::format("{} gives {} or {}", shown(program, first->place), named(*first), named(*other));
  return fmt::format("{} gives {}, {} {}", shown(program, first->place), named(*first), shown(program, other->place), named(*other));
}

}  // namespace

void remark_parameters(Program const& program, Context const& context) {
  Ways const ways(program);
  auto const reached = reachable_functions(program);
  for (std::uint32_t id = 0; id < program.functions.size(); ++id) {
    auto const& function = program.functions[{id}];
    if (!reached[id] || function.is_literal || !program.checked->definitions[function.definition].module.empty()) continue;
    auto const& params = function.blocks[function.body].params;
    for (std::uint32_t index = 0; index < params.size(); ++index) {
      if (type_of(function, params[index]).kind != Kind::any) continue;
      auto const found = ways.starts({id}, index);
      if (!found.unknown && !found.other) continue;
      context.remark(program, {"lower", function.origin, {},
                               fmt::format("a known kind for parameter {} of '{}'", index + 1, function.name), reason(program, found),
                               "give it values of one kind"});
    }
  }
}

}  // namespace seq2c::core
