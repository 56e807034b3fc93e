// Checks the body of one word (spec part 03, sections 5 to 17) and builds what it means.
//
// A body is run on types: a Flow is what is known at one point, each statement takes it to the next. A Scope is what a body
// and its branches and arms have in common; a quotation literal has a scope of its own. After an error the rest of that body,
// branch or arm is skipped; what lies behind goes on as well as it can without reporting consequences.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "frontend/effect.h"
#include "frontend/names.h"
#include "frontend/unify.h"

namespace seq2c {

// What all words of a program share while they are checked.
struct CheckContext {
  explicit CheckContext(Names const& names);

  Names const& names;
  Types types;
  Unifier unifier{types};
  Instance instance{types};
  std::vector<std::string> union_names;
  std::vector<WordEffect> word_effects;   // by index in Names::words
  std::vector<WordEffect> union_effects;  // by index in Names::union_words
  std::vector<std::uint32_t> cycles;      // by index in Names::words: number of the recursion cycle

  // The effect that a call of `name` has; null for operators and undefined names. Words with a rule of their own have one too.
  WordEffect const* effect(Name name);

 private:
  std::vector<std::optional<WordEffect>> builtin_effects_;
};

// The result of a body, without the numbers that the program gives to quotations.
struct CheckedBody {
  checked::Body body;
  std::vector<checked::Quotation> quotations;  // PushQuotation::quotation is the index here
};

class BodyChecker {
 public:
  BodyChecker(CheckContext& context, std::uint32_t word);

  // Checks the body against the word's declared effect.
  void check();

  // Finds the effect of a word that declares none. `main` must be `( -- )` or `( -- Int )`. Nothing after an error.
  std::optional<WordEffect> infer();

  CheckedBody result;
  Diagnostics found;

 private:
  struct Flow {
    Stack stack;
    Items aux = 0;
  };

  // An operator on operands of a type not yet known, in a word without an effect.
  struct PendingOperator { Token token; std::uint32_t operation; Type operand; };

  struct Scope {
    Scope* outer = nullptr;
    std::optional<Type> ambient;  // the expected type of literals that stand directly in the body
    bool learns = false;          // keeps what each step teaches, to know the inputs afterwards
    bool inferred = false;        // of a word without an effect
    bool yields = false;
    bool may_yield = false;       // perhaps, through a quotation parameter
    std::vector<Unifier::TypeBinding> learned_types;
    std::vector<Unifier::RowBinding> learned_rows;
    std::vector<PendingOperator> operators;
  };

  // The expected type of a literal, and the word it was taken from (null: the declared output).
  struct Expected { Type type; Token const* word; Name name; };

  // What a literal is without the values around it.
  struct Literal {
    bool good = false;
    Stack inputs, outputs;
    bool yields = false;
    std::uint32_t number = 0;  // in result.quotations
    Diagnostics errors;        // if not good
  };

  // check_body.cpp
  bool body(ast::Body const& statements, Flow& flow, checked::Body& out);
  bool statement(ast::Body const& statements, std::size_t index, Flow& flow, checked::Body& out);
  bool push_constant(Token const& token, checked::Constant value, Type type, Flow& flow, checked::Body& out);
  bool call(ast::Body const& statements, std::size_t index, Flow& flow, checked::Body& out);
  bool call_builtin(Name name, ast::Body const& statements, std::size_t index, Flow& flow, checked::Body& out);
  Stack start(Stack& outputs);
  void check_yields(Scope const& scope);
  bool check_result(Stack declared, Flow const& flow);
  std::optional<WordEffect> infer_main(Flow const& flow);
  WordEffect named(Stack inputs, Stack outputs, bool yields);

  // check_apply.cpp: effects on the stack
  bool apply(WordEffect const& effect, Token const& token, Flow& flow);
  bool apply_plain(WordEffect const& effect, Origin origin, Flow& flow);
  bool shuffle(WordEffect const& effect, Token const& token, Flow& flow);
  bool pick_or_roll(Word const& word, std::int64_t depth, Token const& token, Flow& flow);
  bool aux_push(Token const& token, Flow& flow);
  bool aux_pop(Token const& token, Flow& flow);
  Type operand(Type type) const;
  bool operation(std::uint32_t operation, Token const& token, Flow& flow, checked::Body& out);
  bool infer_operation(std::uint32_t operation, Token const& token, Flow& flow, checked::Body& out);
  bool finish_operators(Scope& scope, checked::Body& body);
  bool need(std::uint32_t count, Token const& token, Flow& flow);
  std::optional<Item> pop(Token const& token, Flow& flow);
  std::optional<Item> strict_pop(Token const& token, Flow& flow);
  Item take(Flow& flow);
  void forget_stack(Flow& flow);
  bool unknown_call(Flow& flow);
  void commit(Flow& flow, Stack stack);
  void learn();
  void recall(Scope const& scope);

