// The machine of the evaluator: a stack of tagged words, and a stack of what goes on when a body ends. Nothing recurses in C++.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/checked.h"
#include "peval/core.h"
#include "peval/heights.h"
#include "runtime/word.h"

namespace seq2c::evaluation {

constexpr std::string_view not_callable = "invoke_callable: expected Quotation or Closure, got {}";

// Where an error is told to be: in text of a module the innermost place outside, and the module's word called there.
struct Where {
  Place place;
  Id<checked::Definition> word, calling;
};

// What the running text may see. Literals run by `call dip keep bi if cond` share the scope of the body they stand in.
struct Scope {
  Id<checked::Definition> word;  // whose text runs
  std::size_t limit = 0;         // nothing below this height may be taken
  std::size_t visible = 0;       // from here on `stack.dump` shows
  std::size_t reach = 0;         // from here on a computed `pick` or `roll` sees
  Where entered{};               // in text of a module: for its errors
};

// An entry of the control stack.
struct Frame {
  enum class Kind : std::uint8_t {
    body,     // runs the statements of `text` from `next` on
    trim,     // an end: `outputs` values stay above `base`, strays below them go
    restore,  // `dip` and `keep`: puts one held value back
    second,   // `bi`: puts the held value back, then runs the held callable
    clause    // `cond`: looks at a predicate's answer; the pairs from the `next`-th on are held
  } kind = Kind::body;
  bool owns_scope = false, owns_aux = false;  // of a body: they end with it
  bool literal = false;                       // of second and clause: the callables are literals
  std::uint32_t next = 0;
  std::uint32_t outputs = 0;                  // of a trim; of a clause the number of pairs
  std::uint32_t base = 0;                     // of a trim: what lies below stays
  std::uint32_t aux_base = 0;                 // of a body
  checked::Body const* text = nullptr;
  Id<checked::Definition> word{};             // of a trim
  Where where{};                              // of all but bodies
};

struct Outcome {
  int status = 0;
  std::string error;  // what to tell on standard error
};

struct Failure {  // a run-time error on its way out of Machine::run
  std::string message;
};

class Machine {
 public:
  explicit Machine(checked::Program const& program) : program_(program), heights_(program) {}
  Outcome run();

 private:
  void step();
  void execute(checked::Push const& push);
  void execute(checked::PushQuotation const& push);
  void execute(checked::CallWord const& call) { enter(call.word); }
  void execute(checked::CallBuiltin const& call);
  void execute(checked::If const& conditional);
  void execute(checked::CallUnion const&);
  void execute(checked::Match const&);

  void enter(Id<checked::Definition> id);
  void run_callable(seq_value value, bool literal, std::string_view message = not_callable);
  void run_quotation(seq_value value, bool literal, std::optional<std::size_t> alone_from);
  void resume(Frame const& frame);
  void push_trim(Frame trim, bool drop_surplus);
  void push_body(Frame body);
  void push_branch(checked::Body const& branch, std::optional<Frame> trim = std::nullopt);
  void leave();
  void finish_exhausted();
  Where where_in(Id<checked::Definition> callee, Place place) const;

  void apply(Word const& word);
  void make(std::string const& tag, std::size_t count);
  void wrap(Word const& word);
  void field(std::uint32_t index);
  void take_apart(checked::Arm const& arm, seq_value variant);
  void call_in_seq(Word const& word);
  void run_isolated(Word const& word);
  void shuffle(Word const& word);
  void pick_or_roll(checked::CallBuiltin const& call);
  void hide(bool keep);
  void run_two();
  void choose();
  void start_cond();
  void run_predicate(std::uint32_t next, std::uint32_t count, bool literal);
  void judge_predicate(Frame const& frame);
  void dump();
  void push_aux();
  void pop_aux();

  seq_value pop();
  seq_value pop_held();
  void need(std::size_t count);
  void drop(std::size_t first, std::size_t count);
  bool is_literal(std::size_t below) const { return literals_before(program_, *text_, at_, below + 1).size() == below + 1; }
  bool is_exhausted() const { return frames_.back().next == frames_.back().text->size(); }
  std::uint32_t height() const { return static_cast<std::uint32_t>(stack_.size()); }
  std::string const& name(Id<checked::Definition> id) const { return program_.definitions[id].name; }
  [[noreturn]] void fail(std::string message) const { throw Failure{std::move(message)}; }
  std::string located(std::string const& message) const;

  checked::Program const& program_;
  Heights heights_;
  std::vector<seq_value> stack_, aux_, held_;
  std::vector<seq_value> results_;  // of the builtin that runs
  std::vector<Frame> frames_;
  std::vector<Scope> scopes_;
  checked::Body const* text_ = nullptr;  // the statement that runs: its body and position
  std::size_t at_ = 0;
  Where where_;
};

// A new owner of a value.
seq_value another(seq_value value);

// True if the value is of that kind; any value is of the kind `any`.
bool is_of(core::Kind kind, seq_value value);

// The message with the value's debug text in place of `{}`.
std::string with_value(std::string_view message, seq_value value);

}  // namespace seq2c::evaluation
