// Long functions in parts: readers get lost in thousands of lines, and C compilers take more than linear time for them.
//
//   f(a) = …  x = …  y = … x  z = … y  yield z     ->   f(a) = x = call f__part_1 a  z = call f__part_2 x  yield z
//
// A run of steps of a block that would make 500 to 1,000 lines of C becomes a function of its own; its params are what it uses
// from outside, its results what is used behind it. It ends where the fewest values are needed behind. Constants, and what is
// made of constants alone, are made again. Blocks that are too long by themselves are cut first, innermost first; then, of a step
// whose blocks are too long together, the longest. A match of very many arms keeps some, the others are a match in a part.
//
// What stays: a step from which a way goes to a loop around it; a call at the end of a function, for it is a tail call; a call
// for a hole (see `holes`), and what stands behind it. Functions that are short enough stay as they are.
#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <span>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "peval/holes.h"
#include "peval/lines.h"
#include "peval/ownership.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

// In lines of C, about.
constexpr std::size_t longest = 1500, part_length = 1000, long_arm = 100, shortest = 10;
constexpr std::size_t most_values = 40;  // params and results of a part

// What the steps of one block use, and where.
class Survey {
 public:
  Survey(Function const& function, std::vector<Hole> const& holes) : function_(function), holes_(holes) {}

  void run(Id<Block> id) {
    auto const& block = function_.blocks[id];
    ++now_;
    places_.resize(function_.nodes.size());
    opened_.resize(function_.blocks.size());
    while (first_.size() < function_.nodes.size()) {
      first_.push_back(last_.size());
      last_.resize(last_.size() + function_.nodes[{static_cast<std::uint32_t>(first_.size() - 1)}].results.size());
    }
    uses_.clear();
    starts_.clear();
    bound_.assign(block.steps.size(), false);
    end_ = static_cast<std::uint32_t>(block.steps.size());
    for (at_ = 0; at_ < block.steps.size(); ++at_) {
      starts_.push_back(uses_.size());
      if (is_for_hole(block.steps[at_])) end_ = std::min(end_, at_);
      visit(block.steps[at_]);
    }
    starts_.push_back(uses_.size());
    for (auto const value : block.values) use(value);
    bool const ends_with_call = !block.steps.empty() && function_.nodes[block.steps.back()].op == Op::call;
    if (block.exit == Exit::yield && ends_with_call) end_ = std::min<std::uint32_t>(end_, at_ - 1);
    count_live(block);
  }

  // The steps behind these stay.
  std::uint32_t end() const { return end_; }
  // True if the step at that place stays.
  bool is_bound(std::uint32_t at) const { return bound_[at]; }
  // What the step and those in it use from outside of it, constants left out.
  std::span<Value const> uses(std::uint32_t at) const { return std::span(uses_).subspan(starts_[at], starts_[at + 1] - starts_[at]); }
  // True if the value is made by a step from `first` to before `last`.
  bool is_made(Value value, std::uint32_t first, std::uint32_t last) const {
    auto const& place = places_[value.node.index];
    return place.survey == now_ && first <= place.step && place.step < last;
  }
  bool is_used_from(Value value, std::uint32_t at) const {
    auto const& last = last_[first_[value.node.index] + value.index];
    return last.survey == now_ && last.step >= at;
  }
  // How many values that are made before that place are used from there on.
  std::uint32_t live(std::uint32_t at) const { return live_[at]; }

  // The node has other results now.
  void renew(Id<Node> id) {
    first_[id.index] = last_.size();
    last_.resize(last_.size() + function_.nodes[id].results.size());
  }

  // True if something in the block goes to a loop around it, or is there for a hole.
  bool is_bound(Id<Block> id) {
    ++now_;
    places_.resize(function_.nodes.size());
    opened_.resize(function_.blocks.size());
    at_ = 0;
    bound_.assign(1, false);
    enter(id);
    return bound_[0];
  }

 private:
  struct Place { std::uint32_t survey = 0, step = 0; };

  bool is_for_hole(Id<Node> id) const { return std::ranges::find(holes_, id, &Hole::call) != holes_.end(); }

