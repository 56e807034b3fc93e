#include "tests/fuzz/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/fuzz/generator.h"

namespace seq2c::fuzz {

Signature const& signature_of(Type type) {
  static std::array<Signature, 5> const all{{{Type::map_int, {Type::int_}, {Type::int_}},
                                             {Type::fold_int, {Type::int_, Type::int_}, {Type::int_}},
                                             {Type::make_int, {}, {Type::int_}},
                                             {Type::map_string, {Type::string}, {Type::string}},
                                             {Type::test_int, {Type::int_}, {Type::bool_}}}};
  return *std::ranges::find(all, type, &Signature::type);
}

bool is_callable(Type type) { return type >= Type::map_int; }
bool is_data(Type type) { return Type::shape <= type && type < Type::map_int; }

namespace {

constexpr std::array scalars{Type::int_, Type::float_, Type::bool_, Type::string, Type::symbol};
constexpr std::array data{Type::shape, Type::shape,   Type::maybe,  Type::ints,    Type::ints,   Type::floats, Type::truths, Type::texts, Type::lists,
                          Type::mixed, Type::runs, Type::by_int, Type::by_text, Type::by_bool};
constexpr std::array callables{Type::map_int, Type::fold_int, Type::make_int, Type::map_string, Type::test_int};

std::string written(Type type, char& letter) {
  constexpr std::array<std::string_view, 14> names{"Int", "Float", "Bool", "String", "Symbol", "Shape", "Maybe",
                                                   "Variant", "Variant", "Variant", "Variant", "Variant", "Variant", "Variant"};
  if (!is_callable(type)) {
    auto const index = static_cast<std::size_t>(type);
    return index < names.size() ? std::string(names[index]) : std::string(1, letter++);
  }
  std::string text = "[";
  for (auto const input : signature_of(type).inputs) text += written(input, letter) + " ";
  text += "--";
  for (auto const output : signature_of(type).outputs) text += " " + written(output, letter);
  return text + "]";
}

}  // namespace

std::string written(Types const& types) {
  std::string text;
  char letter = 'A';
  for (auto const type : types) text += written(type, letter) + " ";
  return text;
}

namespace {

std::vector<Callee> const& builtins() {
  constexpr auto I = Type::int_, F = Type::float_, B = Type::bool_, S = Type::string, Y = Type::symbol;
  static std::vector<Callee> const all = [] {
    std::vector<Callee> list;
    auto const add = [&](std::string_view names, Types const& inputs, Types const& outputs) {
      while (!names.empty()) {
        auto const end = names.find(' ');
        list.push_back({std::string(names.substr(0, end)), inputs, outputs});
        names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
      }
    };
    add("i.+ i.- i.* i.+ i.- i.* i.add i.multiply band bor bxor shl shr", {I, I}, {I});
    add("i.< i.<= i.> i.>= i.= i.<> i.lt i.eq", {I, I}, {B});
    add("i./ i.% i.pow i.divide", {I, I}, {I, B});
    add("i.neg negate bnot popcount clz ctz", {I}, {I});
    add("f.+ f.- f.* f./ f.pow f.atan2", {F, F}, {F});
    add("f.< f.<= f.> f.>= f.= f.<>", {F, F}, {B});
    add("f.sqrt f.floor f.ceil f.round f.trunc f.sin f.exp f.ln f.cbrt", {F}, {F});
    add("f.pi f.e", {}, {F});
    add("and or", {B, B}, {B});
    add("not", {B}, {B});
    add("int->float", {I}, {F});
    add("float->int", {F}, {I});
    add("int->string char->string int.to-bytes-i32-be", {I}, {S});
    add("float->string float.to-bytes-f32-be", {F}, {S});
    add("string->int", {S}, {I, B});
    add("string->float", {S}, {F, B});
    add("string->symbol", {S}, {Y});
    add("symbol->string", {Y}, {S});
    add("symbol.=", {Y, Y}, {B});
    add("string.concat string.concat", {S, S}, {S});
    add("string.equal? string.contains string.starts-with", {S, S}, {B});
    add("string.find", {S, S}, {I});
    add("string.length string.byte-length", {S}, {I});
    add("string.empty?", {S}, {B});
    add("string.trim string.chomp string.to-upper string.to-lower string.json-escape encoding.hex-encode", {S}, {S});
    add("string.substring", {S, I, I}, {S});
    add("string.char-at", {S, I}, {I});
    return list;
  }();
  return all;
}

bool ends_with(Types const& stack, Types const& top) {
  return stack.size() >= top.size() && std::equal(top.rbegin(), top.rend(), stack.rbegin());
}

void replace_top(Types& stack, std::size_t taken, Types const& given) {
  stack.resize(stack.size() - taken);
  stack.insert(stack.end(), given.begin(), given.end());
}

Types top_of(Types const& stack, std::size_t count) { return {stack.end() - static_cast<std::ptrdiff_t>(count), stack.end()}; }

}  // namespace

Types Generator::some_types(std::size_t most, std::size_t callable_percent) {
  Types types;
  for (auto count = below(most + 1); count > 0; --count)
    types.push_back(chance(callable_percent) ? one_of(callables) : some_type());
  return types;
}

Type Generator::some_type() { return chance(40) ? Type::int_ : chance(45) ? one_of(data) : one_of(scalars); }

// ---- literals

std::string Generator::int_literal() {
  constexpr std::array<std::string_view, 6> corners{"4611686018427387903", "-4611686018427387904", "2147483648", "-1", "63", "0x5555"};
  if (chance(35)) return chance(50) ? "opaque" : fmt::format("opaque {} i.+", below(9));
  if (chance(12)) return std::string(one_of(corners));
  return std::to_string(static_cast<int>(below(14)) - 3);
}

std::string Generator::string_literal() {
  constexpr std::array<std::string_view, 8> texts{R"("")", R"("a")", R"("seq")", R"("Grüße")", R"(" x ")", R"("12")", R"("-3.5")", R"("l\n\"q\"")"};
  if (chance(30)) return "opaque int->string";
  return std::string(one_of(texts));
}

std::string Generator::literal(Type type, Context context) {
  constexpr std::array<std::string_view, 8> floats{"0.0", "1.5", "-2.25", "1e10", "-0.0", "0.1", "3.0", "1e300"};
  switch (type) {
    case Type::int_: return int_literal();
    case Type::float_: return chance(40) ? "opaque int->float" : std::string(one_of(floats));
    case Type::bool_: return chance(50) ? fmt::format("opaque {} i.>", below(6)) : chance(50) ? "true" : "false";
    case Type::string: return string_literal();
    case Type::symbol: return chance(30) ? "opaque int->string string->symbol" : chance(50) ? ":red" : ":green";
    case Type::map_int:
      if (!makers_.empty() && chance(50)) return int_literal() + " " + one_of(makers_).name;
      [[fallthrough]];
    case Type::fold_int:
    case Type::make_int:
    case Type::map_string:
    case Type::test_int: return quotation(type, context, false);
    default: return data_literal(type, context);
  }
}

// A literal of that type; `expected`: it stands directly before a word that wants it, so the checker knows its inputs.
std::string Generator::quotation(Type type, Context context, bool expected) {
  auto const& signature = signature_of(type);
  context.known = expected;
  ++context.depth;
  return "[ " + body(signature.inputs, signature.outputs, 1 + below(4), context) + "]";
}

// ---- bodies

// Statements that turn `stack` into `wanted`.
std::string Generator::body(Types stack, Types const& wanted, std::size_t size, Context context) {
  std::string text;
  for (; size > 0; --size)
    if (auto const more = step(stack, context); !more.empty()) text += more + " ";
  return text + finish(stack, wanted, context);
}

// Takes up to `most` values and gives `outputs`: the text of a branch or literal for that, the stack changed alike.
std::string Generator::part(Types& stack, std::size_t most, Context context, Types const& outputs) {
  ++context.depth;
  auto const taken = std::min(stack.size(), most);
  auto const text = body(top_of(stack, taken), outputs, 1 + below(4), context);
  replace_top(stack, taken, outputs);
  return text;
}

std::string Generator::step(Types& stack, Context context) {
  auto const deep = context.depth >= 3;
  switch (below(29)) {
    case 0: case 1: case 2: {
      auto const type = context.words && !deep && chance(15) ? one_of(callables) : some_type();
      auto const text = literal(type, context);
      stack.push_back(type);
      return text;
    }
    case 3: case 4: case 5: case 6: case 7: return call_step(stack, context, builtins());
    case 8: case 9: return shuffle_step(stack, context);
    case 10: return context.words && !callees_.empty() ? call_step(stack, context, callees_) : "";
    case 11: return deep ? "" : branch_step(stack, context);
    case 12: return deep || !context.words ? "" : combinator_step(stack, context);
    case 13: return deep || !context.words ? "" : loop_step(stack, context);
    case 14: case 15: return callable_step(stack, context);
    case 16: return chance(40) ? cast_step(stack) : "";
    case 17: return context.known ? depth_step(stack) : "";
    case 18: return deep || !context.words || !chance(50) ? "" : cond_step(stack, context);
    case 19: case 20: case 21: case 22: case 23: return context.words ? call_step(stack, context, data_words()) : "";
    case 24: return deep ? "" : match_step(stack, context);
    case 25: return deep || !context.words ? "" : traverse_step(stack, context);
    case 26: return trap_step(stack, context);
    case 27: return table_step(stack, context);
    default: return stack.empty() || is_callable(stack.back()) ? "" : "dup son.dump io.write-line";
  }
}

std::string Generator::call_step(Types& stack, Context context, std::vector<Callee> const& callees) {
  for (int attempt = 0; attempt < 12; ++attempt) {
    auto const& callee = one_of(callees);
    std::string text;
    if (!ends_with(stack, callee.inputs)) {
      // The last input may be made on the spot: a literal that stands where it is wanted.
      if (callee.inputs.empty() || !chance(40)) continue;
      Types const rest(callee.inputs.begin(), callee.inputs.end() - 1);
      if (!ends_with(stack, rest)) continue;
      auto const last = callee.inputs.back();
      if (is_callable(last) && (context.depth >= 3 || !context.words)) continue;
      text = (is_callable(last) ? quotation(last, context, true) : literal(last, context)) + " ";
      stack.push_back(last);
    }
    replace_top(stack, callee.inputs.size(), callee.outputs);
    return text + callee.name;
  }
  return "";
}

std::string Generator::shuffle_step(Types& stack, Context context) {
  auto const size = stack.size();
  auto const at = [&](std::size_t depth) { return stack[size - 1 - depth]; };
  switch (below(context.known ? 10 : 8)) {
    case 0: if (size < 1) return ""; stack.push_back(at(0)); return "dup";
    case 1: if (size < 2) return ""; stack.push_back(at(1)); return "over";
    case 2: if (size < 2) return ""; std::swap(stack[size - 1], stack[size - 2]); return "swap";
    case 3: if (size < 3) return ""; std::rotate(stack.end() - 3, stack.end() - 2, stack.end()); return "rot";
    case 4: if (size < 2) return ""; stack.erase(stack.end() - 2); return "nip";
    case 5: if (size < 2) return ""; stack.insert(stack.end() - 2, at(0)); return "tuck";
    case 6: if (size < 2) return ""; stack.push_back(at(1)), stack.push_back(stack[size - 1]); return "2dup";
    case 7: if (size < 1) return ""; stack.pop_back(); return "drop";
    case 8: {
      if (size < 1) return "";
      auto const depth = below(size);
      stack.push_back(at(depth));
      return fmt::format("{} pick", depth);
    }
    default: {
      if (size < 1) return "";
      auto const depth = below(size);
      auto const place = stack.end() - 1 - static_cast<std::ptrdiff_t>(depth);
      std::rotate(place, place + 1, stack.end());
      return fmt::format("{} roll", depth);
    }
  }
}

// A conditional with literal branches, sometimes one whose kinds differ from what it claims.
std::string Generator::branch_step(Types& stack, Context context) {
  auto const condition = stack.empty() || stack.back() != Type::bool_ ? literal(Type::bool_, context) + " " : (stack.pop_back(), "");
  auto const outputs = some_types(2);
  auto other = stack;
  auto const yes = part(stack, 3, context, outputs);
  auto const no = part(other, 3, context, outputs);
  return fmt::format("{}[ {}] [ {}] if", condition, yes, no);
}

std::string Generator::combinator_step(Types& stack, Context context) {
  context.known = false;
  auto const outputs = some_types(2);
  switch (below(4)) {
    case 0: return fmt::format("[ {}] call", part(stack, 2, context, outputs));
    case 1: {
      if (stack.empty()) return "";
      auto const hidden = stack.back();
      stack.pop_back();
      auto const text = fmt::format("[ {}] dip", part(stack, 2, context, outputs));
      stack.push_back(hidden);
      return text;
    }
    case 2: {
      if (stack.empty()) return "";
      auto const kept = stack.back();
      auto const text = fmt::format("[ {}] keep", part(stack, 2, context, outputs));
      stack.push_back(kept);
      return text;
    }
    default: {
      if (stack.empty()) return "";
      auto const shared = stack.back();
      auto const first = part(stack, 2, context, outputs);
      stack.push_back(shared);
      return fmt::format("[ {}] [ {}] bi", first, part(stack, 2, context, some_types(2)));
    }
  }
}

std::string Generator::cond_step(Types& stack, Context context) {
  // Afterwards the checker knows nothing of the stack: a callable on it could not be called.
  if (!context.row || stack.empty() || stack.back() != Type::int_ || std::ranges::any_of(stack, is_callable)) return "";
  context.known = false;
  auto const outputs = some_types(1);
  auto const pairs = 1 + below(3);
  std::string text;
  Types after;
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    after = stack;
    text += pair + 1 == pairs && chance(90) ? "[ true ] " : fmt::format("[ dup {} i.< ] ", int_literal());
    text += fmt::format("[ {}] ", part(after, 1, context, outputs));
  }
  stack = after;
  return text + fmt::format("{} cond", pairs);
}

