// Recursion and loops without end.
#include <fmt/format.h>

#include <cstdio>

#include "tests/program.h"

namespace seq2c::test {
namespace {

bool contains(std::string const& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

class Deep : public WithFolder {};

constexpr auto million_deep = R"(
: depth ( Int -- Int ) dup 0 i.= [ ] [ 1 i.- depth 1 i.+ ] if ;
: main ( -- ) 1 args.at string->int drop depth int->string io.write-line ;
)";

TEST_F(Deep, AMillionCallsAtAllLevels) {
  for (auto const* level : {"-O0", "-O2"})
    EXPECT_EQ(start(build(million_deep, {level}), {"1000000"}).output, "1000000\n") << level;
  write("deep.seq", million_deep);
  EXPECT_EQ(seq2c({"run", "--evaluate", "deep.seq", "1000000"}).output, "1000000\n");
}

// No compiler makes a loop of it.
constexpr auto endless_recursion = R"(
: sink ( Int -- Int ) dup 1 i.+ sink 3 i.* bxor ;
: main ( -- ) "before" io.write-line args.count sink int->string io.write-line ;
)";

TEST_F(Deep, ExhaustionNamesAWord) {
  for (auto const* level : {"-O0", "-O2"}) {
    auto const result = start(build(endless_recursion, {level}), {"x"});
    EXPECT_EQ(result.status, 134) << level;
    EXPECT_EQ(result.output, "before\n") << level;
    EXPECT_TRUE(contains(result.errors, "stack overflow in sink")) << result.errors;
  }
}

constexpr auto mutual = R"(
: even ( Int -- Bool ) dup 0 i.= [ drop true ] [ 1 i.- odd ] if ;
: odd ( Int -- Bool ) dup 0 i.= [ drop false ] [ 1 i.- even ] if ;
: main ( -- ) 1 args.at string->int drop even son.dump io.write-line ;
)";

TEST_F(Deep, MutualTailCallsTakeNoStack) {
  for (auto const* level : {"-O0", "-O2"}) {
    auto const small_stack = start_within(256 << 10, 0, build(mutual, {level}), {"100000000"});
    EXPECT_EQ(small_stack.output, "true\n") << level << small_stack.errors;
  }
}

constexpr auto loop = R"(
: count ( Int Int -- Int ) dup 0 i.= [ drop ] [ swap 3 i.* 1 i.+ swap 1 i.- count ] if ;
: main ( -- ) 0 1 args.at string->int drop count 0 i.= son.dump io.write-line ;
)";

TEST_F(Deep, ABillionRoundsAtAllLevels) {
  for (auto const* level : {"-O0", "-O2"}) EXPECT_EQ(start(build(loop, {level}), {"1000000000"}).output, "false\n") << level;
}

constexpr auto through_quotations = R"(
: loop ( Int -- ) dup 0 i.= [ drop ] [ 1 i.- [ loop ] call ] if ;
: again ( Int [Int -- ] -- ) over 0 i.= [ drop drop ] [ swap 1 i.- swap again ] if ;
: main ( -- ) 1 args.at string->int drop dup loop [ drop ] again "done" io.write-line ;
)";

TEST_F(Deep, TailCallsThroughQuotationsTakeNoStack) {
  for (auto const* level : {"-O0", "-O2"}) EXPECT_EQ(start(build(through_quotations, {level}), {"10000000"}).output, "done\n") << level;
  write("loop.seq", through_quotations);
  EXPECT_EQ(seq2c({"run", "--evaluate", "loop.seq", "200000"}).output, "done\n");
}

// A value is left behind by each round, and dropped before the next.
constexpr auto strays = R"(
: down ( Int -- String ) dup 0 i.= [ drop "end" ] [ dup 1 i.- down ] if ;
: main ( -- ) 1 args.at string->int drop down io.write-line ;
)";

TEST_F(Deep, StrayValuesDoNotPileUp) {
  for (auto const* level : {"-O0", "-O2"}) EXPECT_EQ(start(build(strays, {level}), {"10000000"}).output, "end\n") << level;
  write("strays.seq", strays);
  EXPECT_EQ(seq2c({"run", "--evaluate", "strays.seq", "200000"}).output, "end\n");
}

// Chains that the runtime must not walk by recursion: closures over closures, freed at once.
constexpr auto chain = R"(
: wrap ( Closure[Int -- Int] -- Closure[Int -- Int] ) [ call 1 i.+ ] ;
: chain ( Closure[Int -- Int] Int -- Closure[Int -- Int] ) dup 0 i.= [ drop ] [ swap wrap swap 1 i.- chain ] if ;
: start ( Int -- Closure[Int -- Int] ) [ i.+ ] ;
: main ( -- ) 5 start 1 args.at string->int drop chain drop "freed" io.write-line ;
)";

TEST_F(Deep, LongChainsOfClosuresAreFreed) {
  for (auto const* level : {"-O0", "-O2"}) EXPECT_EQ(start(build(chain, {level}), {"1000000"}).output, "freed\n") << level;
}

// What is freed at once, of ten million parts: a chain, the elements of a list, the values of a map. A list of as many numbers is
// there at the same time, so that little room is left besides what the parts themselves took.
constexpr auto chains = R"(
union Chain { End Link { value: Int, next: Chain } }
: chain ( Chain Int -- Chain ) dup 0 i.= [ drop ] [ tuck swap Make-Link swap 1 i.- chain ] if ;
: build ( Int -- Chain ) Make-End swap chain ;
: gone ( Chain -- Int ) match End -> 0 Link { >value } -> end ;
)";

