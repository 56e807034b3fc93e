#include "peval/ranges.h"

#include <algorithm>
#include <cmath>

#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

constexpr std::int64_t greatest_root = (std::int64_t{1} << 31) - 1;  // the greatest whose square is an Int
constexpr std::uint32_t patience = 3;       // growths of a param before it grows to a round number
constexpr std::uint32_t most_sweeps = 24;   // of one function before all its loops' params can be anything
constexpr std::uint32_t most_rounds = 10;   // over all functions before params and results can be anything

bool is_square_of(Function const& function, Value value, Value root) {
  auto const& node = function.nodes[value.node];
  auto const* word = std::get_if<Word const*>(&node.what);
  return node.op == Op::word && (*word)->name == "i.*" && node.args[0] == root && node.args[1] == root;
}

bool holds_int(Type const& type) { return type.kind == Kind::int_; }

// The interval that holds both, with ends at round numbers where `before` was too small: 0, what may be squared, or all.
Range widened(Range before, Range now) {
  if (before.empty()) return now;
  if (now.low < before.low) now.low = now.low >= 0 ? 0 : now.low >= -greatest_root ? -greatest_root : least_int;
  if (now.high > before.high) now.high = now.high <= 0 ? 0 : now.high <= greatest_root ? greatest_root : greatest_int;
  return join(before, now);
}

// What can be squared to give one of these.
Range root_of(Range square) {
  if (square.high < 0) return no_ints;
  auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(square.high)));
  while (root > 0 && root * root > square.high) --root;
  while (root < greatest_root && (root + 1) * (root + 1) <= square.high) ++root;
  return {-root, root};
}

Range grown(Range before, Range more, std::uint32_t& times) {
  auto const now = join(before, more);
  if (now == before) return before;
  return ++times > patience ? widened(before, now) : now;
}

}  // namespace

FunctionRanges::FunctionRanges(Function const& function, Results const& results) : function_(function), results_(results) {
  order_nodes();
  std::uint32_t count = 0;
  first_.resize(function.nodes.size());
  for (auto const id : order_) {
    first_[id.index] = count;
    count += static_cast<std::uint32_t>(function.nodes[id].results.size());
  }
  ranges_.assign(count, no_ints);
  find_sources();
  find_loops();
}

// Arguments before what uses them, and what a block holds before its owner. Without recursion.
void FunctionRanges::order_nodes() {
  std::vector<bool> seen(function_.nodes.size());
  struct Visit { Id<Node> node; bool done; };
  std::vector<Visit> work;
  auto const need = [&](Id<Node> id) {
    if (!seen[id.index]) work.push_back({id, false});
  };
  auto const need_block = [&](Id<Block> id) {  // the last one pushed is the first visited
    auto const& block = function_.blocks[id];
    for (auto value = block.values.rbegin(); value != block.values.rend(); ++value) need(value->node);
    for (auto step = block.steps.rbegin(); step != block.steps.rend(); ++step) need(*step);
    for (auto const param : block.params) need(param.node);
  };
  need_block(function_.body);
  while (!work.empty()) {
    auto& [id, done] = work.back();
    auto const node = id;
    if (done) order_.push_back(node);
    if (done || seen[node.index]) {
      work.pop_back();
      continue;
    }
    seen[node.index] = done = true;
    auto const& made = function_.nodes[node];
    for (auto block = made.blocks.rbegin(); block != made.blocks.rend(); ++block) need_block(*block);
    for (auto const arg : made.args) need(arg.node);
  }
}

// Where the values of params come from.
void FunctionRanges::find_sources() {
  source_of_.assign(function_.nodes.size(), 0);
  sources_.emplace_back();
  auto const add = [&](Value param, Source source) {
    source_of_[param.node.index] = static_cast<std::uint32_t>(sources_.size());
    sources_.push_back(std::move(source));
  };
  auto const& params = function_.blocks[function_.body].params;
  inputs_.assign(params.size(), no_ints);
  input_grown_.assign(params.size(), 0);
  for (std::uint32_t index = 0; index < params.size(); ++index) add(params[index], {Source::Kind::input, {}, index, {}, {}, 0});
  auto const hand_over = [&](std::span<Value const> values, Id<Block> to) {
    for (std::size_t index = 0; index < values.size(); ++index)
      sources_[source_of_[function_.blocks[to].params[index].node.index]].values.push_back(values[index]);
  };
  for (auto const id : order_) {
    auto const& node = function_.nodes[id];
    if (node.op == Op::call) calls_.push_back(id);
    if (node.op == Op::if_)
      for (std::size_t branch = 0; branch < 2; ++branch) {
        auto const& inside = function_.blocks[node.blocks[branch]].params;
        for (std::size_t index = 0; index < inside.size(); ++index)
          add(inside[index], {Source::Kind::fact, {id, index + 1, branch == 0}, 0, {}, {}, 0});
      }
    if (node.op != Op::loop) continue;
    for (auto const block : node.blocks)
      for (auto const param : function_.blocks[block].params)
        add(param, {Source::Kind::joined, {}, 0, {}, node.blocks.size() == 1 ? id : Id<Node>{}, 0});
    hand_over(node.args, node.blocks[0]);
  }
  for (auto const id : order_)
    for (auto const block : function_.nodes[id].blocks)
      if (auto const& again = function_.blocks[block]; again.exit == Exit::again) hand_over(again.values, again.target);
}

