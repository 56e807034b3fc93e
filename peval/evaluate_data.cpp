// Variants and what takes them apart, and the words that are said in Seq.
#include <algorithm>
#include <fmt/format.h>
#include <span>

#include "peval/evaluate_machine.h"
#include "peval/signature.h"
#include "runtime/host.h"

namespace seq2c::evaluation {

// A variant of the topmost values.
void Machine::make(std::string const& tag, std::size_t count) {
  need(count);
  auto const variant = host::make_variant(tag, std::span(stack_).last(count));
  stack_.resize(stack_.size() - count);
  stack_.push_back(variant);
}

// `wrap-2`: the tag is on top.
void Machine::wrap(Word const& word) {
  need(1);
  auto const tag = host::as_symbol(stack_.back());
  if (!tag) fail(with_value(word.wrong, stack_.back()));
  pop();
  make(*tag, core::signature(word).inputs.size() - 1);
}

// The field at a position, whatever the tag.
void Machine::field(std::uint32_t index) {
  need(1);
  stack_.push_back(host::make_int(index));
  apply(*find_word("variant.field-at"));
}

void Machine::execute(checked::CallUnion const& call) {
  auto const& variant = program_.unions[call.of].variants[call.variant];
  switch (call.what) {
    case checked::CallUnion::What::make: return make(variant.name, variant.fields.size());
    case checked::CallUnion::What::field: return field(call.field);
    case checked::CallUnion::What::is: {
      apply(*find_word("variant.tag"));
      bool const is = host::as_symbol(pop()) == variant.name;
      return stack_.push_back(host::make_bool(is));
    }
  }
}

void Machine::execute(checked::Match const& match) {
  need(1);
  auto const value = stack_.back();
  auto const variant = host::as_variant(value);
  if (!variant) fail(with_value(find_word("variant.tag")->wrong, value));
  auto const arm = std::ranges::find_if(match.arms, [&](checked::Arm const& one) {
    return program_.unions[one.of].variants[one.variant].name == variant->tag;
  });
  if (arm == match.arms.end()) fail("match: no arm for variant " + host::son(host::make_symbol(variant->tag)));
  pop();
  take_apart(*arm, value);
  host::release(value);
  push_branch(arm->body);
}

// Pushes what an arm starts with.
void Machine::take_apart(checked::Arm const& arm, seq_value variant) {
  auto const fields = host::as_variant(variant)->fields;
  auto const declared = program_.unions[arm.of].variants[arm.variant].fields.size();
  if (arm.all_fields && fields.size() < declared)
    fail(fmt::format("unpack-variant: requested {} fields but variant only has {}", declared, fields.size()));
  for (std::uint32_t index = 0; arm.all_fields && index < declared; ++index) stack_.push_back(another(fields[index]));
  for (auto const index : arm.fields) {
    if (index >= fields.size())
      fail(fmt::format("variant.field-at: index {} out of bounds (variant has {} fields)", index, fields.size()));
    stack_.push_back(another(fields[index]));
  }
}

// A word whose meaning is a word of the module `core`: its arguments are tested first, from the top of the stack downwards.
void Machine::call_in_seq(Word const& word) {
  auto const& kinds = core::signature(word).inputs;
  need(kinds.size());
  auto const arguments = std::span(stack_).last(kinds.size());
  for (auto which = kinds.size(); which-- > 0;)
    if (!is_of(kinds[which], arguments[which])) fail(with_value(word.wrongs[which], arguments[which]));
  enter(program_.in_seq.at(&word));
}

// Runs a quotation that sees nothing but the inputs that the word lists; the topmost values it leaves are the results.
void Machine::run_isolated(Word const& word) {
  auto const& signature = core::signature(word);
  need(signature.inputs.size());
  auto const quotation = pop();
  auto const base = height() - static_cast<std::uint32_t>(signature.inputs.size() - 1);
  push_trim({.kind = Frame::Kind::trim,
             .outputs = static_cast<std::uint32_t>(signature.outputs.size()),
             .base = base,
             .word = scopes_.back().word,
             .where = where_},
            true);
  run_quotation(quotation, false, base);
}

}  // namespace seq2c::evaluation