  void visit(Id<Node> id) {
    auto const& node = function_.nodes[id];
    places_[id.index] = {now_, at_};
    for (auto const arg : node.args) use(arg);
    if (node.op == Op::loop)
      for (auto const block : node.blocks) opened_[block.index] = now_;
    for (auto const block : node.blocks) enter(block);
  }

  void enter(Id<Block> id) {
    auto const& block = function_.blocks[id];
    for (auto const param : block.params) places_[param.node.index] = {now_, at_};
    for (auto const step : block.steps) {
      if (is_for_hole(step)) bound_[at_] = true;
      visit(step);
    }
    for (auto const value : block.values) use(value);
    if (block.exit == Exit::again && opened_[block.target.index] != now_) bound_[at_] = true;
  }

  void use(Value value) {
    auto const& place = places_[value.node.index];
    if (place.survey == now_ && place.step == at_) return;
    if (function_.nodes[value.node].op == Op::constant || first_.size() <= value.node.index) return;
    auto& last = last_[first_[value.node.index] + value.index];
    if (last.survey == now_ && last.step == at_) return;
    last = {now_, at_};
    uses_.push_back(value);
  }

  void count_live(Block const& block) {
    live_.assign(block.steps.size() + 2, 0);
    for (std::uint32_t at = 0; at < block.steps.size(); ++at)
      for (std::uint32_t index = 0; index < function_.nodes[block.steps[at]].results.size(); ++index) {
        Value const value{block.steps[at], index};
        if (!is_used_from(value, at + 1) || is_immortal(function_, value)) continue;
        ++live_[at + 1];
        --live_[last_[first_[value.node.index] + index].step + 1];
      }
    std::partial_sum(live_.begin(), live_.end(), live_.begin());
  }

  Function const& function_;
  std::vector<Hole> const& holes_;
  std::uint32_t now_ = 0, at_ = 0, end_ = 0;
  std::vector<Place> places_;           // by node: the step that it is, or is in
  std::vector<std::uint32_t> opened_;   // by block of a loop: the survey
  std::vector<std::size_t> first_;      // by node: where its results are in `last_`
  std::vector<Place> last_;             // the step that uses a value last
  std::vector<Value> uses_;             // of all steps, in order
  std::vector<std::size_t> starts_;     // by step: where its own begin
  std::vector<bool> bound_;             // by step
  std::vector<std::uint32_t> live_;     // by place between steps
};

// Moves steps of a function into a new one, which is to be a part of it.
class Mover {
 public:
  // `resolve`: what a value of the old function is there now. `steps`: how many will be moved.
  template <class Resolve>
  Mover(Function& from, std::vector<Value> const& inputs, std::size_t steps, Resolve const& resolve) : from_(from), resolve_(resolve) {
    part.nodes.reserve(2 * steps + inputs.size());
    part.body = part.blocks.add({});
    for (auto const input : inputs) {
      auto const type = type_of(from, resolve_(input));
      Value const param{part.nodes.add({Op::param, {}, {}, {}, {type}, {}}), 0};
      part.blocks[part.body].params.push_back(param);
      params_.emplace(resolve_(input), param);
    }
  }

  void move_step(Id<Node> id) {
    auto const now = move(id);
    part.blocks[part.body].steps.push_back(now);
  }

  // What stands for a value in the part.
  Value value(Value before) {
    if (auto const moved = moved_.find(before.node); moved != moved_.end()) return {moved->second, before.index};
    before = resolve_(before);
    if (auto const param = params_.find(before); param != params_.end()) return param->second;
    // A constant, or made of constants alone.
    if (auto const made = made_.find(before.node); made != made_.end()) return {made->second, 0};
    auto copy = from_.nodes[before.node];
    for (auto& arg : copy.args) arg = value(arg);
    bool const is_step = copy.op != Op::constant;
    auto const id = part.nodes.add(std::move(copy));
    if (is_step) first_steps_.push_back(id);
    made_.emplace(before.node, id);
    return {id, 0};
  }

  Function finish(std::vector<Value> const& outputs) {
    auto values = Values();
    for (auto const output : outputs) {
      values.push_back(value(output));
      part.results.push_back(type_of(part, values.back()));
    }
    auto& body = part.blocks[part.body];
    body.steps.insert(body.steps.begin(), first_steps_.begin(), first_steps_.end());
    body.values = std::move(values);
    return std::move(part);
  }

