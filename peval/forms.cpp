// Chooses the form of each Int, raw or normal, and puts a `normal` where a raw one meets a use that sees more than its low 63
// bits. (code-generation: wrapping after each operation costs 1.75 times on fib; wrapping where it is seen costs nothing.)
//
//   Params (of functions, loops and branches) are normal if some use in their body sees them: whoever gives the value wraps.
//   Else they are raw if some value given is.
//   Results (of functions, conditionals, loops) are raw if some way gives a raw value: whoever sees the result wraps. But
//   if something sees the result of a conditional, the arms wrap: those that give normal values have nothing to do.
//   Arithmetic on normal Ints whose exact result is known to be an Int gives a normal one.
//   A mask of a raw Int by a normal one that is not negative gives a normal one.
//   Equality sees 63 bits only: on raw Ints it is another word.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>

#include <fmt/format.h>

#include "peval/pass.h"
#include "peval/ranges.h"
#include "peval/rebuild.h"
#include "peval/signature.h"

namespace seq2c::core {
namespace {

// Words that an operator of C stands for: `exact` if the result needs no wrap, `natural` if also no operand is negative.
struct PlainWord {
  std::string_view word, exact, natural;
  bool divides = false, shifts = false;
};
constexpr std::array plain_words{
    PlainWord{"i.+", "i.+exact", {}},
    PlainWord{"i.-", "i.-exact", {}},
    PlainWord{"i.*", "i.*exact", {}},
    PlainWord{"i.neg", "i.neg-exact", {}},
    PlainWord{"i./", "i./exact", "i./natural", true},
    PlainWord{"i.%", "i.%exact", "i.%natural", true},
    PlainWord{"shl", {}, "shl-natural", false, true},
    PlainWord{"shr", {}, "shr-natural", false, true}};

class Former {
 public:
  explicit Former(Program program)
      : program_(std::move(program)), reached_(reachable_functions(program_)), callers_(program_.functions.size()),
        waits_(program_.functions.size()) {}

  Program run() {
    seen_.resize(program_.functions.size());
    each_function([&](std::uint32_t index, Function& function) {
      for_each_call(function, [&](Id<Function> callee) { callers_[callee.index].push_back(index); });
      seen_[index].resize(function.nodes.size());
      if (!is_entry(index)) return;
      for (auto const param : function.blocks[function.body].params) see(index, param);
    });
    repeat([&](std::uint32_t index, Function& function) { find_seen(index, function); });
    Ranges const ranges(program_);
    ranges_ = &ranges;
    repeat([&](std::uint32_t index, Function& function) { find_raw(index, function, ranges.of({index})); });
    auto const always = [](Function const&) { return true; };
    program_ = rebuild(std::move(program_), always, [&](Rebuild& out, Node const& node) { return visit(out, node); });
    each_function([&](std::uint32_t index, Function&) { fit_edges(program_, {index}); });
    return std::move(program_);
  }

 private:
  template <class Each>
  void each_function(Each const& each) {
    for (std::uint32_t index = 0; index < reached_.size(); ++index)
      if (reached_[index]) each(index, program_.functions[{index}]);
  }

  // Looks at each function, and again at those that a change may concern, until there are none.
  template <class Each>
  void repeat(Each const& each) {
    each_function([&](std::uint32_t index, Function&) { wake(index); });
    for (std::size_t next = 0; next < work_.size(); ++next) {
      auto const index = work_[next];
      waits_[index] = false;
      each(index, program_.functions[{index}]);
    }
    work_.clear();
  }

  void wake(std::uint32_t index) {
    if (waits_[index]) return;
    waits_[index] = true;
    work_.push_back(index);
  }

  // Something that callers see is new; it may concern the function itself, too.
  void changed(std::uint32_t index) {
    wake(index);
    for (auto const caller : callers_[index]) wake(caller);
  }

  // C calls it: it takes and gives normal Ints.
  bool is_entry(std::uint32_t index) const {
    return program_.functions[{index}].exported || program_.main == Id<Function>{index};
  }

  static bool is_int(Function const& function, Value value) { return type_of(function, value).kind == Kind::int_; }

