// Takes elements out of the containers that they are put back into, so that a list in a list, a map in a map is changed in
// place: while the whole holds it too, every change would copy it.
//
//   x = list.get l i  …  x' = list.push x n  …  list.set l i x'
//   l' x = list.take-out l i  …  x' = list.push x n  …  list.set l' i x'
//
// The card of `list.get` names the word that puts back and the one that takes out (`take-out` in runtime/README.md). That one
// takes out only what nothing else holds; so the meaning stays whatever else is done with `l`, which then has a second owner.
// It is worth it where nothing looks at `l` before the element is back, on any way but that where there was none.
#include <algorithm>
#include <map>
#include <set>

#include "peval/ownership.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

// So far it is looked, that the time stays linear.
constexpr int most_steps = 1000;          // from the word that gets to the one that puts back
constexpr std::size_t most_values = 200;  // from what is put back to what was got

class Taker {
 public:
  explicit Taker(Function& function) : function_(function) {}

  void run() {
    enter(function_.body);
    if (now_.empty()) return;
    for (auto& node : function_.nodes) rename(node.args);
    for (auto& block : function_.blocks) rename(block.values);
  }

 private:
  // A `get` that is looked at: of which container, at what key; and, met so far, the words that put the element back and the
  // blocks where there was none.
  struct Get {
    Id<Node> node;
    Word const* back;
    Value whole, key;
    std::vector<Id<Node>> puts;
    std::vector<Id<Block>> without;
    bool is_over = false;  // on some way it is back already
    int steps = 0;         // looked at
  };
  enum class Found { nothing, back, other };

  void enter(Id<Block> id) {
    auto const steps = function_.blocks[id].steps;
    for (std::size_t index = 0; index < steps.size(); ++index) {
      for (auto const inner : Few<Id<Block>, 2>(function_.nodes[steps[index]].blocks)) enter(inner);
      auto const* word = std::get_if<Word const*>(&function_.nodes[steps[index]].what);
      if (word && !(*word)->take_out.empty()) consider(id, index, **word);
    }
  }

  void consider(Id<Block> block, std::size_t index, Word const& word) {
    auto const id = function_.blocks[block].steps[index];
    auto const& node = function_.nodes[id];
    if (!is_counted(node.results[0])) return;
    Get get{id, find_word(word.take_out_before), node.args[0], node.args[1], {}, {}};
    if (look(block, index + 1, get) == Found::other || get.puts.empty()) return;
    if (!std::ranges::all_of(get.puts, [&](Id<Node> put) { return changes(put, get); })) return;
    auto const* out = find_word(word.take_out);
    Node taking{Op::word, out, node.args, {}, {type_of(function_, get.whole), node.results[0], node.results[1]}, node.origin};
    auto const taken = function_.nodes.add(std::move(taking));
    function_.blocks[block].steps[index] = taken;
    for (std::uint32_t result = 0; result < 2; ++result) now_[{id, result}] = {taken, result + 1};
    for (auto const put : get.puts) function_.nodes[put].args[0] = {taken, 0};
    for (auto const other : get.without) replace(other, get.whole, {taken, 0});
  }

  // What comes first in these steps, on all ways that go on: the element is put back, or something else is done with the whole.
  Found look(Id<Block> id, std::size_t from, Get& get) const {
    auto const& block = function_.blocks[id];
    for (auto index = from; index < block.steps.size(); ++index)
      if (auto const found = look_at(block.steps[index], get); found != Found::nothing) return found;
    return std::ranges::count(block.values, get.whole) > 0 ? Found::other : Found::nothing;
  }

  Found look_at(Id<Node> id, Get& get) const {
    if (++get.steps > most_steps) return Found::other;
    auto const& node = function_.nodes[id];
    auto const* word = std::get_if<Word const*>(&node.what);
    if (word && *word == get.back && node.args[0] == get.whole && is_same(node.args[1], get.key)) {
      bool const once = !get.is_over && std::count(node.args.begin(), node.args.end(), get.whole) == 1;
      if (once) get.puts.push_back(id);
      return once ? Found::back : Found::other;
    }
    if (std::ranges::count(node.args, get.whole) > 0) return Found::other;
    bool back = false, all_back = true;
    for (auto const inner : node.blocks) {
      if (ends_program(function_, inner)) continue;
      if (node.op == Op::if_ && node.args[0] == Value{get.node, 1} && inner == node.blocks[1]) {
        get.without.push_back(inner);
        continue;
      }
      auto const found = look(inner, 0, get);
      if (found == Found::other || (found == Found::back && node.op == Op::loop)) return Found::other;
      back |= found == Found::back;
      all_back &= found == Found::back;
    }
    // Where some ways put it back and others leave it alone, nothing more may come.
    if (back && !all_back) get.is_over = true;
    return back && all_back ? Found::back : Found::nothing;
  }

  // A constant, and a box of one, may stand there more than once.
  bool is_same(Value left, Value right) const {
    auto const& one = function_.nodes[left.node];
    auto const& other = function_.nodes[right.node];
    if (left == right) return true;
    if (one.op != other.op || one.what != other.what || (one.op != Op::box && one.op != Op::constant)) return false;
    return one.op == Op::constant || is_same(one.args[0], other.args[0]);
  }

  void replace(Id<Block> id, Value whole, Value by) {
    auto& block = function_.blocks[id];
    std::ranges::replace(block.values, whole, by);
    for (auto const step : block.steps) {
      std::ranges::replace(function_.nodes[step].args, whole, by);
      for (auto const inner : function_.nodes[step].blocks) replace(inner, whole, by);
    }
  }

  // True if what is put back is made of the element, by something that may change it in place.
  bool changes(Id<Node> put, Get const& get) const {
    std::set<Value> seen;
    auto const item = function_.nodes[put].args.back();
    return same_object(function_, item) != Value{get.node, 0} && is_made_of(item, get, seen);
  }

  bool is_made_of(Value value, Get const& get, std::set<Value>& seen) const {
    if (value == Value{get.node, 0}) return true;
    if (!is_counted(type_of(function_, value)) || seen.size() == most_values || !seen.insert(value).second) return false;
    auto const& node = function_.nodes[value.node];
    auto const any = [&](auto const& values) { return std::ranges::any_of(values, [&](Value one) { return is_made_of(one, get, seen); }); };
    if (any(node.args)) return true;
    return std::ranges::any_of(node.blocks, [&](Id<Block> inner) {
      auto const& block = function_.blocks[inner];
      return block.exit == Exit::yield && value.index < block.values.size() && is_made_of(block.values[value.index], get, seen);
    });
  }

  template <class Row>
  void rename(Row& values) const {
    for (auto& value : values)
      if (auto const found = now_.find(value); found != now_.end()) value = found->second;
  }

  Function& function_;
  std::map<Value, Value> now_;  // results of words that are no more
};

}  // namespace

Program take_out(Program program, Context const&) {
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index)
    if (reached[index]) Taker(program.functions[{index}]).run();
  return program;
}

}  // namespace seq2c::core
