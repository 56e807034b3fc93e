#include "emit/c_program.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "emit/c_function.h"
#include "emit/c_tables.h"
#include "emit/c_type.h"
#include "emit/export.h"
#include "emit/mark.h"
#include "emit/runtime_slice.h"
#include "peval/call_graph.h"
#include "peval/rebuild.h"

namespace seq2c {

namespace {

using core::Function;

// The file in the order it is read.
class ProgramWriter {
 public:
  ProgramWriter(core::Program const& program, EmitOptions const& options)
      : program_(program), options_(options), graph_(core::call_graph(program)),
        runs_(core::most_runs(program, graph_)), functions_(source_order()),
        tables_(program, functions_), takes_site_(functions_with_site()) {
    tables_.line_directives = options.line_directives;
    for (auto const id : functions_) {
      auto const& function = program.functions[id];
      if (graph_.recursive[id.index] && !only_fills_holes(id)) recursive_.push_back(id);
      has_arrays_ = has_arrays_ || std::ranges::any_of(function.nodes, makes_array);
      has_loops_ = has_loops_ || core::has_loop(function) || graph_.recursive[id.index];
    }
  }

  EmittedC write() {
    auto words = words_text();
    auto const exports = describe_exports(tables_, functions_);
    auto prototypes = prototypes_text() + exports.helpers;
    auto const variants = tables_.variants_text(words + exports.helpers);
    auto literals = tables_.shape_numbers_text() + tables_.symbols_text() + tables_.strings_text(words + variants + exports.helpers) + variants;
    if (!literals.empty()) literals += '\n';
    if (!prototypes.empty()) prototypes += '\n';

    std::string structs;
    for (auto const& name : tables_.result_structs())
      if (!is_runtime_struct(name)) structs += c_struct_definition(name);
    if (!structs.empty()) structs += '\n';

    RuntimeNames const known(runtime_pieces());
    std::set<std::string, std::less<>> identifiers;
    for (auto const* text : {&structs, &literals, &prototypes, &words}) known.add_used(*text, identifiers);
    for (auto const& name : tables_.result_structs()) identifiers.insert(name);
    if (options_.show) identifiers.insert({"seq_show", "seq_show_symbol"});
    auto with_main = identifiers;
    std::string main;
    if (program_.main) {
      // Whether it hands over arguments is known from what the words use.
      slice(identifiers);
      main = main_text(identifiers.contains("seq_arguments"));
      known.add_used(main, with_main);
    }
    auto const runtime = slice(with_main);
    return {banner_text(exports) + runtime + "\n" + structs + literals + prototypes + words + main, exports.header};
  }

 private:
  // The parts of the runtime behind these names; adds the names that they define.
  std::string slice(std::set<std::string, std::less<>>& names) {
    return runtime_slice(runtime_pieces(), names, own_pieces(), [&](auto header) { return uses(header); }, options_.show);
  }

  static bool makes_array(core::Node const& node) {
    auto const* tag = std::get_if<core::Tag>(&node.what);
    auto const* word = std::get_if<Word const*>(&node.what);
    return tag ? tag->floats : word && (*word)->typed;
  }

  std::vector<Id<Function>> source_order() const {
    auto functions = graph_.bottom_up;
    std::ranges::sort(functions, {}, [&](Id<Function> id) {
      auto const& function = program_.functions[id];
      return std::tuple(function.definition.index, function.is_literal, id.index);
    });
    return functions;
  }

  // True if the function calls itself for holes only, and so not in C (c_hole.cpp).
  bool only_fills_holes(Id<Function> id) const {
    auto const& function = program_.functions[id];
    if (function.holes.empty() || takes_site_[id.index]) return false;
    std::size_t calls = 0;
    core::for_each_call(function, [&](Id<Function> callee) { calls += graph_.component[callee.index] == graph_.component[id.index]; });
    return calls == function.holes.size();
  }

  // Functions of built-in modules that can fail: what calls them says where, as only the caller's place is told to the user.
  std::vector<bool> functions_with_site() {
    std::vector<bool> takes(program_.functions.size());
    for (bool changed = true; changed;) {
      changed = false;
      for (auto const id : functions_) {
        if (takes[id.index] || !needs_site(id, takes)) continue;
        takes[id.index] = changed = true;
      }
    }
    return takes;
  }

