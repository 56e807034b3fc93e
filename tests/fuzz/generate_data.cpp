// Data in random programs: unions, lists and maps, what they hold, and copies that outlive a change.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/fuzz/generator.h"

namespace seq2c::fuzz {
namespace {

constexpr auto I = Type::int_, F = Type::float_, B = Type::bool_, S = Type::string, Y = Type::symbol;
constexpr auto shape = Type::shape, maybe = Type::maybe, ints = Type::ints, texts = Type::texts, lists = Type::lists;
constexpr auto floats = Type::floats, truths = Type::truths;
constexpr auto mixed = Type::mixed, runs = Type::runs, by_int = Type::by_int, by_text = Type::by_text, by_bool = Type::by_bool;

struct Field {
  std::string_view name;
  Type type;
};

struct Variant {
  std::string_view name;
  std::vector<Field> fields;
};

std::vector<Variant> const& variants_of(Type type) {
  static std::vector<Variant> const shapes{{"Dot", {}},
                                           {"Box", {{"wide", I}, {"high", I}}},
                                           {"Named", {{"name", S}, {"of", shape}}},
                                           {"Pair", {{"left", shape}, {"right", shape}}},
                                           {"Mixed", {{"flag", B}, {"weight", F}, {"extra", maybe}}},
                                           {"Spot", {{"x", F}, {"y", F}}}};
  static std::vector<Variant> const maybes{{"None", {}}, {"Some", {{"value", I}}}};
  return type == shape ? shapes : maybes;
}

// What a list holds, or a map's key and value.
Types items_of(Type type) {
  switch (type) {
    case Type::ints: return {I};
    case Type::floats: return {F};
    case Type::truths: return {B};
    case Type::texts: return {S};
    case Type::lists: return {ints};
    case Type::by_int: return {I, I};
    case Type::by_text: return {S, ints};
    case Type::by_bool: return {B, S};
    default: return {};
  }
}

bool is_map(Type type) { return type == by_int || type == by_text || type == by_bool; }

// The list that holds items of this type.
Type list_of(Type type) {
  return type == I ? ints : type == F ? floats : type == B ? truths : type == S ? texts : type == ints ? lists : mixed;
}

void add_unions(std::vector<Callee>& all) {
  all.insert(all.end(), {
    {"Make-Box", {I, I}, {shape}}, {"Make-Named", {S, shape}, {shape}}, {"Make-Pair", {shape, shape}, {shape}},
    {"Make-Mixed", {B, F, maybe}, {shape}}, {"Make-Spot", {F, F}, {shape}},
    {"dup is-Spot? [ dup Spot-x swap Spot-y f.- ] [ drop 0.5 ] if", {shape}, {F}}, {"turn", {shape, F}, {shape}}, {"turn", {shape, F}, {shape}}, {"Make-Some", {I}, {maybe}}, {":Box wrap-2", {I, I}, {shape}},
    {":Named wrap-2", {S, shape}, {shape}}, {":Some wrap-1", {I}, {maybe}}, {":Box wrap-1", {I}, {shape}},
    {"swap :Named wrap-2", {shape, S}, {shape}}, {"is-Dot?", {shape}, {B}}, {"is-Pair?", {shape}, {B}}, {"is-Some?", {maybe}, {B}},
    {"Box-wide", {shape}, {I}}, {"dup is-Box? [ Box-high ] [ weigh ] if", {shape}, {I}},
    {"dup is-Pair? [ Pair-left ] [ ] if", {shape}, {shape}}, {"dup is-Named? [ Named-name ] [ drop \"-\" ] if", {shape}, {S}},
    {"dup is-Mixed? [ Mixed-extra ] [ drop Make-None ] if", {shape}, {maybe}}, {"dup is-Some? [ Some-value ] [ drop 4 ] if", {maybe}, {I}},
    {"variant.tag", {shape}, {Y}}, {"variant.field-count", {shape}, {I}}, {"variant.append", {shape, I}, {shape}},
    {"0 variant.field-at", {maybe}, {I}}, {"variant.init", {shape}, {shape}}, {"variant.append variant.init", {shape, I}, {shape}},
    {"variant.append variant.last", {maybe, I}, {I}}, {"weigh", {shape}, {I}}, {"grow", {shape, I}, {shape}}, {"grow", {shape, I}, {shape}},
    {"chain", {I}, {shape}}, {"chain", {I}, {shape}}, {"pruned", {shape}, {shape}}, {"pruned", {shape}, {shape}}, {"dup pruned", {shape}, {shape, shape}}, {"nest", {shape, I}, {shape}},
    {"go-round", {shape, I}, {shape}}, {"1.0 -2.0 Make-Spot swap go-round", {I}, {shape}}, {"3 4 Make-Box swap go-round", {I}, {shape}},
    {"7 -7 Make-Box 9 settle nip", {}, {shape}}});
}

void add_lists(std::vector<Callee>& all) {
  for (auto const list : {ints, floats, truths, texts, lists}) {
    auto const item = items_of(list)[0];
    std::string const missing = item == I   ? "7"
                                : item == F ? "-0.0"
                                : item == B ? "true"
                                : item == S ? "\"no\""
                                            : "list.make";
    all.insert(all.end(), {
      {"list.push", {list, item}, {list}}, {"list.push", {list, item}, {list}}, {"list.length", {list}, {I}}, {"list.empty?", {list}, {B}},
      {"list.reverse", {list}, {list}}, {fmt::format("list.get [ ] [ drop {} ] if", missing), {list, I}, {item}},
      {fmt::format("list.first [ ] [ drop {} ] if", missing), {list}, {item}}, {"list.last", {list}, {item, B}}, {"list.get", {list, I}, {item, B}},
      {"0 swap list.set drop", {list, item}, {list}}, {"over list.length 1 i.- swap list.set drop", {list, item}, {list}},
      {"list.set", {list, I, item}, {list, B}}});
  }
  all.insert(all.end(), {
    {"list.map", {ints, Type::map_int}, {ints}}, {"list.map", {texts, Type::map_string}, {texts}}, {"list.filter", {ints, Type::test_int}, {ints}},
    {"list.fold", {ints, I, Type::fold_int}, {I}}, {"fill", {ints, I}, {ints}}, {"fill-even", {ints, I}, {ints}},
    {"[ int->string io.write-line ] list.each", {ints}, {}}, {"[ int->string ] list.map", {ints}, {texts}},
    {"[ string.length ] list.map", {texts}, {ints}}, {"[ string.empty? not ] list.filter", {texts}, {texts}},
    {"\"\" [ string.concat ] list.fold", {texts}, {S}}, {"string.split", {S, S}, {texts}}, {"string.join", {texts, S}, {S}},
    {"[ [ 1 i.+ ] list.map ] list.map", {lists}, {lists}}, {"[ list.length ] list.map", {lists}, {ints}}, {"[ list.reverse ] list.map", {lists}, {lists}},
    {"0 [ 0 [ i.+ ] list.fold i.+ ] list.fold", {lists}, {I}},
    {"dup 0 list.get [ 9 list.push 0 swap list.set drop ] [ drop ] if", {lists}, {lists}},
    {"[ list.make swap list.push ] list.map", {ints}, {lists}},
    {"2dup list.get [ 6 list.push list.set drop ] [ drop drop ] if", {lists, I}, {lists}},
    {"2dup list.get [ 6 list.push dup >aux list.set drop aux> list.length drop ] [ drop drop ] if", {lists, I}, {lists}},
    {"dup 0 list.get [ 1 list.push over list.length list.push 0 swap list.set drop ] [ drop ] if", {lists}, {lists}},
    {"2dup list.get [ \"!\" string.concat list.set drop ] [ drop drop ] if", {texts, I}, {texts}},
    {"list.push", {mixed, I}, {mixed}}, {"list.push", {mixed, S}, {mixed}}, {"list.push", {mixed, F}, {mixed}}, {"list.push", {mixed, B}, {mixed}},
    {"[ int->float ] list.map", {ints}, {floats}}, {"[ 1 band 0 i.= ] list.map", {ints}, {truths}}, {"[ not ] list.map", {truths}, {truths}},
    {"[ 0.5 f.* ] list.map", {floats}, {floats}}, {"[ float->string ] list.map", {floats}, {texts}}, {"0.0 [ f.+ ] list.fold", {floats}, {F}},
    {"[ 1.0 f.< ] list.map", {floats}, {truths}}, {"[ ] list.filter", {truths}, {truths}}, {"[ 0.0 f.< ] list.filter", {floats}, {floats}},
    {"[ [ 1 ] [ 2 ] if ] list.map", {truths}, {ints}}, {"true [ and ] list.fold", {truths}, {B}}, {"variant.append", {floats, F}, {floats}},
    {"variant.init", {truths}, {truths}}, {"either-list", {mixed, floats, B}, {mixed}}, {"either-list", {ints, floats, B}, {mixed}},
    {"either-list list.reverse", {truths, ints, B}, {mixed}}, {"either-list [ drop true ] list.filter", {floats, ints, B}, {mixed}},
    {"either-list", {floats, floats, B}, {floats}}, {":List wrap-2", {I, I}, {ints}}, {":List wrap-1", {F}, {floats}}, {":List wrap-2", {S, I}, {mixed}}, {"string.join", {floats, S}, {S}}, {"list.push", {floats, Y}, {mixed}},
    {"0 swap list.set drop", {ints, S}, {mixed}}, {"dup \"x\" list.push", {truths}, {truths, mixed}},
    {"list.push", {mixed, shape}, {mixed}}, {"list.push", {mixed, ints}, {mixed}}, {"dup list.push", {mixed}, {mixed}},
    {"list.push", {mixed, by_int}, {mixed}}, {"list.push", {mixed, Type::map_int}, {mixed}}, {"0 list.get drop", {mixed}, {I}},
    {"[ i.+ ] list.map", {mixed, I}, {mixed}}, {"[ son.dump ] list.map", {mixed}, {texts}}, {"list.reverse", {mixed}, {mixed}},
    {"list.push", {runs, Type::map_int}, {runs}}, {"swap [ run ] list.fold", {I, runs}, {I}}, {"list.reverse", {runs}, {runs}},
    {"0 list.get [ run ] [ drop ] if", {I, runs}, {I}}, {"list.last [ 5 swap run ] [ drop 6 ] if", {runs}, {I}},
    {"[ run ] list.map", {ints, Type::map_int}, {ints}}, {"[ 3 swap run ] list.map", {runs}, {ints}}});
}

void add_maps(std::vector<Callee>& all) {
  for (auto const map : {by_int, by_text, by_bool}) {
    auto const key = items_of(map)[0], value = items_of(map)[1];
    std::string const missing = value == I ? "5" : value == S ? "\"none\"" : "list.make";
    all.insert(all.end(), {
      {"map.set", {map, key, value}, {map}}, {"map.set", {map, key, value}, {map}}, {fmt::format("map.get [ ] [ drop {} ] if", missing), {map, key}, {value}},
      {"map.get", {map, key}, {value, B}}, {"map.has?", {map, key}, {B}}, {"map.remove", {map, key}, {map}}, {"map.values", {map}, {list_of(value)}},
      {"map.keys", {map}, {list_of(key)}}, {"map.size", {map}, {I}}, {"map.empty?", {map}, {B}}});
  }
  all.insert(all.end(), {
    {"0 [ i.+ i.+ ] map.fold", {by_int}, {I}}, {"[ i.+ int->string io.write-line ] map.each", {by_int}, {}}, {"count", {by_int, I}, {by_int}},
    {"list.make [ list.push swap list.push ] map.fold", {by_bool}, {mixed}},
    {"2dup map.get [ 3 list.push ] [ drop list.make ] if map.set", {by_text, S}, {by_text}},
    {"2dup map.get [ 3 list.push dup >aux map.set aux> list.length drop ] [ drop drop ] if", {by_text, S}, {by_text}},
    {"2dup map.get [ \"+\" string.concat map.set ] [ drop drop ] if", {by_bool, B}, {by_bool}},
    {"[ swap io.write list.length int->string io.write-line ] map.each", {by_text}, {}},
    {"map.make [ dup map.set ] list.fold", {ints}, {by_int}}, {"map.make [ list.make map.set ] list.fold", {texts}, {by_text}},
    {"dup \"a\" map.get [ ] [ drop list.make ] if 8 list.push \"a\" swap map.set", {by_text}, {by_text}}});
}

}  // namespace

std::vector<Callee> const& data_words() {
  static std::vector<Callee> const all = [] {
    std::vector<Callee> list;
    add_unions(list);
    add_lists(list);
    add_maps(list);
    return list;
  }();
  return all;
}

std::string_view shared_words() {
  return R"(union Maybe { None Some { value: Int } }
union Shape { Dot Box { wide: Int high: Int } Named { name: String of: Shape } Pair { left: Shape right: Shape } Mixed { flag: Bool weight: Float extra: Maybe } Spot { x: Float y: Float } }
union Cell { Held { held: Int } }
: hold ( T -- Cell ) cast Make-Held ;
: held ( Cell -- Q ) match Held { >held } -> cast end ;
: run ( Int [ Int -- Int ] -- Int ) call ;
: weigh ( Shape -- Int )
  match Dot -> 1 Box -> i.* Named { >of >name } -> string.length swap weigh i.+ Pair -> weigh swap weigh i.- Mixed { >flag } -> [ 5 ] [ 6 ] if
    Spot { >y } -> 2.0 f.< [ 7 ] [ 8 ] if end
;
: grow ( Shape Int -- Shape )
  swap match
    Dot -> dup Make-Box
    Box -> rot i.+ Make-Box
    Named -> rot grow Make-Named
    Pair -> rot tuck grow >aux grow aux> Make-Pair
    Mixed -> 3 roll drop Make-Mixed
    Spot -> rot drop Make-Spot
  end
;
: turn ( Shape Float -- Shape )
  swap match
    Dot -> 1.5 Make-Spot
    Box -> rot drop Make-Box
    Named -> rot turn Make-Named
    Pair -> rot tuck turn >aux turn aux> Make-Pair
    Mixed -> nip nip 0.25 swap dup is-None? [ drop ] [ drop 1.25 f.+ ] if Make-Spot
    Spot -> swap rot f.+ Make-Spot
  end
;
: nest ( Shape Int -- Shape ) 7 band dup 0 i.<= [ drop ] [ 1 i.- >aux "n" swap Make-Named aux> nest ] if ;
: chain ( Int -- Shape ) 15 band dup 0 i.<= [ drop Make-Dot ] [ dup int->string swap 1 i.- chain Make-Named ] if ;
: pruned ( Shape -- Shape )
  match
    Named -> over string.length 1 i.> [ pruned Make-Named ] [ nip pruned ] if
    Pair -> pruned Make-Pair
    Dot -> Make-Dot
    Box -> 1 i.+ Make-Box
    Mixed -> Make-Mixed
    Spot -> Make-Spot
  end
;
: go-round ( Shape Int -- Shape )
  7 band dup 0 i.<= [ drop ] [
    swap match
      Spot -> over over f.< [ swap 1.5 f.+ Make-Spot ] [ 2.0 f.* Make-Spot ] if
      Box -> over 3 i.> [ swap Make-Box ] [ 1 i.+ Make-Box ] if
      Dot -> 0.5 1.5 Make-Spot
      Named -> Make-Named
      Pair -> swap Make-Pair
      Mixed -> Make-Mixed
    end
    swap 1 i.- go-round
  ] if
;
: settle ( Shape Int -- Int Shape )
  dup 0 i.<= [ swap ] [ swap match Box -> 1 i.- swap 2 i.+ swap Make-Box Dot -> Make-Dot Named -> Make-Named Pair -> Make-Pair Mixed -> Make-Mixed Spot -> Make-Spot end swap 1 i.- settle ] if
;
: either-list ( Variant Variant Bool -- Variant ) [ drop ] [ nip ] if ;
: fill ( Variant Int -- Variant ) 7 band dup 0 i.<= [ drop ] [ tuck list.push swap 1 i.- fill ] if ;
: fill-even ( Variant Int -- Variant ) 7 band dup 0 i.<= [ drop ] [ 1 i.- >aux 0 list.push aux> fill-odd ] if ;
: fill-odd ( Variant Int -- Variant ) 7 band dup 0 i.<= [ drop ] [ 1 i.- tuck list.push swap fill-even ] if ;
: count ( M Int -- N ) 2dup map.get [ 1 i.+ ] [ drop 1 ] if map.set ;
)";
}

