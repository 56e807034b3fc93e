// Variants that go round in loops as their fields (scalar replacement of aggregates, along the edges of structured SSA).
//
//   loop v { round(p)  … field 0 p …  again round (variant :Point x' y') }       v = variant :Point x y
//   loop x y { round(a, b)  … a …  again round x' y' }
//
// A param of a loop, and the result of a condition that becomes one, is a *carrier* if all that it can be are variants of one tag
// made in the function, or other carriers; and if nobody looks at more than fields, at the tag, or at the whole when the loop is
// left. Carriers are found by taking away those that are none until nothing changes. For each a variant is made of its fields, too:
// a node that floats, so that there is nothing of it but where the whole is wanted.
#include <algorithm>
#include <map>
#include <set>

#include "peval/branches.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

class Scalars {
 public:
  Scalars(Program& program, Function& function) : program_(program), function_(function) {}

  // True if something was changed.
  bool run() {
    find_edges();
    do {
      while (drop_some() || find_shapes() || find_types()) {}
    } while (std::erase_if(carriers_, [](auto const& entry) { return entry.second.shape.name.empty(); }) > 0);
    bool const is_any = std::ranges::any_of(carriers_, [&](auto const& entry) { return is_param(entry.first); });
    if (is_any) change();
    return is_any;
  }

 private:
  struct Carrier {
    Values from;                  // all that it can be
    Tag shape;                    // of these; no name as long as that is not known
    std::vector<Type> fields;     // their types, none as long as that is not known
    std::vector<Value> now;       // they themselves
    Value whole;
  };
  bool is_param(Value value) const { return function_.nodes[value.node].op == Op::param; }
  bool is_carrier(Value value) const { return carriers_.contains(value); }
  bool is_branch(Node const& node) const { return node.op == Op::if_ || node.op == Op::match; }
  bool can_carry(Type const& type) const { return type.kind == Kind::variant && !type.bare; }

  void find_edges() {
    owners_.resize(function_.blocks.size());
    for_each_node(function_, [&](Id<Node> id, Node const& node) {
      nodes_.push_back(id);
      for (auto const block : node.blocks) owners_[block.index] = id, blocks_.push_back(block);
    });
    blocks_.push_back(function_.body);
    std::ranges::sort(nodes_);
    std::ranges::sort(blocks_);
    for (auto const id : nodes_) {
      auto const& node = function_.nodes[id];
      if (node.op == Op::loop)
        for (auto const block : node.blocks) add_params(node, block);
      if (is_branch(node))
        for (std::uint32_t index = 0; index < node.results.size(); ++index)
          if (can_carry(node.results[index])) carriers_[{id, index}];
      for (auto const arg : node.args) uses_[arg].push_back(id);
    }
    for (auto const id : blocks_) {
      auto const& block = function_.blocks[id];
      for (std::uint32_t index = 0; index < block.values.size(); ++index) {
        ends_[block.values[index]].push_back({id, index});
        if (auto const to = target(id, index)) carriers_.at(*to).from.push_back(block.values[index]);
      }
    }
  }

  void add_params(Node const& loop, Id<Block> block) {
    auto const& params = function_.blocks[block].params;
    for (std::size_t index = 0; index < params.size(); ++index) {
      if (!can_carry(type_of(function_, params[index]))) continue;
      auto& carrier = carriers_[params[index]];
      if (block == loop.blocks[0]) carrier.from.push_back(loop.args[index]);
    }
  }

  // The carrier that a block's value becomes.
  std::optional<Value> target(Id<Block> id, std::uint32_t index) const {
    auto const& block = function_.blocks[id];
    Value to;
    auto const owner = owners_[id.index];
    if (block.exit == Exit::again) to = function_.blocks[block.target].params[index];
    else if (block.exit == Exit::yield && owner && is_branch(function_.nodes[owner])) to = {owner, index};
    return to && is_carrier(to) ? std::optional(to) : std::nullopt;
  }

  // Forwards, for what one can be is made before it mostly, then backwards, for what it becomes is behind it: so chains go at once.
  bool drop_some() {
    auto const before = carriers_.size();
    for (auto at = carriers_.begin(); at != carriers_.end();) at = is_good(at->first, at->second) ? std::next(at) : carriers_.erase(at);
    for (auto at = carriers_.end(); at != carriers_.begin();)
      if (auto const last = std::prev(at); is_good(last->first, last->second)) at = last;
      else at = carriers_.erase(last);
    return carriers_.size() < before;
  }

