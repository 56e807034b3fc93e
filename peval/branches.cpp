// Turns conditionals on a known condition or a known variant into the chosen branch, calls of a known quotation into a call of
// its body, and casts of what a conditional gives into casts in its branches.
#include "peval/branches.h"

#include <algorithm>

namespace seq2c::core {
namespace {

// The Bool that a block of a conditional gives, if that is a constant.
bool const* constant_truth(Function const& from, Node const& node, std::size_t branch) {
  auto const& block = from.blocks[node.blocks[branch]];
  if (block.exit != Exit::yield) return nullptr;
  auto const& made = from.nodes[block.values[0].node];
  auto const* constant = made.op == Op::constant ? &std::get<Constant>(made.what) : nullptr;
  return constant ? std::get_if<bool>(constant) : nullptr;
}

// `if c then true else false`, or the other way round.
bool gives_constant_truth(Function const& from, Node const& node) {
  if (node.results.size() != 1 || node.results[0].kind != Kind::bool_ || !is_pure(from, node)) return false;
  auto const* then = constant_truth(from, node, 0);
  auto const* otherwise = constant_truth(from, node, 1);
  return then && otherwise && *then != *otherwise;
}

std::optional<Values> choose_if(Rebuild& out, Node const& node) {
  auto const condition = out.value(node.args[0]);
  if (auto const* known = out.out().as_constant(condition); known && std::holds_alternative<bool>(*known))
    return out.splice_block(node.blocks[std::get<bool>(*known) ? 0 : 1], out.values(std::span(node.args).subspan(1)));
  if (!gives_constant_truth(out.from(), node)) return std::nullopt;
  bool const same = *constant_truth(out.from(), node, 0);
  return Values{same ? condition : out.out().word1("not", {condition}, out.origin(node.origin))};
}

bool is_field_at(Node const& node) {
  static Word const* const words[] = {find_word("variant.field-at"), find_word("variant.tagged.field-at")};
  return node.op == Op::word && std::ranges::find(words, std::get<Word const*>(node.what)) != std::end(words);
}

// The fields of a variant of known tag, as a match on it wants them.
class FieldReader {
 public:
  FieldReader(Rebuild& out, Value variant, Id<Origin> site) : out_(out), variant_(variant), site_(site) {}

  Value read(KnownVariant const& known, std::uint32_t index, Type const& type) {
    auto const field = known.fields.find(index);
    if (field == known.fields.end()) return fresh(known, index, type);
    auto const& has = out_.out().type(field->second);
    if (has == type) return field->second;
    if (has.kind == Kind::any) return out_.out().unbox(field->second, type, site_);
    return type.kind == Kind::any ? out_.out().box(field->second, site_) : fresh(known, index, type);
  }

 private:
  Value fresh(KnownVariant const& known, std::uint32_t index, Type const& type) {
    auto const read = out_.out().add({Op::field, Index{index, known.count, known.floats, known.plain}, {variant_}, {}, {type}, site_})[0];
    out_.known().learn(out_.out().function(), variant_, {known.tag, 0, known.floats, known.plain, {{index, read}}});
    return read;
  }

