// Words that C calls: `emit --export`.
#include "tests/program.h"

namespace seq2c::test {
namespace {

bool contains(std::string const& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

class Exports : public WithFolder {};

TEST_F(Exports, TheExampleLinksWithC) {
  auto const example = project_root() / "examples/from-c";
  auto const c = (folder() / "words.c").string(), header = (folder() / "words.h").string();
  auto const emitted = seq2c({"emit", (example / "words.seq").string(), "--export=average,steps,greeting", "--header=" + header, "-o", c});
  ASSERT_EQ(emitted.status, 0) << emitted.errors;
  auto const compiled = run({.arguments = {SEQ2C_C_COMPILER, "-std=c11", "-Wall", "-Wextra", "-Werror", "-I" + folder().string(),
                                           (example / "main.c").string(), c, "-lm", "-o", (folder() / "program").string()},
                             .input = "", .folder = {}, .environment = {}, .seconds = 60});
  ASSERT_EQ(compiled.status, 0) << compiled.errors;
  EXPECT_EQ(start(folder() / "program").output, read_file(example / "main.out"));
}

TEST_F(Exports, OnlyScalarsAndStrings) {
  write("words.seq", ": run ( Int [Int -- Int] -- Int ) call ;\n: fine ( Int -- Int ) 1 i.+ ;\n");
  auto const callable = seq2c({"emit", "words.seq", "--export=run"});
  EXPECT_EQ(callable.status, 1);
  EXPECT_TRUE(contains(callable.errors, "S0603")) << callable.errors;
  auto const missing = seq2c({"emit", "words.seq", "--export=missing"});
  EXPECT_EQ(missing.status, 1);
  EXPECT_TRUE(contains(missing.errors, "S0602")) << missing.errors;
  EXPECT_TRUE(contains(seq2c({"emit", "words.seq", "--export=fien"}).errors, "`fine`"));
  auto const emitted = seq2c({"emit", "words.seq", "--export=fine"});
  EXPECT_EQ(emitted.status, 0) << emitted.errors;
  EXPECT_FALSE(contains(emitted.output, "int main("));
}

// Every combination of results compiles, whatever else the words use.
TEST_F(Exports, AllKindsOfResults) {
  write("words.seq", ": f-s ( Float -- Float String ) \"x\" ;\n: b-i ( Int -- Bool Int ) true swap ;\n: s-s ( String -- String String ) dup ;\n");
  for (auto const* word : {"f-s", "b-i", "s-s"}) {
    auto const emitted = seq2c({"emit", "words.seq", std::string("--export=") + word, "-o", "words.c"});
    ASSERT_EQ(emitted.status, 0) << emitted.errors;
    auto const compiled = run({.arguments = {SEQ2C_C_COMPILER, "-std=c11", "-Wall", "-Wextra", "-Werror", "-c", "words.c", "-o", "words.o"},
                               .input = "", .folder = folder(), .environment = {}, .seconds = 60});
    EXPECT_EQ(compiled.status, 0) << word << compiled.errors;
  }
}

}  // namespace
}  // namespace seq2c::test