  bool is_good(Value value, Carrier const& carrier) const {
    bool const known = std::ranges::all_of(carrier.from, [&](Value from) {
      return is_carrier(from) || (function_.nodes[from.node].op == Op::variant && !function_.nodes[from.node].args.empty());
    });
    if (!known || carrier.from.empty()) return false;
    auto const uses = uses_.find(value);
    auto const only_looks = [&](Id<Node> user) { return looks_at_fields(user, value); };
    if (uses != uses_.end() && !std::ranges::all_of(uses->second, only_looks)) return false;
    auto const ends = ends_.find(value);
    if (ends == ends_.end()) return is_param(value);
    bool const ends_well = std::ranges::all_of(ends->second, [&](End const& end) { return target(end.block, end.index) || leaves(end); });
    bool const goes_on = std::ranges::any_of(ends->second, [&](End const& end) { return target(end.block, end.index).has_value(); });
    return ends_well && (goes_on || is_param(value));
  }

  bool looks_at_fields(Id<Node> id, Value value) const {
    auto const& node = function_.nodes[id];
    bool const once = std::ranges::count(node.args, value) == 1;
    if (node.op == Op::loop) {
      auto const& params = function_.blocks[node.blocks[0]].params;
      for (std::size_t index = 0; index < params.size(); ++index)
        if (node.args[index] == value && !is_carrier(params[index])) return false;
      return true;
    }
    if (node.op == Op::field) return true;
    return once && node.op == Op::match && std::holds_alternative<Patterns>(node.what) && node.args[0] == value;
  }

  struct End { Id<Block> block; std::uint32_t index; };

  // True if the value is given when a loop or the function is left.
  bool leaves(End const& end) const {
    if (function_.blocks[end.block].exit != Exit::yield) return false;
    auto const owner = owners_[end.block.index];
    if (!owner || function_.nodes[owner].op == Op::loop) return true;
    Value const result{owner, end.index};
    auto const ends = ends_.find(result);
    return !uses_.contains(result) && ends != ends_.end() &&
           std::ranges::all_of(ends->second, [&](End const& outer) { return leaves(outer); });
  }

  bool find_shapes() {
    bool changed = false;
    for (auto& [value, carrier] : carriers_)
      for (auto const from : carrier.from) {
        auto const* other = is_carrier(from) ? &carriers_.at(from) : nullptr;
        auto const& node = function_.nodes[from.node];
        auto const& tag = other ? other->shape : std::get<Tag>(node.what);
        auto const count = other ? other->fields.size() : node.args.size();
        if (tag.name.empty()) continue;
        if (carrier.shape.name.empty()) {
          carrier.shape = tag;
          carrier.fields.resize(count);
          changed = true;
        } else if (!(carrier.shape == tag) || carrier.fields.size() != count) {
          carriers_.erase(value);
          return true;
        }
      }
    return changed;
  }

  Type field_type(Value from, std::size_t index) const {
    if (is_carrier(from)) return carriers_.at(from).fields[index];
    return type_of(function_, unboxed(function_.nodes[from.node].args[index]));
  }

  Value unboxed(Value value) const { return function_.nodes[value.node].op == Op::box ? function_.nodes[value.node].args[0] : value; }

  // The least types that hold what all can be; at first the first one's.
  bool find_types() {
    bool changed = false;
    for (auto& [value, carrier] : carriers_)
      for (std::size_t index = 0; index < carrier.fields.size(); ++index) {
        std::optional<Type> all;
        for (auto const from : carrier.from) {
          if (is_carrier(from) && (carriers_.at(from).fields.size() <= index || !known_.contains({from, index}))) continue;
          auto const type = field_type(from, index);
          all = all ? join_types(program_, *all, type) : type;
        }
        if (!all) continue;
        bool const is_new = known_.insert({value, index}).second;
        if (!is_new) all = join_types(program_, *all, carrier.fields[index]);
        if (!is_new && *all == carrier.fields[index]) continue;
        carrier.fields[index] = *all;
        changed = true;
      }
    return changed;
  }

  void change() {
    for (auto& [value, carrier] : carriers_) make(value, carrier);
    for (auto const id : blocks_) change_values(id);
    for (auto const id : nodes_)
      if (function_.nodes[id].op == Op::loop) change_loop(id);
    for (auto const id : nodes_)
      if (is_branch(function_.nodes[id])) change_results(id);
    for (auto& [id, values] : changed_values_) function_.blocks[id].values = std::move(values);
    for (auto& [id, args] : changed_args_) function_.nodes[id].args = std::move(args);
    for (auto& node : function_.nodes) rename(node.args);
    for (auto const id : blocks_) rename(function_.blocks[id].values);
  }