  Rebuild& out_;
  Value variant_;
  Id<Origin> site_;
};

// The arm of a variant that was made here, or whose tag is known here.
std::optional<Values> choose_pattern(Rebuild& out, Node const& node) {
  auto const scrutinee = out.value(node.args[0]);
  auto const& made = out.out().node(scrutinee);
  KnownVariant known;
  if (made.op == Op::variant) {
    known.tag = std::get<Tag>(made.what).name;
    for (std::uint32_t index = 0; index < made.args.size(); ++index) known.fields.emplace(index, made.args[index]);
  } else if (auto const* found = out.known().find(out.out().function(), scrutinee)) {
    known = *found;
  } else {
    return std::nullopt;
  }
  auto const& patterns = std::get<Patterns>(node.what).all;
  auto const found = std::ranges::find(patterns, known.tag, &Pattern::tag);
  auto const arm = static_cast<std::size_t>(found - patterns.begin());
  if (arm == node.blocks.size()) return std::nullopt;
  Values params;
  if (found != patterns.end()) {
    known.count = found->count;
    known.floats = found->floats;
    known.plain = found->plain;
    FieldReader reader(out, scrutinee, out.origin(node.origin));
    for (std::size_t index = 0; index < found->fields.size(); ++index)
      params.push_back(reader.read(known, found->fields[index], type_of(out.from(), out.from().blocks[node.blocks[arm]].params[index])));
  }
  return out.splice_block(node.blocks[arm], std::move(params));
}

// The field of a variant that is known to have so many.
std::optional<Values> choose_field(Rebuild& out, Node const& node) {
  auto const variant = out.value(node.args[0]);
  auto const* index = out.out().as_constant(out.value(node.args[1]));
  auto const* known = out.known().find(out.out().function(), variant);
  if (!known || !index) return std::nullopt;
  auto const field = std::get<std::int64_t>(*index);
  if (field < 0 || field >= known->count) return std::nullopt;
  auto const site = out.origin(node.origin);
  FieldReader reader(out, out.out().unbox(variant, {Kind::variant, Form::normal, Id<LiteralSet>{0}, out.out().type(variant).objects}, site), site);
  return Values{reader.read(KnownVariant(*known), static_cast<std::uint32_t>(field), node.results[0])};
}

std::optional<Values> choose_match(Rebuild& out, Node const& node) {
  if (std::holds_alternative<Patterns>(node.what)) return choose_pattern(out, node);
  auto const scrutinee = out.value(node.args[0]);
  auto const& made = out.out().node(scrutinee);
  if (made.op != Op::closure) return std::nullopt;
  auto const captures = made.args;
  auto const& keys = std::get<Keys>(node.what).literals;
  auto const key = std::ranges::find(keys, std::get<Id<Literal>>(made.what));
  if (key == keys.end()) return std::nullopt;
  return out.splice_block(node.blocks[static_cast<std::size_t>(key - keys.begin())], captures);
}

// What a block without steps gives at that place in a box: a value, or none if the block does more.
std::optional<Value> boxed_in(Builder& out, Id<Block> id, std::uint32_t index) {
  auto const& block = out.function().blocks[id];
  if (block.exit != Exit::yield || !block.steps.empty() || !block.params.empty()) return std::nullopt;
  auto const& made = out.node(block.values[index]);
  if (made.op == Op::constant) return block.values[index];
  return made.op == Op::box ? std::optional(made.args[0]) : std::nullopt;
}

// A cast of what a conditional puts into boxes: a conditional on the same, without boxes, that fails where the kind is another.
std::optional<Values> choose_cast(Rebuild& rebuild, Node const& node) {
  auto& out = rebuild.out();
  auto const boxed = rebuild.value(node.args[0]);
  auto const made = out.node(boxed);
  if (made.op != Op::if_) return std::nullopt;
  auto const kind = node.results[0].kind;
  std::vector<Value> inner;
  for (auto const block : made.blocks) {
    auto const value = boxed_in(out, block, boxed.index);
    if (!value) return std::nullopt;
    inner.push_back(*value);
  }
  auto const fits = [&](Value value) { return out.type(value).kind == kind; };
  if (std::ranges::none_of(inner, fits)) return std::nullopt;
  auto const site = rebuild.origin(node.origin);
  Node choice{Op::if_, {}, {made.args[0]}, {}, node.results, site};
  for (auto const value : inner) {
    choice.blocks.push_back(out.open());
    if (!fits(value)) out.fail(std::get<Cast>(node.what).message, out.box(value, site), site);
    out.close(Exit::yield, fits(value) ? Values{value} : Values{});
  }
  return out.add(std::move(choice));
}

}  // namespace

std::optional<Values> choose_branch(Rebuild& out, Node const& node, Context const& context) {
  if (!context.known_branches) return std::nullopt;
  if (node.op == Op::if_) return choose_if(out, node);
  if (node.op == Op::match) return choose_match(out, node);
  if (node.op == Op::cast) return choose_cast(out, node);
  if (is_field_at(node)) return choose_field(out, node);
  return std::nullopt;
}

Program choose_branches(Program before, Context const& context) {
  auto const concerns = [](Function const& function) {
    return has_node(function, [&](Node const& node) {
      if (node.op == Op::match) {
        auto const op = function.nodes[node.args[0].node].op;
        return op == Op::closure || op == Op::variant || std::holds_alternative<Patterns>(node.what);
      }
      if (is_field_at(node)) return true;
      if (node.op == Op::cast) return function.nodes[node.args[0].node].op == Op::if_;
      return node.op == Op::if_ && (function.nodes[node.args[0].node].op == Op::constant || gives_constant_truth(function, node));
    });
  };
  return rebuild(std::move(before), concerns,
                 [&](Rebuild& out, Node const& node) { return choose_branch(out, node, context); });
}

}  // namespace seq2c::core