  // The value is seen: if it is a param or comes from a conditional it must be normal.
  void see(std::uint32_t index, Value value) {
    auto const& node = program_.functions[{index}].nodes[value.node];
    bool const joins = node.op == Op::if_ || node.op == Op::match;
    if ((node.op != Op::param && !joins) || node.results[value.index].kind != Kind::int_) return;
    if (joins && seen_joins_.insert({index, value}).second) changed(index);
    if (joins || seen_[index][value.node.index]) return;
    seen_[index][value.node.index] = true;
    changed(index);
  }

  bool is_seen_join(std::uint32_t index, Value value) const { return seen_joins_.contains({index, value}); }

  // A conditional in an arm of a conditional that is seen.
  void see_arms(std::uint32_t index, Function const& function, Id<Node> id, Node const& node) {
    for (auto const block : node.blocks) {
      auto const& values = function.blocks[block].values;
      if (function.blocks[block].exit != Exit::yield) continue;
      for (std::uint32_t each = 0; each < values.size(); ++each)
        if (function.nodes[values[each].node].op != Op::param && is_seen_join(index, {id, each})) see(index, values[each]);
    }
  }

  static bool sees_only_63_bits(Word const& word) { return word.ring || word.name == "i.=" || word.name == "i.<>"; }

  // Values handed to params: those of params that are seen are seen.
  void pass_on(std::uint32_t from, std::span<Value const> values, std::uint32_t to, std::span<Value const> params) {
    for (std::size_t index = 0; index < values.size(); ++index)
      if (seen_[to][params[index].node.index]) see(from, values[index]);
  }

  void find_seen(std::uint32_t index, Function const& function) {
    auto const params = [&](Id<Block> block) { return std::span<Value const>(function.blocks[block].params); };
    for_each_node(function, [&](Id<Node> own, Node const& node) {
      if (node.op == Op::if_ || node.op == Op::match) see_arms(index, function, own, node);
      for (auto const id : node.blocks)
        if (auto const& block = function.blocks[id]; block.exit == Exit::again)
          pass_on(index, block.values, index, params(block.target));
      switch (node.op) {
        case Op::call: {
          auto const callee = std::get<Id<Function>>(node.what);
          auto const& target = program_.functions[callee];
          return pass_on(index, node.args, callee.index, target.blocks[target.body].params);
        }
        case Op::loop: return pass_on(index, node.args, index, params(node.blocks[0]));
        case Op::if_:
          for (auto const id : node.blocks) pass_on(index, std::span(node.args).subspan(1), index, params(id));
          return;
        case Op::word:
          if (sees_only_63_bits(*std::get<Word const*>(node.what))) return;
          [[fallthrough]];
        default:
          for (auto const arg : node.args) see(index, arg);
      }
    });
  }

  bool raw(Function const& function, Value value) const { return is_int(function, value) && type_of(function, value).form == Form::raw; }

  // True if an argument takes the bits away in which the other one may be raw.
  bool is_masked(Function const& function, FunctionRanges const& ranges, Node const& node) const {
    return std::get<Word const*>(node.what)->masks && std::ranges::any_of(node.args, [&](Value arg) {
             return !raw(function, arg) && !ranges.of(arg).empty() && ranges.of(arg).low >= 0;
           });
  }

  // True if that is new.
  static bool make_raw(Type& type) {
    if (type.kind != Kind::int_ || type.form == Form::raw) return false;
    type.form = Form::raw;
    return true;
  }

  // Params that are not seen are raw if a raw value is given.
  void hand_over(Function const& from, std::span<Value const> values, std::uint32_t to, std::span<Value const> params) {
    for (std::size_t index = 0; index < values.size(); ++index)
      if (raw(from, values[index]) && !seen_[to][params[index].node.index])
        if (make_raw(program_.functions[{to}].nodes[params[index].node].results[0])) wake(to);
  }

