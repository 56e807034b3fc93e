#include "peval/rebuild.h"

#include <algorithm>
#include <tuple>

namespace seq2c::core {

Rebuild::Rebuild(Program const& before, Program& after, Id<Function> function, Function const& source,
                 Replace const& replace)
    : before_(before), after_(after), id_(function), source_(source), replace_(replace), out_(after, function) {}

void Rebuild::set(Id<Node> before, std::span<Value const> now) {
  auto& place = copy_->places[before.index];
  copy_->log.emplace_back(before, place);
  place = static_cast<std::uint32_t>(copy_->values.size());
  copy_->values.insert(copy_->values.end(), now.begin(), now.end());
}

void Rebuild::override_value(Value before, Value now) {
  auto const begin = copy_->values.begin() + demand(before.node);
  Values values(begin, begin + static_cast<std::ptrdiff_t>(copy_->from->nodes[before.node].results.size()));
  values[before.index] = now;
  set(before.node, values);
}

void Rebuild::forget_since(std::size_t mark) {
  while (copy_->log.size() > mark) {
    auto const [node, place] = copy_->log.back();
    copy_->places[node.index] = place;
    copy_->log.pop_back();
  }
}

std::uint32_t Rebuild::demand(Id<Node> before) {
  if (auto const place = copy_->places[before.index]; place != nowhere) return place;
  auto const& node = copy_->from->nodes[before];
  if (auto const replaced = replace_(*this, node)) set(before, *replaced);
  else set(before, copy(node));
  return copy_->places[before.index];
}

Value Rebuild::value(Value before) { return copy_->values[demand(before.node) + before.index]; }

Values Rebuild::values(std::span<Value const> before) {
  Values now;
  now.reserve(before.size());
  for (auto const one : before) now.push_back(value(one));
  return now;
}

Values Rebuild::copy(Node const& node) {
  auto const site = origin(node.origin);
  switch (node.op) {
    case Op::constant: return out_.add({Op::constant, node.what, {}, {}, node.results, {}});
    case Op::word: return out_.word(*std::get<Word const*>(node.what), values(node.args), site, &node.results);
    case Op::closure: return {out_.closure(std::get<Id<Literal>>(node.what), values(node.args), site)};
    case Op::box: return {out_.box(value(node.args[0]), site)};
    case Op::unbox: return {out_.unbox(value(node.args[0]), node.results[0], site)};
    case Op::cast: return {out_.cast(value(node.args[0]), node.results[0], std::get<Cast>(node.what).message, site)};
    case Op::fail: {
      auto const about = node.args.empty() ? std::nullopt : std::optional(value(node.args[0]));
      out_.fail(std::get<Failure>(node.what).message, about, site);
      return {};
    }
    case Op::if_:
    case Op::match:
    case Op::loop: return copy_blocks(node);
    case Op::call:
    case Op::variant:
    case Op::field:
    case Op::normal:
    case Op::retain:
    case Op::release:
    case Op::take:
    case Op::param: break;
  }
  return out_.add({node.op, node.what, values(node.args), {}, node.results, site});
}

void Rebuild::copy_block(Id<Block> before, std::function<void(Id<Block>)> const& learn) {
  auto const& block = copy_->from->blocks[before];
  auto const now = out_.open();
  copy_->blocks[before.index] = now;
  for (auto const param : block.params) set(param.node, out_.param(now, type_of(*copy_->from, param)));
  auto const mark = known_.mark();
  learn(now);
  auto yielded = copy_steps(block);
  known_.forget_since(mark);
  out_.close(Exit::yield, std::move(yielded));
}

Values Rebuild::copy_blocks(Node const& node) {
  if (node.op == Op::loop) return copy_loop(node);
  Node now{node.op, node.what, values(node.args), {}, node.results, origin(node.origin)};
  for (std::size_t index = 0; index < node.blocks.size(); ++index) {
    copy_block(node.blocks[index], [&](Id<Block> block) {
      if (now.op == Op::match) known_.learn_arm(out_.function(), now, index, block);
      else known_.learn_condition(out_.program(), out_.function(), now.args[0], index == 0);
    });
    now.blocks.push_back(copy_->blocks[node.blocks[index].index]);
  }
  bool const returns = std::ranges::any_of(now.blocks, [&](Id<Block> id) { return yields(out_.function(), id); });
  auto results = out_.add(std::move(now));
  if (!returns) out_.end(Exit::never);
  return results;
}

// Which params of a loop's first block keep their start values: all rounds hand them on as they are, or none goes there.
std::vector<bool> Rebuild::unchanged_params(Id<Block> first) {
  auto const& from = *copy_->from;
  if (!copy_->agains) {
    copy_->agains.emplace();
    for (std::uint32_t index = 0; index < from.blocks.size(); ++index)
      if (auto const& block = from.blocks[{index}]; block.exit == Exit::again) (*copy_->agains)[block.target].push_back({index});
  }
  auto const& params = from.blocks[first].params;
  std::vector<bool> unchanged(params.size(), true);
  for (auto const id : (*copy_->agains)[first])
    for (std::size_t index = 0; index < params.size(); ++index)
      if (from.blocks[id].values[index] != params[index]) unchanged[index] = false;
  return unchanged;
}

// A param that no round changes is its start value. A first block that only goes to another one makes way for it.
Values Rebuild::copy_loop(Node const& node) {
  auto const start = values(node.args);
  auto const first = node.blocks[0];
  auto const unchanged = unchanged_params(first);
  copy_->unchanged[first] = unchanged;
  Node now{Op::loop, {}, {}, {}, node.results, origin(node.origin)};
  // All blocks exist before the first is copied, so that any may name any.
  for (auto const id : node.blocks) {
    auto const block = out_.function().blocks.add({});
    copy_->blocks[id.index] = block;
    now.blocks.push_back(block);
    auto const& params = copy_->from->blocks[id].params;
    for (std::size_t index = 0; index < params.size(); ++index) {
      bool const fixed = id == first && unchanged[index];
      if (id == first && !fixed) now.args.push_back(start[index]);
      set(params[index].node, fixed ? start[index] : out_.param(block, type_of(*copy_->from, params[index])));
    }
  }
  ++loops_;
  for (auto const id : node.blocks) {
    out_.reopen(copy_->blocks[id.index]);
    auto yielded = copy_steps(copy_->from->blocks[id]);
    out_.close(Exit::yield, std::move(yielded));
  }
  --loops_;
  auto const opening = out_.function().blocks[now.blocks[0]];
  auto const next = std::ranges::find(now.blocks, opening.target);
  bool const never_again = (*copy_->agains)[first].empty();
  if (never_again && opening.steps.empty() && opening.exit == Exit::again && next != now.blocks.end()) {
    now.args = opening.values;
    std::iter_swap(now.blocks.begin(), next);
    now.blocks.erase(next);
  }
  bool const returns = std::ranges::any_of(now.blocks, [&](Id<Block> id) { return yields(out_.function(), id); });
  auto results = out_.add(std::move(now));
  if (!returns) out_.end(Exit::never);
  return results;
}

Values Rebuild::copy_steps(Block const& block) {
  for (auto const step : block.steps) {
    if (out_.dead()) return {};
    demand(step);
  }
  if (out_.dead()) return {};
  switch (block.exit) {
    case Exit::yield: return values(block.values);
    case Exit::again: {
      auto const fixed = copy_->unchanged.find(block.target);
      Values kept;
      for (std::size_t index = 0; index < block.values.size(); ++index)
        if (fixed == copy_->unchanged.end() || !fixed->second[index]) kept.push_back(value(block.values[index]));
      out_.end(Exit::again, std::move(kept), copy_->blocks[block.target.index]);
      return {};
    }
    case Exit::never: out_.end(Exit::never); return {};
  }
  return {};
}

Values Rebuild::splice_block(Id<Block> before, Values params) {
  auto const& block = copy_->from->blocks[before];
  for (std::size_t index = 0; index < params.size(); ++index) set(block.params[index].node, params[index]);
  auto yielded = copy_steps(block);
  if (out_.dead()) yielded.assign(block.values.size(), out_.constant(Unset{}));
  return yielded;
}

Values Rebuild::splice(Function const& callee, Values args, Id<Origin> site) {
  Copy inner(callee);
  inner.site = origin(site);
  auto* const outer = std::exchange(copy_, &inner);
  auto yielded = splice_block(callee.body, std::move(args));
  if (yielded.size() < callee.results.size()) yielded.assign(callee.results.size(), out_.constant(Unset{}));
  copy_ = outer;
  return yielded;
}

Id<Origin> Rebuild::origin(Id<Origin> before) {
  if (!before || !copy_->site) return before;
  if (auto const found = copy_->origins.find(before); found != copy_->origins.end()) return found->second;
  auto now = before_.origins.size() > before.index ? before_.origins[before] : after_.origins[before];
  now.inlined_at = now.inlined_at ? origin(now.inlined_at) : copy_->site;
  auto const id = after_.origins.add(now);
  copy_->origins.emplace(before, id);
  return id;
}

Values Rebuild::copy_body(Function const& source, Values params) {
  Copy copy(source);
  auto* const outer = std::exchange(copy_, &copy);
  auto yielded = splice_block(source.body, std::move(params));
  copy_ = outer;
  return yielded;
}

void Rebuild::run_with(std::function<Values(Id<Block>)> const& make_params) {
  auto& function = after_.functions[id_];
  function.nodes = {};
  function.blocks = {};
  function.nodes.reserve(source_.nodes.size());
  function.blocks.reserve(source_.blocks.size());
  auto const body = out_.open();
  after_.functions[id_].body = body;
  auto yielded = copy_body(source_, make_params(body));
  out_.close(Exit::yield, std::move(yielded));
}

void Rebuild::run() {
  run_with([&](Id<Block> body) {
    Values params;
    for (auto const param : source_.blocks[source_.body].params) params.push_back(out_.param(body, type_of(source_, param)));
    return params;
  });
}

std::vector<Id<Function>> in_source_order(Program const& program) {
  std::vector<Id<Function>> order;
  for (std::uint32_t index = 0; index < program.functions.size(); ++index) order.push_back({index});
  std::ranges::stable_sort(order, {}, [&](Id<Function> id) {
    auto const& function = program.functions[id];
    return std::tuple(function.definition, function.literal ? program.literals[function.literal].quotation.index + 1 : 0u);
  });
  return order;
}

bool yields(Function const& function, Id<Block> block) { return function.blocks[block].exit == Exit::yield; }

std::vector<bool> reachable_functions(Program const& program) {
  std::vector<bool> reached(program.functions.size());
  std::vector<Id<Function>> work;
  auto const reach = [&](Id<Function> id) {
    if (reached[id.index]) return;
    reached[id.index] = true;
    work.push_back(id);
  };
  if (program.main) reach(program.main);
  for (std::uint32_t index = 0; index < program.functions.size(); ++index)
    if (program.functions[{index}].exported) reach({index});
  while (!work.empty()) {
    auto const id = work.back();
    work.pop_back();
    for_each_call(program.functions[id], reach);
  }
  return reached;
}

Function head_of(Function const& function) {
  auto head = Function{};
  head.name = function.name;
  head.suffix = function.suffix;
  head.definition = function.definition;
  head.is_literal = function.is_literal;
  head.literal = function.literal;
  head.exported = function.exported;
  head.is_part = function.is_part;
  head.results = function.results;
  head.origin = function.origin;
  return head;
}

Program shell_of(Program const& before) {
  Program after;
  after.checked = before.checked;
  after.literals = before.literals;
  after.literal_sets = before.literal_sets;
  after.set_index = before.set_index;
  after.object_sets = before.object_sets;
  after.object_set_index = before.object_set_index;
  after.origins = before.origins;
  after.main = before.main;
  after.placed = before.placed;
  for (auto const& function : before.functions) after.functions.add(head_of(function));
  return after;
}

Program rebuild(Program program, std::function<bool(Function const&)> const& concerns, Rebuild::Replace const& replace) {
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index) {
    auto& function = program.functions[{index}];
    if (reached[index] && !concerns(function)) continue;
    auto const source = std::exchange(function, head_of(function));
    if (reached[index]) Rebuild(program, program, {index}, source, replace).run();
  }
  return program;
}

Program rebuild(Program program, Rebuild::Replace const& replace) {
  return rebuild(std::move(program), [](Function const&) { return true; }, replace);
}

}  // namespace seq2c::core
