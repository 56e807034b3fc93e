#include "peval/lower.h"

#include <algorithm>
#include <map>
#include <fmt/format.h>

#include "frontend/similar.h"
#include "peval/builder.h"
#include "peval/lower_versions.h"
#include "peval/ownership.h"
#include "peval/rebuild.h"
#include "peval/signature.h"

namespace seq2c::core {
namespace {

// The words that a body calls, anywhere in it.
void callees(checked::Program const& program, checked::Body const& body, std::vector<Id<checked::Definition>>& found) {
  for (auto const& statement : body) {
    if (auto const* call = std::get_if<checked::CallWord>(&statement)) found.push_back(call->word);
    if (auto const* push = std::get_if<checked::PushQuotation>(&statement))
      callees(program, program.quotations[push->quotation].body, found);
    if (auto const* conditional = std::get_if<checked::If>(&statement))
      for (auto const& branch : conditional->branches) callees(program, branch, found);
    if (auto const* match = std::get_if<checked::Match>(&statement))
      for (auto const& arm : match->arms) callees(program, arm.body, found);
  }
}

// The words reachable from these, callees before callers where there is no cycle.
std::vector<Id<checked::Definition>> bottom_up(checked::Program const& program, std::vector<Id<checked::Definition>> roots) {
  struct Visit { Id<checked::Definition> word; std::vector<Id<checked::Definition>> callees; std::size_t next = 0; };
  std::vector<bool> seen(program.definitions.size());
  std::vector<Id<checked::Definition>> order;
  std::vector<Visit> path;
  auto const enter = [&](Id<checked::Definition> word) {
    if (seen[word.index]) return;
    seen[word.index] = true;
    path.push_back({word, {}, 0});
    callees(program, program.definitions[word].body, path.back().callees);
  };
  for (auto const root : roots) {
    enter(root);
    while (!path.empty()) {
      auto& visit = path.back();
      if (visit.next < visit.callees.size()) {
        enter(visit.callees[visit.next++]);
      } else {
        order.push_back(visit.word);
        path.pop_back();
      }
    }
  }
  return order;
}

// The word of that name, if C can call it.
std::optional<Id<checked::Definition>> find_export(checked::Program const& checked, std::string const& name,
                                                   Diagnostics& diagnostics) {
  constexpr std::string_view passable[] = {"Int", "Float", "Bool", "String"};
  Nearest nearest(name, name.size() < 3 ? 0 : 2);
  for (std::uint32_t index = 0; index < checked.definitions.size(); ++index) {
    auto const& word = checked.definitions[{index}];
    if (word.module.empty()) nearest.consider(word.name);
    if (word.name != name) continue;
    auto const fits = [&](checked::TypeName const& type) { return std::ranges::count(passable, type.text) > 0; };
    if (std::ranges::all_of(word.inputs, fits) && std::ranges::all_of(word.outputs, fits)) return Id<checked::Definition>{index};
    diagnostics.report(word.place, messages::export_type, name, word.effect);
    return std::nullopt;
  }
  auto& unknown = diagnostics.report({}, messages::export_unknown, name);
  if (!nearest.best().empty()) unknown.help = fmt::format("Did you mean `{}`?", nearest.best());
  return std::nullopt;
}

// The types of a word's inputs, if its declaration tells them all.
std::optional<Types> declared_types(checked::Definition const& word) {
  Types types;
  for (auto const& input : word.inputs) {
    auto const kind = kind_of(input.text);
    if (kind == Kind::any || kind == Kind::callable) return std::nullopt;
    types.push_back({kind});
  }
  return types;
}

// True if nothing need be cast or taken away for C.
bool gives_declared(Version const& version, checked::Definition const& definition) {
  auto const kind = [](checked::TypeName const& name) { return kind_of(name.text); };
  return version.never_returns || std::ranges::equal(version.results, definition.outputs, {}, &Type::kind, kind);
}

// A function for C, or the program's `main`: it takes and gives just the declared kinds. None if it gives a stack.
std::optional<Id<Function>> make_entry(Program& program, Lowering& lowering, Id<checked::Definition> word, std::string_view message) {
  auto const& definition = program.checked->definitions[word];
  auto const types = declared_types(definition).value_or(Types{});
  auto const& version = lowering.solve({false, word.index, types});
  if (version.needs_list) return std::nullopt;
  if (gives_declared(version, definition)) return version.function;
  auto const callee = version.function;
  auto const results = version.results;
  auto const entry = program.functions.add({});
  auto& function = program.functions[entry];
  function.name = definition.name;
  function.definition = word;
  function.origin = program.functions[callee].origin;
  Builder out(program, entry);
  auto const block = out.open();
  out.function().body = block;
  Values args;
  for (auto const& type : types) args.push_back(out.param(block, type));
  auto values = out.call(callee, args, results, out.function().origin);
  auto const below = values.size() - std::min<std::size_t>(values.size(), definition.outputs.size());
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(below));
  for (std::size_t index = 0; index < values.size(); ++index) {
    Type const declared{kind_of(definition.outputs[index].text)};
    values[index] = out.cast(values[index], declared, message, out.function().origin);
    out.function().results.push_back(declared);
  }
  out.close(Exit::yield, values);
  return entry;
}

// `WORD[1]` for the first literal of a word that is used as a value.
void name_literals(Program& program) {
  std::map<Id<checked::Definition>, std::uint32_t> count;
  std::vector<Id<Literal>> order;
  for (std::uint32_t index = 0; index < program.literals.size(); ++index) order.push_back({index});
  std::ranges::sort(order, {}, [&](Id<Literal> id) { return program.literals[id].quotation; });
  for (auto const id : order) {
    auto& literal = program.literals[id];
    auto const owner = program.checked->quotations[literal.quotation].owner;
    literal.name = fmt::format("{}[{}]", program.checked->definitions[owner].name, ++count[owner]);
  }
  for (auto& function : program.functions)
    if (function.is_literal) function.name = program.literals[function.literal].name;
}

constexpr std::string_view letters = "ifbsyclv";

// Tells the versions of one word apart by the kinds of their inputs.
void name_versions(Program& program) {
  std::map<std::string, std::vector<Id<Function>>> versions;
  auto const reached = reachable_functions(program);
  for (std::uint32_t index = 0; index < reached.size(); ++index) {
    auto const& function = program.functions[{index}];
    if (reached[index]) versions[function.name].push_back({index});
  }
  for (auto const& [name, all] : versions) {
    if (all.size() < 2) continue;
    for (auto const id : all) {
      auto& function = program.functions[id];
      if (function.exported || id == program.main) continue;
      for (auto const param : function.blocks[function.body].params)
        function.suffix += letters[static_cast<std::size_t>(type_of(function, param).kind)];
    }
  }
}

// Marks the types of variants that surely have no fields.
void mark_bare(Program& program, Objects& objects) {
  auto const mark = [&](Type& type) { type.bare = type.kind == Kind::variant && objects.are_bare(type.objects); };
  for (auto& function : program.functions) {
    std::ranges::for_each(function.results, mark);
    for (auto& node : function.nodes) std::ranges::for_each(node.results, mark);
  }
}

// Tells what the variants of each set are, and marks the fields that need no owner.
void mark_plain(Program& program, Objects& objects) {
  auto const mark = [&](Pattern& pattern, Id<ObjectSet> variants) {
    for (std::uint32_t index = 0; index < pattern.count; ++index) {
      auto type = objects.field(variants, index, pattern.tag);
      if (!type) continue;
      type->bare = type->kind == Kind::variant && objects.are_bare(type->objects);
      if (!is_counted_boxed(*type)) pattern.plain |= field_bit(index);
    }
  };
  for (auto& function : program.functions)
    for (auto& node : function.nodes)
      if (auto* patterns = std::get_if<Patterns>(&node.what))
        for (auto& pattern : patterns->all) mark(pattern, type_of(function, node.args[0]).objects);
  for (std::uint32_t set = 0; set < program.object_sets.size(); ++set) {
    auto& variants = program.object_sets[{set}].variants;
    variants = objects.variants({set});
    for (auto& variant : variants) mark(variant, {set});
  }
}

// Variants whose fields are all Floats hold them without boxes.
void mark_floats(Program& program, Objects const& objects) {
  for (auto& function : program.functions) {
    auto const count = static_cast<std::uint32_t>(function.nodes.size());
    for (std::uint32_t index = 0; index < count; ++index) {
      auto const node = function.nodes[{index}];
      if (node.op != Op::variant || node.args.empty() || !objects.are_floats(std::get<Tag>(node.what).name)) continue;
      auto args = node.args;
      for (auto& arg : args) {
        auto const& made = function.nodes[arg.node];
        if (made.op == Op::box) arg = made.args[0];
        else arg = {function.nodes.add({Op::unbox, {}, {arg}, {}, {{Kind::float_}}, node.origin}), 0};
      }
      function.nodes[{index}].args = std::move(args);
      std::get<Tag>(function.nodes[{index}].what).floats = true;
    }
  }
}

}  // namespace

