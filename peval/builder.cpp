#include "peval/builder.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <iterator>
#include <utility>

#include "peval/law.h"
#include "peval/signature.h"
#include "runtime/fold.h"

namespace seq2c::core {
namespace {

std::size_t mix(std::size_t seed, std::size_t value) { return (seed ^ value) * 0x9e3779b97f4a7c15ULL + (seed >> 7); }

std::size_t hash_of(Constant const& constant) {
  return mix(constant.index(), std::visit(
                                   []<class T>(T const& value) -> std::size_t {
                                     if constexpr (std::is_same_v<T, Unset>) return 0;
                                     else if constexpr (std::is_same_v<T, checked::SymbolName>)
                                       return std::hash<std::string>{}(value.text);
                                     else return std::hash<T>{}(value);
                                   },
                                   constant));
}

std::size_t hash_of(What const& what) {
  return mix(what.index(), std::visit(
                               []<class T>(T const& value) -> std::size_t {
                                 if constexpr (std::is_same_v<T, Constant>) return hash_of(value);
                                 else if constexpr (std::is_same_v<T, Word const*>)
                                   return std::hash<Word const*>{}(value);
                                 else if constexpr (std::is_same_v<T, Id<Function>> || std::is_same_v<T, Id<Literal>>)
                                   return value.index;
                                 else if constexpr (std::is_same_v<T, Tag>) return std::hash<std::string>{}(value.name);
                                 else if constexpr (std::is_same_v<T, Index>) return value.field;
                                 else return 0;
                               },
                               what));
}

std::size_t hash_of(Node const& node) {
  auto seed = mix(static_cast<std::size_t>(node.op), hash_of(node.what));
  for (auto const arg : node.args) seed = mix(seed, (std::size_t{arg.node.index} << 2) + arg.index);
  return seed;
}

// Equal bits: 0.0 and -0.0 are different constants, a NaN equals itself.
bool same(Constant const& left, Constant const& right) {
  if (auto const* a = std::get_if<double>(&left))
    if (auto const* b = std::get_if<double>(&right)) return std::bit_cast<std::uint64_t>(*a) == std::bit_cast<std::uint64_t>(*b);
  return left == right;
}

bool same(What const& left, What const& right) {
  if (auto const* a = std::get_if<Constant>(&left))
    if (auto const* b = std::get_if<Constant>(&right)) return same(*a, *b);
  return left == right;
}

bool same(Node const& left, Node const& right) {
  return left.op == right.op && left.args == right.args && left.results == right.results && same(left.what, right.what);
}

Type type_of_constant(Constant const& constant) {
  constexpr Kind kinds[] = {Kind::any, Kind::int_, Kind::float_, Kind::bool_, Kind::string, Kind::symbol};
  return {kinds[constant.index()]};
}

// What the runtime folds with; nothing for Unset.
std::optional<FoldConstant> to_fold(Constant const& constant) {
  return std::visit(
      []<class T>(T const& value) -> std::optional<FoldConstant> {
        if constexpr (std::is_same_v<T, Unset>) return std::nullopt;
        else if constexpr (std::is_same_v<T, checked::SymbolName>) return FoldConstant{FoldSymbol{value.text}};
        else return FoldConstant{value};
      },
      constant);
}

Constant from_fold(FoldConstant const& constant) {
  return std::visit(
      []<class T>(T const& value) -> Constant {
        if constexpr (std::is_same_v<T, FoldSymbol>) return checked::SymbolName{value.text};
        else return value;
      },
      constant);
}

}  // namespace

bool is_pure(Function const& function, Node const& node) {
  auto const holds_no_step = [&](Id<Block> id) {
    auto const& block = function.blocks[id];
    return block.steps.empty() && block.exit == Exit::yield;
  };
  switch (node.op) {
    case Op::constant:
    case Op::param:
    case Op::closure:
    case Op::variant:
    case Op::box:
    case Op::unbox:
    case Op::normal: return true;
    case Op::word: return std::get<Word const*>(node.what)->pure;
    case Op::match:  // reading goes before changing, and what is known of a variant is known at a place
      if (std::holds_alternative<Patterns>(node.what)) return false;
      return std::ranges::all_of(node.blocks, holds_no_step);
    case Op::if_: return std::ranges::all_of(node.blocks, holds_no_step);
    case Op::call:
    case Op::cast:
    case Op::field:
    case Op::loop:
    case Op::fail:
    case Op::retain:
    case Op::release:
    case Op::take: return false;
  }
  return false;
}

bool is_shareable(Node const& node) {
  if (!node.blocks.empty() || node.op == Op::param) return false;
  if (node.op != Op::word) return true;
  return std::ranges::none_of(std::get<Word const*>(node.what)->results,
                              [](Ownership result) { return result == Ownership::unique; });
}

Id<LiteralSet> single_set(Program& program, Id<Literal> literal) { return program.intern({literal}); }

namespace {

// Of sorted ones.
template <class Item>
bool is_within(std::vector<Item> const& few, std::vector<Item> const& many) {
  if (few.size() > many.size() / 8) return std::ranges::includes(many, few);
  return std::ranges::all_of(few, [&](Item const& item) { return std::ranges::binary_search(many, item); });
}

}  // namespace

bool is_within(Program const& program, Id<LiteralSet> part, Id<LiteralSet> set) {
  return part == set || is_within(program.literal_sets[part].literals, program.literal_sets[set].literals);
}

bool is_within(Program const& program, Id<ObjectSet> part, Id<ObjectSet> set) {
  return part == set || is_within(program.object_sets[part].objects, program.object_sets[set].objects);
}

Id<LiteralSet> join_sets(Program& program, Id<LiteralSet> left, Id<LiteralSet> right) {
  if (is_within(program, right, left)) return left;
  std::vector<Id<Literal>> all;
  std::ranges::set_union(program.literal_sets[left].literals, program.literal_sets[right].literals, std::back_inserter(all));
  return program.intern(std::move(all));
}

Id<ObjectSet> join_sets(Program& program, Id<ObjectSet> left, Id<ObjectSet> right) {
  if (is_within(program, right, left)) return left;
  if (!left.index) return right;
  std::vector<Id<Object>> all;
  std::ranges::set_union(program.object_sets[left].objects, program.object_sets[right].objects, std::back_inserter(all));
  return program.intern(std::move(all));
}

bool contains(Program const& program, Id<LiteralSet> set, Id<Literal> literal) {
  return std::ranges::binary_search(program.literal_sets[set].literals, literal);
}

Type join_types(Program& program, Type const& left, Type const& right) {
  auto const literals = left.literals == right.literals ? left.literals : join_sets(program, left.literals, right.literals);
  return {left.kind == right.kind ? left.kind : Kind::any, Form::normal, literals, join_sets(program, left.objects, right.objects)};
}

Type narrowed(Type const& from, Kind kind) {
  Type type{kind};
  if (kind == Kind::callable || kind == Kind::any) type.literals = from.literals;
  if (kind == Kind::variant || kind == Kind::any) type.objects = from.objects;
  return type;
}

void NodeTable::put(Slot slot) {
  auto const mask = slots_.size() - 1;
  auto at = slot.high & mask;
  while (slots_[at].id) at = (at + 1) & mask;
  slots_[at] = slot;
}

void NodeTable::insert(std::size_t hash, Id<Node> id) {
  if (4 * (count_ + 1) > 3 * slots_.size()) {
    auto const old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 32 : 2 * slots_.size()));
    for (auto const& slot : old)
      if (slot.id) put(slot);
  }
  put({static_cast<std::uint32_t>(hash >> 32), static_cast<std::uint32_t>(hash), id});
  ++count_;
}

