// Conditionals with literal branches, and `match` (spec part 03, sections 9.1 and 10).
#include <fmt/format.h>

#include <algorithm>

#include "frontend/check_body.h"

namespace seq2c {

// True if the branch ends in a call of the word being checked or of one in the same recursion cycle.
bool BodyChecker::diverges(ast::Body const& branch) const {
  if (branch.empty()) return false;
  auto const* last = std::get_if<ast::Call>(&branch.back());
  if (last == nullptr) return false;
  auto const name = names_.find(last->name.text, dialect_);
  return name.kind == Name::Kind::word && context_.cycles[name.index] == context_.cycles[word_index_];
}

bool BodyChecker::conditional(ast::If const& node, Flow& flow, checked::Body& out) {
  if (!pop_condition(node.word, flow)) return false;
  auto first = flow;
  auto second = flow;
  checked::If result{node.word.place, std::vector<checked::Body>(2), checked::Diverges::no};
  auto const types_start = scope_->learned_types.size();
  auto const rows_start = scope_->learned_rows.size();
  bool const first_good = body(node.then, first, result.branches[0]);
  auto const types_middle = scope_->learned_types.size();
  auto const rows_middle = scope_->learned_rows.size();
  bool const second_good = body(node.otherwise, second, result.branches[1]);
  bool const first_diverges = diverges(node.then);
  bool const second_diverges = diverges(node.otherwise);
  if (first_diverges != second_diverges) {
    result.diverges = first_diverges ? checked::Diverges::first : checked::Diverges::second;
  }
  auto const diverging = result.diverges;
  out.push_back(std::move(result));

  if (!first_good && !second_good) return false;
  if (!first_good || !second_good) {
    // One branch is in error: go on with the other one, if control comes out of it.
    flow = first_good ? first : second;
    if (first_good ? first_diverges : second_diverges) forget_stack(flow);
    return true;
  }
  if (diverging == checked::Diverges::second) {
    // What the branch that comes back has taught counts last.
    auto& types = scope_->learned_types;
    auto& rows = scope_->learned_rows;
    auto const at = [](auto& log, std::size_t index) { return log.begin() + static_cast<std::ptrdiff_t>(index); };
    std::rotate(at(types, types_start), at(types, types_middle), types.end());
    std::rotate(at(rows, rows_start), at(rows, rows_middle), rows.end());
  }
  return join(node, first, second, diverging, flow);
}

// One flow from those of the two branches.
bool BodyChecker::join(ast::If const& node, Flow const& first, Flow const& second, checked::Diverges diverging, Flow& flow) {
  if (diverging == checked::Diverges::first) {
    flow = second;
    return true;
  }
  flow = first;
  if (diverging == checked::Diverges::second) return true;
  unifier_.begin();
  if (!unifier_.stacks(first.stack, second.stack)) {
    report_branches(messages::branches_differ, node.word, "then", first, "else", second);
    return false;
  }
  commit(flow, first.stack);
  if (!diverges(node.then) && types_.shared(first.aux) != types_.shared(second.aux)) {
    auto& diagnostic = report(node.word.place, messages::aux_differs, "the branches of `if`");
    diagnostic.notes.push_back("aux after the then branch: " + shown({Types::implicit_row, first.aux}));
    diagnostic.notes.push_back("aux after the else branch: " + shown({Types::implicit_row, second.aux}));
    return false;
  }
  return true;
}

bool BodyChecker::match(ast::Match const& node, Flow& flow, checked::Body& out) {
  bool const is_input = flow.stack.top == 0;
  auto const scrutinee = strict_pop(node.open, flow);
  if (!scrutinee) return false;
  check_scrutinee(node, *scrutinee, is_input, flow);
  check_exhaustive(node);

  checked::Match result{node.open.place, {}};
  std::optional<Flow> joined;
  std::string_view joined_name;
  bool joins = true;
  for (auto const& syntax : node.arms) {
    auto const found = names_.variant_index.find(syntax.variant.text);
    if (found == names_.variant_index.end()) {
      names_.report_unknown_variant(syntax.variant, in_word(), *sink_);
      continue;
    }
    auto after = flow;
    auto& checked_arm = result.arms.emplace_back();
    if (!arm(syntax, found->second, after, checked_arm) || !joins) continue;
    if (!joined) {
      joined = after;
      joined_name = syntax.variant.text;
      continue;
    }
    unifier_.begin();
    if (!unifier_.stacks(joined->stack, after.stack)) {
      report_branches(messages::arms_differ, syntax.variant, joined_name, *joined, syntax.variant.text, after);
      joins = false;
      continue;
    }
    commit(*joined, joined->stack);
    if (types_.shared(joined->aux) != types_.shared(after.aux)) {
      auto& diagnostic = report(syntax.variant.place, messages::aux_differs, "the arms of `match`");
      diagnostic.notes.push_back(fmt::format("aux after {}: {}", joined_name, shown({Types::implicit_row, joined->aux})));
      diagnostic.notes.push_back(fmt::format("aux after {}: {}", syntax.variant.text, shown({Types::implicit_row, after.aux})));
      joins = false;
    }
  }
  out.push_back(std::move(result));
  if (!joined || !joins) return false;
  flow = *joined;
  return true;
}

// The scrutinee must be able to be what the arms ask for. `is_input`: it was unknown that there is a value; it then is one of
// the first arm's union.
void BodyChecker::check_scrutinee(ast::Match const& node, Item const& scrutinee, bool is_input, Flow& flow) {
  if (scrutinee.type.is(Basic::variant)) return;
  for (auto const& syntax : node.arms) {
    auto const found = names_.variant_index.find(syntax.variant.text);
    if (found == names_.variant_index.end() || names_.is_ambiguous(found->second)) continue;
    Type const wanted(Type::Kind::union_, found->second.of);
    if (scrutinee.type.is_variable()) {
      unifier_.begin();
      if (is_input && unifier_.types(scrutinee.type, wanted)) commit(flow, flow.stack);
      return;
    }
    if (scrutinee.type == wanted) continue;
    TypePrinter printer(types_, context_.union_names);
    auto& diagnostic = report(syntax.variant.place, messages::scrutinee_type, syntax.variant.text,
                              context_.union_names[found->second.of], printer.type(scrutinee.type));
    if (scrutinee.origin != 0) diagnostic.labels.push_back({origins_[scrutinee.origin], printer.type(scrutinee.type)});
    return;
  }
}

bool BodyChecker::arm(ast::Arm const& syntax, VariantName name, Flow& flow, checked::Arm& out) {
  auto const& fields = names_.unions[name.of]->variants[name.variant].fields;
  if (names_.is_ambiguous(name)) {  // its fields are unknown
    forget_stack(flow);
    return body(syntax.body, flow, out.body);
  }
  out.place = syntax.variant.place;
  out.of = {name.of};
  out.variant = name.variant;
  out.all_fields = !syntax.bindings;
  auto const type_of_field = [&](std::uint32_t field) -> std::optional<Type> {
    if (auto const basic = basic_type(fields[field].type.text)) return Type(*basic);
    auto const found = names_.union_index.find(fields[field].type.text);
    if (found == names_.union_index.end()) return std::nullopt;
    return Type(Type::Kind::union_, found->second);
  };
  auto const push = [&](std::uint32_t field, Token const& token) {
    auto const type = type_of_field(field);
    flow.stack = types_.push(flow.stack, type ? *type : types_.fresh_type(), origin(token));
  };
  if (!syntax.bindings) {
    for (std::uint32_t field = 0; field < fields.size(); ++field) push(field, syntax.variant);
    return body(syntax.body, flow, out.body);
  }
  for (auto const& binding : *syntax.bindings) {
    auto const field = std::ranges::find(fields, binding.field, [](auto const& each) { return each.name.text; });
    if (field == fields.end()) {
      auto& diagnostic = report(binding.token.place, messages::unknown_field, binding.field, syntax.variant.text);
      std::string all;
      for (auto const& each : fields) all += " `" + std::string(each.name.text) + "`";
      diagnostic.help = all.empty() ? "The variant has no fields." : "Its fields are" + all + ".";
      flow.stack = types_.push(flow.stack, types_.fresh_type(), origin(binding.token));
      continue;
    }
    auto const index = static_cast<std::uint32_t>(field - fields.begin());
    out.fields.push_back(index);
    push(index, binding.token);
  }
  return body(syntax.body, flow, out.body);
}

// All variants of the first arm's union must have an arm.
void BodyChecker::check_exhaustive(ast::Match const& node) {
  auto const found = names_.variant_index.find(node.arms.front().variant.text);
  if (found == names_.variant_index.end()) return;
  auto const& definition = *names_.unions[found->second.of];
  std::vector<bool> present(definition.variants.size());
  for (auto const& syntax : node.arms) {
    auto const variant = names_.variant_index.find(syntax.variant.text);
    if (variant == names_.variant_index.end() || names_.is_ambiguous(variant->second)) {
      return;  // reported; it may be one of the missing, misspelt
    }
    if (variant->second.of == found->second.of) present[variant->second.variant] = true;
  }
  std::string missing;
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (!present[i]) missing += (missing.empty() ? "" : ", ") + std::string(definition.variants[i].name.text);
  }
  if (!missing.empty()) report(node.open.place, messages::not_exhaustive, definition.name.text, missing);
}

}  // namespace seq2c