  // check_combinators.cpp
  bool combinator(Word const& word, Token const& token, Flow& flow);
  bool take_callables(Word const& word, std::uint32_t count, Token const& token, Flow& flow, std::vector<Item>& callables);
  bool run(Type callable, Token const& token, Flow& flow);
  bool dynamic_if(Token const& token, Flow& flow, std::vector<Item> const& branches);
  bool spawn(WordEffect const& effect, Token const& token, Flow& flow);
  bool pop_condition(Token const& token, Flow& flow);

  // check_branches.cpp
  bool conditional(ast::If const& node, Flow& flow, checked::Body& out);
  bool join(ast::If const& node, Flow const& first, Flow const& second, checked::Diverges diverges, Flow& flow);
  bool match(ast::Match const& node, Flow& flow, checked::Body& out);
  void check_scrutinee(ast::Match const& node, Item const& scrutinee, bool is_input, Flow& flow);
  bool arm(ast::Arm const& arm, VariantName variant, Flow& flow, checked::Arm& out);
  void check_exhaustive(ast::Match const& node);
  bool diverges(ast::Body const& branch) const;

  // check_literal.cpp
  bool literal(ast::Body const& statements, std::size_t index, Flow& flow, checked::Body& out);
  std::optional<Expected> expected(ast::Body const& statements, std::size_t index);
  Literal& infer_literal(ast::Quotation const& syntax, std::optional<Expected> const& expected);
  bool run_scope(ast::Body const& statements, Scope& scope, Flow& flow, Token const& end, checked::Body& out);
  bool capture(ast::Quotation const& syntax, Expected const& expected, std::uint32_t count, std::uint32_t number, Flow& flow);
  bool capture_more(ast::Quotation const& syntax, Expected const& expected, std::uint32_t number, Flow& flow);
  bool fits(ast::Quotation const& syntax, Literal const& literal, Expected const& expected, Type& type);
  void note_yield(Literal const& literal, Expected const& expected);

  // check_report.cpp
  Origin origin(Token const& token);
  std::string shown(Stack const& stack);
  Diagnostic& add_stack(Diagnostic& diagnostic, Stack const& stack, std::uint32_t labelled);
  void report_mismatch(Token const& token, Stack const& wanted, std::uint32_t count, Flow const& flow);
  std::string conversion(Stack const& wanted, std::uint32_t count, Flow const& flow);
  void report_underflow(Token const& token, std::uint32_t wanted, Stack const& wants, Flow const& flow);
  void report_pop(Token const& token, Flow const& flow, std::uint32_t needed);
  void report_not_callable(Token const& token, Type found, Flow const& flow);
  void report_result(Stack const& declared, Flow const& flow);
  void report_branches(Message const& message, Token const& token, std::string_view first_name, Flow const& first,
                       std::string_view second_name, Flow const& second);
  void report_operator(Token const& token, std::uint32_t operation, Flow const& flow);
  std::string_view in_word() const;
  bool is_main() const;
  bool may_be_left_by_main(Stack const& stack) const;
  template <class... Arguments>
  Diagnostic& report(Place place, Message const& message, Arguments const&... arguments) {
    auto& diagnostic = sink_->report(place, message, arguments...);
    diagnostic.word = in_word();
    return diagnostic;
  }

  CheckContext& context_;
  Names const& names_;
  Types& types_;
  Unifier& unifier_;
  Instance& instance_;
  SourceWord const& word_;
  std::uint32_t word_index_;
  bool classic_;
  Dialect dialect_;
  Stack start_;  // the declared inputs
  Scope* scope_ = nullptr;
  Diagnostics* sink_;
  std::vector<Place> origins_;
  std::unordered_map<ast::Quotation const*, Literal> literals_;
  int trials_ = 0;             // how many trials of captures are under way
  int trial_statements_ = 0;   // checked in trials so far
};

}  // namespace seq2c
