// Core, the intermediate representation: structured SSA.
//
// A Program is a store of Functions; a Function is a Block with its own stores of nodes and blocks. There is no stack, no
// variable and no jump: a Value is the n-th result of a Node. Until the pass `place` pure nodes float: they are shared and
// have no position; what has an effect, may fail or may not return is a step of a block, in order. After `place` every node
// but constants and params is a step of exactly one block. The invariants are checked by verify.h and told in ARCHITECTURE.md.
#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "frontend/checked.h"
#include "frontend/store.h"
#include "peval/few.h"
#include "runtime/word.h"

namespace seq2c::core {

struct Node;
struct Block;
struct Function;
struct Literal;
struct LiteralSet;
struct Object;
struct ObjectSet;

// variant = a union's value or a list; any = the tagged word (maps, too, are never known better).
enum class Kind : std::uint8_t { int_, float_, bool_, string, symbol, callable, variant, any };

// The form of an Int. `normal`: the 64-bit value is the number. `raw`: only the low 63 bits count (set by the pass `forms`;
// before it every Int is written normal and means its residue modulo 2^63).
enum class Form : std::uint8_t { normal, raw };

struct Type {
  Kind kind = Kind::any;
  Form form = Form::normal;
  Id<LiteralSet> literals{0};  // of a callable, or of an `any` that may hold one: the literals it may come from; 0 = none
  Id<ObjectSet> objects{0};    // of a variant, or of an `any` that may hold one or a map: what it may be; 0 = none
  bool bare = false;           // a variant that surely has no fields, so it is no object
  bool operator==(Type const&) const = default;
};

// The n-th result of a node.
struct Value {
  Id<Node> node;
  std::uint32_t index = 0;
  auto operator<=>(Value const&) const = default;
  explicit operator bool() const { return static_cast<bool>(node); }
};

using Values = Few<Value, 2>;
using Types = Few<Type, 1>;

enum class Op : std::uint8_t {
  constant,  // Constant or Unset; no arguments, one result
  param,     // a parameter of a block; belongs to Block::params
  word,      // Word const*: a builtin with a C function; arguments and results have the card's kinds, `any` where it has a letter
  call,      // Id<Function>
  closure,   // Id<Literal>: code and captured values; without captures it is a constant quotation
  variant,   // Tag: a variant of that tag; args (any, or all Float) are its fields
  field,     // Index: that field of a variant that is known to have so many; a step, for reading goes before changing
  box,       // a kind -> any
  unbox,     // any -> the kind that it is known to have
  cast,      // Cast: any -> a kind; a run-time error with the message of the word that needs the kind
  normal,    // raw Int -> normal Int (made by `forms`)
  if_,       // args: condition (Bool), then values handed to both blocks' params ("facts": the same value, known better
             // inside; in C they are one variable); 2 blocks: true, false
  match,     // Keys: args: a callable; a block per literal, whose params are its captures (borrowed from the callable).
             // Patterns: args: a variant; a block per pattern, whose params are the fields it names (borrowed from the
             // variant), and one more for all other tags if there can be any
  loop,      // args: start values of the first block's params; blocks: one per word of the group. `yield` leaves the loop,
             // `again` goes to one of its blocks
  fail,      // Failure: a run-time error with that message, `{}` in it stands for args[0] (any); never returns
  retain,    // one more owner of args[0] (after `counts`)
  release,   // one owner less
  take       // Fields: args[0], a variant, loses its owner and args[1…], fields of it, get one each; gives the cell of the
             // variant, if nobody else had it, for an Op::variant to be made in (its last argument), or to be released
};

struct Unset { auto operator<=>(Unset const&) const = default; };  // a value nobody reads
using Constant = std::variant<Unset, std::int64_t, double, bool, std::string, checked::SymbolName>;
struct Cast { std::string message; bool operator==(Cast const&) const = default; };      // target kind = results[0]
struct Failure { std::string message; bool operator==(Failure const&) const = default; };
struct Keys { std::vector<Id<Literal>> literals; bool operator==(Keys const&) const = default; };
// In a set of fields: the first 32 have a bit each, others are in none.
constexpr std::uint32_t field_bit(std::uint32_t index) { return index < 32 ? 1u << index : 0; }
// `floats`, here and below: the fields of such a variant are an array of Floats, not of tagged words.
struct Tag {
  std::string name;
  bool floats = false;
  std::uint32_t unchanged = 0;  // in a cell: the fields that stand there already
  bool operator==(Tag const&) const = default;
};
struct Index {
  std::uint32_t field;
  std::uint32_t count = 0;  // fields that such a variant is declared to have, if that is known
  bool floats = false;
  std::uint32_t plain = 0;  // the fields of such a variant that are known to be no objects
  bool operator==(Index const&) const = default;
};
struct Fields {
  Short<std::uint32_t> kept;  // the fields that args[1…] are
  std::uint32_t plain = 0;    // the fields that are known to be no objects
  std::uint32_t count = 0;    // fields that such a variant has
  bool floats = false;
  bool operator==(Fields const&) const = default;
};
struct Pattern {
  std::string tag;
  std::uint32_t count = 0;            // fields that such a variant is declared to have
  std::uint32_t sure = 0;             // fields that it has in any case
  bool bare = false;                  // it has none in any case
  bool floats = false;
  std::uint32_t plain = 0;            // the fields that are known to be no objects
  std::vector<std::uint32_t> fields;  // that the params of the block are
  bool operator==(Pattern const&) const = default;
};
struct Patterns { std::vector<Pattern> all; bool operator==(Patterns const&) const = default; };
using What = std::variant<std::monostate, Constant, Word const*, Id<Function>, Id<Literal>, Cast, Failure, Keys, Tag, Index,
                          Patterns, Fields>;

// Where something was written, and through which inlined calls it came here.
struct Origin {
  Place place;
  Id<checked::Definition> word;
  Id<Origin> inlined_at;
  bool operator==(Origin const&) const = default;
};

struct Node {
  Op op;
  What what;
  Values args;
  Few<Id<Block>, 2> blocks;
  Types results;
  Id<Origin> origin;
  bool lent = false;  // after `borrow`, of a param or a part: it never gets an owner, which stays elsewhere
};
static_assert(std::is_nothrow_move_constructible_v<Node>);  // or else a store of nodes that grows copies them

enum class Exit : std::uint8_t {
  yield,  // give `values` to the owner: the node's results, or the function's
  again,  // the next round of block `target` of an enclosing loop, its params = `values`
  never   // control does not come here (after `fail`, or a word that exits)
};

struct Block {
  Values params;   // nodes with Op::param
  std::vector<Id<Node>> steps;
  Exit exit = Exit::yield;
  Id<Block> target;
  Values values;
};

// The end of a block that yields a variant of which one field is what the function itself gives, called just before: the
// function may go on with the call's arguments instead, if it puts what it gives into that field (peval/holes.cpp).
struct Hole {
  Id<Block> block;
  Id<Node> call, variant;
};

struct Function {
  std::string name;                    // of the Seq word; for a literal `WORD[1]`: its number within the word, in order
  std::string suffix;                  // tells versions of one word apart, made from what differs: `is`, `any`
  Id<checked::Definition> definition;  // the word it was made from (for a literal: the one it stands in)
  bool is_literal = false;             // the body of a quotation
  Id<Literal> literal;                 // that one
  bool exported = false;               // not static in C, under the word's name
  bool is_part = false;                // a piece of a long one, by the pass `cut`
  Id<Block> body;                      // its params are the function's
  Types results;
  Store<Node> nodes;
  Store<Block> blocks;
  Id<Origin> origin;
  std::vector<Hole> holes;             // by the pass `holes`
};

// A quotation literal as a run-time value.
struct Literal {
  Id<checked::Quotation> quotation;
  Place place;
  std::string name;             // `WORD[1]`
  bool closure = false;         // prints as <closure>
  Types captures;   // joined over all places that make it
};

struct LiteralSet { std::vector<Id<Literal>> literals; };  // sorted

// What lowering tells apart of the variants and maps of a run (peval/lower_objects.h).
struct ObjectSet {
  std::vector<Id<Object>> objects;  // sorted
  std::vector<Pattern> variants;    // all that these may be, and what is known of their fields; none if that is not known
};

// Elements or fields that stay tagged words: those of a list that begins with Ints, Floats or Bools but is no array of them; a
// field of all variants of a tag that begins with a value of one kind.
struct MixedSlot {
  std::string tag;       // none: a list
  std::uint32_t field = 0;
  Place made, mixed;     // where it is made first; where something else is put into it
  Kind first, other;     // the kinds
};

struct Program {
  checked::Program const* checked = nullptr;  // names, effects, places; outlives this
  Store<Function> functions;
  Store<Literal> literals;
  Store<LiteralSet> literal_sets;             // [0] is the empty set; no two are equal (see `intern`)
  std::map<std::vector<Id<Literal>>, Id<LiteralSet>> set_index;
  Store<ObjectSet> object_sets;               // the same for abstract objects
  std::map<std::vector<Id<Object>>, Id<ObjectSet>> object_set_index;
  Store<Origin> origins;
  Id<Function> main;                          // none for a library
  std::vector<MixedSlot> mixed_slots;
  bool placed = false;                        // `place` has run

