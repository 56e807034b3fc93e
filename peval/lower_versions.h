// The versions of words and literals that lowering makes, and the solver that finds their results.
#pragma once
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "peval/core.h"
#include "peval/lower_objects.h"

namespace seq2c::core {

// What a version is made from: a word or a literal, and the types of all values it takes from the stack, bottom first
// (for a literal without its captures). On a list (lower_spill.cpp) it takes the list of all that lies below, then its declared
// inputs, and gives the list of all that it leaves.
struct VersionKey {
  bool is_literal = false;
  std::uint32_t index = 0;  // of the definition or the literal
  Types inputs;
  bool on_list = false;
};

// A word or a literal, as something that versions are made of.
struct Identity {
  bool is_literal;
  std::uint32_t index;
  bool on_list;
  auto operator<=>(Identity const&) const = default;
};

inline Identity identity_of(VersionKey const& key) { return {key.is_literal, key.index, key.on_list}; }

// For remarks: something was put into containers, or into the fields of a variant as it was made.
struct Put {
  Id<ObjectSet> objects;
  Types types;
  Place place;
  bool makes = false;
};

struct Version {
  VersionKey key;
  Id<Function> function;
  std::uint32_t number = 0;         // in the order in which they were made
  std::vector<Version*> callees;    // whose results it was lowered from
  std::vector<Put> puts;
  Types results;
  Types known_results;  // of the round before: results only widen
  bool never_returns = true;        // the assumption to start from
  std::uint32_t needs_more = 0;     // this many values more must be taken from the caller's stack: the version is void
  bool needs_list = false;          // how many values it leaves depends on the run: the version is void, one on a list is not
  enum class State : std::uint8_t { fresh, active, provisional, done } state = State::fresh;
  bool read_itself = false;         // its assumption was used
  bool changed = false;             // its results differed from the assumption when it was last lowered
  std::uint32_t order = 0, low = 0; // as in Tarjan's algorithm: the oldest active version that it read
  bool keeps_heights = false;       // joins of branches whose heights differ must keep all values (lower_join.cpp)

  bool is_void() const { return needs_more > 0 || needs_list; }
};

class Lowering {
 public:
  Lowering(checked::Program const& checked, Program& program) : checked(checked), program(program), objects(program) {}

  // The version for this key, lowered as far as it can be at the moment. The inputs of the version found may be wider than
  // asked for. The result stays valid until the next call.
  Version const& solve(VersionKey key);

  // True if so many versions of it turned out to need a list that another one need not be tried.
  bool is_best_on_list(VersionKey const& key) const;

  // The word that this is a version of, or that the literal stands in.
  Id<checked::Definition> word_of(VersionKey const& key) const;

  // The run-time value for a quotation literal that captures values of these types.
  Id<Literal> literal(Id<checked::Quotation> quotation, Types const& captures);
  // The types that it captures.
  Types const& captures(Id<Literal> literal);

  // True if the word's body looks at its callers' values, or is nothing but one builtin on containers: it is lowered into them.
  bool sees_callers(Id<checked::Definition> word) const { return sees_callers_[word.index]; }
  // True if it picks, rolls or runs `cond` by a computed number, or calls a word that does: it may find its callers' values.
  bool looks_beyond(Id<checked::Definition> word) const { return looks_beyond_[word.index]; }
  void find_words_that_see_callers();

  // Lowers the versions again that read what widened since (a literal's captures, what an object holds, the objects that come in),
  // and those that call them if their results change, in rounds, until nothing widens. False if there was nothing to do.
  bool settle();
  // Puts the functions into an order of their own, callees first; those that are not called go.
  void order_functions();
  // Tells the objects, for remarks, what is put into them, and where, once it is known which functions there are.
  void note_puts();

  checked::Program const& checked;
  Program& program;
  Objects objects;

 private:
  struct Incoming;
  Version& find(VersionKey key);
  void widen_objects(VersionKey& key);
  void take_incoming(Identity const& identity, Incoming& incoming);
  void iterate(Version& version);
  void read_captures(Id<Literal> literal);
  void take_missed();
  std::vector<bool> keep_reached();
  std::vector<Version*> take_stale();

  // What the version takes that stands for all further ones of a word that has many.
  struct Widest {
    Types inputs;
    std::vector<std::set<Id<Literal>>> missed;  // by input: literals met after the version was made
    bool missed_some = false;
    Version* version = nullptr;
  };
  Version& add(VersionKey key);
  Version* widest(VersionKey const& key, std::vector<Version*> const& same_shape);

  std::deque<Version> versions_;
  std::map<Identity, std::vector<Version*>> by_identity_;
  std::map<std::pair<Identity, std::size_t>, Widest> widest_;  // by word and number of inputs
  // The objects that come in for inputs of these types, whoever calls: versions do not differ in them.
  struct Incoming {
    Types inputs;
    std::vector<Id<ObjectSet>> objects;  // all that ever came in
    std::vector<Id<ObjectSet>> taken;    // those that were known when something was lowered for them
    std::uint32_t growths = 0;           // since the last round
  };
  std::map<Identity, std::vector<Incoming>> incoming_;
  std::map<Identity, std::set<std::size_t>> shapes_;   // the numbers of inputs that something was met with
  std::map<Identity, std::size_t> on_list_;            // how many versions turned out to need a list
  std::map<Id<checked::Quotation>, Id<Literal>> literals_;
  std::map<Id<Literal>, std::vector<std::uint32_t>> capture_readers_;  // the versions that were lowered from a literal's captures
  std::vector<Version*> roots_;         // asked for from outside
  std::set<std::uint32_t> dirty_;       // the versions to lower again
  std::set<Version const*> changed_;    // the versions whose callers are
  std::vector<bool> sees_callers_, looks_beyond_;
  std::vector<Version*> active_;  // Tarjan's stack
  std::vector<Version*> calls_;   // the versions being lowered, innermost last
  std::uint32_t order_ = 0;
};

// Lowers the body of a version into its function, once, under the present assumptions. Sets results, never_returns, needs_list and
// needs_more of the version.
void lower_body(Lowering& lowering, Version& version);

}  // namespace seq2c::core
