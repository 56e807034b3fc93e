#include "peval/law.h"

#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <unordered_map>

#include "peval/builder.h"
#include "peval/signature.h"

namespace seq2c::core {
namespace {

// A pattern: a letter (any value, the same for the same letter), a constant, or one result of a word on patterns.
struct Term;
using TermPointer = std::shared_ptr<Term const>;
struct Applied {
  Word const* word;
  std::vector<TermPointer> args;
};
struct Term {
  char letter = 0;
  std::optional<Constant> constant;
  std::shared_ptr<Applied const> applied;
  std::uint32_t index = 0;
};

struct Rule {
  std::shared_ptr<Applied const> left;
  std::vector<TermPointer> right;
  std::map<char, Kind> kinds;  // what the right side needs its letters to be: `a son.dump == a int->string` is for Ints
};

TermPointer make_constant(Constant constant) {
  return std::make_shared<Term>(Term{0, std::move(constant), nullptr, 0});
}

// The constant that a token stands for: Int, Float, Bool, or String in quotes without escapes.
std::optional<Constant> read_constant(std::string_view token) {
  if (token == "true" || token == "false") return Constant{token == "true"};
  if (token.size() >= 2 && token.front() == '"' && token.back() == '"')
    return Constant{std::string(token.substr(1, token.size() - 2))};
  auto const* end = token.data() + token.size();
  std::int64_t integer = 0;
  if (auto const read = std::from_chars(token.data(), end, integer); read.ec == std::errc{} && read.ptr == end)
    return Constant{integer};
  double number = 0;
  if (auto const read = std::from_chars(token.data(), end, number); read.ec == std::errc{} && read.ptr == end)
    return Constant{number};
  return std::nullopt;
}

// Runs the Seq text of one side on a stack of terms. Empty if it is no law this matcher can use.
std::vector<TermPointer> read_side(std::string_view text, std::map<char, TermPointer>& letters) {
  std::vector<TermPointer> stack;
  std::size_t at = 0;
  while (at < text.size()) {
    auto const start = text.find_first_not_of(' ', at);
    if (start == std::string_view::npos) break;
    at = std::min(text.find(' ', start), text.size());
    auto const token = text.substr(start, at - start);
    if (token.size() == 1 && token[0] >= 'a' && token[0] <= 'z') {
      auto& letter = letters[token[0]];
      if (!letter) letter = std::make_shared<Term>(Term{token[0], {}, nullptr, 0});
      stack.push_back(letter);
      continue;
    }
    auto const* word = find_word(token);
    if (!word) {
      auto constant = read_constant(token);
      if (!constant) return {};
      stack.push_back(make_constant(std::move(*constant)));
      continue;
    }
    auto const inputs = signature(*word).inputs.size();
    if (stack.size() < inputs) return {};
    std::vector<TermPointer> args(stack.end() - static_cast<std::ptrdiff_t>(inputs), stack.end());
    stack.resize(stack.size() - inputs);
    if (word->typing == Typing::shuffle) {
      for (auto const source : shuffle(*word)) stack.push_back(args[source]);
      continue;
    }
    if (word->typing != Typing::plain) return {};
    auto const applied = std::make_shared<Applied>(Applied{word, std::move(args)});
    for (std::uint32_t index = 0; index < signature(*word).outputs.size(); ++index)
      stack.push_back(std::make_shared<Term>(Term{0, {}, applied, index}));
  }
  return stack;
}

// The left side must be all results, in order, of one word.
std::shared_ptr<Applied const> root_of(std::vector<TermPointer> const& side) {
  if (side.empty() || !side[0]->applied) return nullptr;
  auto const root = side[0]->applied;
  if (side.size() != signature(*root->word).outputs.size()) return nullptr;
  for (std::uint32_t index = 0; index < side.size(); ++index)
    if (side[index]->applied != root || side[index]->index != index) return nullptr;
  return root;
}

void find_kinds(Term const& term, std::map<char, Kind>& kinds) {
  if (!term.applied) return;
  for (std::size_t index = 0; index < term.applied->args.size(); ++index) {
    auto const& arg = *term.applied->args[index];
    auto const kind = signature(*term.applied->word).inputs[index];
    if (arg.letter && kind != Kind::any) kinds[arg.letter] = kind;
    find_kinds(arg, kinds);
  }
}

std::unordered_map<Word const*, std::vector<Rule>> read_rules() {
  std::unordered_map<Word const*, std::vector<Rule>> rules;
  for (auto const& word : words())
    for (auto const& law : word.laws) {
      std::map<char, TermPointer> letters;
      auto const left = root_of(read_side(law.left, letters));
      auto right = read_side(law.right, letters);
      if (!left || right.size() != signature(*left->word).outputs.size()) continue;
      std::map<char, Kind> kinds;
      for (auto const& term : right) find_kinds(*term, kinds);
      rules[left->word].push_back({left, std::move(right), std::move(kinds)});
    }
  return rules;
}

using Bindings = std::array<Value, 26>;  // by letter

bool matches(Builder const& builder, Term const& pattern, Value value, Bindings& bindings);

bool matches(Builder const& builder, Applied const& pattern, Values const& args, Bindings& bindings) {
  for (std::size_t index = 0; index < args.size(); ++index)
    if (!matches(builder, *pattern.args[index], args[index], bindings)) return false;
  return true;
}

bool matches(Builder const& builder, Term const& pattern, Value value, Bindings& bindings) {
  if (pattern.letter) {
    auto& bound = bindings[static_cast<std::size_t>(pattern.letter - 'a')];
    if (!bound) bound = value;
    return bound == value;
  }
  if (pattern.constant) {
    auto const* constant = builder.as_constant(value);
    return constant && *constant == *pattern.constant;
  }
  auto const& node = builder.node(value);
  if (node.op != Op::word || std::get<Word const*>(node.what) != pattern.applied->word) return false;
  if (value.index != pattern.index) return false;
  return matches(builder, *pattern.applied, node.args, bindings);
}

// Makes the letters what the right side needs, which a boxed value may be; false if one is not.
bool unboxed(Builder const& builder, Rule const& rule, Bindings& bindings) {
  for (auto const& [letter, kind] : rule.kinds) {
    auto& value = bindings[static_cast<std::size_t>(letter - 'a')];
    if (auto const& made = builder.node(value); made.op == Op::box) value = made.args[0];
    if (builder.type(value).kind != kind) return false;
  }
  return true;
}

Value build(Builder& builder, Term const& term, Bindings const& bindings, Id<Origin> site) {
  if (term.letter) return bindings[static_cast<std::size_t>(term.letter - 'a')];
  if (term.constant) return builder.constant(*term.constant);
  Values args;
  for (auto const& arg : term.applied->args) args.push_back(build(builder, *arg, bindings, site));
  return builder.word(*term.applied->word, std::move(args), site)[term.index];
}

}  // namespace

std::vector<Constant> read_constants(std::string_view text) {
  std::vector<Constant> constants;
  for (std::size_t at = 0; at < text.size();) {
    auto const end = std::min(text.find(' ', at), text.size());
    if (auto constant = read_constant(text.substr(at, end - at))) constants.push_back(std::move(*constant));
    at = end + 1;
  }
  return constants;
}

std::optional<Values> apply_laws(Builder& builder, Word const& word, Values const& args,
                                             Id<Origin> site) {
  static auto const rules = read_rules();
  auto const found = rules.find(&word);
  if (found == rules.end()) return std::nullopt;
  for (auto const& rule : found->second) {
    Bindings bindings;
    if (!matches(builder, *rule.left, args, bindings) || !unboxed(builder, rule, bindings)) continue;
    Values values;
    for (auto const& term : rule.right) values.push_back(build(builder, *term, bindings, site));
    return values;
  }
  return std::nullopt;
}

}  // namespace seq2c::core
