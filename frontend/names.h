// What the names of a program mean: its words, unions and generated words, the builtins, the operators, and the names that
// words had before (spec part 02, sections 3 and 4, part 09, section 5).
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "frontend/ast.h"
#include "frontend/checked.h"
#include "frontend/diagnostic.h"
#include "runtime/word.h"

namespace seq2c {

// What a name means when it is called.
struct Name {
  enum class Kind : std::uint8_t {
    undefined,   // reported, or not to be reported
    operation,   // `+` …: index in operator_names()
    builtin,     // index in words()
    word,        // index in Names::words
    union_word   // index in Names::union_words
  } kind = Kind::undefined;
  std::uint32_t index = 0;
  bool operator==(Name const&) const = default;
};

// Which words a file may name: those of the language; also what the classic edition called them; the runtime's own module may
// name internal words, too.
enum class Dialect : std::uint8_t { current, classic, core };

// A word as defined in a file.
struct SourceWord {
  ast::WordDefinition const* syntax;
  ast::File const* file;
  std::string_view module;  // of a built-in module, else empty
  bool later = false;       // of a library that is not built yet: it has no body
  bool hidden = false;      // of the runtime's own module: no program can name it
};

// A generated word of a union.
struct UnionWord {
  checked::CallUnion::What what;
  std::uint32_t of, variant, field;
  std::string name;
};

struct VariantName { std::uint32_t of, variant; };

class Names {
 public:
  // Collects the names of all files, which are in program order. Reports names with several definitions. Everything must
  // outlive this.
  Names(Sources const& sources, std::span<ast::File const> files, Diagnostics& diagnostics);

  // What `name` means in a file of that dialect; nothing if it has several definitions.
  Name find(std::string_view name, Dialect dialect) const;

  // Reports that `call` in `word` means nothing, unless it may stand in a part that could not be read or was reported for having
  // several definitions.
  void report_undefined(Token const& call, std::string_view word, Diagnostics& diagnostics) const;
  // The same for a variant in a pattern.
  void report_unknown_variant(Token const& variant, std::string_view word, Diagnostics& diagnostics) const;
  // The same for the type of an effect or of a field.
  void report_unknown_type(Token const& type, std::string_view word, Diagnostics& diagnostics) const;
  void report_unknown_field_type(Token const& type, std::string_view field, std::string_view variant,
                                 Diagnostics& diagnostics) const;

  std::vector<SourceWord> words;
  std::vector<ast::Union const*> unions;
  std::vector<UnionWord> union_words;
  std::unordered_map<std::string_view, std::uint32_t> union_index;  // the first of that name
  std::unordered_map<std::string_view, VariantName> variant_index;
  bool incomplete = false;  // something could not be read: it may define any name

  // True if several definitions, of the variant or of its union, were reported: what it is cannot be told.
  bool is_ambiguous(VariantName variant) const;

  // Where the name of a `word` or `union_word` stands.
  Place place(Name word) const;

  // True if the name is that of a word that could not be parsed.
  bool is_broken(std::string_view name) const { return broken_.contains(name); }

 private:
  void collect(ast::File const& file);
  void add_union(std::uint32_t of);
  void add_word(std::string_view name, Name meaning);
  std::string location(Place first, std::uint32_t last_line) const;
  std::string location(Name word) const;
  void report_duplicates(Diagnostics& diagnostics) const;
  // A name like that, and the module to include for it; empty: none.
  struct Similar { std::string_view name, module; };
  Similar similar_word(std::string_view name) const;
  std::string similar_type(std::string_view name) const;

  Sources const& sources_;
  std::unordered_map<std::string_view, Name> index_;
  std::unordered_map<std::string_view, std::vector<Name>> again_;  // names with several definitions: all of them
  std::vector<std::string_view> repeated_;                         // these names, in program order
  std::map<std::uint32_t, std::vector<std::uint32_t>> repeated_unions_;  // first definition: all of them
  std::unordered_set<std::string_view> broken_;
  bool has_includes_ = false;
  mutable int suggestions_left_ = 20;  // looking for similar names is slow, and nobody reads more
};

Dialect dialect_of(SourceWord const& word);

// The operators: `+ - * / % = < > <= >= <>`.
std::span<std::string_view const> operator_names();

// The builtin of that name; null if no program can call one so.
Word const* find_builtin(std::string_view name);

}  // namespace seq2c
