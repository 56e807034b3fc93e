// Errors that no golden case can show: they name absolute paths, need an environment, or a source too long to keep.
#include "tests/program.h"

namespace seq2c::test {
namespace {

bool contains(std::string const& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

class Limits : public WithFolder {
 protected:
  // What `check --message-format=short` says about a text.
  std::string checked(std::string_view text) const {
    write("text.seq", text);
    return seq2c({"check", "--message-format=short", "text.seq"}).errors;
  }
};

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  while (count-- > 0) text += piece;
  return text;
}

TEST_F(Limits, EffectsOfAThousandTypes) {
  EXPECT_EQ(checked(": f ( " + repeated("Int ", 1000) + "-- ) " + repeated("drop ", 1000) + ";\n"), "");
  EXPECT_TRUE(contains(checked(": f ( " + repeated("Int ", 1001) + "-- ) " + repeated("drop ", 1001) + ";\n"), "S0331"));
}

TEST_F(Limits, StacksOfAMillionValues) {
  EXPECT_TRUE(contains(checked(": f ( -- ) " + repeated("1 ", 1000001) + ";\n"), "S0332"));
}

TEST_F(Limits, MissingAndUnreadableIncludes) {
  EXPECT_TRUE(contains(checked("include \"nothing\"\n"), "S0506"));
  write("latin.seq", "# \xe4\n");
  EXPECT_TRUE(contains(checked("include \"latin\"\n"), "S0507"));
}

TEST_F(Limits, MissingAndUnreadableSources) {
  EXPECT_TRUE(contains(seq2c({"check", "--message-format=short", "none.seq"}).errors, "S0510"));
  write("latin.seq", "# \xe4\n");
  EXPECT_TRUE(contains(seq2c({"check", "--message-format=short", "latin.seq"}).errors, "S0510"));
}

TEST_F(Limits, AMissingLibraryFolderIsAWarning) {
  write("text.seq", "include std:imath\n: main ( -- ) ;\n");
  auto const result = test::seq2c({"check", "--message-format=short", "text.seq"}, folder(), "", {"SEQ_STDLIB=/no/such/folder"});
  EXPECT_EQ(result.status, 0);
  EXPECT_TRUE(contains(result.errors, "W0501")) << result.errors;
}

TEST_F(Limits, AProgramThatCannotBeStarted) {
  write("text.seq", ": main ( -- ) ;\n");
  write("cc", "#!/bin/sh\nfor last in \"$@\"; do test \"$before\" = -o && output=$last; before=$last; done\n"
              "echo junk > $output; chmod +x $output\n");
  fs::permissions(folder() / "cc", fs::perms::owner_all);
  auto const result = seq2c({"run", "--message-format=short", "--cc=./cc", "text.seq"});
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(contains(result.errors, "S0708")) << result.errors;
}

// Sources with ever more of everything end in time that grows with their length.
// What follows from a condition is looked for in as many ways as it is made of: two for each line here.
TEST_F(Limits, ConditionsThatSayTheSameOftenEnd) {
  auto const program = ": main ( -- ) args.count 1 i.> args.count 3 i.= " +
                       repeated("over over and >aux over or aux> and ", 60) + "[ \"yes\" ] [ \"no\" ] if io.write-line drop ;\n";
  write("often.seq", program);
  EXPECT_EQ(seq2c({"run", "often.seq", "1", "2"}).output, "yes\n");
  EXPECT_EQ(seq2c({"run", "often.seq", "1"}).output, "no\n");
}
TEST_F(Limits, LongSourcesEnd) {
  EXPECT_EQ(checked(": f ( -- ) " + repeated("1 drop ", 100000) + ";\n"), "");
  EXPECT_EQ(checked(": f ( Bool -- Int ) " + repeated("[ 1 ] [ 2 ] if 0 i.= ", 2000) + "[ 1 ] [ 2 ] if ;\n"), "");
  EXPECT_NE(checked(repeated("[", 500000)), "");
  EXPECT_NE(checked(repeated(": f ", 100000)), "");
  EXPECT_NE(checked(repeated("\"", 99999)), "");
}

}  // namespace
}  // namespace seq2c::test