  Function part;

 private:
  Id<Node> move(Id<Node> id) {
    auto node = std::exchange(from_.nodes[id], Node{Op::param, {}, {}, {}, from_.nodes[id].results, {}});  // nobody's
    for (auto& arg : node.args) arg = value(arg);
    auto const before = node.blocks;
    for (auto& block : node.blocks) {
      auto const now = part.blocks.add({});
      blocks_.emplace(block, now);
      for (auto const param : from_.blocks[block].params) {
        moved_.emplace(param.node, part.nodes.add(from_.nodes[param.node]));
        part.blocks[now].params.push_back({moved_.at(param.node), 0});
      }
      block = now;
    }
    for (auto const block : before) fill(block);
    auto const now = part.nodes.add(std::move(node));
    moved_.emplace(id, now);
    return now;
  }

  void fill(Id<Block> id) {
    auto const before = std::exchange(from_.blocks[id], Block{});
    std::vector<Id<Node>> steps;
    steps.reserve(before.steps.size());
    for (auto const step : before.steps) steps.push_back(move(step));
    auto values = before.values;
    for (auto& one : values) one = value(one);
    auto& now = part.blocks[blocks_.at(id)];
    now.steps = std::move(steps);
    now.exit = before.exit;
    now.values = std::move(values);
    if (before.exit == Exit::again) now.target = blocks_.at(before.target);
  }

  Function& from_;
  std::function<Value(Value)> resolve_;
  std::map<Value, Value> params_;
  std::unordered_map<Id<Node>, Id<Node>> moved_, made_;
  std::unordered_map<Id<Block>, Id<Block>> blocks_;
  std::vector<Id<Node>> first_steps_;
};

class Cutter {
 public:
  Cutter(Program& program, Id<Function> id)
      : program_(program), id_(id), function_(std::move(program.functions[id])), holes_(holes_in(function_, id)), lines_(function_),
        survey_(function_, holes_) {}

  // Gives how long the function is now.
  std::size_t run() {
    shrink(function_.body, longest);
    auto const left = lines_.of(function_.body);
    program_.functions[id_] = std::move(function_);
    return left;
  }

 private:
  using Index = std::uint32_t;

  void shrink(Id<Block> id, std::size_t budget) {
    if (lines_.of(id) <= budget) return;
    auto const steps = function_.blocks[id].steps;
    for (auto const step : steps)
      if (lines_.of(step) > part_length) shrink_step(step, part_length);
    lines_.add_up(id);
    for (auto const least : {long_arm, shortest})
      while (lines_.of(id) > budget && cut(id, budget, least)) {}
    for (auto const step : std::vector(function_.blocks[id].steps)) {
      if (lines_.of(id) <= budget) return;
      if (lines_.of(step) > long_arm) shrink_step(step, shortest);
      lines_.add_up(id);
    }
  }

  void shrink_step(Id<Node> id, std::size_t budget) {
    auto const [tried, is_new] = tried_.try_emplace(id, budget);
    if (!is_new && tried->second <= budget) return;
    tried->second = budget;
    auto blocks = function_.nodes[id].blocks;
    for (auto const block : blocks) shrink(block, part_length);
    std::ranges::stable_sort(blocks, std::greater(), [&](Id<Block> block) { return lines_.of(block); });
    bool const has_patterns = std::holds_alternative<Patterns>(function_.nodes[id].what);
    for (auto const least : {has_patterns ? long_arm : shortest, shortest}) {
      auto left = lines_.of(id);
      for (auto const block : blocks) {
        auto const before = lines_.of(block);
        if (left <= budget || before <= least) continue;
        shrink(block, shortest);
        left -= before - lines_.of(block);
      }
      while (has_patterns && lines_.of(id) > part_length && split(id)) {}
    }
  }