// The loops of the library, with and without captures.
std::string Generator::loop_step(Types& stack, Context context) {
  auto const captures = below(3);
  std::string captured, use;
  for (std::size_t index = 0; index < captures; ++index) {
    captured += int_literal() + " ";
    use += fmt::format("{} ", one_of(std::array{"i.+", "i.-", "bxor"}));
  }
  ++context.depth;
  auto const count = fmt::format("{}", below(4));
  switch (below(4)) {
    case 0: return fmt::format("{} [ \"t\" io.write ] times", count);
    case 1:
      return fmt::format("{} {}[ {}{}] each-integer", count, captured, use,
                         body({Type::int_}, {}, 1 + below(3), context));
    case 2: {
      // What is captured must be needed: such a body takes all that it is given.
      auto const given = captures == 0 ? Types{Type::int_, Type::int_} : Types{Type::int_};
      auto const text = fmt::format("{} {} {}[ {}{}] integer-fold", count, int_literal(), captured, captures == 0 ? "" : use + "i.- ",
                                    body(given, {Type::int_}, 1 + below(3), context));
      stack.push_back(Type::int_);
      return text;
    }
    default: {
      auto const kept = top_of(stack, std::min<std::size_t>(stack.size(), below(3)));
      auto below_it = stack;
      context.known = context.row = false;
      auto const text = part(below_it, kept.size(), context, kept);
      return fmt::format("{} [ {}] {}", literal(Type::bool_, context), text, chance(50) ? "when" : "unless");
    }
  }
}

