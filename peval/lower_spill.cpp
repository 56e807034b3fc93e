// Stacks whose height only the running program knows: one of several quotations runs, and they leave different numbers of values.
//
//   : op ( ..a String -- ..b ) table swap map.get drop call ;         in it:  "add" [ i.+ ]  "two" [ 1 2 ]  "both" [ "two" op ]
//
// What lies below is a list then, from which values are taken one by one, with a look at whether they are there. A word that is
// seen to be so (`Version::needs_list`) is handed the list, and gives it back; a word that gives just its outputs takes them out
// of the list at its end, and nobody else need know. So there is one version of it, however many stacks it is met on.
//
// What of the list is the activation's own is not known, only what it took out of it: in a word that is handed a list `stack.dump`
// shows the values above it, and a computed `pick` or `roll` finds those of all callers.
#include <algorithm>

#include "peval/lower_body.h"

namespace seq2c::core {

// Puts all values of this activation's stack into the list below it.
void BodyLowering::spill(Id<Origin> site) {
  if (out_.dead()) return;
  if (!rest_) {
    Types const types{{Kind::variant, Form::normal, Id<LiteralSet>{0}, lowering_.objects.of_stack()}};
    rest_ = out_.word(*find_word("list.make"), {}, site, &types)[0];
  }
  Values const values(stack_.begin() + static_cast<std::ptrdiff_t>(floor_), stack_.end());
  stack_.resize(floor_);
  for (auto const value : values) {
    if (out_.dead()) return;
    run_word(*find_word("list.push"), {rest_, value}, site);
    rest_ = pop();
  }
}

// Fails at run time unless the list holds so many values.
void BodyLowering::require_in_list(Value count, Id<Origin> site) {
  auto const length = out_.word1("list.length", {rest_}, site);
  either(out_.word1("i.<", {length, count}, site), [&] { underflow(); }, [] {}, site);
}

// Takes so many values out of the list, to lie below the others; or fails at run time.
void BodyLowering::pull(std::size_t count) {
  auto const site = out_.function().origin;
  require_in_list(out_.constant(static_cast<std::int64_t>(count)), site);
  auto const taken = [&](std::string_view word) {
    if (!out_.dead()) run_word(*find_word(word), {rest_}, site);
    return pop();
  };
  Values pulled;
  while (pulled.size() < count && !out_.dead()) {
    pulled.push_back(taken("variant.last"));
    rest_ = taken("variant.init");
  }
  if (out_.dead()) return;
  std::reverse(pulled.begin(), pulled.end());
  for (auto& frame : frames_)
    if (frame.base > floor_) frame.base += count;
  frames_.back().base = std::max(frames_.back().base, floor_);
  stack_.insert(stack_.begin() + static_cast<std::ptrdiff_t>(floor_), pulled.begin(), pulled.end());
}

// The lowest values of the list, so many, are the stack; the list ends.
void BodyLowering::unspill(std::size_t count, Id<Origin> site) {
  if (count > 0) require_in_list(out_.constant(static_cast<std::int64_t>(count)), site);
  for (std::size_t index = 0; index < count && !out_.dead(); ++index)
    run_word(*find_word("list.element"), {rest_, out_.constant(static_cast<std::int64_t>(index))}, site);
  rest_ = {};
}

// The end of a word that gives just its outputs, where a list lay below it: so many values stay, and the outputs.
void BodyLowering::trim_list(Value below, std::size_t outputs, Id<Origin> site) {
  auto const results = pop_many(outputs);
  spill(site);
  if (out_.dead()) return;
  require_in_list(below, site);
  run_word(*find_word("list.shorten"), {rest_, below}, site);
  rest_ = pop();
  stack_.insert(stack_.end(), results.begin(), results.end());
}

// `pick` or `roll` by an index that leads into the list: counted from its top.
void BodyLowering::pick_in_list(bool roll, Value index, Id<Origin> site) {
  auto const length = out_.word1("list.length", {rest_}, site);
  auto const place = out_.word1("i.-", {out_.word1("i.-", {length, out_.constant(std::int64_t{1})}, site), index}, site);
  run_word(*find_word("list.element"), {rest_, place}, site);
  if (!roll || out_.dead()) return;
  run_word(*find_word("list.without"), {rest_, place}, site);
  rest_ = pop();
}

// `roll` of a value that lies below the list: it comes to the top, and the lowest value of the list takes the place below.
void BodyLowering::roll_below_list(std::size_t place, Id<Origin> site) {
  auto const at = stack_.begin() + static_cast<std::ptrdiff_t>(place);
  auto const value = *at;
  stack_.erase(at);
  --floor_;
  push(value);
  spill(site);
  auto const lowest = out_.constant(std::int64_t{0});
  if (!out_.dead()) run_word(*find_word("list.element"), {rest_, lowest}, site);
  if (!out_.dead()) run_word(*find_word("list.without"), {rest_, lowest}, site);
  rest_ = pop();
  ++floor_;
}

// All branches leave a list.
void BodyLowering::spill_arms(std::vector<Arm>& arms) {
  auto const swap = [&](Arm& arm) {
    std::swap(stack_, arm.stacks.main);
    std::swap(rest_, arm.stacks.rest);
  };
  for (auto& arm : arms) {
    if (arm.dead) continue;
    swap(arm);
    out_.resume(arm.block);
    spill(out_.function().origin);
    arm.dead = out_.dead();
    out_.close(Exit::yield, {});
    swap(arm);
  }
}

}  // namespace seq2c::core