std::string Generator::data_literal(Type type, Context context) {
  auto const of = [&](Type item) { return literal(item, context) + " "; };
  if (type == shape || type == maybe) {
    auto const& variant = variants_of(type)[type == shape && chance(50) ? below(2) : below(variants_of(type).size())];
    std::string text;
    for (auto const& field : variant.fields) text += of(field.type);
    return text + (chance(80) ? fmt::format("Make-{}", variant.name) : fmt::format(":{} wrap-{}", variant.name, variant.fields.size()));
  }
  std::string text = is_map(type) ? "map.make" : "list.make";
  if (type == runs && (!context.words || context.depth >= 3)) return text;
  ++context.depth;
  for (auto count = below(4); count > 0; --count) {
    auto items = items_of(type);
    if (items.empty()) items = {type == runs ? Type::map_int : context.depth > 3 ? I : some_type()};
    text += " ";
    for (auto const item : items) text += of(item);
    text += is_map(type) ? "map.set" : "list.push";
  }
  return text;
}

// A match on a union, its arms in any order, with and without bindings.
std::string Generator::match_step(Types& stack, Context context) {
  if (!context.known || stack.empty() || (stack.back() != shape && stack.back() != maybe)) return "";
  auto variants = variants_of(stack.back());
  std::rotate(variants.begin(), variants.begin() + static_cast<std::ptrdiff_t>(below(variants.size())), variants.end());
  stack.pop_back();
  auto const outputs = some_types(2);
  auto const taken = std::min<std::size_t>(stack.size(), below(3));
  std::string text = "match ";
  Types after;
  for (auto const& variant : variants) {
    after = stack;
    text += variant.name;
    auto const whole = chance(50);
    if (!whole) text += " {";
    auto const fields = whole ? variant.fields.size() : variant.fields.empty() ? 0 : below(3);
    for (std::size_t index = 0; index < fields; ++index) {
      auto const& field = whole ? variant.fields[index] : one_of(variant.fields);
      if (!whole) text += fmt::format(" >{}", field.name);
      after.push_back(field.type);
    }
    if (!whole) text += " }";
    text += fmt::format(" -> {}", part(after, taken + fields, context, outputs));
  }
  stack = after;
  return text + "end";
}

