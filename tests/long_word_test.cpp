// Words that would be C functions of thousands of lines become several (peval/cut.cpp), and do what they did.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/chain.h"
#include "tests/program.h"

namespace seq2c::test {
namespace {

constexpr std::size_t longest = 2000;

bool contains(std::string const& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

// The lines of the longest function of a C file, which begins in the first column, as its end does.
std::size_t longest_function(std::string_view c) {
  std::size_t found = 0, length = 0;
  for (std::size_t at = 0; at < c.size();) {
    auto const end = std::min(c.find('\n', at), c.size());
    auto const line = c.substr(at, end - at);
    bool const begins = !line.empty() && std::string_view(" }#/").find(line[0]) == std::string_view::npos;
    length = begins ? 1 : length + 1;
    if (line == "}") found = std::max(found, length);
    at = end + 1;
  }
  return found;
}

class LongWords : public WithFolder {
 protected:
  // Compiled, with its memory checked, the program says what the evaluator says, and no function of its C is too long.
  void expect_parts(std::string const& text, std::vector<std::string> const& arguments = {}) const {
    auto const source = write("program.seq", text);
    std::vector<std::string> evaluate{"run", "--evaluate", "program.seq"};
    evaluate.insert(evaluate.end(), arguments.begin(), arguments.end());
    auto const expected = seq2c(evaluate);
    for (auto const& [level, option] : {std::pair{0, "-O0"}, std::pair{2, "-O2"}}) {
      ChainOptions options;
      options.level = level;
      auto const made = c_of(source, options);
      EXPECT_EQ(made.problem, "");
      EXPECT_TRUE(contains(made.c, "part_2(")) << option;
      EXPECT_LE(longest_function(made.c), longest) << option;
      auto const result = start(build(text, {option, "--check"}), arguments);
      EXPECT_EQ(result.output, expected.output) << option;
      EXPECT_EQ(result.errors, expected.errors) << option;
      EXPECT_EQ(result.status, expected.status) << option;
    }
  }
};

constexpr auto adder = ": adder ( Int -- Closure[Int -- Int] ) [ i.+ 1000003 i.% drop ] ;\n";
constexpr auto values = "list.make \"text\" 0.5 args.count adder args.count ";
constexpr auto show_values =
    "int->string io.write-line drop float->string io.write-line io.write-line son.dump io.write-line ;\n";

// Lines that change and show a list, a string, a float, a closure and a number, which live through all of them.
std::string lines(std::size_t count) {
  constexpr std::array<std::string_view, 10> kinds{
      "3 i.* {} i.+ 1000003 i.% drop",
      ">aux >aux >aux \"{}\" string.concat dup string.length 30 i.> [ drop \"again\" ] [ ] if aux> aux> aux>",
      ">aux >aux >aux >aux {} list.push aux> aux> aux> aux>",
      ">aux >aux {}.5 f.+ aux> aux>",
      "dup 2 pick call nip",
      "dup 2 i.% drop 0 i.= [ {} i.+ ] [ dup int->string io.write-line 1 i.- ] if",
      "list.make over list.push {} list.push [ 1 i.+ ] list.map 0 [ i.+ ] list.fold i.+ 1000003 i.% drop",
      "dup 3 i.% drop 0 i.= [ [ {} i.+ ] ] [ [ 2 i.+ ] ] if call",
      "3 pick io.write-line 2 pick float->string io.write-line",
      "4 pick list.length int->string io.write-line"};
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    auto line = std::string(kinds[i % kinds.size()]);
    if (auto const hole = line.find("{}"); hole != std::string::npos) line.replace(hole, 2, std::to_string(i));
    text += "  " + line + "\n";
  }
  return text;
}

TEST_F(LongWords, ValuesLiveFromPartToPart) { expect_parts(fmt::format("{}: main ( -- )\n  {}\n{}  {}", adder, values, lines(800), show_values)); }

TEST_F(LongWords, RoundsOfALoop) {
  expect_parts(fmt::format(
      "{}: spin ( Variant String Float Closure[Int -- Int] Int Int -- Variant String Float Closure[Int -- Int] Int )\n"
      "  dup 0 i.= [ drop ] [ >aux\n{}  aux> 1 i.- spin ] if ;\n"
      ": main ( -- ) {} 3 spin {}",
      adder, lines(800), values, show_values));
}

// Some arms are long, and there are very many.
TEST_F(LongWords, ArmsOfAMatch) {
  constexpr std::size_t arms = 300;
  std::string variants, match, main;
  for (std::size_t i = 0; i < arms; ++i) {
    variants += fmt::format("  A{} {{ n: Int s: String }}\n", i);
    match += fmt::format("    A{0} {{ >n >s }} -> \"a{0}\" string.concat swap {0} i.* int->string string.concat\n", i);
    for (std::size_t line = 0; i % 100 == 7 && line < 1000; ++line) match += fmt::format("      \"line {}\" io.write-line\n", line);
    main += fmt::format("  args.count {0} i.+ \"x\" Make-A{0} show io.write-line\n", i);
  }
  expect_parts(fmt::format("union Shape {{\n{}}}\n: show ( Shape -- String )\n  match\n{}  end ;\n: main ( -- )\n{};\n", variants, match, main));
}

std::string conditions(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("  dup {} i.= [ \"at {}\" io.write-line ] [ ] if\n", i * 500 + 1, i);
  return text;
}

// The recursive call stays in the word, so that the list is made without a stack.
TEST_F(LongWords, ListsAreMadeInConstantSpace) {
  auto const text = "union Chain { End Link { n: Int next: Chain } }\n"
                    ": grow ( Int -- Chain )\n  dup 0 i.= [ drop Make-End ] [\n" + conditions(1000) + "  dup 1 i.- grow Make-Link ] if ;\n"
                    ": sum ( Int Chain -- Int ) match End -> Link { >n >next } -> >aux i.+ aux> sum end ;\n"
                    ": main ( -- ) 1 args.at string->int drop grow 0 swap sum int->string io.write-line ;\n";
  expect_parts(text, {"2000"});
  auto const result = start_within(256 << 10, 0, build(text), {"500000"});
  EXPECT_TRUE(result.output.ends_with("\n125000250000\n")) << result.errors;
}

TEST_F(LongWords, ErrorsNameTheWord) {
  std::string prints;
  for (int i = 0; i < 700; ++i) prints += fmt::format("  \"{}\" io.write-line args.count int->string io.write-line\n", i);
  auto const text = ": main ( -- )\n" + prints + "  list.make \"x\" list.push 1 list.push args.count 1 i.- list.get drop 1 i.+ int->string io.write-line\n" + prints + ";\n";
  auto const result = start(build(text, {"-O0"}));
  EXPECT_NE(result.status, 0);
  EXPECT_TRUE(contains(result.errors, "main")) << result.errors;
  EXPECT_TRUE(contains(result.errors, "702")) << result.errors;
  EXPECT_FALSE(contains(result.errors, "part")) << result.errors;
  expect_parts(text);
}

// A program in which nothing is long has no parts.
TEST_F(LongWords, ShortOnesStay) {
  auto const made = c_of(write("program.seq", fmt::format("{}: main ( -- )\n  {}\n{}  {}", adder, values, lines(80), show_values)), {});
  EXPECT_FALSE(contains(made.c, "part_"));
  EXPECT_GT(longest_function(made.c), 400u);
}

}  // namespace
}  // namespace seq2c::test
