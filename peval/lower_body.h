// Lowers one body: the stack of values at compile time, and what each statement does to it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "peval/builder.h"
#include "peval/lower_versions.h"
#include "peval/signature.h"

namespace seq2c::core {

// Values that a literal takes besides its captures.
std::size_t literal_inputs(checked::Quotation const& quotation);

// The stack at one point, bottom first; `rest` is the list of what lies below, if it is one (lower_spill.cpp).
struct Stacks {
  Values main, aux;
  Value rest;
  std::size_t base = 0;  // what lies below belongs to the callers of the innermost activation
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
  bool is_trimmed() const;
  // True if it gives just its declared outputs, and takes just its inputs.
  bool has_fixed_effect(Id<checked::Definition> word) const;
  // The values above `floor_` that are known.
  std::size_t there() const { return stack_.size() - floor_; }
  void trim(std::size_t base, std::size_t outputs, Id<Origin> site);
  void underflow();
  void keep_heights();

  // lower_spill.cpp: stacks whose height only the running program knows
  void spill(Id<Origin> site);
  void pull(std::size_t count);
  void unspill(std::size_t count, Id<Origin> site);
  void trim_list(Value below, std::size_t outputs, Id<Origin> site);
  void require_in_list(Value count, Id<Origin> site);
  void spill_arms(std::vector<Arm>& arms);
  void pick_in_list(bool roll, Value index, Id<Origin> site);
  void roll_below_list(std::size_t place, Id<Origin> site);

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
  std::optional<Value> sure_field(Word const& word, Values const& arguments, Id<Origin> site);
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
  void call_on_list(VersionKey key, std::size_t inputs, Values const& captures, Id<Origin> site);
  std::optional<Values> call_function(Version const& version, Values args, Id<Origin> site);
  void cond(checked::Body const& body, std::size_t index, Id<Origin> site);
  void cond_of(std::size_t count, std::vector<Id<checked::Quotation>> const& literals, Id<Origin> site);
  void choose_by_count(Value count, std::size_t clauses, Id<Origin> site);
  void cond_chain(std::vector<std::pair<Value, Value>> const& clauses, std::vector<Id<checked::Quotation>> const& literals,
                  std::size_t at, Id<Origin> site);
  void pick_or_roll(checked::CallBuiltin const& call, Id<Origin> site);
  // A computed `pick` or `roll`: what was asked for, and that less the values in the list if the search is past it.
  struct ByIndex {
    bool roll;
    Value asked, index;
    bool past_list = false;
  };
  void choose_by_index(ByIndex const& by, std::size_t at, Id<Origin> site);
  void take_from(std::size_t place, bool roll);
  void index_out_of_range(std::string_view name, Value index, Id<Origin> site);
  template <class Yes, class No>
  void either(Value condition, Yes const& yes, No const& no, Id<Origin> site);
  std::optional<Id<checked::Quotation>> literal_at(checked::Body const& body, std::size_t index) const;

  // lower_join.cpp: branches meet again
  template <class Lower>
  Arm arm(Lower const& lower);
  void join(Node node, std::vector<Arm> arms, checked::Diverges diverges);
  bool level_heights(std::vector<Arm>& arms, checked::Diverges diverges);
  void cut_to(std::vector<Arm>& arms, std::size_t height);
  void shorten(Arm& arm, std::size_t height);

  Lowering& lowering_;
  Version& version_;
  Builder out_;
  Values stack_;
  std::vector<Frame> frames_;
  Place at_;                         // of the statement that was begun last
  std::size_t extras_ = 0;           // inputs below the declared ones
  std::size_t floor_ = 0;            // below it lies what a word that runs in place and takes just its inputs does not get
  Value rest_;                       // a list of what lies between that and the values from `floor_` on, if there is one
  bool truncated_ = false;           // a join of different heights took values away
  bool is_tail_ = true;              // the statement at hand is the last thing that the body does
  bool is_closed_ = false;           // a callable runs on its own inputs only
  bool emptied_ = false;             // stack.dump took away what the callers hold, as far as this body is concerned
  bool again_ = false;               // lower this body once more, keeping all values at joins
};

template <class Lower>
BodyLowering::Arm BodyLowering::arm(Lower const& lower) {
  auto const stack = stack_;
  auto const aux = frames_.back().aux;
  auto const rest = rest_;
  auto const base = frames_.back().base;
  Arm made{out_.open(), {}, false, 0};
  lower(made);
  made.dead = out_.dead();
  out_.close(Exit::yield, {});
  made.stacks = {std::exchange(stack_, stack), std::exchange(frames_.back().aux, aux), std::exchange(rest_, rest),
                 std::exchange(frames_.back().base, base)};
  return made;
}

// Does the one or the other.
template <class Yes, class No>
void BodyLowering::either(Value condition, Yes const& yes, No const& no, Id<Origin> site) {
  std::vector<Arm> arms;
  arms.push_back(arm([&](Arm&) { yes(); }));
  arms.push_back(arm([&](Arm&) { no(); }));
  join({Op::if_, {}, {condition}, {}, {}, site}, std::move(arms), checked::Diverges::no);
}

}  // namespace seq2c::core