// A walk over a list or a map with a literal, sometimes with a capture that each round changes for itself.
std::string Generator::traverse_step(Types& stack, Context context) {
  if (stack.empty()) return "";
  auto const type = stack.back();
  auto given = items_of(type);
  if (given.empty()) return "";
  stack.pop_back();
  ++context.depth;
  auto const literal_of = [&](Types const& inputs, Types const& outputs, std::string const& begin = "") {
    return fmt::format("[ {}{}]", begin, body(inputs, outputs, 1 + below(5), context));
  };
  auto const captured = [&]() -> std::pair<std::string, std::string> {
    if (chance(50)) return {};
    if (given.back() == I) return chance(50) ? std::pair{literal(ints, context) + " ", std::string("over list.push list.length i.+ ")}
                                             : std::pair{literal(by_int, context) + " ", std::string("over dup map.set map.size i.+ ")};
    if (given.back() == S) return {literal(texts, context) + " ", "over list.push \"/\" string.join string.concat "};
    if (given.back() != ints) return {};
    return {literal(ints, context) + " ", "5 list.push list.length list.push "};
  }();
  switch (below(is_map(type) ? 2 : 4)) {
    case 0: return fmt::format("{}{} {}.each", captured.first, literal_of(given, {}, captured.second), is_map(type) ? "map" : "list");
    case 1: {
      auto const state = some_type();
      auto const start = literal(state, context);
      auto inputs = given;
      inputs.insert(inputs.begin(), state);
      stack.push_back(state);
      return fmt::format("{} {}{} {}.fold", start, captured.first, literal_of(inputs, {state}, captured.second), is_map(type) ? "map" : "list");
    }
    case 2: {
      stack.push_back(type);
      return fmt::format("{}{} list.filter", captured.first, literal_of(given, {B}, captured.second));
    }
    default: {
      auto const result = some_type();
      stack.push_back(list_of(result));
      return fmt::format("{}{} list.map", captured.first, literal_of(given, {result}, captured.second));
    }
  }
}

// Changes data while a copy of it waits, on the stack or aside.
std::string Generator::trap_step(Types& stack, Context context) {
  if (stack.empty() || !is_data(stack.back()) || !context.words) return "";
  auto const type = stack.back();
  auto const change = [&]() -> std::string {
    for (int attempt = 0; attempt < 200; ++attempt) {
      auto const& word = one_of(data_words());
      if (word.outputs != Types{type} || word.inputs.empty() || word.inputs[0] != type) continue;
      std::string text;
      for (std::size_t index = 1; index < word.inputs.size(); ++index)
        text += (is_callable(word.inputs[index]) && context.depth >= 3 ? "[ ]" : literal(word.inputs[index], context)) + " ";
      return text + word.name;
    }
    return "";
  };
  stack.push_back(type);
  switch (below(4)) {
    case 0: return fmt::format("dup >aux {} aux>", change());
    case 1: return fmt::format("dup {}", change());
    case 2: return fmt::format("dup {} swap {}", change(), change());
    default: return fmt::format("[ {} ] keep", change());
  }
}

}  // namespace seq2c::fuzz
