// A builtin word as its card in runtime/ tells it (runtime/README.md). The table is generated from the cards; nothing
// else in the compiler knows a word by name.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/host.h"

namespace seq2c {

// Rules of the checker and of lowering that an effect alone cannot express.
enum class Typing : std::uint8_t {
  plain,    // the effect says all
  shuffle,  // the effect with lower-case names is the meaning: `( a b -- b a )`
  call, dip, keep, bi, if_, cond, pick, roll, aux_push, aux_pop, dump, spawn, weave, resume, yield,
  make,      // a variant of a tag and fields
  isolated,  // runs the quotation on these inputs alone; the topmost of what it leaves are the results
};

// What a word does with an argument, or what it gives. `none`: not counted (Int, Float, Bool, Symbol). Arguments are
// `own` (the word takes over one owner) or `borrow`. Results: `own` (the caller gets one owner of an object that is
// no argument, perhaps an immortal one), `unique` (and nobody else has one), `fresh_or_input` (perhaps an owned
// argument), `part` (no owner: the first argument, which is borrowed, keeps it alive).
enum class Ownership : std::uint8_t { none, own, borrow, unique, fresh_or_input, part };

// One law of a card: both sides are Seq, letters stand for any value (`law x a a i.clamp == a`).
struct Law { std::string_view left, right; };

// `7 0 5 i.clamp -> 5`: Seq on the left, the values it leaves, as source, on the right.
struct Example { std::string_view code, result; };

// Runs a word on boxed values: takes ownership of `arguments`, gives owned `results`. Wrong kinds and run-time errors
// go to seq_fail; call it through host.h or fold.h, which catch that. Null for words without a C function of their own.
using Apply = void (*)(seq_value const* arguments, seq_value* results);

struct Word {
  std::string_view name;        // `i.+`
  std::string_view effect;      // `( Int Int -- Int )`, in the language's notation
  std::string_view flow;        // the effect again with what containers hold (README.md); empty if it says no more
  std::string_view function;    // the C function under the card; empty if it is said in Seq or the typing rule does it all
  std::string_view section;     // the file the card stands in: `int`, `text`
  std::string_view prose;       // documentation, lines separated by '\n'
  std::string_view wrong;       // message for a value of the wrong kind; `{}` stands for the value
  std::string_view another_kind;  // the word that does the same when what a quotation leaves has another kind than the elements
  // The word that takes the element out, to stand in for this one before the other word puts one back at the same place.
  std::string_view take_out, take_out_before;
  std::span<std::string_view const> wrongs;  // one message per argument where they differ, else empty
  std::span<Ownership const> arguments, results;
  std::span<Example const> examples;
  std::span<Law const> laws;
  Typing typing;
  bool has_effect;  // depends on more than its arguments, or changes something
  bool pure;        // no effect, always ends, never fails on the right kinds
  bool fails;       // may end in a run-time error: its C function takes a last parameter `seq_site site`
  bool exits;       // never returns
  bool commutes;    // swapping the two arguments changes nothing
  bool ring;        // the low 63 bits of the results depend only on the low 63 bits of the arguments
  bool masks;       // a ring word; beside an argument that is not negative the other one's highest bits do not matter at all
  bool libm;        // a result may differ between machines in the last digit: never folded
  bool costly;      // worth not to be computed where it is not needed (allocates, loops)
  bool internal;    // only laws and passes make it; no program can name it
  bool later;       // effect only: not built yet
  bool shrinks;     // a variant that it gives may have another number of fields than the argument that it comes from
  bool forms;       // takes or gives lists of every form; for those of one form there is a twin of its own (README.md)
  bool typed;       // internal; works on lists that are arrays of one kind
  bool sole;        // internal; nothing else may hold the container that it takes
  bool in_seq;      // its meaning is the word `seq2c.NAME` of the hidden module `core`
  bool variadic;    // internal, any number of arguments of one kind: the C function takes `(uint32_t count, T const*)`
  Word const* canonical;  // the word that an alias stands for (`i.+` for `i.add`); itself for all others
  Apply apply;
};

// All words, sorted by name.
std::span<Word const> words();

// The word of that name; null if there is none. Internal words are found too.
Word const* find_word(std::string_view name);

// The built-in library modules (`control`, `imath`, …): name and text; a module of a later issue has `later` set and a
// text that holds the definitions' effects only (`: lv ( Variant V -- Variant ) ;`, the bodies are empty and not to be
// checked).
struct Module { std::string_view name, text; bool later; };
std::span<Module const> modules();

// The module `core`: the definitions `seq2c.NAME` of words with `in_seq`. No program can include it.
Module const& core_module();

// A top-level definition of the runtime's C text, as put into emitted files.
struct RuntimePiece {
  std::string_view header;               // `value.h`
  std::string_view text;                 // complete C text with its comment; empty: the emitter writes its own table here
  std::span<std::string_view const> names;  // what it defines
  std::span<std::string_view const> uses;   // identifiers it mentions that other pieces define
};
// In file order: a piece uses only earlier pieces. How the alternatives (`platform_posix.h` or `platform_bare.h`,
// `memory.h` or `memory_check.h`) are chosen is told in README.md.
std::span<RuntimePiece const> runtime_pieces();

}  // namespace seq2c
