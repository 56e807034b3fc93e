// What programs do with memory, as `--stats` tells it: what is only read is not counted, what dies is used again, and what has
// one owner is never copied.
#include <algorithm>
#include <cstdio>

#include "tests/program.h"

namespace seq2c::test {
namespace {

struct Stats { long allocations = -1, bytes = -1, counts = -1, reuses = -1, copies = -1; };

class Memory : public WithFolder {
 protected:
  // Runs a program at -O2 and takes what it says of memory. It must print `expected` and nothing else.
  Stats stats(std::string_view text, std::string_view expected, std::vector<std::string> arguments = {}) const {
    auto const result = start(build(text, {"--stats"}), std::move(arguments));
    EXPECT_EQ(result.output, expected);
    Stats found;
    auto const read = std::sscanf(result.errors.c_str(), "seq: %ld allocations, %ld bytes at most, %ld counts, %ld reuses, %ld copies",
                                  &found.allocations, &found.bytes, &found.counts, &found.reuses, &found.copies);
    EXPECT_EQ(read, 5) << result.errors;
    return found;
  }

  // The same for a program whose values all have one owner where they are changed, at every level.
  void expect_no_copies(std::string_view text, std::string_view expected) const {
    for (auto const* level : {"-O0", "-O1", "-O2"}) {
      auto const result = start(build(text, {"--stats", level}), {"1000000"});
      EXPECT_EQ(result.output, expected) << level;
      EXPECT_TRUE(result.errors.ends_with(" 0 copies\n")) << level << ": " << result.errors;
      EXPECT_TRUE(start(build(text, {"--check", level}), {"1000"}).errors.empty()) << level;
    }
  }
};

constexpr std::string_view trees = R"(
union Tree { Leaf Node { l: Tree, k: Int, r: Tree } }
: build ( Int -- Tree ) dup 0 i.= [ drop Make-Leaf ] [ dup 1 i.- build swap dup 1 i.- build Make-Node ] if ;
: sum ( Tree -- Int ) match Leaf -> 0 Node { >l >k >r } -> sum rot sum i.+ i.+ end ;
: mirror ( Tree -- Tree ) match Leaf -> Make-Leaf Node { >l >k >r } -> mirror rot mirror rot swap Make-Node end ;
: red? ( Tree -- Bool ) match Leaf -> false Node { >k } -> 3 i.= end ;
# Takes the tree apart by accessors and conditions instead of a match.
: turn ( Tree -- Tree ) dup red? [ dup Node-r over Node-k rot Node-l Make-Node ] [ ] if ;
)";

TEST_F(Memory, WhatIsOnlyReadIsNotCounted) {
  auto const found = stats(std::string(trees) + ": main ( -- ) 10 build dup sum drop sum int->string io.write-line ;", "2036\n");
  EXPECT_EQ(found.allocations, 1023 + 1);  // the nodes, and the text of the sum
  EXPECT_EQ(found.counts, 1023 + 1);       // each gives up its owner once
}

TEST_F(Memory, ElementsAreReadWithoutCounts) {
  auto const lists = stats(R"(
: rows ( Int -- Variant ) list.make swap rows-from ;
: rows-from ( Variant Int -- Variant ) dup 0 i.= [ drop ] [ tuck list.make swap list.push list.push swap 1 i.- rows-from ] if ;
: first-of ( Variant Int -- Int ) list.get drop 0 list.get drop ;
: sum ( Variant Int Int -- Int )  # rows, index, sum
  over 3 pick list.length i.= [ nip nip ] [ 2 pick 2 pick first-of i.+ swap 1 i.+ swap sum ] if ;
: main ( -- ) 1000 rows dup 0 [ 0 list.get drop i.+ ] list.fold swap 0 0 sum i.+ int->string io.write-line ;
)", "1001000\n");
  EXPECT_EQ(lists.counts, 1000 + 2);  // each list gives up its owner once, and the text of the sum
  auto const closures = stats(R"(
: adder ( Int -- Closure[Int -- Int] ) [ i.+ ] ;
: fill ( Variant Int -- Variant ) dup 0 i.= [ drop ] [ tuck adder list.push swap 1 i.- fill ] if ;
: main ( -- ) list.make 1000 fill 0 [ call ] list.fold int->string io.write-line ;
)", "500500\n");
  EXPECT_EQ(closures.counts, 1000 + 2);
  auto const maps = stats(R"(
: fill ( M Int -- M ) dup 0 i.= [ drop ] [ tuck dup int->string map.set swap 1 i.- fill ] if ;
: length ( M Int Int -- Int )  # map, key, sum
  over 1000 i.> [ nip nip ] [ 2 pick 2 pick map.get drop string.length i.+ swap 1 i.+ swap length ] if ;
: main ( -- ) map.make 1000 fill 1 0 length int->string io.write-line ;
)", "2893\n");
  EXPECT_EQ(maps.counts, 1000 + 2);
}

TEST_F(Memory, WhatAllHoldAsFloatsIsNotBoxed) {
  auto const found = stats(R"(
union Body { Point { x: Float y: Float z: Float } }
: moved ( Body Float -- Body ) swap match Point -> rot 3 roll f.+ rot rot Make-Point end ;
: move-on ( Body Int -- Body ) dup 0 i.= [ drop ] [ swap 1.0e300 moved -1.0e300 moved swap 1 i.- move-on ] if ;
: main ( -- ) 1.0e300 2.0e300 3.0e300 Make-Point list.make swap list.push list.first drop 1000 move-on match Point -> f.+ f.+ 1.0e300 f./ end float->string io.write-line ;
)", "6\n");
  EXPECT_LE(found.allocations, 4);  // a list, a point and texts; Floats so large would need boxes
  EXPECT_EQ(found.reuses, 1999);    // the first point is a constant
}

TEST_F(Memory, WhatGoesRoundAsAVariantIsNotMade) {
  auto const found = stats(R"(
union State { State { sum: Int count: Int text: String } }
: add ( State Int -- State )
  swap match State -> dup string.length 3 i.> [ drop "" ] [ "x" string.concat ] if >aux 1 i.+ rot rot i.+ swap aux> Make-State end ;
: times ( State Int -- State ) dup 0 i.= [ drop ] [ tuck add swap 1 i.- times ] if ;
: main ( -- ) 0 0 "" Make-State 1000 times match State { >sum } -> int->string io.write-line end ;
)", "500500\n");
  EXPECT_EQ(found.reuses, 0);
  EXPECT_LE(found.allocations, 1000 + 2);  // texts
}

TEST_F(Memory, ATreeIsRebuiltInPlace) {
  auto const found = stats(std::string(trees) + ": main ( -- ) 10 build mirror sum int->string io.write-line ;", "2036\n");
  EXPECT_EQ(found.allocations, 1023 + 1);
  EXPECT_EQ(found.reuses, 1023);
  EXPECT_EQ(found.counts, 1023 + 1);
}

TEST_F(Memory, ASharedTreeStaysAsItIs) {
  auto const found = stats(std::string(trees) + ": main ( -- ) 10 build dup mirror sum swap sum i.+ int->string io.write-line ;", "4072\n");
  EXPECT_EQ(found.allocations, 2 * 1023 + 1);
  EXPECT_EQ(found.reuses, 0);
}

TEST_F(Memory, ConditionsTellVariantsToo) {
  auto const found = stats(std::string(trees) + ": main ( -- ) 1 args.at string->int drop build turn sum int->string io.write-line ;",
                           "11\n", {"3"});
  EXPECT_EQ(found.reuses, 1);
  EXPECT_EQ(found.allocations, 7 + 2);  // the nodes, the argument, the text of the sum
}

// Tests of tags and `variant.field-at` are as good as a match.
TEST_F(Memory, AZipperIsWalkedInPlace) {
  auto const found = stats(R"(
include std:zipper
: cast ( Variant -- T ) ;
: bump ( Variant -- Variant ) dup zipper.focus cast 1 i.+ zipper.set ;
: forth ( Variant -- Variant ) zipper.at-end? [ bump ] [ bump zipper.right forth ] if ;
: back ( Variant -- Variant ) zipper.at-start? [ bump ] [ bump zipper.left back ] if ;
: rounds ( Variant Int -- Variant ) dup 0 i.= [ drop ] [ swap forth back swap 1 i.- rounds ] if ;
: fill ( Variant Int -- Variant ) dup 0 i.= [ drop ] [ tuck list.push swap 1 i.- fill ] if ;
: main ( -- )
  list.make 1 args.at string->int drop fill zipper.from-list 10 rounds
  zipper.to-list 0 [ i.+ ] list.fold int->string io.write-line
;
)", "7050\n", {"100"});
  EXPECT_LE(found.allocations, 150);
  EXPECT_EQ(found.copies, 0);
}

// One node for each number, however often the tree is rebuilt on the way down.
TEST_F(Memory, InsertingAllocatesOneNode) {
  auto const found = stats(R"(
union Tree { Leaf Node { l: Tree, k: Int, r: Tree } }
: insert ( Tree Int -- Tree )
  swap match
    Leaf -> Make-Leaf swap Make-Leaf Make-Node
    Node { >l >k >r } -> 3 pick 2 pick i.< [ >aux >aux swap insert aux> aux> Make-Node ] [ 3 roll insert Make-Node ] if
  end
;
: fill ( Tree Int -- Tree ) dup 0 i.= [ drop ] [ dup >aux 7919 i.* 1009 i.% drop insert aux> 1 i.- fill ] if ;
: count ( Tree -- Int ) match Leaf -> 0 Node { >l >r } -> count swap count i.+ 1 i.+ end ;
: main ( -- ) Make-Leaf 1000 fill count int->string io.write-line ;
)", "1000\n");
  EXPECT_EQ(found.allocations, 1000 + 1);
  EXPECT_EQ(found.copies, 0);
}

TEST_F(Memory, ListsAndMapsGrowInPlace) {
  expect_no_copies(R"(
: numbers ( Variant Int -- Variant ) dup 0 i.= [ drop ] [ tuck list.push swap 1 i.- numbers ] if ;
: main ( -- ) list.make 1 args.at string->int drop numbers list.length 0 i.> bool->string io.write-line ;
: bool->string ( Bool -- String ) [ "some" ] [ "none" ] if ;
)", "some\n");
  expect_no_copies(R"(
: put ( M Int -- M ) dup map.set ;
: numbers ( M Int -- M ) dup 0 i.= [ drop ] [ tuck put swap 1 i.- numbers ] if ;
: main ( -- ) map.make 1 args.at string->int drop numbers map.size 0 i.> [ "some" ] [ "none" ] if io.write-line ;
)", "some\n");
}

// A list of Ints as a stack is an array all the time.
TEST_F(Memory, PoppingChangesAListInPlace) {
  constexpr std::string_view program = R"(
: pop ( Variant -- Variant Int ) dup list.last drop swap variant.init swap ;
: push ( Variant Int -- Variant ) dup 0 i.= [ drop ] [ tuck list.push swap 1 i.- push ] if ;
: sum ( Variant Int -- Int ) over list.empty? [ nip ] [ swap pop rot i.+ sum ] if ;
: main ( -- ) list.make 1 args.at string->int drop push 0 sum 0 i.> [ "some" ] [ "none" ] if io.write-line ;
)";
  expect_no_copies(program, "some\n");
  EXPECT_LE(stats(program, "some\n", {"1000"}).bytes, 3 * 8 * 1024);  // the array, and the one that it grew out of
}