Builder::Builder(Program& program, Id<Function> function) : program_(&program), function_(function) {}

Constant const* Builder::as_constant(Value value) const {
  auto const& made = node(value);
  return made.op == Op::constant ? &std::get<Constant>(made.what) : nullptr;
}

Value Builder::constant(Constant value) {
  auto const type = type_of_constant(value);
  return share({Op::constant, std::move(value), {}, {}, {type}, {}})[0];
}

Value Builder::unset(Type type) { return share({Op::constant, Constant{Unset{}}, {}, {}, {type}, {}})[0]; }

Value Builder::param(Id<Block> block, Type type) {
  Value const value{function().nodes.add({Op::param, {}, {}, {}, {type}, {}}), 0};
  function().blocks[block].params.push_back(value);
  return value;
}

Values Builder::share(Node node) {
  Values values;
  for (std::uint32_t index = 0; index < node.results.size(); ++index) values.push_back({{}, index});
  auto const name = [&](Id<Node> id) {
    for (auto& value : values) value.node = id;
    return values;
  };
  if (!is_shareable(node)) return name(function().nodes.add(std::move(node)));
  auto const hash = hash_of(node);
  if (auto const known = shared_.find(hash, [&](Id<Node> id) { return same(function().nodes[id], node); })) return name(known);
  auto const id = function().nodes.add(std::move(node));
  shared_.insert(hash, id);
  return name(id);
}

// The field of a variant that was made here.
std::optional<Value> Builder::known_field(Node const& field) {
  auto const& made = node(field.args[0]);
  auto const index = std::get<Index>(field.what).field;
  if (made.op != Op::variant || index >= made.args.size()) return std::nullopt;
  auto const value = made.args[index];
  auto const& to = field.results[0];
  return type(value).kind == Kind::any && to.kind != Kind::any ? unbox(value, to, field.origin) : coerce(value, to, field.origin);
}

Values Builder::add(Node node) {
  if (node.op == Op::field)
    if (auto const known = known_field(node)) return {*known};
  if (is_pure(function(), node)) return share(std::move(node));
  auto const results = static_cast<std::uint32_t>(node.results.size());
  auto const id = function().nodes.add(std::move(node));
  if (!dead()) function().blocks[current()].steps.push_back(id);
  Values values;
  for (std::uint32_t index = 0; index < results; ++index) values.push_back({id, index});
  return values;
}

