// Copies of words for the quotations they are called with: in the copy the quotation is known, and what it captures comes in
// as parameters. So a loop that was handed a quotation calls its body, or has it inlined.
//
//   call times 3 (closure main[1] x)   ->   call times__main[1] 3 x
//   times(n, q) = … match q …          ->   times__main[1](n, x) = q = closure main[1] x; … the body of main[1] …
//
// A recursive call that hands the quotation on finds the copy it stands in. A word has at most 8 versions, those that lowering made
// of it with the copies; captured quotations are
// followed 3 deep.
#include <algorithm>
#include <map>

#include "peval/branches.h"
#include "peval/pass.h"
#include "peval/rebuild.h"

namespace seq2c::core {
namespace {

constexpr std::size_t most_versions = 8;
constexpr int deepest = 3;

// What is known of one argument: nothing, or the literal it is made from and what is known of the captures.
struct Shape {
  Id<Literal> literal;
  std::vector<Shape> captures;
  bool cut = false;  // a literal too deep to follow

  friend bool operator==(Shape const& left, Shape const& right) {
    return left.literal == right.literal && left.captures == right.captures;
  }
  friend bool operator<(Shape const& left, Shape const& right) {
    return left.literal != right.literal ? left.literal < right.literal : left.captures < right.captures;
  }
};

bool is_cut(Shape const& shape) { return shape.cut || std::ranges::any_of(shape.captures, is_cut); }

class Specialiser {
 public:
  Specialiser(Program const& before, Context const& context) : before_(before), after_(shell_of(before)), context_(context) {}

  Program run() {
    auto const reached = reachable_functions(before_);
    for (std::uint32_t index = 0; index < before_.functions.size(); ++index)
      if (reached[index]) ++versions_[word_of({index})];
    for (std::uint32_t index = 0; index < before_.functions.size(); ++index)
      if (reached[index]) Rebuild(before_, after_, {index}, before_.functions[{index}], replace_).run();
    while (!pending_.empty()) {
      auto const copy = pending_.back();
      pending_.pop_back();
      make(copy);
    }
    return std::move(after_);
  }

 private:
  using Shapes = std::vector<Shape>;
  struct Copy { Id<Function> of, function; Shapes shapes; };

  // The word, or the literal in it, that a function is made of.
  using WordOf = std::pair<Id<checked::Definition>, Id<Literal>>;
  WordOf word_of(Id<Function> id) const {
    auto const& function = before_.functions[id];
    return {function.definition, function.is_literal ? function.literal : Id<Literal>{}};
  }

  // True if the copy takes the place of the function, which is called with no other quotation.
  bool is_replaced(Id<Function> of, Shapes const& shapes) const {
    auto const& source = before_.functions[of];
    auto const& params = source.blocks[source.body].params;
    auto const is_open = [](Shape const& shape) { return !shape.literal; };
    for (std::size_t index = 0; index < params.size(); ++index) {
      if (is_open(shapes[index])) continue;
      bool const is_single = before_.literal_sets[type_of(source, params[index]).literals].literals.size() == 1;
      if (!is_single || !std::ranges::all_of(shapes[index].captures, is_open)) return false;
    }
    return true;
  }

  Shape shape_of(Builder const& out, Value value, int depth) const {
    auto const& node = out.node(value);
    if (node.op != Op::closure) return {};
    if (depth == deepest) return {.literal = {}, .captures = {}, .cut = true};
    Shape shape{std::get<Id<Literal>>(node.what), {}, false};
    for (auto const capture : node.args) shape.captures.push_back(shape_of(out, capture, depth + 1));
    return shape;
  }

  // The values that stand for one of that shape.
  void flatten(Builder const& out, Value value, Shape const& shape, Values& flat) const {
    if (!shape.literal) return flat.push_back(value);
    for (std::size_t index = 0; index < shape.captures.size(); ++index)
      flatten(out, out.node(value).args[index], shape.captures[index], flat);
  }

