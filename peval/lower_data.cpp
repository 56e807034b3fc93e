// Variants and what takes them apart: constructors, tests, accessors and `match` of unions, `wrap-N`; and the words of cards
// with a `flow`: what goes into containers and comes out of them.
#include <algorithm>
#include <fmt/format.h>

#include "peval/lower_body.h"

namespace seq2c::core {
namespace {

constexpr std::string_view list_tag = "List";
constexpr std::int64_t most_sure_fields = 1000;  // that a variant is known to have

}  // namespace

// A value as a variant, checked with the message of `variant.tag`, as `is-X?` and `match` do.
Value BodyLowering::as_variant(Value value, std::string_view word, Id<Origin> site) {
  return out_.cast(value, {Kind::variant}, find_word(word)->wrong, site);
}

// A variant with that tag, of the fields given.
Value BodyLowering::make_variant(std::string tag, Values fields, Id<Origin> site) {
  auto const objects = lowering_.objects.of_tag(tag);
  Types types;
  for (auto& field : fields) {
    types.push_back(out_.type(field));
    field = out_.box(field, site);
  }
  lowering_.objects.construct(objects, types);
  version_.puts.push_back({objects, types, user_place(site), true});
  if (tag == list_tag) lowering_.objects.keep_tagged(objects);
  return out_.variant(tag, std::move(fields), {Kind::variant, Form::normal, Id<LiteralSet>{0}, objects}, site);
}

void BodyLowering::operator()(checked::CallUnion const& call) {
  auto const site = origin(call.place);
  auto const& variant = lowering_.checked.unions[call.of].variants[call.variant];
  switch (call.what) {
    case checked::CallUnion::What::make: {
      auto fields = pop_many(variant.fields.size());
      if (!out_.dead()) push(make_variant(variant.name, std::move(fields), site));
      return;
    }
    case checked::CallUnion::What::is: return has_tag(variant.name, site);
    case checked::CallUnion::What::field: return field(call.field, site);
  }
}

void BodyLowering::has_tag(std::string const& tag, Id<Origin> site) {
  auto const value = as_variant(pop(), "variant.tag", site);
  if (out_.dead()) return;
  auto const objects = out_.type(value).objects;
  if (lowering_.objects.must_have_tag(objects, tag)) return push(out_.constant(true));
  if (!lowering_.objects.may_have_tag(objects, tag)) return push(out_.constant(false));
  auto const wanted = out_.constant(checked::SymbolName{tag});
  if (lowering_.objects.are_bare(objects)) return push(out_.word1("variant.is-bare", {value, wanted}, site));
  push(out_.word1("symbol.=", {out_.word1("variant.tag", {value}, site), wanted}, site));
}

// A field by its position, whatever the tag.
void BodyLowering::field(std::uint32_t index, Id<Origin> site) {
  auto const value = pop();
  if (out_.dead()) return;
  auto const objects = out_.type(value).objects;
  auto const known = lowering_.objects.field(objects, index);
  if (out_.type(value).kind == Kind::variant && known && lowering_.objects.have_fields(objects, index + 1))
    return push(read_field(value, {}, index, *known, site));
  auto const position = out_.constant(static_cast<std::int64_t>(index));
  auto const& word = form_of(*find_word("variant.field-at"), {value, position}, {});
  auto const& kinds = signature(word);
  Types const results{known ? narrowed(*known, kinds.outputs[0]) : Type{kinds.outputs[0]}};
  auto const variant = kinds.inputs[0] == Kind::any ? out_.box(value, site) : value;
  auto const read = out_.word(word, {variant, position}, site, &results)[0];
  push(known ? out_.unbox(read, *known, site) : read);
}

Value BodyLowering::read_field(Value variant, std::optional<std::string_view> tag, std::uint32_t index, Type const& type,
                               Id<Origin> site) {
  bool const floats = lowering_.objects.read_floats(out_.type(variant).objects, tag);
  return out_.add({Op::field, Index{index, 0, floats}, {variant}, {}, {type}, site})[0];
}

void BodyLowering::operator()(checked::Match const& match) {
  auto const site = origin(match.place);
  auto const value = as_variant(pop(), "variant.tag", site);
  if (out_.dead()) return;
  auto& objects = lowering_.objects;
  auto const set = out_.type(value).objects;
  Patterns patterns;
  std::vector<Arm> arms;
  for (auto const& one : match.arms) {
    auto const& variant = lowering_.checked.unions[one.of].variants[one.variant];
    if (!objects.may_have_tag(set, variant.name)) continue;
    if (std::ranges::find(patterns.all, variant.name, &Pattern::tag) != patterns.all.end()) continue;
    auto const count = static_cast<std::uint32_t>(variant.fields.size());
    patterns.all.push_back({variant.name, count, objects.have_fields(set, count, variant.name) ? count : 0,
                            objects.are_bare(set, variant.name), count > 0 && objects.read_floats(set, variant.name), 0, {}});
    arms.push_back(arm([&](Arm& made) {
      take_apart(one, value, made.block, patterns.all.back(), site);
      if (out_.dead()) return;
      statements(one.body);
      auto const* call = one.body.empty() ? nullptr : std::get_if<checked::CallWord>(&one.body.back());
      if (call) made.kept = lowering_.checked.definitions[call->word].outputs.size();
    }));
  }
  if (objects.may_have_other_tag(set, patterns.all))
    arms.push_back(arm([&](Arm&) {
      auto const tag = out_.box(out_.word1("variant.tag", {value}, site), site);
      auto const text = out_.word1("son.dump", {tag}, site);
      out_.word(*find_word("fail"), {out_.word1("string.concat", {out_.constant(std::string("match: no arm for variant ")), text}, site)},
                site);
    }));
  join({Op::match, std::move(patterns), {value}, {}, {}, site}, std::move(arms), checked::Diverges::no);
}

// What an arm starts with: the fields as params of its block. If the variant may have too few of them they are read one by
// one, after a look at their number.
void BodyLowering::take_apart(checked::Arm const& arm, Value value, Id<Block> block, Pattern& pattern, Id<Origin> site) {
  auto& objects = lowering_.objects;
  auto const set = out_.type(value).objects;
  if (pattern.tag == list_tag) objects.keep_tagged(set);
  auto const& declared = lowering_.checked.unions[arm.of].variants[arm.variant].fields;
  auto fields = arm.fields;
  if (arm.all_fields)
    for (std::uint32_t index = 0; index < declared.size(); ++index) fields.push_back(index);
  auto const type = [&](std::uint32_t index) { return objects.field(set, index, pattern.tag).value_or(Type{}); };
  std::uint32_t needed = 0;
  for (auto const index : fields) needed = std::max(needed, index + 1);
  if (objects.have_fields(set, needed, pattern.tag)) {
    pattern.fields = fields;
    for (auto const index : fields) push(out_.param(block, type(index)));
    return;
  }
  auto const count = out_.word1("variant.field-count", {value}, site);
  if (arm.all_fields) {
    expect_fields(count, needed, fmt::format("unpack-variant: requested {} fields but variant only has ", needed), "", site);
    for (auto const index : fields) push(read_field(value, pattern.tag, index, type(index), site));
    return;
  }
  for (auto const index : fields) {
    expect_fields(count, index + 1, fmt::format("variant.field-at: index {} out of bounds (variant has ", index), " fields)", site);
    push(read_field(value, pattern.tag, index, type(index), site));
  }
}

// A run-time error, with the number of fields between the two texts, if there are fewer than needed.
void BodyLowering::expect_fields(Value count, std::uint32_t needed, std::string before, std::string after, Id<Origin> site) {
  auto const too_few = out_.word1("i.<", {count, out_.constant(static_cast<std::int64_t>(needed))}, site);
  std::vector<Arm> arms;
  arms.push_back(arm([&](Arm&) {
    auto const number = out_.word1("int->string", {count}, site);
    auto const text = out_.word1("string.concat", {out_.constant(std::move(before)), number}, site);
    out_.word(*find_word("fail"), {out_.word1("string.concat", {text, out_.constant(std::move(after))}, site)}, site);
  }));
  arms.push_back(arm([](Arm&) {}));
  join({Op::if_, {}, {too_few}, {}, {}, site}, std::move(arms), checked::Diverges::no);
}

// `wrap-N`: the tag on top of the fields.
void BodyLowering::wrap(Word const& word, Id<Origin> site) {
  auto parts = pop_many(signature(word).inputs.size());
  if (out_.dead()) return;
  auto const tag = argument(word, parts.size() - 1, parts.back(), Kind::symbol, site);
  if (out_.dead()) return;
  parts.pop_back();
  if (auto const* constant = out_.as_constant(tag))
    if (auto const* name = std::get_if<checked::SymbolName>(constant)) return push(make_variant(name->text, std::move(parts), site));
  auto const objects = lowering_.objects.of_computed_tag();
  Types types;
  Values all{out_.box(tag, site)};
  for (auto const part : parts) {
    types.push_back(out_.type(part));
    all.push_back(out_.box(part, site));
  }
  lowering_.objects.construct(objects, types);
  Types const results{{Kind::variant, Form::normal, Id<LiteralSet>{0}, objects}};
  push(out_.word(*find_word("variant.make"), std::move(all), site, &results)[0]);
}

Place BodyLowering::user_place(Id<Origin> site) const {
  return lowering_.program.origins[user_origin(lowering_.program, site)].place;
}

// Tells the containers which of the arguments are put into them.
void BodyLowering::note_items(Flow const& sides, Values const& arguments, Id<Origin> site) {
  auto const place = user_place(site);
  for (std::size_t at = 0; at < sides.inputs.size(); ++at) {
    auto const& container = sides.inputs[at];
    if (!container.container || container.is_map()) continue;
    for (std::size_t item = 0; item < sides.inputs.size(); ++item)
      if (item != at && std::ranges::find(container.holds, sides.inputs[item].name) != container.holds.end())
        version_.puts.push_back({out_.type(arguments[at]).objects, {out_.type(arguments[item])}, place});
  }
}

// The types of the results of a word with a `flow` on its card, from those of its arguments; what it puts into containers is
// put there. No types at all if the word gives an element of a container that never has one.
Types BodyLowering::flow_through(Word const& word, Values const& arguments, Id<Origin> site) {
  auto& objects = lowering_.objects;
  auto const& sides = flow(word);
  std::map<std::string_view, std::optional<Type>> things;
  auto const join_thing = [&](std::string_view name, std::optional<Type> const& type) {
    auto& known = things[name];
    if (type) known = known ? join_types(lowering_.program, *known, *type) : *type;
  };
  for (std::size_t index = 0; index < sides.inputs.size(); ++index) {
    auto const& item = sides.inputs[index];
    auto const& type = out_.type(arguments[index]);
    join_thing(item.name, type);
    if (!item.container) continue;
    for (std::size_t each = 0; each < item.holds.size(); ++each)
      join_thing(item.holds[each], item.is_map() && each == 0 ? objects.keys(type.objects) : objects.contents(type.objects));
    if (word.shrinks) objects.shrink(type.objects);
  }
  auto const fill = [&](FlowItem const& item, Id<ObjectSet> set) {
    for (std::size_t each = 0; each < item.holds.size(); ++each) {
      auto const& held = things[item.holds[each]];
      if (!held) continue;
      if (item.is_map() && each == 0) objects.put_key(set, *held);
      else objects.put(set, *held);
    }
  };
  for (std::size_t index = 0; index < sides.inputs.size(); ++index)
    if (sides.inputs[index].container) fill(sides.inputs[index], out_.type(arguments[index]).objects);
  note_items(sides, arguments, site);
  Types results;
  for (auto const& item : sides.outputs) {
    if (item.container) {
      bool const is_new = item.name == list_tag || item.name == "Map";
      auto set = things[item.name].value_or(Type{}).objects;
      if (is_new) set = item.name == "Map" ? objects.of_map() : objects.of_list(site);
      if (item.name == list_tag) objects.construct(set, {});
      fill(item, set);
      if (!word.forms) objects.keep_tagged(set);
      results.push_back({item.kind, Form::normal, Id<LiteralSet>{0}, set});
      continue;
    }
    auto type = things.contains(item.name) ? things[item.name] : std::optional(Type{item.kind});
    // Nothing is ever put into the container: what comes after the word is never reached.
    if (!type && !item.or_zero && !objects.hurries()) return {};
    if (item.or_zero) type = type ? join_types(lowering_.program, *type, int_type()) : int_type();
    results.push_back(type.value_or(Type{}));
  }
  return results;
}

// The twin of a word for lists that are arrays of the kind of the one that it gives, or else takes; or the word itself.
Word const& BodyLowering::form_of(Word const& word, Values const& arguments, Types const& types) {
  if (!word.forms) return word;
  auto const& sides = flow(word);
  std::optional<Id<ObjectSet>> list;
  for (std::size_t index = 0; index < arguments.size(); ++index)
    if (sides.inputs[index].container) {
      if (out_.type(arguments[index]).kind != Kind::variant) return word;
      list = out_.type(arguments[index]).objects;
    }
  for (std::size_t index = 0; index < types.size(); ++index)
    if (sides.outputs[index].container) list = types[index].objects;
  auto const form = list ? lowering_.objects.form(*list) : std::nullopt;
  if (!form) return word;
  auto const name = *form == Kind::int_ ? "int" : *form == Kind::float_ ? "float" : *form == Kind::bool_ ? "bool" : "tagged";
  auto const dot = word.name.find('.');
  auto const* twin = find_word(fmt::format("{}.{}{}", word.name.substr(0, dot), name, word.name.substr(dot)));
  return twin ? *twin : word;
}

// The field that `variant.field-at` reads, if the variant surely has it.
std::optional<Value> BodyLowering::sure_field(Word const& word, Values const& arguments, Id<Origin> site) {
  if (word.name != "variant.field-at" || out_.type(arguments[0]).kind != Kind::variant) return std::nullopt;
  auto const* constant = out_.as_constant(arguments[1]);
  auto const* index = constant ? std::get_if<std::int64_t>(constant) : nullptr;
  if (!index || *index < 0 || *index >= most_sure_fields) return std::nullopt;
  auto const objects = out_.type(arguments[0]).objects;
  auto const position = static_cast<std::uint32_t>(*index);
  auto const type = lowering_.objects.field(objects, position);
  if (!type || !lowering_.objects.have_fields(objects, position + 1)) return std::nullopt;
  return read_field(arguments[0], {}, position, *type, site);
}

// A word of the runtime whose card tells what containers hold.
void BodyLowering::flow_word(Word const& generic, Values arguments, Types const& types, Id<Origin> site) {
  if (auto const field = sure_field(generic, arguments, site)) return push(*field);
  auto const& word = form_of(generic, arguments, types);
  for (std::size_t index = 0; index < arguments.size(); ++index)
    if (signature(word).inputs[index] == Kind::any) arguments[index] = out_.box(arguments[index], site);
  auto const& kinds = signature(word).outputs;
  if (types.size() < kinds.size()) {
    out_.word(word, std::move(arguments), site);
    return out_.fail(std::string(word.name) + ": nothing is ever put there", {}, site);
  }
  Types given;
  for (std::size_t index = 0; index < types.size(); ++index) given.push_back(narrowed(types[index], kinds[index]));
  auto const values = out_.word(word, std::move(arguments), site, &given);
  for (std::size_t index = 0; index < values.size(); ++index) {
    bool const is_placed = types[index].kind == Kind::any && kinds[index] != Kind::any;
    if (is_placed) found_or_zero(values[index], values[index + 1], site);
    else push(out_.unbox(values[index], types[index], site));
  }
}

// What a search gives that says in the next result whether it found anything: the Int 0 if not.
void BodyLowering::found_or_zero(Value item, Value found, Id<Origin> site) {
  std::vector<Arm> arms;
  arms.push_back(arm([&](Arm&) { push(out_.box(item, site)); }));
  arms.push_back(arm([&](Arm&) { push(out_.box(out_.constant(std::int64_t{0}), site)); }));
  join({Op::if_, {}, {found}, {}, {}, site}, std::move(arms), checked::Diverges::no);
}

// A word that is said in Seq: its arguments are looked at, then its definition is called.
void BodyLowering::word_in_seq(Word const& word, Id<Origin> site) {
  auto const& kinds = signature(word).inputs;
  auto arguments = pop_many(kinds.size());
  for (auto index = kinds.size(); index-- > 0 && !out_.dead();)
    if (kinds[index] != Kind::any) arguments[index] = argument(word, index, arguments[index], kinds[index], site);
  if (out_.dead()) return;
  auto const& meaning = changes_kind(word, arguments) ? *find_word(word.another_kind) : word;
  stack_.insert(stack_.end(), arguments.begin(), arguments.end());
  call_word(lowering_.checked.in_seq.at(&meaning), site);
}

// True if what the quotation makes of the elements of a list has another kind than they have, and one of the two is held in
// arrays. Else the list is changed in place.
bool BodyLowering::changes_kind(Word const& word, Values const& arguments) {
  if (word.another_kind.empty()) return false;
  auto const list = out_.type(arguments[0]).objects;
  auto const elements = lowering_.objects.contents(list);
  if (!elements || !lowering_.objects.must_have_tag(list, list_tag)) return false;
  std::vector<Id<Literal>> literals;
  if (auto const& made = out_.node(arguments[1]); made.op == Op::closure) literals = {std::get<Id<Literal>>(made.what)};
  else literals = lowering_.program.literal_sets[out_.type(arguments[1]).literals].literals;
  std::optional<Type> made;
  for (auto const literal : literals) {
    auto const& quotation = lowering_.checked.quotations[lowering_.program.literals[literal].quotation];
    if (quotation.inputs != quotation.captures + 1) return false;
    auto const& version = lowering_.solve({true, literal.index, {*elements}});
    if (version.is_void() || version.never_returns || version.results.empty()) continue;
    auto const& result = version.results.back();
    made = made ? join_types(lowering_.program, *made, result) : result;
  }
  return made && made->kind != elements->kind && std::min(made->kind, elements->kind) <= Kind::bool_;
}

// Runs a callable on nothing but the inputs that its card lists; the topmost values it leaves are the results.
void BodyLowering::isolated(Word const& word, Id<Origin> site) {
  auto const& kinds = signature(word);
  auto const callable = pop();
  if (!require(kinds.inputs.size() - 1)) return;
  auto const base = stack_.end() - static_cast<std::ptrdiff_t>(kinds.inputs.size() - 1);
  Values const below(stack_.begin(), base);
  stack_.erase(stack_.begin(), base);
  auto const floor = std::exchange(floor_, 0);
  auto const rest = std::exchange(rest_, {});
  bool const is_tail = std::exchange(is_tail_, false);
  bool const is_closed = std::exchange(is_closed_, true);
  invoke(callable, word.wrong, site);
  auto results = pop_many(kinds.outputs.size());
  is_tail_ = is_tail;
  is_closed_ = is_closed;
  floor_ = floor;
  rest_ = rest;
  stack_ = below;
  stack_.insert(stack_.end(), results.begin(), results.end());
}

}  // namespace seq2c::core