  bool needs_site(Id<Function> id, std::vector<bool> const& takes) const {
    auto const& function = program_.functions[id];
    if (function.exported || id == program_.main || !function.definition || !program_.checked) return false;
    if (program_.checked->definitions[function.definition].module.empty()) return false;
    std::vector<Id<core::Block>> open = {function.body};
    while (!open.empty()) {
      auto const block = open.back();
      open.pop_back();
      for (auto const step : function.blocks[block].steps) {
        auto const& node = function.nodes[step];
        if (can_fail(node, takes) && lies_in_modules(node.origin)) return true;
        open.insert(open.end(), node.blocks.begin(), node.blocks.end());
      }
    }
    return false;
  }

  static bool can_fail(core::Node const& node, std::vector<bool> const& takes) {
    if (node.op == core::Op::fail || node.op == core::Op::cast) return true;
    if (auto const* word = std::get_if<Word const*>(&node.what)) return (*word)->fails;
    auto const* callee = std::get_if<Id<Function>>(&node.what);
    return callee && takes[callee->index];
  }

  bool lies_in_modules(Id<core::Origin> origin) const {
    for (; origin; origin = program_.origins[origin].inlined_at) {
      auto const word = program_.origins[origin].word;
      if (!word || program_.checked->definitions[word].module.empty()) return false;
    }
    return true;
  }

  // What makes this file and how to compile it.
  std::string banner_text(Exports const& exports) const {
    auto const name = program_.checked && program_.main
                          ? program_.checked->sources[program_.checked->definitions[program_.functions[program_.main].definition].place.source].name
                          : std::string();
    std::string text = fmt::format("// Made by seq2c {}{}. Compile it with: cc -std=c11 -O2 -ffp-contract=off FILE.c -lm\n",
                                   options_.version, name.empty() ? "" : " from " + c_comment(name));
    text += fmt::format("__attribute__((used)) static char const seq_mark[] = \"{}\";\n", mark);
    text += exports.comment;
    if (tables_.has_float_arithmetic) text += "#ifdef __clang__\n#pragma STDC FP_CONTRACT OFF\n#endif\n";
    return text;
  }

  // Standard output is collected in programs that can write much. Who links a library does not tell when it ends.
  bool is_buffered() const {
    return options_.platform == Platform::posix && program_.main && has_loops_;
  }

  // Of headers that are alternatives, the one that fits.
  bool uses(std::string_view header) const {
    bool const posix = options_.platform == Platform::posix;
    if (header.ends_with("_posix.h")) return posix;
    if (header.ends_with("_bare.h")) return !posix;
    if (header == "output_buffered.h") return is_buffered();
    if (header == "output_direct.h") return !is_buffered();
    if (header == "memory_check.h") return options_.check;
    if (header == "memory_stats.h" || header == "end_stats.h") return options_.statistics;
    if (header == "end.h") return !options_.statistics;
    if (header == "memory_move.h") return options_.check || options_.statistics;
    if (header == "form_typed.h") return has_arrays_;
    if (header == "form_tagged.h") return !has_arrays_;
    if (header == "memory.h") return !options_.check && !options_.statistics;
    return true;
  }

  OwnPieces own_pieces() const {
    OwnPieces own;
    own["seq_shapes"] = tables_.shapes_text();
    own["seq_places"] = tables_.places_text();
    own["seq_symbol_names"] = tables_.symbol_names_text();
    return own;
  }

  static bool is_runtime_struct(std::string_view name) {
    return std::ranges::any_of(runtime_pieces(), [&](RuntimePiece const& piece) {
      return std::ranges::find(piece.names, name) != piece.names.end();
    });
  }

  // Of functions that are called before they are defined.
  std::string prototypes_text() {
    std::vector<std::size_t> order(program_.functions.size());
    for (std::size_t i = 0; i < functions_.size(); ++i) order[functions_[i].index] = i;
    std::set<std::size_t> wanted;
    for (auto const caller : functions_)
      for (auto const callee : graph_.callees[caller.index])
        if (order[callee.index] > order[caller.index]) wanted.insert(order[callee.index]);
    std::string text;
    for (auto const id : functions_) {
      bool const exported = program_.functions[id].exported;
      if (exported || wanted.contains(order[id.index])) print_line(text, 0, head(id) + ";");
    }
    return text;
  }

  std::string head(Id<Function> id) { return function_head(tables_, id, takes_site_[id.index]); }

