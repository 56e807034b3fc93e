// Lowers one body: the stack of values at compile time, and what each statement does to it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "peval/builder.h"
#include "peval/lower_versions.h"
#include "peval/signature.h"

namespace seq2c::core {

// The stack at one point, bottom first.
struct Stacks {
  Values main, aux;
};

class BodyLowering {
 public:
  BodyLowering(Lowering& lowering, Version& version);

  // Lowers the whole version.
  void run();

 private:
  // An activation: of the version's own word or literal, of a word that sees its callers, of a literal run in place.
  struct Frame {
    Id<checked::Definition> word;
    Id<Origin> site;        // of the call that this activation was lowered for, if it is lowered into its caller
    std::size_t base = 0;   // what lies below belongs to the callers
    Values aux;
  };
  // A branch of a conditional, a match or a call of one of several literals, already lowered.
  struct Arm {
    Id<Block> block;
    Stacks stacks;
    bool dead;
    std::size_t kept = 0;  // results on top that stay when what lies below them is too much
  };

  // lower_body.cpp: statements and the stack
  void statements(checked::Body const& body);
  void statement(checked::Body const& body, std::size_t index);
  void operator()(checked::Push const& push);
  void operator()(checked::CallWord const& call);
  void operator()(checked::PushQuotation const& push);
  void operator()(checked::CallUnion const& call);
  void operator()(checked::Match const& match);
  void operator()(checked::If const& conditional);
  void call_word(Id<checked::Definition> definition, Id<Origin> site);
  void builtin(checked::CallBuiltin const& call, checked::Body const& body, std::size_t index);
  void plain_word(Word const& word, Id<Origin> site);
  void run_word(Word const& word, Values arguments, Id<Origin> site);
  Value argument(Word const& word, std::size_t index, Value value, Kind kind, Id<Origin> site);
  void silent_word(Word const& word, Values arguments, Id<Origin> site);
  void dump(Id<Origin> site);
  void finish();

  Id<Origin> origin(Place place);
  Value pop();
  Values pop_many(std::size_t count);
  void push(Value value) { stack_.push_back(value); }
  // Makes sure that `count` values are there: takes more from the caller if that is allowed, else underflow.
  bool require(std::size_t count);
  bool may_grow() const;
  void underflow();

  // lower_data.cpp: variants, and words that put things into containers and take them out
  Value as_variant(Value value, std::string_view word, Id<Origin> site);
  Value make_variant(std::string tag, Values fields, Id<Origin> site);
  void has_tag(std::string const& tag, Id<Origin> site);
  void field(std::uint32_t index, Id<Origin> site);
  Value read_field(Value variant, std::optional<std::string_view> tag, std::uint32_t index, Type const& type, Id<Origin> site);
  void take_apart(checked::Arm const& arm, Value value, Id<Block> block, Pattern& pattern, Id<Origin> site);
  void expect_fields(Value count, std::uint32_t needed, std::string before, std::string after, Id<Origin> site);
  void wrap(Word const& word, Id<Origin> site);
  Types flow_through(Word const& word, Values const& arguments, Id<Origin> site);
  void flow_word(Word const& word, Values arguments, Types const& types, Id<Origin> site);
  void found_or_zero(Value item, Value found, Id<Origin> site);
  Word const& form_of(Word const& word, Values const& arguments, Types const& types);
  bool changes_kind(Word const& word, Values const& arguments);
  Place user_place(Id<Origin> site) const;
  void note_items(Flow const& sides, Values const& arguments, Id<Origin> site);
  void word_in_seq(Word const& word, Id<Origin> site);
  void isolated(Word const& word, Id<Origin> site);

  // lower_combinators.cpp: callables and what runs them
  void combinator(checked::CallBuiltin const& call, checked::Body const& body, std::size_t index);
  void run_in_place(Id<checked::Quotation> quotation);
  void run_operand(Value callable, std::optional<Id<checked::Quotation>> literal, std::string_view message, Id<Origin> site);
  void invoke(Value callable, std::string_view message, Id<Origin> site);
  void call_version(VersionKey key, std::size_t inputs, Values const& captures, Id<Origin> site);
  bool keeps_growing(VersionKey const& key, std::size_t inputs, std::uint32_t grown) const;
  Id<checked::Definition> word_of(VersionKey const& key) const;
  std::string const& name_of(VersionKey const& key) const;
  void cond(checked::Body const& body, std::size_t index, Id<Origin> site);
  void cond_of(std::size_t count, std::vector<Id<checked::Quotation>> const& literals, Id<Origin> site);
  void choose_by_count(Value count, std::size_t clauses, Id<Origin> site);
  void cond_chain(std::vector<std::pair<Value, Value>> const& clauses, std::vector<Id<checked::Quotation>> const& literals,
                  std::size_t at, Id<Origin> site);
  void pick_or_roll(checked::CallBuiltin const& call, Id<Origin> site);
  void choose_by_index(bool roll, Value index, std::size_t at, Id<Origin> site);
  std::optional<Id<checked::Quotation>> literal_at(checked::Body const& body, std::size_t index) const;

  // lower_join.cpp: branches meet again
  template <class Lower>
  Arm arm(Lower const& lower);
  void join(Node node, std::vector<Arm> arms, checked::Diverges diverges);
  void level_heights(std::vector<Arm>& arms, checked::Diverges diverges);
  void shorten(Arm& arm, std::size_t height);

  Lowering& lowering_;
  Version& version_;
  Builder out_;
  Values stack_;
  std::vector<Frame> frames_;
  std::size_t extras_ = 0;           // inputs below the declared ones
  std::uint32_t joins_ = 0;          // joins of different heights so far
  std::vector<std::pair<std::uint32_t, std::uint32_t>> open_levels_;  // those that could take a higher level: join, level
  bool is_tail_ = true;              // the statement at hand is the last thing that the body does
  bool is_closed_ = false;           // a callable runs on its own inputs only
  bool emptied_ = false;             // stack.dump took away what the callers hold, as far as this body is concerned
  // While one of several literals is called that may not take from below: counts those that want more values than there are.
  std::size_t* too_short_ = nullptr;
  bool again_ = false;               // lower this body once more, with other join levels
};

template <class Lower>
BodyLowering::Arm BodyLowering::arm(Lower const& lower) {
  auto const stack = stack_;
  auto const aux = frames_.back().aux;
  Arm made{out_.open(), {}, false, 0};
  lower(made);
  made.dead = out_.dead();
  out_.close(Exit::yield, {});
  made.stacks = {std::exchange(stack_, stack), std::exchange(frames_.back().aux, aux)};
  return made;
}

}  // namespace seq2c::core
