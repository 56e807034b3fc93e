#include "frontend/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "frontend/call_graph.h"
#include "frontend/check_body.h"
#include "frontend/unbuilt.h"

namespace seq2c {
namespace {

using Edges = std::vector<std::vector<std::uint32_t>>;

class Checker {
 public:
  Checker(Sources const& sources, std::span<ast::File const> files, CheckOptions const& options, Diagnostics& diagnostics)
      : names_(sources, files, diagnostics), context_(names_), options_(options), diagnostics_(diagnostics) {}

  checked::Program run(Sources const& sources);

 private:
  void read_unions();
  void read_effects();
  std::optional<Type> type_of(Token const& name, SourceWord const& word);
  void find_calls();
  void infer_effects();
  void infer_effect(std::uint32_t index);
  void check_main();
  void check_bodies();
  void take(std::uint32_t index, BodyChecker& checker);
  void place_quotations(checked::Body& body, std::uint32_t owner, std::vector<checked::Quotation>& from);
  checked::Definition definition(std::uint32_t index);
  std::string inferred(std::uint32_t index) const;

  Names names_;
  CheckContext context_;
  CheckOptions const& options_;
  Diagnostics& diagnostics_;
  Edges calls_;
  Components recursion_;
  std::vector<checked::Body> bodies_;
  Store<checked::Quotation> quotations_;
  std::set<std::pair<Message const*, std::pair<std::uint64_t, std::uint64_t>>> seen_;
};

bool has_body(SourceWord const& word) { return !word.later && !word.syntax->broken; }

checked::Program Checker::run(Sources const& sources) {
  read_unions();
  read_effects();
  find_calls();
  bodies_.resize(names_.words.size());
  infer_effects();
  check_main();
  check_bodies();

  checked::Program program;
  if (diagnostics_.has_errors()) return program;
  program.sources = sources;
  program.quotations = std::move(quotations_);
  for (std::uint32_t i = 0; i < names_.words.size(); ++i) {
    auto const id = program.definitions.add(definition(i));
    if (names_.words[i].syntax->name.text == "main") program.main = id;
  }
  for (auto const& word : words()) {
    if (!word.in_seq) continue;
    auto const meaning = names_.find("seq2c." + std::string(word.name), Dialect::core);
    if (meaning.kind == Name::Kind::word) program.in_seq.emplace(&word, Id<checked::Definition>{meaning.index});
  }
  for (auto const* syntax : names_.unions) {
    checked::Union result{std::string(syntax->name.text), syntax->name.place, {}};
    for (auto const& variant : syntax->variants) {
      auto& added = result.variants.emplace_back(checked::Variant{std::string(variant.name.text), {}});
      for (auto const& field : variant.fields) {
        added.fields.push_back({std::string(field.name.text), std::string(field.type.text)});
      }
    }
    program.unions.add(std::move(result));
  }
  return program;
}

// The effects of the generated words; the types of fields.
void Checker::read_unions() {
  auto& types = context_.types;
  for (auto const* syntax : names_.unions) {
    for (auto const& variant : syntax->variants) {
      for (auto const& field : variant.fields) {
        auto const basic = basic_type(field.type.text);
        bool const allowed = basic && *basic != Basic::symbol && *basic != Basic::variant;
        if (allowed || names_.union_index.contains(field.type.text)) continue;
        names_.report_unknown_field_type(field.type, field.name.text, variant.name.text, diagnostics_);
      }
    }
  }
  auto const field_type = [&](Token const& name) -> Type {
    if (auto const basic = basic_type(name.text)) return *basic;
    auto const found = names_.union_index.find(name.text);
    return found == names_.union_index.end() ? Types::unknown_type : Type(Type::Kind::union_, found->second);
  };
  for (auto const& word : names_.union_words) {
    auto const& fields = names_.unions[word.of]->variants[word.variant].fields;
    Type const self(Type::Kind::union_, names_.union_index.at(names_.unions[word.of]->name.text));
    Items inputs = 0;
    Type output = self;
    if (word.what == checked::CallUnion::What::make) {
      for (auto const& field : fields) inputs = types.push_shared(inputs, field_type(field.type));
    } else {
      inputs = types.push_shared(0, self);
      output = word.what == checked::CallUnion::What::is ? Type(Basic::bool_) : field_type(fields[word.field].type);
    }
    Stack const before{Types::implicit_row, inputs};
    Stack const after{Types::implicit_row, types.push_shared(0, output)};
    context_.union_effects.push_back(make_effect(types, before, after, false));
  }
}

// What a name means in a word's effect; nothing if it is unknown (spec part 03, section 2.2, part 09, section 4).
std::optional<Type> Checker::type_of(Token const& name, SourceWord const& word) {
  if (auto const basic = basic_type(name.text)) return Type(*basic);
  if (word.module.empty()) {
    auto const found = names_.union_index.find(name.text);
    if (found != names_.union_index.end()) return Type(Type::Kind::union_, found->second);
  }
  auto const first = static_cast<unsigned char>(name.text.front());
  auto const letter = first < 0x80 ? 1U : first < 0xe0 ? 2U : first < 0xf0 ? 3U : 4U;
  if (word.file->edition == 5 || name.text.size() == letter) return context_.types.named_type(name.text);
  return std::nullopt;
}

void Checker::read_effects() {
  for (auto const& word : names_.words) {
    WordEffect effect;
    if (word.syntax->effect) {
      std::set<std::string_view> unknown;
      effect = read_effect(context_.types, *word.syntax->effect, [&](Token const& name) {
        auto const type = type_of(name, word);
        if (!type && unknown.insert(name.text).second) {
          names_.report_unknown_type(name, word.syntax->name.text, diagnostics_);
        }
        return type;
      });
      if (std::max(effect.input_count, effect.output_count) > longest_side) {
        diagnostics_.report(word.syntax->name.place, messages::effect_too_long, word.syntax->name.text);
        effect.known = false;
      }
    }
    context_.word_effects.push_back(std::move(effect));
    auto const kind = names_.find(word.syntax->name.text, Dialect::current).kind;
    if (word.module.empty() && (kind == Name::Kind::builtin || kind == Name::Kind::operation)) {
      diagnostics_.report(word.syntax->name.place, messages::hidden_word, word.syntax->name.text);
    }
  }
}

// The call graph; reports names that mean nothing, each once in a word.
void Checker::find_calls() {
  calls_.resize(names_.words.size());
  for (std::uint32_t i = 0; i < names_.words.size(); ++i) {
    auto const& word = names_.words[i];
    if (!has_body(word)) continue;
    auto const dialect = dialect_of(word);
    std::set<std::string_view> undefined;
    each_call(word.syntax->body, [&](Token const& call) {
      auto const name = names_.find(call.text, dialect);
      if (name.kind == Name::Kind::word) calls_[i].push_back(name.index);
      if (name.kind == Name::Kind::undefined && undefined.insert(call.text).second) {
        names_.report_undefined(call, word.syntax->name.text, diagnostics_);
      }
    });
  }
  recursion_ = components(calls_);
  context_.cycles = recursion_.number;
}

// Words without an effect, in the order of their calls.
void Checker::infer_effects() {
  auto const lacks = [&](std::uint32_t word) { return !names_.words[word].syntax->effect.has_value(); };
  Edges among(calls_.size());
  bool any = false;
  for (std::uint32_t i = 0; i < calls_.size(); ++i) {
    if (!lacks(i)) continue;
    any = true;
    std::ranges::copy_if(calls_[i], std::back_inserter(among[i]), lacks);
  }
  if (!any) return;
  auto const circles = components(among);
  for (auto const word : circles.order) {
    if (!lacks(word) || !has_body(names_.words[word])) continue;
    auto const& source = names_.words[word];
    auto const& name = source.syntax->name;
    if (source.file->edition != 5) {
      auto& diagnostic = diagnostics_.report(name.place, messages::missing_effect, name.text);
      if (circles.cyclic[word]) continue;
      BodyChecker checker(context_, word);
      auto const effect = checker.infer();
      if (!effect) continue;
      context_.word_effects[word] = *effect;
      diagnostic.help = fmt::format("From its body it is `: {} {} … ;`.", name.text, inferred(word));
      continue;
    }
    if (circles.cyclic[word]) {
      bool const itself = std::ranges::find(among[word], word) != among[word].end();
      diagnostics_.report(name.place, messages::needs_effect, name.text, itself ? "" : ", through others without an effect");
      continue;
    }
    infer_effect(word);
  }
}

void Checker::infer_effect(std::uint32_t index) {
  auto const& word = names_.words[index];
  BodyChecker checker(context_, index);
  auto const effect = checker.infer();
  if (effect) context_.word_effects[index] = *effect;
  take(index, checker);
  bool const certain = effect && !diagnostics_.has_errors();
  if (!certain || word.file->classic_by_then || !options_.suggests_effects) return;
  diagnostics_.report(word.syntax->name.place, messages::effect_inferred, word.syntax->name.text,
                      inferred(index));
}

// `main` takes nothing and leaves nothing or an Int.
void Checker::check_main() {
  auto const found = std::ranges::find(names_.words, "main", [](auto const& word) { return word.syntax->name.text; });
  if (found == names_.words.end()) {
    if (options_.needs_main && !names_.incomplete && !names_.is_broken("main")) diagnostics_.report({}, messages::no_main);
    return;
  }
  auto const index = static_cast<std::size_t>(found - names_.words.begin());
  auto const& effect = context_.word_effects[index];
  if (!effect.known || !found->syntax->effect) return;
  bool const gives_int = effect.output_count == 1 && context_.types.item(effect.outputs.top).type.is(Basic::int_);
  if (effect.input_count == 0 && (effect.output_count == 0 || gives_int)) return;
  diagnostics_.report(found->syntax->name.place, messages::main_effect, written(*found->syntax->effect));
}

void Checker::check_bodies() {
  for (std::uint32_t i = 0; i < names_.words.size(); ++i) {
    auto const& word = names_.words[i];
    if (!word.syntax->effect || !has_body(word)) continue;
    BodyChecker checker(context_, i);
    checker.check();
    take(i, checker);
  }
}

// Takes over what was found out about a body. What was reported twice, because the body of a closure was checked twice, counts
// once.
void Checker::take(std::uint32_t index, BodyChecker& checker) {
  for (auto const& diagnostic : checker.found.all()) {
    auto const& place = diagnostic.place;
    auto const line = (static_cast<std::uint64_t>(place.source.index) << 32U) | place.line;
    if (seen_.insert({diagnostic.message, {line, place.column}}).second) diagnostics_.add(diagnostic);
  }
  diagnostics_.add_dropped(checker.found);
  if (diagnostics_.has_errors()) return;
  place_quotations(checker.result.body, index, checker.result.quotations);
  bodies_[index] = std::move(checker.result.body);
}

// Gives the quotations that are part of the result their numbers in the program, in the order in which they stand.
void Checker::place_quotations(checked::Body& body, std::uint32_t owner, std::vector<checked::Quotation>& from) {
  for (auto& statement : body) {
    if (auto* push = std::get_if<checked::PushQuotation>(&statement)) {
      auto quotation = std::move(from[push->quotation.index]);
      quotation.owner = {owner};
      push->quotation = quotations_.add({});
      place_quotations(quotation.body, owner, from);
      quotations_[push->quotation] = std::move(quotation);
    } else if (auto* branches = std::get_if<checked::If>(&statement)) {
      for (auto& branch : branches->branches) place_quotations(branch, owner, from);
    } else if (auto* match = std::get_if<checked::Match>(&statement)) {
      for (auto& arm : match->arms) place_quotations(arm.body, owner, from);
    }
  }
}

// The inferred effect of a word as text; empty if none was found.
std::string Checker::inferred(std::uint32_t index) const {
  auto const& effect = context_.word_effects[index];
  if (!effect.known) return "";
  return TypePrinter(context_.types, context_.union_names).effect(effect.inputs, effect.outputs, effect.yields);
}

// True if the row stands in a callable type among the items, at any depth.
bool mentions(Types const& types, Items items, Row row, std::set<std::uint32_t>& seen) {
  for (; items != 0; items = types.item(items).below) {
    auto const type = types.item(items).type;
    if (!type.is_callable() || !seen.insert(type.index()).second) continue;
    auto const& callable = types.callable(type);
    if (callable.inputs.row == row || callable.outputs.row == row) return true;
    if (mentions(types, callable.inputs.top, row, seen) || mentions(types, callable.outputs.top, row, seen)) return true;
  }
  return false;
}

checked::Row row_of(Types const& types, WordEffect const& effect) {
  if (effect.inputs.row != effect.outputs.row) return checked::Row::changed;
  std::set<std::uint32_t> seen;
  return mentions(types, effect.inputs.top, effect.inputs.row, seen) ? checked::Row::shared : checked::Row::kept;
}

checked::Inline inlining(ast::WordDefinition const& word) {
  auto result = checked::Inline::automatic;
  for (auto const& annotation : word.annotations) {
    if (annotation.text == "inline(always)") result = checked::Inline::always;
    if (annotation.text == "inline(never)") result = checked::Inline::never;
    if (annotation.text == "inline(hint)") result = checked::Inline::hint;
  }
  return result;
}

std::vector<checked::TypeName> type_names(Types const& types, std::vector<std::string> const& unions, Items items) {
  std::vector<checked::TypeName> result;
  TypePrinter printer(types, unions);
  for (; items != 0; items = types.item(items).below) result.push_back({printer.type(types.item(items).type)});
  std::ranges::reverse(result);
  return result;
}

checked::Definition Checker::definition(std::uint32_t index) {
  auto const& word = names_.words[index];
  auto const& syntax = *word.syntax;
  auto const& effect = context_.word_effects[index];
  checked::Definition result;
  result.name = syntax.name.text;
  result.place = syntax.name.place;
  result.last_line = syntax.close.place.line;
  result.row = row_of(context_.types, effect);
  result.inlining = inlining(syntax);
  result.module = word.module;
  result.later = word.later;
  result.hidden = word.hidden;
  result.body = std::move(bodies_[index]);
  result.recursive = recursion_.cyclic[index];
  result.cycle = recursion_.number[index];
  if (!syntax.effect) {
    result.effect = inferred(index);
    result.inputs = type_names(context_.types, context_.union_names, effect.inputs.top);
    result.outputs = type_names(context_.types, context_.union_names, effect.outputs.top);
    return result;
  }
  result.effect = written(*syntax.effect);
  for (auto const& item : syntax.effect->inputs.items) result.inputs.push_back({written(item)});
  for (auto const& item : syntax.effect->outputs.items) result.outputs.push_back({written(item)});
  return result;
}

}  // namespace

std::optional<checked::Program> check(Sources const& sources, std::span<ast::File const> files, CheckOptions const& options,
                                      Diagnostics& diagnostics) {
  Diagnostics found;
  Checker checker(sources, files, options, found);
  auto program = checker.run(sources);
  bool const good = !found.has_errors() && !diagnostics.has_errors();
  if (good) report_unbuilt(program, found);
  auto sorted = found.all();
  std::ranges::stable_sort(sorted, {}, [](Diagnostic const& diagnostic) {
    auto const& place = diagnostic.place;
    return std::tuple(place.source.index, place.line, place.column);
  });
  for (auto& diagnostic : sorted) diagnostics.add(std::move(diagnostic));
  diagnostics.add_dropped(found);
  if (diagnostics.has_errors()) return std::nullopt;
  return program;
}

}  // namespace seq2c
