// Each shape stresses other parts of the compiler. Every word is reached from main, so that none is dropped unread, and what
// main is given is not known while compiling, so that nothing folds away.
#include "tests/bench/shapes.h"

#include <fmt/format.h>

#include <array>

#include "tests/large_program.h"

namespace seq2c::test {
namespace {

// `main`, which gives the number of arguments to an `Int -- Int`.
std::string main_of(std::string const& word) { return fmt::format(": main ( -- ) args.count {} int->string io.write-line ;\n", word); }

// Words of eight lines; each calls the one before.
std::string words(std::size_t lines) {
  std::string text = ": word-0 ( Int -- Int ) 1 i.+ ;\n";
  auto const count = lines / 8;
  for (std::size_t word = 1; word <= count; ++word)
    text += fmt::format(": word-{} ( Int -- Int )\n  dup {} i.* swap\n  dup {} i.> [\n    1 i.- word-{}\n  ] [\n    {} i.+\n  ] if i.+\n;\n", word,
                        word % 97 + 2, word % 50, word - 1, word % 89);
  return text + main_of(fmt::format("word-{}", count));
}

// Words on strings: literals, concatenation, tests.
std::string strings(std::size_t lines) {
  std::string text = ": text-0 ( String -- String ) \"!\" string.concat ;\n";
  auto const count = lines / 8;
  for (std::size_t word = 1; word <= count; ++word)
    text += fmt::format(": text-{} ( String -- String )\n  dup \"a{}\" string.contains [\n    \"<{}>\" swap string.concat\n  ] [\n"
                        "    dup string.length int->string string.concat\n  ] if \", \" string.concat\n  text-{}\n;\n",
                        word, word, word % 1000, word - 1);
  return text + fmt::format(": main ( -- ) args.count int->string text-{} io.write-line ;\n", count);
}

// Words that give closures and known quotations to combinators.
std::string closures(std::size_t lines) {
  std::string text =
      "include std:loops\n: twice ( Int [ Int -- Int ] -- Int ) dup 2 pick swap call swap call nip ;\n"
      ": step-0 ( Int -- Int ) 1 i.+ ;\n";
  auto const count = lines / 8;
  for (std::size_t word = 1; word <= count; ++word)
    text += fmt::format(": step-{} ( Int -- Int )\n  {} [ i.+ ] twice\n  dup [ step-{} ] dip\n  [ 1 i.+ ] [ {} i.* ] bi\n"
                        "  i.+ i.+\n  [ dup 1 i.+ swap drop ] keep i.+\n  3 band 0 [ {} i.* i.+ ] integer-fold\n;\n",
                        word, word % 7 + 1, word - 1, word % 9 + 2, word % 5);
  return text + main_of(fmt::format("step-{}", count));
}

// Two lines a word: the longest chain of calls.
std::string deep(std::size_t lines) {
  std::string text = ": deep-0 ( Int -- Int ) 1 i.+ ;\n";
  auto const count = lines / 2;
  for (std::size_t word = 1; word <= count; ++word)
    text += fmt::format(": deep-{} ( Int -- Int )\n  deep-{} {} i.+ 7 i.* ;\n", word, word - 1, word);
  return text + main_of(fmt::format("deep-{}", count));
}

// Words that choose between many others, hundred by hundred.
std::string dispatch(std::size_t lines) {
  std::string text;
  auto const groups = lines / 300 + 1;
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t word = 0; word < 100; ++word)
      text += fmt::format(": case-{}-{} ( Int -- Int ) dup {} i.* swap {} i./ drop i.+ ;\n", group, word, word + 2, word + 3);
    text += fmt::format(": choose-{} ( Int -- Int )\n", group);
    for (std::size_t word = 0; word < 100; ++word) text += fmt::format("  dup {} i.= [ case-{}-{} ] [\n", word, group, word);
    text += group == 0 ? "  1 i.+\n" : fmt::format("  1 i.+ choose-{}\n", group - 1);
    for (std::size_t word = 0; word < 100; ++word) text += "  ] if\n";
    text += ";\n";
  }
  return text + main_of(fmt::format("choose-{}", groups - 1));
}

// Groups of ten words that call each other, last and not last.
std::string cycles(std::size_t lines) {
  std::string text;
  auto const groups = lines / 60 + 1;
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t word = 0; word < 10; ++word)
      text += fmt::format(": turn-{}-{} ( Int -- Int )\n  dup 0 i.<= [ drop {} ] [\n    1 i.- dup 3 band 0 i.= [ turn-{}-{} ] [\n"
                          "      turn-{}-{} 1 i.+\n    ] if\n  ] if ;\n",
                          group, word, group == 0 ? "1" : fmt::format("5 turn-{}-{}", group - 1, word), group, (word + 1) % 10, group,
                          (word + 3) % 10);
  return text + main_of(fmt::format("turn-{}-0", groups - 1));
}

// One cycle of tail calls through all words.
std::string circle(std::size_t lines) {
  std::string text;
  auto const count = lines / 5 + 1;
  for (std::size_t word = 0; word < count; ++word)
    text += fmt::format(": round-{} ( Int -- Int )\n  dup {} i.> [\n    {} i.- round-{}\n  ] [ {} i.+ ] if\n;\n", word, word % 50, word % 9 + 1,
                        (word + 1) % count, word % 89);
  return text + main_of("round-0");
}

// One word of many lines without branches.
std::string straight(std::size_t lines) {
  std::string text = ": straight ( Int -- Int )\n";
  for (std::size_t line = 0; line < lines; ++line) text += fmt::format("  dup {} i.* swap 2 shr i.+ {} bxor\n", line % 97 + 2, line);
  return text + ";\n" + main_of("straight");
}

// One word of many conditionals in a row, with strings that live through all of them.
std::string branches(std::size_t lines) {
  std::string text = ": branches ( Int String String -- Int )\n";
  for (std::size_t line = 0; line < lines / 4; ++line)
    text += fmt::format("  rot dup {} i.> [\n    {} i.- rot \"{}\" string.concat rot rot\n  ] [ {} i.+\n  ] if rot rot\n", line % 50, line % 9 + 1,
                        line % 10, line % 89);
  return text + "  io.write io.write ;\n" + ": main ( -- ) args.count \"a\" \"b\" branches int->string io.write-line ;\n";
}

// One word that prints line after line: nothing but effects.
std::string effects(std::size_t lines) {
  std::string text = ": effects ( Int -- )\n";
  for (std::size_t line = 0; line < lines; ++line) text += fmt::format("  dup {} i.+ int->string \"line {} \" swap string.concat io.write-line\n", line, line);
  return text + "  drop ;\n: main ( -- ) args.count effects ;\n";
}

// The examples and the conformance programs in one.
std::string programs(std::size_t lines) { return large_program(lines).text; }

constexpr std::array shapes{Shape{"programs", "hundreds of different programs in one (10,295 lines at most)", programs},
                            Shape{"words", "words of arithmetic, each calling the one before", words},
                            Shape{"strings", "words on strings", strings},
                            Shape{"closures", "closures and combinators", closures},
                            Shape{"deep", "a chain of calls of short words", deep},
                            Shape{"dispatch", "choices between a hundred words", dispatch},
                            Shape{"cycles", "groups of words that call each other", cycles},
                            Shape{"circle", "one cycle of tail calls", circle},
                            Shape{"straight", "one word without branches", straight},
                            Shape{"branches", "one word of conditionals in a row", branches},
                            Shape{"effects", "one word that only prints", effects}};

}  // namespace

std::span<Shape const> program_shapes() { return shapes; }

}  // namespace seq2c::test