  // What stands before a definition: C compilers put any function that is called once into its caller, and so would make one
  // of a long program's, for which they take quadratic time. Which words become parts of others, `inline` has decided.
  std::string attribute(Id<Function> id, CBody const& body) const {
    auto const length = body.lines().size();
    auto const& function = program_.functions[id];
    if (length <= 20 || function.exported) return "";
    if (runs_[id.index] <= core::few && !core::has_loop(function)) return "SEQ_SELDOM ";
    return (length > 60 || graph_.calls[id.index] == 1) && id != program_.main ? "SEQ_APART " : "";
  }

  bool directed() const { return options_.line_directives && program_.checked; }

  std::string words_text() {
    std::string text;
    LineDirectives directives{program_.checked ? &program_.checked->sources : nullptr, options_.source_directory};
    for (auto const id : functions_) {
      auto const body = FunctionWriter(tables_, takes_site_, id).body();
      text += title(id);
      auto const opening = attribute(id, body) + head(id);
      if (directed()) {
        CBody whole;
        whole.nest(opening, body, tables_.place(program_.functions[id].origin));
        print_body(text, whole, 0, &directives);
      } else {
        print_line(text, 0, opening + " {");
        print_body(text, body, 1, nullptr);
        text += "}\n";
      }
      text += '\n';
    }
    return text;
  }

  // `// fib ( Int -- Int )                                     fib.seq:1`
  std::string title(Id<Function> id) const {
    auto const& function = program_.functions[id];
    auto text = function.name;
    if (function.definition && program_.checked && !function.is_literal && !function.is_part) {
      auto const& definition = program_.checked->definitions[function.definition];
      text += " " + definition.effect;
    }
    if (!function.suffix.empty()) text += " as " + function.suffix;
    auto const place = tables_.title_place(id);
    text = c_comment(text);
    return fmt::format("// {:<68}{}{}\n", text, text.size() < 68 ? "" : "  ", c_comment(place));
  }

  // Runs the program and gives its exit status.
  std::string main_text(bool takes_arguments) const {
    auto call = tables_.function_name(program_.main) + "()";
    bool const gives_status = !program_.functions[program_.main].results.empty();
    auto run = gives_status ? fmt::format("  return (int)({} & 255);\n", call) : fmt::format("  {};\n", call);
    std::string const head = directed() ? "#line 1 \"<main>\"\n" : "";
    auto const start = takes_arguments ? "int main(int argc, char **argv) {\n  seq_take_arguments(argc, argv);\n" : "int main(void) {\n";
    bool const hosted = options_.platform == Platform::posix;  // there C's main returns 0 by itself
    if (!gives_status && !hosted) run += "  return 0;\n";
    if (!is_buffered() && !options_.check && !options_.statistics) return head + start + run + "}\n";
    if (!gives_status && hosted) run += "  return 0;\n";
    if (!recursive_.empty())
      return head + recursive_words_text() + "static int seq_program(void) {\n" + run + "}\n\n" + start +
             fmt::format("  return seq_finish(seq_run_deep(seq_program, seq_recursive_words, {}));\n}}\n",
                         recursive_.size());
    if (gives_status) return head + start + fmt::format("  return seq_finish((int)({} & 255));\n}}\n", call);
    return head + start + fmt::format("  {};\n  return seq_finish(0);\n}}\n", call);
  }

  // Where the words that can exhaust the stack begin, and their names.
  std::string recursive_words_text() const {
    std::string rows;
    for (auto const id : recursive_)
      rows += fmt::format("  {{(void const *){}, {}}},\n", tables_.function_name(id), c_string(program_.functions[id].name));
    return "static struct seq_recursive const seq_recursive_words[] = {\n" + rows + "};\n\n";
  }

  core::Program const& program_;
  EmitOptions const& options_;
  core::CallGraph graph_;
  std::vector<std::uint32_t> runs_;      // at most
  std::vector<Id<Function>> functions_;  // in source order
  CTables tables_;
  std::vector<bool> takes_site_;
  std::vector<Id<Function>> recursive_;  // words that can exhaust the stack
  bool has_loops_ = false;               // or recursion
  bool has_arrays_ = false;
};

}  // namespace

EmittedC emit_c(core::Program const& program, EmitOptions const& options) { return ProgramWriter(program, options).write(); }

}  // namespace seq2c