  void find_raw(std::uint32_t index, Function& function, FunctionRanges const& ranges) {
    Values found;
    auto const give_raw = [&](Id<Node> id, Types const& results) {
      for (std::uint32_t each = 0; each < results.size(); ++each)
        if (results[each].kind == Kind::int_ && results[each].form == Form::raw) found.push_back({id, each});
    };
    for_each_node(function, [&](Id<Node> id, Node const& node) {
      if (node.op == Op::word && std::get<Word const*>(node.what)->ring) {
        bool const on_raw = std::ranges::any_of(node.args, [&](Value arg) { return raw(function, arg); });
        if ((on_raw || !ranges.is_exact(node)) && !is_masked(function, ranges, node)) found.push_back({id, 0});
      }
      if (node.op == Op::call) {
        auto const callee = std::get<Id<Function>>(node.what);
        auto const& target = program_.functions[callee];
        hand_over(function, node.args, callee.index, target.blocks[target.body].params);
        give_raw(id, target.results);
      }
      if (node.op == Op::loop) hand_over(function, node.args, index, function.blocks[node.blocks[0]].params);
      for (auto const block_id : node.blocks) {
        auto const& block = function.blocks[block_id];
        if (node.op == Op::if_) hand_over(function, std::span(node.args).subspan(1), index, block.params);
        if (block.exit == Exit::again) hand_over(function, block.values, index, function.blocks[block.target].params);
        if (block.exit != Exit::yield) continue;
        for (std::uint32_t each = 0; each < block.values.size(); ++each)
          if (raw(function, block.values[each]) && !is_seen_join(index, {id, each})) found.push_back({id, each});
      }
    });
    for (auto const value : found)
      if (make_raw(function.nodes[value.node].results[value.index])) wake(index);
    auto const& body = function.blocks[function.body];
    if (body.exit != Exit::yield || is_entry(index)) return;
    for (std::size_t each = 0; each < body.values.size(); ++each)
      if (raw(function, body.values[each]) && make_raw(function.results[each])) changed(index);
  }

  static Value normal(Builder& out, Value value) {
    auto const& type = out.type(value);
    if (type.kind != Kind::int_ || type.form == Form::normal) return value;
    return out.add({Op::normal, {}, {value}, {}, {int_type()}, out.node(value).origin})[0];
  }

  static Values as_params_want(Builder& out, Values values, Function const& target, Values const& params) {
    for (std::size_t index = 0; index < values.size(); ++index)
      if (is_int(target, params[index]) && type_of(target, params[index]).form == Form::normal)
        values[index] = normal(out, values[index]);
    return values;
  }

  static PlainWord const* plain_word(Word const& word) {
    static auto const rows = [] {
      std::vector<PlainWord const*> found(words().size());
      for (auto const& row : plain_words) found[index_of(*find_word(row.word))] = &row;
      return found;
    }();
    return rows[index_of(word)];
  }

  // The word on these arguments as an operator of C, where ranges prove that it does the same.
  std::optional<Values> in_plain_c(Rebuild& out, Node const& node, Values const& args) {
    auto& to = out.out();
    auto const is_exact_here = [&](Value arg) { return is_int(to.function(), arg) && !raw(to.function(), arg); };
    auto const* plain = plain_word(*std::get<Word const*>(node.what));
    if (!plain || !std::ranges::all_of(args, is_exact_here)) return std::nullopt;
    auto const& ranges = ranges_->of(out.id());
    auto const left = ranges.of(node.args[0]), right = ranges.of(node.args.back());
    if (left.empty() || right.empty() || !ranges.is_exact(node)) return std::nullopt;
    bool const natural = left.low >= 0 && right.low >= (plain->divides ? 1 : 0);
    auto const name = natural && !plain->natural.empty() ? plain->natural : plain->exact;
    if (name.empty() || (plain->divides && right.contains(0)) || (plain->shifts && right.high > 62)) return std::nullopt;
    Values results{to.add({Op::word, find_word(name), args, {}, {int_type()}, out.origin(node.origin)})[0]};
    if (plain->divides) results.push_back(to.constant(true));
    return results;
  }

  std::optional<Values> visit(Rebuild& out, Node const& node) {
    auto& to = out.out();
    auto const site = out.origin(node.origin);
    auto const all_normal = [&](Values values) {
      for (auto& value : values) value = normal(to, value);
      return values;
    };
    switch (node.op) {
      case Op::word: {
        auto const& word = *std::get<Word const*>(node.what);
        auto args = out.values(node.args);
        bool const on_raw = std::ranges::any_of(args, [&](Value arg) { return raw(to.function(), arg); });
        if (auto simple = in_plain_c(out, node, args)) return *simple;
        if (word.ring) return to.add({Op::word, &word, std::move(args), {}, node.results, site});
        if (on_raw && sees_only_63_bits(word))
          return Values{to.word1(word.name == "i.=" ? "i.=raw" : "i.<>raw", std::move(args), site)};
        return to.add({Op::word, &word, all_normal(std::move(args)), {}, node.results, site});
      }
      case Op::call: {
        auto const& callee = to.program().functions[std::get<Id<Function>>(node.what)];  // its params' forms stay
        auto args = as_params_want(to, out.values(node.args), callee, callee.blocks[callee.body].params);
        return to.add({Op::call, node.what, std::move(args), {}, node.results, site});
      }
      case Op::box: return Values{to.box(normal(to, out.value(node.args[0])), site)};
      case Op::closure: return to.add({Op::closure, node.what, all_normal(out.values(node.args)), {}, node.results, site});
      default: return std::nullopt;  // what loops and branches are given is made to fit in `fit_edges`
    }
  }