std::optional<Values> Builder::fold_word(Word const& word, Values const& args) {
  if (word.libm || !word.apply) return std::nullopt;
  std::vector<FoldConstant> constants;
  for (auto const arg : args) {
    auto const* constant = as_constant(arg);
    auto folded = constant ? to_fold(*constant) : std::nullopt;
    if (!folded) return std::nullopt;
    constants.push_back(std::move(*folded));
  }
  auto const results = fold(word, constants);
  if (!results) return std::nullopt;
  Values values;
  for (auto const& result : *results) values.push_back(constant(from_fold(result)));
  return values;
}

std::optional<Values> Builder::simplify(Word const& word, Values const& args, Id<Origin> site) {
  if (!word.pure) return std::nullopt;
  if (auto folded = fold_word(word, args)) return folded;
  return apply_laws(*this, word, args, site);
}

Values Builder::word(Word const& named, Values args, Id<Origin> site, Types const* known) {
  auto const& word = *named.canonical;
  // Canonical order of a commuting word: a constant last, else the older value first.
  if (word.commutes && args.size() == 2 && (as_constant(args[0]) ? !as_constant(args[1]) : !as_constant(args[1]) && args[1] < args[0]))
    std::swap(args[0], args[1]);
  if (auto simpler = simplify(word, args, site)) return *simpler;
  Types results;
  if (known) results = *known;
  else for (auto const kind : signature(word).outputs) results.push_back({kind});
  auto values = add({Op::word, &word, std::move(args), {}, std::move(results), site});
  if (word.exits) end(Exit::never);
  return values;
}

Value Builder::word1(std::string_view name, Values args, Id<Origin> site) {
  auto const* found = find_word(name);
  assert(found && "a pass asks for a word that has no card");
  return word(*found, std::move(args), site)[0];
}

Values Builder::call(Id<Function> callee, Values args, Types results, Id<Origin> site) {
  return add({Op::call, callee, std::move(args), {}, std::move(results), site});
}

Value Builder::closure(Id<Literal> literal, Values captures, Id<Origin> site) {
  return add({Op::closure, literal, std::move(captures), {}, {{Kind::callable, Form::normal, single_set(*program_, literal)}}, site})[0];
}

Value Builder::variant(std::string tag, Values fields, Type type, Id<Origin> site) {
  return add({Op::variant, Tag{std::move(tag)}, std::move(fields), {}, {type}, site})[0];
}

Value Builder::box(Value value, Id<Origin> site) {
  if (type(value).kind == Kind::any) return value;
  auto const& made = node(value);
  if (made.op == Op::cast || made.op == Op::unbox) return made.args[0];  // it was that word before
  return add({Op::box, {}, {value}, {}, {narrowed(type(value), Kind::any)}, site})[0];
}

Value Builder::unbox(Value value, Type const& to, Id<Origin> site) {
  if (type(value).kind == to.kind) return value;
  auto const& made = node(value);
  if (made.op == Op::box && type(made.args[0]).kind == to.kind) return made.args[0];
  if (made.op == Op::box || type(value).kind != Kind::any) return unset(to);  // code that nothing reaches
  return add({Op::unbox, {}, {value}, {}, {to}, site})[0];
}

Value Builder::cast(Value value, Type to, std::string_view message, Id<Origin> site) {
  if (type(value).kind == to.kind) return value;
  auto const& made = node(value);
  if (made.op == Op::box) {
    auto const inner = made.args[0];
    if (type(inner).kind == to.kind) return inner;
  }
  auto const boxed = box(value, site);
  auto const& from = type(boxed);
  bool const hopeless = node(boxed).op == Op::box || (to.kind == Kind::callable && from.literals == Id<LiteralSet>{0}) ||
                        (to.kind == Kind::variant && from.objects == Id<ObjectSet>{0});
  if (hopeless) {
    fail(std::string(message), boxed, site);
    return constant(Unset{});
  }
  return add({Op::cast, Cast{std::string(message)}, {boxed}, {}, {narrowed(from, to.kind)}, site})[0];
}

Value Builder::coerce(Value value, Type const& to, Id<Origin> site) {
  if (type(value).kind == to.kind) return value;
  assert((to.kind == Kind::any || as_constant(value)) && "coerce only widens");
  return to.kind == Kind::any ? box(value, site) : value;
}

void Builder::fail(std::string message, std::optional<Value> value, Id<Origin> site) {
  Values args;
  if (value) args.push_back(*value);
  add({Op::fail, Failure{std::move(message)}, std::move(args), {}, {}, site});
  end(Exit::never);
}

Id<Block> Builder::open() {
  auto const block = function().blocks.add({});
  open_.push_back({block, !open_.empty() && dead()});
  starts_.resize(function().blocks.size());
  starts_[block.index] = static_cast<std::uint32_t>(function().nodes.size());
  return block;
}

void Builder::end(Exit exit, Values values, Id<Block> target) {
  if (dead()) return;
  auto& block = function().blocks[current()];
  block.exit = exit;
  block.values = std::move(values);
  block.target = target;
  open_.back().dead = true;
}

void Builder::close(Exit exit, Values values, Id<Block> target) {
  end(exit, std::move(values), target);
  open_.pop_back();
}

}  // namespace seq2c::core
