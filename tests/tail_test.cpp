// Tail calls, ten million deep: no stack, no memory, no object left, whatever the arguments are.
#include <fmt/format.h>

#include "tests/program.h"

namespace seq2c::test {
namespace {

// A type of arguments: the first value, and `step`, which makes another value of it in each round.
struct Argument { std::string_view type, first, step; };

constexpr Argument arguments[] = {
    {"String", "\"begin\"", ": step ( A -- A ) dup string.length 5 i.> [ drop \".\" ] [ \"x\" string.concat ] if ;\n"},
    {"V", "list.make", ": step ( A -- A ) dup list.length 5 i.> [ drop list.make ] [ dup list.length list.push ] if ;\n"},
    {"Shape", "Make-Dot",
     ": step ( A -- A )\n"
     "  match Dot -> 1 Make-Dot Make-Box Box { >inner >side } -> dup 5 i.> [ drop drop Make-Dot ] [ 1 i.+ swap Make-Box ] if end ;\n"},
};

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
  return text;
}

class TailCalls : public WithFolder {
 protected:
  // `words` define `go ( Int A -- A )`, which ends after so many rounds; `less` counts down and steps.
  void expect_constant_space(std::string_view words) const {
    for (auto const& argument : arguments) {
      auto const text = replaced(
          fmt::format("union Shape {{ Dot Box {{ side: Int, inner: Shape }} }}\n{}: less ( Int A -- Int A ) swap 1 i.- swap step ;\n{}\n"
                      ": main ( -- ) 1 args.at string->int drop {} go son.dump io.write-line ;\n", argument.step, words, argument.first),
          "A", argument.type);
      std::string few;
      for (auto const* level : {"-O0", "-O2"}) {
        auto const program = build(text, {level, "--check"});
        auto const small = start(program, {"10"}).output;
        if (few.empty()) few = small;
        EXPECT_EQ(small, few) << level << text;
        auto const result = start_within(64 << 10, 32 << 20, program, {"10000000"});
        EXPECT_EQ(result.status, 0) << level << ": " << result.errors << text;
      }
    }
  }
};

TEST_F(TailCalls, Self) { expect_constant_space(": go ( Int A -- A ) over 0 i.= [ nip ] [ less go ] if ;"); }

TEST_F(TailCalls, Mutual) {
  expect_constant_space(R"(
: go ( Int A -- A ) over 0 i.= [ nip ] [ less come ] if ;
: come ( Int A -- A ) over 0 i.= [ nip ] [ less stay ] if ;
: stay ( Int A -- A ) over 0 i.= [ nip ] [ over 1 band 0 i.= [ less go ] [ less come ] if ] if ;)");
}

TEST_F(TailCalls, NestedConditions) {
  expect_constant_space(R"(
: go ( Int A -- A )
  over 0 i.= [ nip ] [
    over 1 band 0 i.= [ over 3 i.% drop 0 i.= [ less go ] [ swap 1 i.- swap go ] if ] [ less over drop go ] if
  ] if
;)");
}

TEST_F(TailCalls, MatchArms) {
  expect_constant_space(R"(
union Turn { Left Right { by: Int } }
: turn ( Int A Turn -- A )
  match
    Left -> over 0 i.= [ nip ] [ less 1 Make-Right turn ] if
    Right { >by } -> drop over 0 i.= [ nip ] [ less Make-Left turn ] if
  end
;
: go ( Int A -- A ) Make-Left turn ;)");
}

TEST_F(TailCalls, CallOfALiteral) { expect_constant_space(": go ( Int A -- A ) over 0 i.= [ nip ] [ [ less go ] call ] if ;"); }

TEST_F(TailCalls, CallOfAParameter) {
  expect_constant_space(R"(
: apply ( Int A [Int A -- A] -- A ) call ;
: even-or-odd ( Int [Int A -- A] [Int A -- A] -- [Int A -- A] ) rot 1 band 0 i.= [ drop ] [ nip ] if ;
: go ( Int A -- A ) over 0 i.= [ nip ] [ less over [ go ] [ come ] even-or-odd apply ] if ;
: come ( Int A -- A ) over 0 i.= [ nip ] [ less [ go ] apply ] if ;)");
}

// The list goes along.
TEST_F(TailCalls, CallOfAListElement) {
  expect_constant_space(R"(
: less-below ( Int A T -- Int A T ) >aux less aux> ;
: skip-below ( Int A T -- Int A T ) >aux swap 1 i.- swap aux> ;
: table ( -- T ) list.make [ less-below loop ] list.push [ skip-below loop ] list.push ;
: loop ( Int A T -- A ) 2 pick 0 i.= [ drop nip ] [ dup 3 pick 1 band list.get drop call ] if ;
: go ( Int A -- A ) table loop ;)");
  // A new list in each round.
  expect_constant_space(R"(
: table ( -- T ) list.make [ less go ] list.push [ swap 1 i.- swap go ] list.push ;
: go ( Int A -- A ) over 0 i.= [ nip ] [ table 2 pick 1 band list.get drop call ] if ;)");
}

TEST_F(TailCalls, CallOfAMapValue) {
  expect_constant_space(R"(
: less-below ( Int A M -- Int A M ) >aux less aux> ;
: skip-below ( Int A M -- Int A M ) >aux swap 1 i.- swap aux> ;
: table ( -- M ) map.make "even" [ less-below loop ] map.set "odd" [ skip-below loop ] map.set ;
: key ( Int -- String ) 1 band 0 i.= [ "even" ] [ "odd" ] if ;
: loop ( Int A M -- A ) 2 pick 0 i.= [ drop nip ] [ dup 3 pick key map.get drop call ] if ;
: go ( Int A -- A ) table loop ;)");
}

// More words than one C function takes: members of a trampoline, of which some get a String, some a quotation and some neither.
TEST_F(TailCalls, MoreThanOneFunctionHolds) {
  std::string text = ": ap ( Int [Int -- Int] -- Int ) call ;\n";
  constexpr int words = 60;
  for (int word = 0; word < words; ++word)
    text += fmt::format(R"(
: s{0} ( Int -- Int ) dup 0 i.<= [ ] [ 1 i.- dup 1 band 0 i.= [ [ s{1} ] ap ] [ "x" t{0} ] if ] if ;
: t{0} ( Int String -- Int )
  over 3 i.< [ drop s{2} ] [ "y" string.concat dup string.length 5 i.> [ drop [ s{3} ] ap ] [ t{4} ] if ] if
;)", word, (word * 7 + 1) % words, (word + 3) % words, (word + 5) % words, (word + 1) % words);
  text += "\n: main ( -- ) 1 args.at string->int drop s0 int->string io.write-line ;\n";
  for (auto const* level : {"-O0", "-O2"}) {
    auto const program = build(text, {level, "--check"});
    auto const result = start_within(64 << 10, 32 << 20, program, {"1000000"});
    EXPECT_EQ(result.status, 0) << level << ": " << result.errors;
    EXPECT_EQ(result.output, "0\n") << level;
  }
}

}  // namespace
}  // namespace seq2c::test
