// The checked program: what the front end hands on. Every call knows what it calls, every literal how it captures, every
// conditional which branch diverges. Nothing here can be wrong any more except at run time (spec part 03, section 21).
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "frontend/source.h"
#include "frontend/store.h"
#include "runtime/word.h"

namespace seq2c::checked {

struct Definition;
struct Quotation;
struct Union;
struct If;
struct Match;

// A symbol's text, as a type of its own so that a Constant can tell it from a string.
struct SymbolName {
  std::string text;
  auto operator<=>(SymbolName const&) const = default;
};

// 63-bit Int (already wrapped), Float, Bool, String (any bytes) or Symbol.
using Constant = std::variant<std::int64_t, double, bool, std::string, SymbolName>;

struct Push {
  Place place;
  Constant value;
};

// A call of a builtin, arithmetic sugar already resolved. `depth` is set for `pick`/`roll` directly after an Int literal
// (the literal stays a Push before it).
struct CallBuiltin {
  Place place;
  Word const* word;
  std::optional<std::int64_t> depth;
};

// A call of a word of the program or of a library module.
struct CallWord {
  Place place;
  Id<Definition> word;
};

// A generated word of a union: constructor, predicate or accessor.
struct CallUnion {
  enum class What : std::uint8_t { make, is, field } what;
  Place place;
  Id<Union> of;
  std::uint32_t variant = 0, field = 0;
};

// `[ … ]` as a value. The literal itself stands in Program::quotations, where it is numbered over the whole program.
struct PushQuotation {
  Place place;
  Id<Quotation> quotation;
};

using Statement = std::variant<Push, CallBuiltin, CallWord, CallUnion, PushQuotation, If, Match>;
using Body = std::vector<Statement>;

// Which branch of a conditional ends in recursion (spec 03, section 9.1): its height need not fit the other's.
enum class Diverges : std::uint8_t { no, first, second };

// Two literal quotations and `if`, or a classic `if … else … then`: branches of the enclosing body.
struct If {
  Place place;
  std::vector<Body> branches;  // exactly two: then, else
  Diverges diverges = Diverges::no;
};

struct Arm {
  Place place;
  Id<Union> of;
  std::uint32_t variant = 0;
  bool all_fields = true;             // no braces: all declared fields in order, checked as unpack-variant
  std::vector<std::uint32_t> fields;  // with braces: the named ones, in the order written
  Body body;
};

struct Match {
  Place place;
  std::vector<Arm> arms;
};

// A quotation literal.
struct Quotation {
  Place place;
  Id<Definition> owner;        // the word in whose body it stands
  bool closure = false;        // prints as `<closure>`, also with no captures
  std::uint32_t captures = 0;  // values taken from the top of the stack where the literal is reached
  std::uint32_t inputs = 0;    // values that its body was typed with, captures included
  std::uint32_t outputs = 0;
  Body body;
};

// A type as written in an effect, for printing and for exports.
struct TypeName {
  std::string text;  // `Int`, `[Int -- Int]`, `T`
};

enum class Inline : std::uint8_t { automatic, always, never, hint };

// How a word's effect treats the stack below its listed inputs.
enum class Row : std::uint8_t {
  kept,    // no callable input shares the row, and it is the same on both sides: the word never looks below its inputs
  shared,  // the same row on both sides, and also in a quotation type of an input: a quotation may work below
  changed  // different rows on the two sides: what the word leaves is known only from what it runs
};

struct Definition {
  std::string name;
  Place place;                    // of the name
  std::uint32_t last_line = 0;    // of the `;`
  std::string effect;             // `( Int Int -- Int )`, as declared or inferred
  std::vector<TypeName> inputs, outputs;
  Row row = Row::kept;
  Inline inlining = Inline::automatic;  // `# seq2c:inline(...)` before the word
  std::string module;             // of a built-in module, else empty
  bool later = false;             // of a library that is not built yet: its body is empty
  bool hidden = false;            // of the runtime's own module: errors do not name it
  Body body;
  bool recursive = false;         // in a cycle of the static call graph (mentions in quotations, branches, arms count)
  std::uint32_t cycle = 0;        // number of that strongly connected component, the same for all its words
};

struct Field {
  std::string name;
  std::string type;  // `Int`, `Float`, `Bool`, `String`, `Channel`, `Socket` or a union's name
};
struct Variant {
  std::string name;
  std::vector<Field> fields;
};
struct Union {
  std::string name;
  Place place;
  std::vector<Variant> variants;
};

// A program without errors. `definitions` in program order (spec 03, section 1).
struct Program {
  Sources sources;
  Store<Definition> definitions;
  Store<Quotation> quotations;
  Store<Union> unions;
  Id<Definition> main;  // none for a library (`check`, `emit --export`)
  std::map<Word const*, Id<Definition>> in_seq;  // the definitions of builtins that are said in Seq
};

}  // namespace seq2c::checked
