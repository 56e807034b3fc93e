// What all functions of a program share in C: names, and the tables of literals, shapes, symbols and places. Tables get an
// entry when something asks for it, so that they hold only what is used.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "emit/c_name.h"
#include "emit/c_text.h"
#include "emit/operators.h"
#include "peval/core.h"

namespace seq2c {

class CTables {
 public:
  // `functions`: those that are written, in order. The program must outlive this.
  CTables(core::Program const& program, std::span<Id<core::Function> const> functions);

  core::Program const& program() const { return program_; }
  COperators const& operators() const { return operators_; }

  // A name for what a builtin leaves: from its own name, or for `i.+` from the C function's. Empty if C has reserved it.
  std::string const& result_name(Word const& word) const { return result_names_[core::index_of(word)]; }

  // The C name of a reachable function: `w_fib`, or the word's own name if it is exported.
  std::string const& function_name(Id<core::Function> function) const { return names_[function.index]; }

  // C names of functions that no local variable may hide.
  std::vector<std::string> const& outer_names() const { return outer_names_; }

  // A constant, not of a string that the caller would own: string literals are immortal.
  CExpr constant(core::Constant const& value);
  CExpr string_literal(std::string const& bytes);
  CExpr symbol(std::string const& name);
  // A variant that core::is_immortal.
  CExpr immortal_variant(core::Function const& function, core::Value variant);

  // The enumerator that is the shape of a quotation literal.
  std::string shape(Id<core::Literal> literal);

  // The index of a place as a run-time error names it: the innermost one outside built-in modules. Nothing if the whole
  // chain lies in modules, so that only the caller knows.
  std::optional<CExpr> site(Id<core::Origin> origin, std::string calling = "");
  // The same for a node that no caller can speak for.
  CExpr own_site(Id<core::Origin> origin, std::string const& calling = "");

  // The place that `#line` names for something: as `site`, or within the module.
  Place place(Id<core::Origin> origin) const;

  // `sums.seq:3`
  std::string title_place(Id<core::Function> function) const;

  // Notes that a result struct is needed, and gives its name.
  std::string result_struct(std::span<core::Type const> results);

  // The tables as C text.
  // Of those that this text names: a release of one names none.
  std::string strings_text(std::string const& used_in) const;
  std::string variants_text(std::string const& used_in) const;
  std::string symbols_text() const;      // the enumeration of the literal symbols
  std::string symbol_names_text() const; // the table `seq_symbol_names`
  std::string shape_numbers_text() const;
  std::string shapes_text() const;       // the table `seq_shapes`
  std::string places_text() const;       // the table `seq_places`
  std::set<std::string> const& result_structs() const { return structs_; }
  std::size_t symbol_count() const { return symbols_.size(); }
  bool has_float_arithmetic = false;
  bool line_directives = false;  // every statement on a line of its own

 private:
  struct Text { std::string name, bytes; };
  using Site = std::tuple<std::string, std::uint32_t, std::uint32_t, std::string, std::string>;

  void name_functions(std::span<Id<core::Function> const> functions);
  std::string file_name(Place place) const;
  std::string const& string_name(std::string const& bytes);
  std::string const& variant_name(core::Function const& function, core::Value variant);
  CExpr field_initializer(core::Function const& function, core::Value field);
  CExpr add_site(Site site);
  checked::Definition const* definition(core::Origin const& origin) const;
  std::string word_name(core::Origin const& origin) const;

  core::Program const& program_;
  COperators operators_;
  std::vector<std::string> result_names_;   // by word
  CNames top_;                              // names at file level
  std::vector<std::string> names_;          // of functions
  std::vector<std::string> outer_names_;    // of those without the prefix `w_`
  std::vector<Text> strings_;
  std::unordered_map<std::string, std::size_t> string_index_;
  std::vector<Text> variants_;              // name, the other arguments of SEQ_CELL_LITERAL
  std::unordered_map<std::string, std::size_t> variant_index_;
  std::vector<Text> symbols_;               // enumerator, name of the symbol
  std::unordered_map<std::string, std::size_t> symbol_index_;
  std::vector<Id<core::Literal>> shapes_;
  std::unordered_map<std::uint32_t, std::string> shape_names_;
  std::vector<Site> sites_;
  std::map<Site, std::size_t> site_index_;
  std::set<std::string> structs_;
};

// A text as an element of a C table or macro argument: on one line, or on lines of its own if it is long.
std::string c_text_argument(std::string_view bytes, std::size_t indent);

}  // namespace seq2c
