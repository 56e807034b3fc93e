// What the checker says about the stack: what lies there, where each item came from, what was wanted.
#include <fmt/format.h>

#include <algorithm>

#include "frontend/check_body.h"

namespace seq2c {
namespace {

constexpr std::uint32_t most_labels = 6;

}  // namespace

std::string_view BodyChecker::in_word() const { return word_.syntax->name.text; }

bool BodyChecker::is_main() const { return in_word() == "main"; }

Origin BodyChecker::origin(Token const& token) {
  origins_.push_back(token.place);
  return static_cast<Origin>(origins_.size() - 1);
}

std::string BodyChecker::shown(Stack const& stack) { return TypePrinter(types_, context_.union_names).stack(stack); }

// Adds the picture of the stack and the places where its topmost items came from.
Diagnostic& BodyChecker::add_stack(Diagnostic& diagnostic, Stack const& stack, std::uint32_t labelled) {
  TypePrinter printer(types_, context_.union_names);
  diagnostic.notes.push_back("stack here: " + printer.stack(stack));
  auto at = stack.top;
  for (auto left = std::min(labelled, most_labels); left > 0 && at != 0; --left, at = types_.item(at).below) {
    auto const& item = types_.item(at);
    if (item.origin != 0) diagnostic.labels.push_back({origins_[item.origin], printer.type(item.type)});
  }
  return diagnostic;
}

void BodyChecker::report_mismatch(Token const& token, Stack const& wanted, std::uint32_t count, Flow const& flow) {
  TypePrinter printer(types_, context_.union_names);
  auto const wanted_text = printer.stack({Types::implicit_row, wanted.top});
  std::vector<Type> top;
  auto at = flow.stack.top;
  for (auto left = count; left > 0 && at != 0; --left, at = types_.item(at).below) top.push_back(types_.item(at).type);
  Stack found{Types::implicit_row, 0};
  for (auto type = top.rbegin(); type != top.rend(); ++type) found = types_.push(found, *type);
  auto& diagnostic = report(token.place, messages::stack_mismatch, token.text, wanted_text, printer.stack(found));
  if (unifier_.why == Unifier::Why::types) {
    diagnostic.notes.push_back(
        fmt::format("cannot unify {} with {}", printer.type(unifier_.left), printer.type(unifier_.right)));
  } else {
    diagnostic.notes.push_back("the quotation takes or leaves more values than fit here");
  }
  if (auto const help = conversion(wanted, count, flow); !help.empty()) diagnostic.help = help;
  add_stack(diagnostic, flow.stack, count);
}

// What would make the stack fit, if that is something simple.
std::string BodyChecker::conversion(Stack const& wanted, std::uint32_t count, Flow const& flow) {
  auto const clash = std::pair(unifier_.left, unifier_.right);
  bool const by_types = unifier_.why == Unifier::Why::types;
  auto const fits = [&](Stack const& stack) {
    unifier_.begin();
    return unifier_.stacks(wanted, stack);
  };
  auto const height = types_.height(flow.stack);
  if (height >= 2 && count >= 2) {
    auto const top = types_.item(flow.stack.top);
    auto const second = types_.item(top.below);
    Stack const swapped = types_.push(types_.push(Stack{flow.stack.row, second.below}, top.type), second.type);
    if (fits(swapped)) return "The two top values are in the wrong order: put `swap` before it.";
  }
  if (height > count && types_.item(flow.stack.top).type.is(Basic::bool_) && fits({flow.stack.row, types_.below(flow.stack.top)})) {
    return "The Bool on top tells whether the word before succeeded: test it with `if`, or `drop` it.";
  }
  // Only a clash of two items can be helped by a conversion, not one inside a quotation.
  auto want = wanted.top;
  auto have = flow.stack.top;
  bool between_items = false;
  for (; want != 0 && have != 0; want = types_.item(want).below, have = types_.item(have).below) {
    if (types_.item(want).type == clash.first && types_.item(have).type == clash.second) between_items = true;
  }
  if (by_types && !between_items && wanted.top != 0 && types_.item(wanted.top).type.is_callable()) {
    return "Change the quotation: what it takes and leaves must fit the stack below it.";
  }
  if (!between_items || clash.first.kind() != Type::Kind::basic || clash.second.kind() != Type::Kind::basic) return {};
  auto const lower = [](Type type) {
    std::string name(name_of(static_cast<Basic>(type.index())));
    name.front() = static_cast<char>(name.front() - 'A' + 'a');
    return name;
  };
  auto const* word = find_builtin(lower(clash.second) + "->" + lower(clash.first));
  return word == nullptr ? "" : fmt::format("Convert with `{}` {}.", word->name, word->effect);
}

void BodyChecker::report_underflow(Token const& token, std::uint32_t wanted, Stack const& wants, Flow const& flow) {
  auto const height = types_.height(flow.stack);
  auto& diagnostic = report(token.place, messages::stack_underflow, token.text, wanted, height, in_word());
  if (is_main()) diagnostic.help = "Put the missing values on the stack before it: `main` itself gets none.";
  if (wants.top != 0) diagnostic.notes.push_back("wanted: " + shown({Types::implicit_row, wants.top}));
  add_stack(diagnostic, flow.stack, wanted);
}

void BodyChecker::report_pop(Token const& token, Flow const& flow, std::uint32_t needed) {
  if (flow.stack.row.is_rigid()) return report_underflow(token, needed, {}, flow);
  add_stack(report(token.place, messages::unknown_item, token.text), flow.stack, 0);
}

void BodyChecker::report_not_callable(Token const& token, Type found, Flow const& flow) {
  TypePrinter printer(types_, context_.union_names);
  auto& diagnostic = report(token.place, messages::not_callable, token.text, printer.type(found));
  if (token.text == "if") {
    diagnostic.help = "Is a `then` missing? A classic conditional is `condition if … else … then`, all on one bracket level; in the\n"
                      "current edition it is `condition [ … ] [ … ] if`.";
  }
  add_stack(diagnostic, flow.stack, 2);
}

bool BodyChecker::may_be_left_by_main(Stack const& stack) const {
  auto const height = types_.height(stack);
  return height == 0 || (height == 1 && types_.item(stack.top).type.is(Basic::int_));
}

// The declaration that would fit, with as few changes as possible: the declared inputs, the outputs that the body gives.
void BodyChecker::report_result(Stack const& declared, Flow const& flow) {
  auto& diagnostic = report(word_.syntax->name.place, messages::wrong_result, in_word(), shown(declared), shown(flow.stack));
  TypePrinter printer(types_, context_.union_names);
  auto const& effect = context_.word_effects[word_index_];
  auto const body_text = printer.effect(start_, flow.stack, effect.yields);
  if (unifier_.why == Unifier::Why::rows || flow.stack.row != start_.row) {
    diagnostic.notes.push_back("the two sides of the effect promise different rows below the listed items");
  } else if (is_main() && !may_be_left_by_main(flow.stack)) {
    diagnostic.help = "`main` leaves nothing, or one Int as the exit status: `drop` what is left.";
  } else {
    diagnostic.help = fmt::format("The body does what `: {} {}` says: declare that, or change the body.", in_word(), body_text);
  }
  add_stack(diagnostic, flow.stack, types_.height(flow.stack));
}

void BodyChecker::report_branches(Message const& message, Token const& token, std::string_view first_name,
                                  Flow const& first, std::string_view second_name, Flow const& second) {
  auto const width = std::max(first_name.size(), second_name.size());
  auto& diagnostic = report(token.place, message, shown(first.stack), shown(second.stack));
  diagnostic.notes.push_back(fmt::format("{:>{}} leaves {}", first_name, width, shown(first.stack)));
  diagnostic.notes.push_back(fmt::format("{:>{}} leaves {}", second_name, width, shown(second.stack)));
  // Only what differs is worth a place.
  auto left = first.stack.top;
  auto right = second.stack.top;
  TypePrinter printer(types_, context_.union_names);
  auto const label = [&](Items at, std::string_view name) {
    auto const& item = types_.item(at);
    if (item.origin == 0 || diagnostic.labels.size() >= most_labels) return;
    diagnostic.labels.push_back({origins_[item.origin], fmt::format("{} ({})", printer.type(item.type), name)});
  };
  while ((left != 0 || right != 0) && left != right && diagnostic.labels.size() < most_labels) {
    bool const same = left != 0 && right != 0 && types_.item(left).type == types_.item(right).type;
    if (left != 0 && !same) label(left, first_name);
    if (right != 0 && !same) label(right, second_name);
    if (left != 0) left = types_.item(left).below;
    if (right != 0) right = types_.item(right).below;
  }
}

void BodyChecker::report_operator(Token const& token, std::uint32_t operation, Flow const& flow) {
  TypePrinter printer(types_, context_.union_names);
  auto const height = types_.height(flow.stack);
  auto const text = [&](std::uint32_t depth) {
    return depth < height ? printer.type(types_.item(types_.below(flow.stack.top, depth)).type) : std::string("empty");
  };
  if (height == 0) {
    add_stack(report(token.place, messages::operator_unresolved, token.text, operator_names()[operation]), flow.stack, 0);
    return;
  }
  add_stack(report(token.place, messages::operator_types, token.text, text(1), text(0), operator_names()[operation]),
            flow.stack, 2);
}

}  // namespace seq2c