// Uses a callable on the stack.
std::string Generator::callable_step(Types& stack, Context context) {
  if (stack.empty() || !is_callable(stack.back())) return "";
  auto const type = stack.back();
  auto const& signature = signature_of(type);
  auto below_it = stack;
  below_it.pop_back();
  if (!ends_with(below_it, signature.inputs)) {
    if (chance(70)) return "";
    stack.pop_back();
    return chance(50) ? "drop" : "son.dump io.write-line";
  }
  auto const run = [&] {
    replace_top(below_it, signature.inputs.size(), signature.outputs);
    stack = below_it;
  };
  switch (context.depth >= 3 ? 0 : below(4)) {
    case 0: case 1: run(); return "call";
    case 2: {
      run();
      auto const other = quotation(type, context, false);
      return fmt::format("{} swap {} if", literal(Type::bool_, context), other);
    }
    default:
      if (signature.inputs.empty()) return "";
      stack = below_it;
      stack.insert(stack.end(), signature.outputs.begin(), signature.outputs.end());
      stack.erase(stack.end() - static_cast<std::ptrdiff_t>(signature.outputs.size() + signature.inputs.size()),
                  stack.end() - static_cast<std::ptrdiff_t>(signature.outputs.size()));
      stack.push_back(signature.inputs.back());
      return "keep";
  }
}