void FunctionRanges::find_loops() {
  struct Visit { Id<Block> block; Id<Node> loop; };
  loop_of_.assign(function_.nodes.size(), {});
  std::vector<Visit> work{{function_.body, {}}};
  while (!work.empty()) {
    auto const [block, loop] = work.back();
    work.pop_back();
    for (auto const param : function_.blocks[block].params) loop_of_[param.node.index] = loop;
    for (auto const step : function_.blocks[block].steps) {
      loop_of_[step.index] = loop;
      auto const& node = function_.nodes[step];
      for (auto const inner : node.blocks) work.push_back({inner, node.op == Op::loop ? step : loop});
    }
  }
}

// True if the value is the same in all rounds of the loop.
bool FunctionRanges::stays(Value value, Id<Node> loop, unsigned depth) const {
  auto const& node = function_.nodes[value.node];
  if (node.op == Op::constant) return true;
  if (auto around = loop_of_[value.node.index]) {
    while (*around && *around != loop) around = loop_of_[around->index];
    if (!*around) return true;
  }
  if (depth == 0) return false;
  if (node.op == Op::box || node.op == Op::unbox) return stays(node.args[0], loop, depth - 1);
  // Values never change: what a word only reads of them does not, either.
  auto const* word = node.op == Op::word ? std::get<Word const*>(node.what) : nullptr;
  bool const only_reads = word && !word->has_effect && !word->fails && !word->exits &&
                          std::ranges::count(word->arguments, Ownership::own) == 0;
  return only_reads && std::ranges::all_of(node.args, [&](Value arg) { return stays(arg, loop, depth - 1); });
}

// True if the counter, known in a branch where it is not the limit, began at most there, comes to its next round only by way
// of that branch, one greater, and the limit stays: then it never gets past it.
bool FunctionRanges::stops_at(Fact const& fact, Value counter, Value limit) const {
  auto const source = [&](Value value) -> Source const& { return sources_[source_of_[value.node.index]]; };
  auto const is_fact = [&](Value value) { return source(value).kind == Source::Kind::fact; };
  auto const outside = [&](Value value) {  // the same where less is known of it
    auto const& known = source(value).fact;
    return function_.nodes[known.owner].args[known.arg];
  };
  auto root = counter;
  while (is_fact(root)) root = outside(root);
  auto const& from = source(root);
  if (from.kind != Source::Kind::joined || !from.loop || from.values.size() < 2) return false;
  auto const start = of(from.values[0]), end = of(limit);
  if (start.empty() || end.empty() || start.high > end.low || !stays(limit, from.loop, 4)) return false;
  return std::all_of(from.values.begin() + 1, from.values.end(), [&](Value next) {
    auto const& node = function_.nodes[next.node];
    bool const is_sum = node.op == Op::word && std::get<Word const*>(node.what)->name == "i.+";
    if (!is_sum || of(node.args[1]) != Range{1, 1}) return false;
    bool through = false;
    auto value = node.args[0];
    for (; is_fact(value); value = outside(value))
      through = through || (source(value).fact.owner == fact.owner && source(value).fact.holds == fact.holds);
    return through && value == root;
  });
}

bool FunctionRanges::enlarge(std::span<Range const> inputs) {
  bool changed = false;
  for (std::size_t index = 0; index < inputs.size(); ++index) {
    auto const now = grown(inputs_[index], inputs[index], input_grown_[index]);
    changed |= now != inputs_[index];
    inputs_[index] = now;
  }
  return changed;
}