  Program() {
    intern(std::vector<Id<Literal>>{});
    intern(std::vector<Id<Object>>{});
  }
  // The set of these literals, which must be sorted; the empty one is Id 0.
  Id<LiteralSet> intern(std::vector<Id<Literal>> literals) {
    auto const [found, is_new] = set_index.try_emplace(literals, Id<LiteralSet>{});
    if (is_new) found->second = literal_sets.add({std::move(literals)});
    return found->second;
  }
  Id<ObjectSet> intern(std::vector<Id<Object>> objects) {
    auto const [found, is_new] = object_set_index.try_emplace(objects, Id<ObjectSet>{});
    if (is_new) found->second = object_sets.add({std::move(objects), {}});
    return found->second;
  }
};

// The innermost place in the user's own files that the origin leads back to; the origin itself if there is none.
inline Id<Origin> user_origin(Program const& program, Id<Origin> origin) {
  for (auto at = origin; at; at = program.origins[at].inlined_at) {
    auto const word = program.origins[at].word;
    if (!word || program.checked->definitions[word].module.empty()) return at;
  }
  return origin;
}

inline Type int_type(Form form = Form::normal) { return {Kind::int_, form}; }

// The type of a value, from the node that makes it.
inline Type const& type_of(Function const& function, Value value) {
  return function.nodes[value.node].results[value.index];
}

// True if values of that type are counted: strings, callables, variants and the tagged word.
inline bool is_counted(Type const& type) { return (type.kind == Kind::string || type.kind >= Kind::callable) && !type.bare; }

}  // namespace seq2c::core