// A value whose kind the checker no longer knows: mostly the right one, sometimes not.
std::string Generator::cast_step(Types& stack) {
  if (stack.empty()) return "";
  if (chance(20)) {
    stack.back() = some_type();
    return "cast";
  }
  if (chance(30)) {
    auto const claimed = some_type();
    auto const text = fmt::format("opaque 3 i.> [ {} cast ] [ {} cast ] if", literal(claimed, {}), literal(some_type(), {}));
    stack.push_back(claimed);
    return text;
  }
  return "cast";
}

// A computed depth among values of one type.
std::string Generator::depth_step(Types& stack) {
  if (stack.empty()) return "";
  std::size_t same = 1;
  while (same < stack.size() && stack[stack.size() - 1 - same] == stack.back()) ++same;
  auto const index = chance(95) ? fmt::format("opaque {} i.% drop dup 0 i.< [ i.neg ] [ ] if", same) : std::string("opaque");
  if (chance(50) || is_callable(stack.back())) return index + " roll";
  stack.push_back(stack.back());
  return index + " pick";
}

std::string Generator::finish(Types const& stack, Types const& wanted, Context context) {
  if (stack == wanted) return "";
  std::string text;
  if (wanted.size() == 1 && !stack.empty() && stack.back() == wanted[0]) {
    for (std::size_t index = 1; index < stack.size(); ++index) text += "nip ";
    return text;
  }
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    auto const reach = std::min<std::size_t>(stack.size(), context.known ? stack.size() : 2 - std::min<std::size_t>(index, 2));
    auto const first = stack.rbegin(), last = stack.rbegin() + static_cast<std::ptrdiff_t>(reach);
    auto const found = std::find(first, last, wanted[index]);
    if (found == last || chance(15)) text += literal(wanted[index], context) + " ";
    else if (context.known) text += fmt::format("{} pick ", static_cast<std::size_t>(found - first) + index);
    else text += static_cast<std::size_t>(found - first) + index == 0 ? "dup " : static_cast<std::size_t>(found - first) + index == 1 ? "over " : literal(wanted[index], context) + " ";
  }
  for (std::size_t index = 0; index < wanted.size(); ++index) text += ">aux ";
  for (std::size_t index = 0; index < stack.size(); ++index) text += "drop ";
  for (std::size_t index = 0; index < wanted.size(); ++index) text += "aux> ";
  return text;
}