// A text grows by characters and numbers without texts of these.
TEST_F(Memory, ATextGrowsByCharacters) {
  auto const found = stats(R"(
: grow ( String Int -- String ) dup 0 i.= [ drop ] [ tuck 97 i.+ char->string string.concat over int->string string.concat swap 1 i.- grow ] if ;
: main ( -- ) "" 1 args.at string->int drop grow string.length int->string io.write-line ;
)", "3893\n", {"1000"});
  EXPECT_LE(found.allocations, 16);
  EXPECT_EQ(found.copies, 0);
}

TEST_F(Memory, UserWordsAuxAndFoldKeepTheOnlyOwner) {
  expect_no_copies(R"(
: put ( Variant Int -- Variant ) list.push ;
: numbers ( Variant Int -- Variant ) dup 0 i.= [ drop ] [ swap >aux dup aux> swap put swap 1 i.- numbers ] if ;
: main ( -- ) list.make 1 args.at string->int drop numbers
  list.make [ list.push ] list.fold list.length 0 i.> [ "some" ] [ "none" ] if io.write-line ;
)", "some\n");
}

TEST_F(Memory, AnEntryIsChangedInPlace) {
  expect_no_copies(R"(
: count ( M Int -- M ) 2dup map.get drop 1 i.+ map.set ;
: times ( M Int -- M ) dup 0 i.= [ drop ] [ swap "k" drop 7 count swap 1 i.- times ] if ;
: main ( -- ) map.make 7 0 map.set 1 args.at string->int drop times 7 map.get drop 0 i.> [ "some" ] [ "none" ] if io.write-line ;
)", "some\n");
}