void FunctionRanges::settle() {
  bool const has_loops = std::ranges::any_of(sources_, [](Source const& source) { return source.kind == Source::Kind::joined; });
  for (std::uint32_t count = 0; sweep(true) && has_loops; ++count)  // without loops all is known after what it depends on
    if (count == most_sweeps) give_up();
}

void FunctionRanges::tighten() {
  if (std::ranges::none_of(sources_, [](Source const& source) { return source.grown > patience; })) return;
  sweep(false);
  sweep(false);
}

void FunctionRanges::give_up() {
  for (auto& source : sources_)
    if (source.kind == Source::Kind::joined) source.kind = Source::Kind::anything;
}

// Computes each range anew. True if one has changed.
bool FunctionRanges::sweep(bool grow) {
  bool changed = false;
  for (auto const id : order_) {
    auto const& node = function_.nodes[id];
    for (std::uint32_t index = 0; index < node.results.size(); ++index) {
      if (!holds_int(node.results[index])) continue;
      auto& range = ranges_[first_[id.index] + index];
      auto now = known_better({id, index}, compute(id, index));
      if (grow && node.op == Op::param) {
        auto& source = sources_[source_of_[id.index]];
        now = source.kind == Source::Kind::joined ? grown(range, now, source.grown) : join(range, now);
      }
      changed |= now != range;
      range = now;
    }
  }
  return changed;
}

FunctionRanges FunctionRanges::assuming(std::span<Assumption const> assumptions, std::vector<bool> const& nodes) const {
  auto now = *this;
  now.assumed_.assign(assumptions.begin(), assumptions.end());
  std::erase_if(now.order_, [&](Id<Node> id) { return !nodes[id.index]; });
  for (auto const id : now.order_) {
    for (std::uint32_t index = 0; index < function_.nodes[id].results.size(); ++index) now.ranges_[first_[id.index] + index] = no_ints;
    now.sources_[source_of_[id.index]].grown = 0;
  }
  for (auto const& [value, range] : assumptions) {
    auto& known = now.ranges_[first_[value.node.index] + value.index];
    known = meet(known, range);
  }
  now.settle();
  now.tighten();
  return now;
}

Range FunctionRanges::known_better(Value value, Range range) const {
  for (auto const& [about, better] : assumed_)
    if (about == value) range = meet(range, better);
  return range;
}

Range FunctionRanges::compute(Id<Node> id, std::uint32_t index) const {
  auto const& node = function_.nodes[id];
  switch (node.op) {
    case Op::constant:
      if (auto const* number = std::get_if<std::int64_t>(&std::get<Constant>(node.what))) return {*number, *number};
      return {};
    case Op::param: return of_param(id);
    case Op::word: return of_word(node, index);
    case Op::normal: return of(node.args[0]);
    case Op::call: return results_[std::get<Id<Function>>(node.what).index][index];
    case Op::if_:
    case Op::match:
    case Op::loop: {
      auto all = no_ints;
      for (auto const block : node.blocks)
        if (function_.blocks[block].exit == Exit::yield) all = join(all, of(function_.blocks[block].values[index]));
      return all;
    }
    case Op::closure:
    case Op::variant:
    case Op::field:
    case Op::box:
    case Op::unbox:
    case Op::cast:
    case Op::fail:
    case Op::retain:
    case Op::release:
    case Op::take: return {};
  }
  return {};
}

Range FunctionRanges::of_param(Id<Node> id) const {
  auto const& source = sources_[source_of_[id.index]];
  switch (source.kind) {
    case Source::Kind::anything: return {};
    case Source::Kind::input: return inputs_[source.input];
    case Source::Kind::fact: return of_fact(source.fact);
    case Source::Kind::joined: break;
  }
  auto all = no_ints;
  for (auto const value : source.values) all = join(all, of(value));
  return all;
}

Range FunctionRanges::of_word(Node const& node, std::uint32_t index) const {
  if (index > 0) return {};
  Range range[2];
  for (std::size_t arg = 0; arg < node.args.size(); ++arg) {
    if (!holds_int(type_of(function_, node.args[arg]))) continue;
    auto const one = of(node.args[arg]);
    if (one.empty()) return no_ints;
    if (arg < 2) range[arg] = one;
  }
  return outcome(*std::get<Word const*>(node.what), range[0], range[1]).range;
}

bool FunctionRanges::is_exact(Node const& node) const {
  if (node.args.empty() || node.args.size() > 2) return false;
  auto const left = of(node.args[0]), right = of(node.args.back());
  if (left.empty() || right.empty()) return false;
  return outcome(*std::get<Word const*>(node.what), left, right).exact;
}