constexpr auto elements = R"(
union Chain { End Link { value: Int, next: Chain } }
: elements ( V Int -- V ) dup 0 i.= [ drop ] [ tuck Make-End Make-Link list.push swap 1 i.- elements ] if ;
: build ( Int -- V ) list.make swap elements ;
: gone ( V -- Int ) list.length ;
)";

constexpr auto values = R"(
union Chain { End Link { value: Int, next: Chain } }
: values ( M Int -- M ) dup 0 i.= [ drop ] [ tuck dup Make-End Make-Link map.set swap 1 i.- values ] if ;
: build ( Int -- M ) map.make swap values ;
: gone ( M -- Int ) map.size ;
)";

constexpr auto freeing_main = R"(
: numbers ( V Int -- V ) dup 0 i.= [ drop ] [ tuck list.push swap 1 i.- numbers ] if ;
: main ( -- )
  1 args.at string->int drop dup build swap list.make swap numbers
  swap gone int->string io.write-line
  list.length int->string io.write-line
;
)";

TEST_F(Deep, MillionsOfPartsAreFreedInNoSpace) {
  for (auto const* parts : {chains, elements, values}) {
    auto const text = std::string(parts) + freeing_main;
    auto const first = parts == chains ? "1\n" : "10000000\n";
    for (auto const* level : {"-O0", "-O2"}) {
      EXPECT_EQ(start_within(64 << 10, 0, build(text, {level, "--check"}), {"1000000"}).status, 0) << level << text;
      // How much the values take at most, told by the program itself.
      auto const told = start(build(text, {level, "--stats"}), {"10000000"}).errors;
      unsigned long long allocations = 0, bytes = 0;
      ASSERT_EQ(std::sscanf(told.c_str(), "seq: %llu allocations, %llu bytes", &allocations, &bytes), 2) << told;
      auto const limited = start_within(64 << 10, bytes + bytes / 20 + (16 << 20), build(text, {level}), {"10000000"});
      EXPECT_EQ(limited.output, first + std::string("10000000\n")) << level << limited.errors << text;
    }
  }
}

// Lists made front to back by words that end with recursion and a constructor: no room besides the lists.
TEST_F(Deep, RecursionBeforeAConstructorTakesNoStack) {
  auto const text = R"(
union Chain { End Link { value: Int, next: Chain } }
: from ( Int Int -- Chain ) 2dup i.> [ drop drop Make-End ] [ over 1 i.+ swap from Make-Link ] if ;
: odd ( Chain -- Chain ) match End -> Make-End Link -> over 1 band 1 i.= [ odd Make-Link ] [ nip odd ] if end ;
: append ( Chain Chain -- Chain ) swap match End -> Link -> rot append Make-Link end ;
: sum ( Int Chain -- Int ) match End -> Link -> rot rot i.+ swap sum end ;
: main ( -- ) 1 1 args.at string->int drop from odd 1 2 from append 0 swap sum int->string io.write-line ;
)";
  auto const told = start(build(text, {"-O2", "--stats"}), {"5000000"}).errors;
  unsigned long long allocations = 0, bytes = 0;
  ASSERT_EQ(std::sscanf(told.c_str(), "seq: %llu allocations, %llu bytes", &allocations, &bytes), 2) << told;
  auto const limited = start_within(64 << 10, bytes + bytes / 20 + (16 << 20), build(text, {"-O2"}), {"5000000"});
  EXPECT_EQ(limited.output, "6250000000003\n") << limited.errors;
  EXPECT_EQ(start(build(text, {"-O2", "--check"}), {"100000"}).status, 0);
}

// What runs for ever still compiles in bounded time.
TEST_F(Deep, SelfApplicationCompiles) {
  write("self.seq", ": main ( -- ) [ dup call ] dup call ;\n");
  for (auto const* level : {"-O0", "-O2", "-O3"}) EXPECT_EQ(seq2c({"emit", level, "self.seq", "-o", "self.c"}).status, 0) << level;
}

// The source's own nesting, to its limit and beyond.
TEST_F(Deep, NestingHasALimitAndNoCrash) {
  auto const nested = [](std::size_t depth) {
    std::string text = ": main ( -- ) ";
    for (std::size_t level = 0; level < depth; ++level) text += "[ ";
    for (std::size_t level = 0; level < depth; ++level) text += "] ";
    return text + "drop ;\n";
  };
  write("fine.seq", nested(990));
  EXPECT_EQ(seq2c({"build", "fine.seq", "-o", "fine"}).status, 0);
  for (auto const depth : {std::size_t{2000}, std::size_t{300000}}) {
    write("deep.seq", nested(depth));
    auto const checked = seq2c({"check", "deep.seq"});
    EXPECT_EQ(checked.status, 1) << depth;
    EXPECT_TRUE(contains(checked.errors, "S0108")) << checked.errors;
  }
  std::string conditionals = ": main ( -- ) ";
  for (int level = 0; level < 900; ++level) conditionals += "true [ ";
  conditionals += "\"x\" io.write ";
  for (int level = 0; level < 900; ++level) conditionals += "] [ ] if ";
  EXPECT_EQ(start(build(conditionals + ";\n", {"-O0"})).output, "x");
}

}  // namespace
}  // namespace seq2c::test