  // The value in the form that is wanted. May add a node.
  static void fit(Builder& out, Value& value, Type wanted) {
    if (wanted.kind == Kind::int_ && wanted.form == Form::normal) value = normal(out, value);
  }

  static void fit_arms(Builder& out, Function& function, Id<Node> id) {
    for (std::size_t arm = 0; arm < function.nodes[id].blocks.size(); ++arm) {
      auto& block = function.blocks[function.nodes[id].blocks[arm]];
      if (block.exit != Exit::yield) continue;
      for (std::size_t each = 0; each < block.values.size(); ++each) fit(out, block.values[each], function.nodes[id].results[each]);
    }
  }

  // What a node hands to the params of its first block.
  static void fit_args(Builder& out, Function& function, Id<Node> id, std::size_t first) {
    for (auto each = first; each < function.nodes[id].args.size(); ++each) {
      auto arg = function.nodes[id].args[each];
      fit(out, arg, type_of(function, function.blocks[function.nodes[id].blocks[0]].params[each - first]));
      function.nodes[id].args[each] = arg;
    }
  }

  // The values that blocks hand to params, and what exported functions and main give, take the form that is wanted.
  static void fit_edges(Program& after, Id<Function> id) {
    auto& function = after.functions[id];
    Builder out(after, id);
    for (std::uint32_t index = 0; index < function.blocks.size(); ++index) {
      auto& block = function.blocks[{index}];
      if (block.exit == Exit::again)
        for (std::size_t each = 0; each < block.values.size(); ++each)
          fit(out, block.values[each], type_of(function, function.blocks[block.target].params[each]));
      if (block.exit == Exit::yield && Id<Block>{index} == function.body)
        for (std::size_t each = 0; each < block.values.size(); ++each) fit(out, block.values[each], function.results[each]);
    }
    auto const count = static_cast<std::uint32_t>(function.nodes.size());
    for (std::uint32_t index = 0; index < count; ++index) {
      auto const op = function.nodes[{index}].op;
      if (op == Op::loop) fit_args(out, function, {index}, 0);
      if (op == Op::if_ || op == Op::match) fit_arms(out, function, {index});
      if (op == Op::if_) fit_args(out, function, {index}, 1);
    }
  }

  Program program_;
  Ranges const* ranges_ = nullptr;  // of program_ as it came
  std::vector<bool> reached_;
  std::vector<std::vector<bool>> seen_;                   // params, by function and node
  std::set<std::pair<std::uint32_t, Value>> seen_joins_;  // results of conditionals, with their function
  std::vector<std::vector<std::uint32_t>> callers_;
  std::vector<bool> waits_;              // in `work_`
  std::vector<std::uint32_t> work_;
};

// What a wrapped value is called for the reader of a remark.
std::string wrapped(Node const& node) {
  if (node.op == Op::word) return fmt::format("the result of '{}'", std::get<Word const*>(node.what)->name);
  return node.op == Op::param ? "a value that comes in" : "a result";
}

void remark_wraps(Program const& program, Context const& context) {
  for (auto const& function : program.functions)
    if (function.body)
      for_each_node(function, [&](Id<Node>, Node const& node) {
        if (node.op != Op::normal) return;
        auto const origin = node.origin ? node.origin : function.origin;  // of what comes in: that of the word
        context.remark(program, {"forms", origin, {}, "leaving out the wrap of " + wrapped(function.nodes[node.args[0].node]),
                                 "it may be past 63 bits", "compare what it is made from with a bound before"});
      });
}

}  // namespace

Program choose_forms(Program before, Context const& context) {
  auto after = Former(std::move(before)).run();
  if (context.remarks) remark_wraps(after, context);
  return after;
}

}  // namespace seq2c::core