// ---- words

std::string Generator::define(std::string const& name, Types const& inputs, Types const& outputs, std::string const& text) {
  callees_.push_back({name, inputs, outputs});
  return fmt::format(": {} ( {}-- {})\n  {}\n;\n", name, written(inputs), written(outputs), text);
}

std::string Generator::word(std::size_t number) {
  auto const name = fmt::format("{}w{}", prefix_, number);
  switch (below(9)) {
    case 0: return counted_word(name);
    case 1: return stray_word(name);
    case 2: return pair_of_words(name);
    case 3: return combinator_word(name);
    case 4: return closure_word(name);
    case 5: return table_words(name);
    default: {
      auto const inputs = some_types(3, 12), outputs = some_types(2);
      return define(name, inputs, outputs, body(inputs, outputs, 3 + below(8), {}));
    }
  }
}

// Recursion with a counter: in tail position, or with work left to do.
std::string Generator::counted_word(std::string const& name) {
  if (chance(50)) {
    auto const state = some_types(2);
    auto inputs = state;
    inputs.push_back(Type::int_);
    auto const round = body(state, state, 2 + below(4), {.depth = 1});
    return define(name, inputs, state, fmt::format("7 band dup 0 i.<= [ drop ] [ 1 i.- >aux {}aux> {} ] if", round, name));
  }
  auto const result = some_type();
  auto const after = body({Type::int_, result}, {result}, 1 + below(4), {.depth = 1});
  return define(name, {Type::int_}, {result},
                fmt::format("7 band dup 0 i.<= [ drop {} ] [ dup 1 i.- {} {}] if", literal(result, {}), name, after));
}