  // Gives the last arms of a match to another one in a part.
  bool split(Id<Node> id) {
    auto match = function_.nodes[id];
    auto& patterns = std::get<Patterns>(match.what).all;
    Node other{Op::match, Patterns{}, match.args, {}, match.results, match.origin};
    auto& others = std::get<Patterns>(other.what).all;
    std::size_t lines = 0;
    if (match.blocks.size() > patterns.size()) {
      if (survey_.is_bound(match.blocks.back())) return false;
      other.blocks.push_back(match.blocks.back());
      lines += lines_.of(match.blocks.back());
      match.blocks.pop_back();
    }
    for (auto at = patterns.size(); at-- > 1;) {
      auto const block = match.blocks[at];
      if (survey_.is_bound(block)) continue;
      lines += lines_.of(block) + 3 + function_.blocks[block].params.size();
      if (lines > part_length) break;
      others.insert(others.begin(), std::move(patterns[at]));
      other.blocks.insert(other.blocks.begin(), block);
      patterns.erase(patterns.begin() + static_cast<std::ptrdiff_t>(at));
      match.blocks.erase(match.blocks.begin() + static_cast<std::ptrdiff_t>(at));
    }
    if (others.size() < 2) return false;
    bool const returns = std::ranges::any_of(other.blocks, [&](Id<Block> block) { return yields(function_, block); });
    auto const results = static_cast<Index>(other.results.size());
    auto const step = function_.nodes.add(std::move(other));
    Block otherwise{{}, {step}, returns ? Exit::yield : Exit::never, {}, {}};
    for (Index index = 0; returns && index < results; ++index) otherwise.values.push_back({step, index});
    match.blocks.push_back(function_.blocks.add(std::move(otherwise)));
    function_.nodes[id] = match;
    lines_.add_up(match.blocks.back());
    return cut(match.blocks.back(), 0, shortest);
  }

  // Takes runs of steps out of a block, until it is short enough. True if some were.
  bool cut(Id<Block> id, std::size_t budget, std::size_t least) {
    survey_.run(id);
    auto const steps = function_.blocks[id].steps;
    auto left = lines_.of(id);
    std::vector<Id<Node>> now;
    Index done = 0;
    for (Index first = 0; first < survey_.end() && left > budget;) {
      auto const [last, lines] = best_end(steps, first);
      if (lines < least) {
        first = std::max(last, first + 1);
        continue;
      }
      std::vector<bool> stays;
      auto const call = take_out(steps, first, last, stays);
      if (!call) {
        first += std::max<Index>(1, (last - first) / 2);
        continue;
      }
      now.insert(now.end(), steps.begin() + done, steps.begin() + first);
      for (auto at = first; at < last; ++at)
        if (stays[at - first]) now.push_back(steps[at]);
      now.push_back(call);
      left -= lines - 1;
      first = done = last;
    }
    if (done == 0) return false;
    now.insert(now.end(), steps.begin() + done, steps.end());
    function_.blocks[id].steps = std::move(now);
    rename(id);
    renamed_.clear();
    lines_.add_up(id);
    return true;
  }

  // Where a run that begins there ends best, and how long it is then.
  std::pair<Index, std::size_t> best_end(std::vector<Id<Node>> const& steps, Index first) const {
    std::pair<Index, std::size_t> best{first, 0};
    std::size_t lines = 0;
    for (auto at = first; at < survey_.end() && !survey_.is_bound(at); ++at) {
      auto const more = lines_.of(steps[at]);
      if (lines > 0 && lines + more > part_length) break;
      lines += more;
      bool const is_better = survey_.live(at + 1) <= survey_.live(best.first);
      if (best.second < part_length / 2 || is_better) best = {at + 1, lines};
    }
    return best;
  }