  // New values for its fields; those of a condition are results that are still to be added.
  void make(Value value, Carrier& carrier) {
    auto const type = type_of(function_, value);
    auto const origin = function_.nodes[value.node].origin;
    auto const results = static_cast<std::uint32_t>(function_.nodes[value.node].results.size());
    for (std::size_t index = 0; index < carrier.fields.size(); ++index) {
      if (is_param(value)) {
        carrier.now.push_back({function_.nodes.add({Op::param, {}, {}, {}, {carrier.fields[index]}, origin}), 0});
      } else {
        function_.nodes[value.node].results.push_back(carrier.fields[index]);
        carrier.now.push_back({value.node, results + static_cast<std::uint32_t>(index)});
      }
    }
    Values args;
    for (auto const field : carrier.now) args.push_back(carrier.shape.floats ? field : convert(field, {}, origin));
    carrier.whole = {function_.nodes.add({Op::variant, carrier.shape, std::move(args), {}, {type}, origin}), 0};
    now_[value] = carrier.whole;
  }

  // The value as one of that type: a box of it, or itself.
  Value convert(Value value, Type const& to, Id<Origin> origin) {
    auto const type = type_of(function_, value);
    if (type.kind == to.kind) return value;
    return {function_.nodes.add({Op::box, {}, {value}, {}, {narrowed(type, Kind::any)}, origin}), 0};
  }

  // Puts the fields of a value behind others, as a carrier wants them.
  void expand(Value from, Carrier const& to, Values& all) {
    auto const& made = function_.nodes[from.node].args;
    auto const fields = is_carrier(from) ? carriers_.at(from).now : std::vector<Value>(made.begin(), made.end());
    for (std::size_t index = 0; index < fields.size(); ++index) {
      auto const inner = unboxed(fields[index]);
      bool const fits = type_of(function_, inner).kind == to.fields[index].kind;
      all.push_back(fits ? inner : convert(fields[index], to.fields[index], function_.nodes[from.node].origin));
    }
  }

  // What a block gives: fields go to the end of the row.
  void change_values(Id<Block> id) {
    auto const values = function_.blocks[id].values;
    Values kept, fields;
    for (std::uint32_t index = 0; index < values.size(); ++index) {
      if (auto const to = target(id, index)) expand(values[index], carriers_.at(*to), fields);
      else kept.push_back(values[index]);
    }
    kept.insert(kept.end(), fields.begin(), fields.end());
    changed_values_.emplace_back(id, std::move(kept));
  }

  void change_loop(Id<Node> id) {
    auto const blocks = function_.nodes[id].blocks;
    for (auto const block : blocks) {
      auto const params = function_.blocks[block].params;
      auto const args = function_.nodes[id].args;
      Values kept, fields, kept_args, field_args;
      for (std::size_t index = 0; index < params.size(); ++index) {
        bool const carries = is_carrier(params[index]);
        auto const& now = carries ? carriers_.at(params[index]).now : std::vector<Value>{};
        fields.insert(fields.end(), now.begin(), now.end());
        if (!carries) kept.push_back(params[index]);
        if (block != blocks[0]) continue;
        if (carries) expand(args[index], carriers_.at(params[index]), field_args);
        else kept_args.push_back(args[index]);
      }
      kept.insert(kept.end(), fields.begin(), fields.end());
      function_.blocks[block].params = std::move(kept);
      if (block != blocks[0]) continue;
      kept_args.insert(kept_args.end(), field_args.begin(), field_args.end());
      changed_args_.emplace_back(id, std::move(kept_args));
    }
  }

  // The results that are carriers go; the others get their places.
  void change_results(Id<Node> id) {
    auto const results = function_.nodes[id].results;
    Types kept;
    for (std::uint32_t index = 0; index < results.size(); ++index) {
      if (is_carrier({id, index})) continue;
      auto const place = static_cast<std::uint32_t>(kept.size());
      if (place != index) now_[{id, index}] = {id, place};
      kept.push_back(results[index]);
    }
    function_.nodes[id].results = std::move(kept);
  }

  template <class Row>
  void rename(Row& values) const {
    for (auto& value : values)
      if (auto const found = now_.find(value); found != now_.end()) value = found->second;
  }

  Program& program_;
  Function& function_;
  std::vector<Id<Node>> nodes_;
  std::vector<Id<Block>> blocks_;
  std::vector<Id<Node>> owners_;                // by block
  std::map<Value, Carrier> carriers_;
  std::map<Value, std::vector<Id<Node>>> uses_;
  std::map<Value, std::vector<End>> ends_;
  std::set<std::pair<Value, std::size_t>> known_;
  std::map<Value, Value> now_;                  // what stands for a value from now on
  std::vector<std::pair<Id<Block>, Values>> changed_values_;
  std::vector<std::pair<Id<Node>, Values>> changed_args_;
};

}  // namespace

Program split_variants(Program program, Context const& context) {
  auto const reached = reachable_functions(program);
  bool changed = false;
  for (std::uint32_t index = 0; index < reached.size(); ++index)
    if (reached[index] && has_loop(program.functions[{index}])) changed |= Scalars(program, program.functions[{index}]).run();
  if (!changed) return program;
  return rebuild(std::move(program), [&](Rebuild& out, Node const& node) { return choose_branch(out, node, context); });
}

}  // namespace seq2c::core