// Recursion that leaves values behind, which the next call drops.
std::string Generator::stray_word(std::string const& name) {
  auto const result = some_type();
  auto const strays = chance(50) ? "dup" : "dup dup";
  auto const again = fmt::format("{} 1 i.- {}", strays, name);
  auto const end = fmt::format("drop {}", literal(result, {}));
  if (chance(50)) return define(name, {Type::int_}, {result}, fmt::format("7 band dup 0 i.<= [ {} ] [ {} ] if", end, again));
  return define(name, {Type::int_}, {result}, fmt::format("7 band dup 0 i.> [ {} ] [ {} ] if", again, end));
}

std::string Generator::pair_of_words(std::string const& name) {
  auto const state = some_types(2);
  auto inputs = state;
  inputs.push_back(Type::int_);
  auto const round = [&](std::string const& next) {
    return fmt::format("7 band dup 0 i.<= [ drop ] [ 1 i.- >aux {}aux> {} ] if", body(state, state, 1 + below(4), {.depth = 1}), next);
  };
  auto const first = round(name + "b"), second = round(name);
  return define(name, inputs, state, first) + define(name + "b", inputs, state, second);
}

// A word that runs a callable.
std::string Generator::combinator_word(std::string const& name) {
  auto const type = one_of(callables);
  auto const& signature = signature_of(type);
  auto inputs = signature.inputs;
  if (type == Type::map_int && chance(60)) {
    inputs = {Type::int_, Type::int_, type};
    return define(name, inputs, {Type::int_},
                  fmt::format("over 3 band 0 i.<= [ nip drop ] [ swap 3 band swap rot over call rot 1 i.- rot {} ] if", name));
  }
  inputs.push_back(type);
  auto const after = body(signature.outputs, signature.outputs, below(3), {});
  return define(name, inputs, signature.outputs, fmt::format("{}call {}", chance(30) ? "[ ] dip " : "", after));
}

// A word that gives a closure over its input.
std::string Generator::closure_word(std::string const& name) {
  Context context{.known = true, .words = false, .row = true, .depth = 2};
  auto const inner = body({Type::int_}, {Type::int_}, 1 + below(3), context);
  auto const text = fmt::format(": {} ( Int -- Closure[Int -- Int] )\n  [ {} {}]\n;\n", name, one_of(std::array{"i.+", "i.-", "i.*", "bxor"}), inner);
  makers_.push_back({name, {Type::int_}, {Type::map_int}});
  return text;
}

std::string Generator::program() {
  std::string text;
  auto const words = 2 + below(5);
  for (std::size_t number = 0; number < words; ++number) text += word(number);
  auto const left = some_types(3);
  text += fmt::format(": {}main ( -- )\n  {}", prefix_, body({}, left, 8 + below(10), {}));
  for (std::size_t index = 0; index < left.size(); ++index) text += "son.dump io.write-line ";
  return text + "\n;\n";
}

std::string generate(std::uint64_t seed, std::string const& prefix) { return Generator(seed, prefix).program(); }

std::string combine(std::vector<std::string> const& parts, std::vector<std::string> const& prefixes) {
  std::string text =
      "include std:loops\ninclude std:control\n"
      ": cast ( T -- U ) ;\n"
      ": opaque ( -- Int ) 2 args.at string->int drop ;\n";
  text += shared_words();
  for (auto const& part : parts) text += part;
  text += ": part ( -- Int ) 1 args.at string->int drop ;\n: main ( -- )\n  11 \"22\"\n";  // what computed picks and rolls find
  for (std::size_t index = 0; index < parts.size(); ++index)
    if (!prefixes[index].empty()) text += fmt::format("  part {} i.= [ {}main ] [ ] if\n", index, prefixes[index]);
  return text + "  drop drop\n;\n";
}

}  // namespace seq2c::fuzz
