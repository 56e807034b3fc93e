// How random programs are made: the types the generator knows, and the class that writes words of them. Data (unions, lists,
// maps) has its own file, generate_data.cpp.
#pragma once
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace seq2c::fuzz {

// A type of the generator: a kind, what a list or map holds, or one of the callables.
enum class Type : std::uint8_t {
  int_, float_, bool_, string, symbol,
  shape, maybe, ints, floats, truths, texts, lists, mixed, runs, by_int, by_text, by_bool,
  map_int, fold_int, make_int, map_string, test_int
};
using Types = std::vector<Type>;

struct Signature {
  Type type;
  Types inputs, outputs;
};

Signature const& signature_of(Type type);
bool is_callable(Type type);
bool is_data(Type type);

// As it is written in an effect: lists are any variant, maps are a letter of their own.
std::string written(Types const& types);

// A word as it may be called: a builtin, one of the program made before, or some words that do it together.
struct Callee {
  std::string name;
  Types inputs, outputs;
};

// Words that run one of several quotations of different effects: which one is known when the program runs, and here.
struct Table {
  struct Entry {
    Types inputs, outputs;
  };
  std::vector<std::string> words;     // ( ..a Int -- ..b )
  std::vector<std::string> pairs;     // ( ..a Int Int -- ..b ): one after the other
  std::vector<Entry> entries;         // by number
};

// Whatever may be done to data, and the words (and unions) that all programs share for it.
std::vector<Callee> const& data_words();
std::string_view shared_words();

// What a body may do besides what its stack allows.
struct Context {
  bool known = true;   // the checker knows the types below: not so in a literal that nothing expects
  bool words = true;   // it may call the program's words and hold literals: not where a closure is expected all around
  bool row = true;     // it may lose track of what lies below, as `cond` does
  int depth = 0;       // of literals and branches
};

class Generator {
 public:
  Generator(std::uint64_t seed, std::string prefix) : random_(seed), prefix_(std::move(prefix)) {}
  std::string program();

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool chance(std::size_t percent) { return below(100) < percent; }
  template <class Range>
  auto const& one_of(Range const& range) { return range[below(std::size(range))]; }
  Types some_types(std::size_t most, std::size_t callable_percent = 0);
  Type some_type();

  std::string literal(Type type, Context context);
  std::string int_literal();
  std::string string_literal();
  std::string quotation(Type type, Context context, bool expected);
  std::string data_literal(Type type, Context context);
  std::string body(Types stack, Types const& wanted, std::size_t size, Context context);
  std::string part(Types& stack, std::size_t most, Context context, Types const& outputs);

  // Each adds a step that fits the stack, or nothing.
  std::string step(Types& stack, Context context);
  std::string call_step(Types& stack, Context context, std::vector<Callee> const& callees);
  std::string shuffle_step(Types& stack, Context context);
  std::string branch_step(Types& stack, Context context);
  std::string combinator_step(Types& stack, Context context);
  std::string cond_step(Types& stack, Context context);
  std::string loop_step(Types& stack, Context context);
  std::string callable_step(Types& stack, Context context);
  std::string cast_step(Types& stack);
  std::string match_step(Types& stack, Context context);
  std::string traverse_step(Types& stack, Context context);
  std::string trap_step(Types& stack, Context context);
  std::string depth_step(Types& stack);
  std::string table_step(Types& stack, Context context);
  std::string finish(Types const& stack, Types const& wanted, Context context);

  std::string define(std::string const& name, Types const& inputs, Types const& outputs, std::string const& text);
  std::string word(std::size_t number);
  std::string counted_word(std::string const& name);
  std::string stray_word(std::string const& name);
  std::string pair_of_words(std::string const& name);
  std::string combinator_word(std::string const& name);
  std::string closure_word(std::string const& name);
  std::string table_words(std::string const& name);
  std::string lookup(std::string const& name, std::vector<std::string> const& literals);

  std::mt19937_64 random_;
  std::string prefix_;
  std::vector<Callee> callees_;
  std::vector<Callee> makers_;  // words that give closures
  std::vector<Table> tables_;
};


}  // namespace seq2c::fuzz