TEST_F(Memory, ContainersInContainersAreChangedInPlace) {
  expect_no_copies(R"(
: add ( M Int -- M ) dup 15 band 2 pick over map.get [ ] [ drop list.make ] if 2 roll list.push map.set ;
: fill ( M Int -- M ) dup 0 i.= [ drop ] [ tuck add swap 1 i.- fill ] if ;
: main ( -- ) map.make 1 args.at string->int drop fill map.size int->string io.write-line ;
)", "16\n");
  expect_no_copies(R"(
: longer ( M Int -- M ) 2dup map.get [ "x" string.concat map.set ] [ drop drop ] if ;
: times ( M Int -- M ) dup 0 i.= [ drop ] [ tuck 1 band longer swap 1 i.- times ] if ;
: main ( -- ) map.make 1 "" map.set 1 args.at string->int drop times 1 map.get drop string.length 0 i.> [ "some" ] [ "none" ] if io.write-line ;
)", "some\n");
  expect_no_copies(R"(
: put ( Variant Int Int Int -- Variant )  # rows, row, column, value
  3 pick 3 pick list.get drop 2 roll 2 roll list.set drop list.set drop ;
: row ( Variant Int -- Variant ) dup 0 i.= [ drop ] [ swap 0 list.push swap 1 i.- row ] if ;
: rows ( Variant Int -- Variant ) dup 0 i.= [ drop ] [ swap list.make 100 row list.push swap 1 i.- rows ] if ;
: times ( Variant Int -- Variant ) dup 0 i.= [ drop ] [ tuck dup 100 i.% drop over 7 i.* 100 i.% drop rot put swap 1 i.- times ] if ;
: main ( -- ) list.make 100 rows 1 args.at string->int drop times 1 list.get drop 7 list.get drop int->string io.write-line ;
)", "1\n");
}

