#include "peval/print.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>
#include <unordered_set>

#include "peval/rebuild.h"
#include "runtime/fold.h"

namespace seq2c::core {
namespace {

std::string quote(std::string_view text) {
  std::string result = "\"";
  for (unsigned char const byte : text) {
    if (byte == '"' || byte == '\\') result += '\\';
    if (byte == '\n') result += "\\n";
    else if (byte < 0x20 || byte == 0x7f) result += fmt::format("\\x{:02x}", byte);
    else result += static_cast<char>(byte);
  }
  return result + '"';
}

std::string print_constant(Constant const& constant) {
  return std::visit(
      []<class T>(T const& value) -> std::string {
        if constexpr (std::is_same_v<T, Unset>) return "unset";
        else if constexpr (std::is_same_v<T, std::string>) return quote(value);
        else if constexpr (std::is_same_v<T, checked::SymbolName>) return ":" + value.text;
        else return fmt::format("{}", value);
      },
      constant);
}

class Printer {
 public:
  Printer(Program const& program, Function const& function) : program_(program), function_(function) {}

  std::string run() {
    text_ = function_.name + (function_.suffix.empty() ? "" : "__" + function_.suffix) + params(function_.body) + types(function_.results) + " = {\n";
    block(function_.body, 1);
    return text_ + "}\n";
  }

  std::string head(Id<Node> id) {
    auto const& node = function_.nodes[id];
    std::string line;
    for (std::uint32_t index = 0; index < node.results.size(); ++index)
      line += fmt::format("{}{}: {}", index ? ", " : "", name({id, index}), print_type(program_, node.results[index]));
    if (!line.empty()) line += " = ";
    line += operation(node);
    for (auto const arg : node.args) line += " " + name(arg);
    return line;
  }

 private:
  std::string operation(Node const& node) {
    switch (node.op) {
      case Op::constant: return print_constant(std::get<Constant>(node.what));
      case Op::param: return "param";
      case Op::word: return std::string(std::get<Word const*>(node.what)->name);
      case Op::call: {
        auto const& callee = program_.functions[std::get<Id<Function>>(node.what)];
        return "call " + callee.name + (callee.suffix.empty() ? "" : "__" + callee.suffix);
      }
      case Op::closure: return "closure " + program_.literals[std::get<Id<Literal>>(node.what)].name;
      case Op::variant: return (std::get<Tag>(node.what).floats ? "variant of Floats :" : "variant :") + std::get<Tag>(node.what).name;
      case Op::field: return fmt::format("field {}", std::get<Index>(node.what).field);
      case Op::box: return "box";
      case Op::unbox: return "unbox";
      case Op::cast: return "cast";
      case Op::normal: return "normal";
      case Op::if_: return "if";
      case Op::match: return "match";
      case Op::loop: return "loop";
      case Op::fail: return "fail " + quote(std::get<Failure>(node.what).message);
      case Op::retain: return "retain";
      case Op::release: return "release";
      case Op::take: return "take";
    }
    return "";
  }

  std::string types(Types const& all) {
    if (all.empty()) return "";
    std::string text = ": ";
    for (auto const& type : all) text += (text.size() > 2 ? ", " : "") + print_type(program_, type);
    return text;
  }

  std::string params(Id<Block> id) {
    std::string text;
    for (auto const param : function_.blocks[id].params)
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", name(param), print_type(program_, type_of(function_, param)));
    return "(" + text + ")";
  }

  // A value's name: a constant itself; a param by letter; others by the word that made them. Numbers tell equals apart.
  std::string name(Value value) {
    auto const& node = function_.nodes[value.node];
    if (node.op == Op::constant) return print_constant(std::get<Constant>(node.what));
    if (node.op == Op::closure && node.args.empty()) return "[" + program_.literals[std::get<Id<Literal>>(node.what)].name + "]";
    auto const [found, is_new] = names_.try_emplace(value);
    if (!is_new) return found->second;
    auto stem = node.op == Op::param ? "p" : node.op == Op::word ? std::string(std::get<Word const*>(node.what)->name)
                : node.op == Op::call ? program_.functions[std::get<Id<Function>>(node.what)].name : "v";
    auto const count = ++counts_[stem];
    return found->second = count == 1 && node.op != Op::param ? stem : fmt::format("{}{}", stem, count);
  }