// The range of the value handed in, cut by the condition as far as it is about this value. `and` holds if both sides do.
Range FunctionRanges::of_fact(Fact const& fact) const {
  auto const& owner = function_.nodes[fact.owner];
  auto const about = owner.args[fact.arg];
  auto range = of(about);
  auto const cut = [&](auto const& self, Value condition, bool holds) -> void {
    auto const& node = function_.nodes[condition.node];
    if (node.op != Op::word) return;
    auto const name = std::get<Word const*>(node.what)->name;
    if (name == "not") return self(self, node.args[0], !holds);
    if (name == (holds ? "and" : "or")) {
      for (auto const arg : node.args) self(self, arg, holds);
      return;
    }
    if (node.args.size() != 2) return;
    auto left = node.args[0] == about ? range : of(node.args[0]);
    auto right = node.args[1] == about ? range : of(node.args[1]);
    narrow(name, holds, left, right);
    if (name == (holds ? "i.<>" : "i.="))
      for (int const side : {0, 1})
        if (auto const limit = of(node.args[1 - side]); node.args[side] == about && stops_at(fact, about, node.args[1 - side]))
          (side == 0 ? left : right).high = std::min((side == 0 ? left : right).high, limit.high - 1);
    for (int const side : {0, 1}) {
      auto const cut_range = side == 0 ? left : right;
      if (node.args[side] == about) range = meet(range, cut_range);
      else if (is_square_of(function_, node.args[side], about) && is_exact(function_.nodes[node.args[side].node]))
        range = meet(range, root_of(cut_range));
    }
  };
  cut(cut, owner.args[0], fact.holds);
  return range;
}

Ranges::Ranges(Program const& program) : program_(program), graph_(call_graph(program)) {
  auto const count = program.functions.size();
  waits_.resize(count);
  callers_.resize(count);
  place_.resize(count);
  for (auto const& function : program.functions) {
    results_.emplace_back(function.results.size(), no_ints);
    result_grown_.emplace_back(function.results.size(), 0);
  }
  for (auto const id : graph_.bottom_up) {
    place_[id.index] = functions_.size();
    auto const& function = program.functions[id];
    auto& ranges = functions_.emplace_back(function, results_);
    for (auto const callee : graph_.callees[id.index]) callers_[callee.index].push_back(id);
    waits_[id.index] = true;
    if (function.exported || program.main == id) ranges.enlarge(anything(function));
  }
  for (std::uint32_t round = 0; std::ranges::count(waits_, true) > 0; ++round) {
    if (round == most_rounds) give_up();
    // What is handed to functions goes down from callers, what they give goes up.
    for (std::size_t at = 0; at < functions_.size(); ++at)
      visit(graph_.bottom_up[round % 2 == 0 ? functions_.size() - 1 - at : at]);
  }
  for (auto& ranges : functions_) ranges.tighten();
}

std::vector<Range> Ranges::anything(Function const& function) const {
  return std::vector<Range>(function.blocks[function.body].params.size());
}

// Settles one function, and tells those it calls and those that call it.
void Ranges::visit(Id<Function> id) {
  if (!waits_[id.index]) return;
  waits_[id.index] = false;
  auto const& function = program_.functions[id];
  auto& ranges = functions_[place_[id.index]];
  ranges.settle();
  for (auto const call : ranges.calls()) {
    auto const& node = function.nodes[call];
    auto const callee = std::get<Id<Function>>(node.what);
    std::vector<Range> given;
    for (auto const arg : node.args) given.push_back(holds_int(type_of(function, arg)) ? ranges.of(arg) : no_ints);
    if (functions_[place_[callee.index]].enlarge(given)) waits_[callee.index] = true;
  }
  auto const& body = function.blocks[function.body];
  if (body.exit != Exit::yield) return;
  bool changed = false;
  for (std::size_t index = 0; index < body.values.size(); ++index) {
    if (!holds_int(function.results[index])) continue;
    auto& known = results_[id.index][index];
    auto const now = grown(known, ranges.of(body.values[index]), result_grown_[id.index][index]);
    changed |= now != known;
    known = now;
  }
  if (changed)
    for (auto const caller : callers_[id.index]) waits_[caller.index] = true;
}

void Ranges::give_up() {
  for (auto const id : graph_.bottom_up) {
    std::ranges::fill(results_[id.index], Range{});
    functions_[place_[id.index]].enlarge(anything(program_.functions[id]));
    waits_[id.index] = true;
  }
}

}  // namespace seq2c::core