  // The other way round: params for what a shape leaves open, and the closure made of them.
  Value unfold(Builder& out, Id<Block> body, Type const& type, Shape const& shape) const {
    if (!shape.literal) return out.param(body, type);
    auto const types = after_.literals[shape.literal].captures;
    Values captures;
    for (std::size_t index = 0; index < types.size(); ++index)
      captures.push_back(unfold(out, body, types[index], shape.captures[index]));
    return out.closure(shape.literal, std::move(captures), out.function().origin);
  }

  void make(Copy const& copy) {
    auto const& source = before_.functions[copy.of];
    Rebuild rebuild(before_, after_, copy.function, source, replace_);
    rebuild.run_with([&](Id<Block> body) {
      Values params;
      auto const& old = source.blocks[source.body].params;
      for (std::size_t index = 0; index < old.size(); ++index)
        params.push_back(unfold(rebuild.out(), body, type_of(source, old[index]), copy.shapes[index]));
      return params;
    });
  }

  std::optional<Id<Function>> copy_for(Id<Function> of, Shapes const& shapes) {
    auto const key = std::pair(of, shapes);
    if (auto const found = copies_.find(key); found != copies_.end()) return found->second;
    if (!is_replaced(of, shapes)) {
      if (versions_[word_of(of)] >= most_versions) return std::nullopt;
      ++versions_[word_of(of)];
    }
    auto head = Function{};
    auto const& source = before_.functions[of];
    head.name = source.name;
    head.suffix = source.suffix;
    for (auto const& shape : shapes)
      if (shape.literal) head.suffix += (head.suffix.empty() ? "" : "_") + after_.literals[shape.literal].name;
    head.definition = source.definition;
    head.is_literal = source.is_literal;
    head.literal = source.literal;
    head.results = source.results;
    head.origin = source.origin;
    auto const function = after_.functions.add(std::move(head));
    copies_.emplace(key, function);
    pending_.push_back({of, function, shapes});
    return function;
  }

  std::optional<Values> visit(Rebuild& out, Node const& node) {
    if (node.op != Op::call) return choose_branch(out, node, context_);
    auto const callee = std::get<Id<Function>>(node.what);
    auto const args = out.values(node.args);
    Shapes shapes;
    bool known = false;
    for (auto const arg : args) {
      shapes.push_back(shape_of(out.out(), arg, 0));
      known |= static_cast<bool>(shapes.back().literal);
    }
    if (!known) return std::nullopt;
    if (std::ranges::any_of(shapes, is_cut)) {
      context_.remark(before_, {"specialise", node.origin, {}, "a copy of '" + before_.functions[callee].name + "' for all captures",
                                "quotations capture each other more than 3 deep", "nest closures less deeply"});
    }
    auto const copy = copy_for(callee, shapes);
    if (!copy) {
      context_.remark(before_, {"specialise", node.origin, {}, "call of '" + before_.functions[callee].name + "' with a known quotation",
                                "the word has 8 versions already", "call it from fewer places with different quotations"});
      return std::nullopt;
    }
    Values flat;
    for (std::size_t index = 0; index < args.size(); ++index) flatten(out.out(), args[index], shapes[index], flat);
    return out.out().call(*copy, std::move(flat), node.results, out.origin(node.origin));
  }

  Program const& before_;
  Program after_;
  Context const& context_;
  Rebuild::Replace replace_ = [this](Rebuild& out, Node const& node) { return visit(out, node); };
  std::map<std::pair<Id<Function>, Shapes>, Id<Function>> copies_;
  std::map<WordOf, std::size_t> versions_;
  std::vector<Copy> pending_;
};

}  // namespace

Program specialise(Program before, Context const& context) {
  auto const hands_over = [](Function const& function) {
    return has_node(function, [&](Node const& node) {
      return node.op == Op::call &&
             std::ranges::any_of(node.args, [&](Value arg) { return function.nodes[arg.node].op == Op::closure; });
    });
  };
  if (std::none_of(before.functions.begin(), before.functions.end(),
                   [&](Function const& function) { return function.body && hands_over(function); }))
    return before;
  return Specialiser(before, context).run();
}

}  // namespace seq2c::core