  void line(int depth, std::string_view line) { text_ += std::string(2 * static_cast<std::size_t>(depth), ' ') + std::string(line) + "\n"; }

  // Floating nodes are printed where the first step that needs them stands.
  void need(Value value, int depth) {
    auto const& node = function_.nodes[value.node];
    if (node.op == Op::constant || node.op == Op::param || printed_.contains(value.node)) return;
    if (node.op == Op::closure && node.args.empty()) return;
    if (program_.placed || !is_pure(function_, node)) return;
    print(value.node, depth);
  }

  void print(Id<Node> id, int depth) {
    printed_.insert(id);
    auto const& node = function_.nodes[id];
    for (auto const arg : node.args) need(arg, depth);
    auto text = head(id);
    if (std::ranges::count(function_.holes, id, &Hole::call) > 0) text += "  # for a hole";
    if (node.blocks.empty()) return line(depth, text);
    auto const* keys = std::get_if<Keys>(&node.what);
    auto const* patterns = std::get_if<Patterns>(&node.what);
    for (std::size_t index = 0; index < node.blocks.size(); ++index) {
      auto const label = keys ? program_.literals[keys->literals[index]].name
                         : patterns ? index < patterns->all.size() ? print_pattern(patterns->all[index]) : "else"
                         : node.op == Op::loop ? label_of(node.blocks[index]) : index == 0 ? "then" : "else";
      line(depth, (index == 0 ? text + " " : "") + "{ " + label + params(node.blocks[index]));
      block(node.blocks[index], depth + 1);
      line(depth, "}");
    }
  }

  // `:Node 0 2`: the tag, and the fields that are params.
  static std::string print_pattern(Pattern const& pattern) {
    auto text = ":" + pattern.tag;
    for (auto const field : pattern.fields) text += fmt::format(" {}", field);
    return text;
  }

  std::string label_of(Id<Block> id) {
    auto const [found, is_new] = labels_.try_emplace(id, "");
    if (is_new) found->second = fmt::format("round{}", labels_.size() == 1 ? "" : std::to_string(labels_.size()));
    return found->second;
  }

  void block(Id<Block> id, int depth) {
    auto const& block = function_.blocks[id];
    for (auto const step : block.steps) print(step, depth);
    for (auto const value : block.values) need(value, depth);
    std::string exit = block.exit == Exit::yield ? "yield" : block.exit == Exit::again ? "again " + label_of(block.target) : "never";
    for (auto const value : block.values) exit += " " + name(value);
    line(depth, exit);
  }

  Program const& program_;
  Function const& function_;
  std::string text_;
  struct Hash {
    std::size_t operator()(Value value) const { return value.node.index * 31u + value.index; }
  };
  std::unordered_map<Value, std::string, Hash> names_;
  std::unordered_map<std::string, int> counts_;
  std::unordered_map<Id<Block>, std::string> labels_;
  std::unordered_set<Id<Node>> printed_;
};

}  // namespace

std::string print_type(Program const& program, Type const& type) {
  constexpr std::string_view names[] = {"Int", "Float", "Bool", "String", "Symbol", "", "variant", "any"};
  auto const name = names[static_cast<std::size_t>(type.kind)];
  if (type.kind == Kind::int_ && type.form == Form::raw) return "raw Int";
  if (type.kind != Kind::callable) return std::string(name);
  std::string text;
  for (auto const literal : program.literal_sets[type.literals].literals)
    text += (text.empty() ? "" : " | ") + program.literals[literal].name;
  return "[" + text + "]";
}

std::string print_node(Program const& program, Function const& function, Id<Node> node) {
  return Printer(program, function).head(node);
}

std::string print_function(Program const& program, Function const& function) { return Printer(program, function).run(); }

std::string print(Program const& program) {
  auto const reached = reachable_functions(program);
  std::string text;
  for (auto const id : in_source_order(program))
    if (reached[id.index]) text += (text.empty() ? "" : "\n") + print_function(program, program.functions[id]);
  return text;
}

}  // namespace seq2c::core