  // Makes a part of the steps from `first` to before `last` and gives its call. Not if too many values would be handed over.
  // `stays`: of each step, whether it does: what is made of constants alone, and used behind.
  Id<Node> take_out(std::vector<Id<Node>> const& steps, Index first, Index last, std::vector<bool>& stays) {
    stays.assign(last - first, false);
    std::vector<Value> inputs, outputs;
    std::vector<Id<Node>> needed;  // by what stays
    for (auto at = last; at-- > first;) {
      auto const step = steps[at];
      if (function_.nodes[step].results.empty()) continue;
      bool const is_used = survey_.is_used_from({step, 0}, last) || std::ranges::find(needed, step) != needed.end();
      if (is_used && is_immortal(function_, {step, 0})) {
        stays[at - first] = true;
        for (auto const arg : function_.nodes[step].args) needed.push_back(arg.node);
      }
    }
    auto const is_input = [&](Value value) {
      if (survey_.is_made(value, first, last)) return false;
      return !is_immortal(function_, resolve(value)) && std::ranges::find(inputs, value) == inputs.end();
    };
    for (auto at = first; at < last; ++at) {
      if (stays[at - first]) continue;
      for (auto const value : survey_.uses(at))
        if (is_input(value)) inputs.push_back(value);
      for (Index index = 0; index < function_.nodes[steps[at]].results.size(); ++index)
        if (survey_.is_used_from({steps[at], index}, last)) outputs.push_back({steps[at], index});
      if (inputs.size() + outputs.size() > most_values) return {};
    }
    auto const origin = origin_of(steps, first, last);
    Mover mover(function_, inputs, last - first, [this](Value value) { return resolve(value); });
    for (auto at = first; at < last; ++at)
      if (!stays[at - first]) mover.move_step(steps[at]);
    auto part = mover.finish(outputs);
    part.name = function_.name;
    part.suffix = fmt::format("{}{}part_{}", function_.suffix, function_.suffix.empty() ? "" : "_", ++parts_);
    part.definition = function_.definition;
    part.is_literal = function_.is_literal;
    part.literal = function_.literal;
    part.is_part = true;
    part.origin = origin;
    Node call{Op::call, {}, {}, {}, part.results, origin};
    for (auto const input : inputs) call.args.push_back(resolve(input));
    call.what = program_.functions.add(std::move(part));
    auto const id = put(std::move(call), steps, first, last, stays, outputs);
    for (Index index = 0; index < outputs.size(); ++index) renamed_.emplace(outputs[index], Value{id, index});
    return id;
  }

  // Adds the call of a part: in the place of a node that has moved, lest all nodes move to where there is room for more.
  Id<Node> put(Node call, std::vector<Id<Node>> const& steps, Index first, Index last, std::vector<bool> const& stays,
               std::vector<Value> const& outputs) {
    for (auto at = first; at < last; ++at) {
      auto const id = steps[at];
      if (stays[at - first] || std::ranges::find(outputs, id, &Value::node) != outputs.end()) continue;
      function_.nodes[id] = std::move(call);
      survey_.renew(id);
      return id;
    }
    return function_.nodes.add(std::move(call));
  }

  // Where a part begins. In a word of a module that is the word: whoever calls it tells the user where.
  Id<Origin> origin_of(std::vector<Id<Node>> const& steps, Index first, Index last) const {
    bool const in_module = function_.definition && !program_.checked->definitions[function_.definition].module.empty();
    for (auto at = first; at < last && !in_module; ++at)
      if (auto const origin = function_.nodes[steps[at]].origin) return origin;
    return function_.origin;
  }

  Value resolve(Value value) const {
    auto const now = renamed_.find(value);
    return now == renamed_.end() ? value : now->second;
  }

  // What parts give now is used under its new name.
  void rename(Id<Block> id) {
    if (renamed_.empty()) return;
    auto& block = function_.blocks[id];
    for (auto const step : block.steps) {
      for (auto& arg : function_.nodes[step].args) arg = resolve(arg);
      for (auto const inner : function_.nodes[step].blocks) rename(inner);
    }
    for (auto& value : block.values) value = resolve(value);
  }

  Program& program_;
  Id<Function> id_;
  Function function_;
  std::vector<Hole> const holes_;
  Lines lines_;
  Survey survey_;
  std::size_t parts_ = 0;
  std::map<Value, Value> renamed_;             // what parts of the block at hand give
  std::map<Id<Node>, std::size_t> tried_;      // steps, and how short they should have become
};

}  // namespace

Program cut_functions(Program program, Context const& context) {
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index) {
    auto const& function = program.functions[{index}];
    if (!reached[index] || Lines(function).of(function.body) <= longest) continue;
    auto const left = Cutter(program, {index}).run();
    if (left > longest)
      context.remark(program, {"cut", program.functions[{index}].origin, {}, fmt::format("cutting '{}'", program.functions[{index}].name),
                               "its steps share too many values, or go to a loop around them", "split the word"});
  }
  return program;
}

}  // namespace seq2c::core