TEST_F(Memory, AListInAUnionIsRebuiltInPlace) {
  expect_no_copies(R"(
union Items { Unknown }
union State { State { items: Items, last: Int } }
: items ( T -- Items ) ;
: add ( State Int -- State ) swap match State { >items } -> over list.push swap Make-State end ;
: times ( State Int -- State ) dup 0 i.= [ drop ] [ tuck add swap 1 i.- times ] if ;
: main ( -- ) list.make items 0 Make-State 1 args.at string->int drop times
  match State { >items } -> list.length 0 i.> [ "some" ] [ "none" ] if io.write-line end ;
)", "some\n");
}

TEST_F(Memory, AListAndAMapAreReturnedTogether) {
  expect_no_copies(R"(
: both ( Variant M Int -- Variant M ) dup >aux dup map.set swap aux> list.push swap ;
: times ( Variant M Int -- Variant M ) dup 0 i.= [ drop ] [ dup >aux both aux> 1 i.- times ] if ;
: main ( -- ) list.make map.make 1 args.at string->int drop times
  map.size swap list.length i.= [ "equal" ] [ "different" ] if io.write-line ;
)", "equal\n");
}

// A program that ends in three ways; what it has made is alive where it is cut off.
constexpr std::string_view ends = R"(
: sink ( Int -- Int ) dup 1 i.+ sink 3 i.* bxor ;
: stop ( Int -- Int )
  [ dup 0 i.= ] [ ]
  [ dup 1 i.= ] [ drop 7 os.exit ]
  [ dup 2 i.= ] [ drop list.make variant.first ]
  [ true ] [ sink ]
  4 cond
;
: numbers ( V Int -- V ) dup 0 i.= [ drop ] [ tuck list.push swap 1 i.- numbers ] if ;
: main ( -- ) list.make 100 numbers "before" io.write-line 1 args.at string->int drop stop drop list.length int->string io.write-line ;
)";

TEST_F(Memory, StatisticsAreToldHoweverAProgramEnds) {
  for (auto const* level : {"-O0", "-O2"}) {
    auto const program = build(ends, {"--stats", level});
    auto const told = [&](std::string const& way, int status, std::string const& output, std::string const& message) {
      // Into one pipe, so that the order is seen.
      auto const ran = run({.arguments = {"sh", "-c", "exec " + program.string() + " " + way + " 2>&1"}, .input = "", .folder = folder(), .environment = {}});
      EXPECT_EQ(ran.status, status) << level;
      EXPECT_TRUE(ran.output.starts_with(output + message)) << level << ran.output;
      auto const last = lines(ran.output).back();
      EXPECT_TRUE(last.starts_with("seq: ") && last.ends_with(" copies")) << level << ran.output;
      EXPECT_EQ(ran.output.find("seq: ", ran.output.find("seq: ") + 1), std::string::npos) << level << ran.output;
    };
    told("0", 0, "before\n100\n", "seq: ");
    told("1", 7, "before\n", "seq: ");
    told("2", 134, "before\n", "variant.first: variant has no fields\n  at ");
    told("3", 134, "before\n", "stack overflow in sink\n");
  }
}

// What is alive at `os.exit` or a run-time error is no leak.
TEST_F(Memory, OnlyTheEndOfMainIsChecked) {
  for (auto const* level : {"-O0", "-O2"}) {
    auto const program = build(ends, {"--check", level});
    EXPECT_EQ(start(program, {"0"}).status, 0);
    auto const exited = start(program, {"1"});
    EXPECT_EQ(exited.status, 7);
    EXPECT_EQ(exited.errors, "");
    auto const failed = start(program, {"2"});
    EXPECT_EQ(failed.status, 134);
    EXPECT_TRUE(failed.errors.starts_with("variant.first: variant has no fields\n  at ")) << failed.errors;
    EXPECT_EQ(std::ranges::count(failed.errors, '\n'), 2) << failed.errors;
  }
}

}  // namespace
}  // namespace seq2c::test