Program lower(checked::Program const& checked, LowerOptions const& options, Diagnostics& diagnostics) {
  Program program;
  program.checked = &checked;
  Lowering lowering(checked, program);
  lowering.find_words_that_see_callers();
  std::vector<Id<checked::Definition>> roots;
  if (checked.main) roots.push_back(checked.main);
  for (auto const& name : options.exports)
    if (auto const word = find_export(checked, name, diagnostics)) roots.push_back(*word);
  auto const order = bottom_up(checked, roots);
  for (auto const word : order)
    if (auto types = declared_types(checked.definitions[word]); types && !lowering.sees_callers(word))
      lowering.solve({false, word.index, std::move(*types)});
  do
    for (auto const root : roots) lowering.solve({false, root.index, declared_types(checked.definitions[root]).value_or(Types{})});
  while (lowering.settle());
  lowering.order_functions();
  lowering.note_puts();
  for (auto const root : roots) {
    bool const is_main = root == checked.main;
    auto const entry = make_entry(program, lowering, root,
                                  is_main ? "main: expected Int exit status, got {}" : "expected the declared kind, got {}");
    if (!entry) diagnostics.report(checked.definitions[root].place, messages::unknown_height, checked.definitions[root].name);
    else if (is_main) program.main = *entry;
    else program.functions[*entry].exported = true;
  }
  mark_bare(program, lowering.objects);
  mark_plain(program, lowering.objects);
  mark_floats(program, lowering.objects);
  program.mixed_slots = lowering.objects.mixed_slots();
  name_literals(program);
  name_versions(program);
  return program;
}

}  // namespace seq2c::core
