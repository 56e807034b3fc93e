// The command line, as the README tells it.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sys/stat.h>

#include <set>

#include "tests/program.h"

namespace seq2c::test {
namespace {

bool contains(std::string const& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

constexpr auto hello = ": main ( -- ) \"hello\" io.write-line ;\n";
constexpr auto wrong = ": main ( -- ) drop ;\n: other ( -- ) 1 ;\n";

class CommandLine : public WithFolder {};

TEST_F(CommandLine, HelpAndVersionGoToStandardOutput) {
  for (auto const* option : {"--help", "-h", "--version"}) {
    auto const result = seq2c({option});
    EXPECT_EQ(result.status, 0) << option;
    EXPECT_NE(result.output, "") << option;
    EXPECT_EQ(result.errors, "") << option;
  }
  EXPECT_TRUE(seq2c({"--version"}).output.starts_with("seq2c "));
  EXPECT_EQ(seq2c({"build", "--help"}).status, 0);
}

TEST_F(CommandLine, WrongUseEndsWithTwoAndNamesTheNearest) {
  auto const command = seq2c({"biuld", "x.seq"});
  EXPECT_EQ(command.status, 2);
  EXPECT_TRUE(contains(command.errors, "build")) << command.errors;
  auto const option = seq2c({"build", "--kep-c", "x.seq"});
  EXPECT_EQ(option.status, 2);
  EXPECT_TRUE(contains(option.errors, "--keep-c")) << option.errors;
  EXPECT_EQ(seq2c({}).status, 2);
  EXPECT_EQ(seq2c({"build"}).status, 2);
  EXPECT_TRUE(contains(seq2c({"help", "biuld"}).errors, "did you mean `build`?"));
  EXPECT_TRUE(contains(seq2c({"help", "nosuch"}).errors, "the commands are run, build"));
}

TEST_F(CommandLine, PartsOfOptionsNameTheOption) {
  write("hello.seq", hello);
  for (auto const& [wrong, meant] : {std::pair{"--emit", "--emit-core"}, {"--opt", "--loop-opt"}, {"--ed", "--edition"},
                                     {"--message", "--message-format"}, {"--dump", "--dump-after"}, {"--output-file", "--output"},
                                     {"--KEEP-C", "--keep-c"}}) {
    auto const result = seq2c({"build", wrong, "hello.seq"});
    EXPECT_EQ(result.status, 2);
    EXPECT_TRUE(contains(result.errors, std::string("did you mean `") + meant + "`?")) << result.errors;
  }
}

TEST_F(CommandLine, ExportsAreSuggested) {
  write("words.seq", ": tw ( Int -- Int ) 2 i.* ;\n");
  auto const result = seq2c({"emit", "words.seq", "--export=Tw"});
  EXPECT_TRUE(contains(result.errors, "Did you mean `tw`?")) << result.errors;
}

TEST_F(CommandLine, BuildTellsWhatItMade) {
  write("hello.seq", hello);
  auto const named = seq2c({"build", "hello.seq", "-o", "greet"});
  EXPECT_EQ(named.output, "Compiled hello.seq -> greet\n");
  EXPECT_EQ(named.status, 0);
  EXPECT_EQ(start(folder() / "greet").output, "hello\n");
  write("sub/hello.seq", hello);
  EXPECT_EQ(seq2c({"build", "sub/hello.seq"}).output, "Compiled sub/hello.seq -> hello\n");
  EXPECT_EQ(start(folder() / "hello").output, "hello\n");
}

TEST_F(CommandLine, BuildNeverReplacesTheSource) {
  write("hello", hello);
  auto const without_extension = seq2c({"build", "hello"});
  EXPECT_EQ(without_extension.status, 1);
  EXPECT_TRUE(contains(without_extension.errors, "S0701")) << without_extension.errors;
  EXPECT_EQ(read_file(folder() / "hello"), hello);
  write("hello.seq", hello);
  fs::create_hard_link(folder() / "hello.seq", folder() / "same");
  auto const over_itself = seq2c({"build", "hello.seq", "-o", "same"});
  EXPECT_EQ(over_itself.status, 1);
  EXPECT_TRUE(contains(over_itself.errors, "S0702")) << over_itself.errors;
  EXPECT_EQ(read_file(folder() / "hello.seq"), hello);
}

TEST_F(CommandLine, BuildReplacesOnlyItsOwnFilesUnasked) {
  write("hello.seq", hello);
  EXPECT_EQ(seq2c({"build", "hello.seq"}).status, 0);
  EXPECT_EQ(seq2c({"build", "hello.seq"}).status, 0);
  write("hello", "my notes\n");
  auto const foreign = seq2c({"build", "hello.seq"});
  EXPECT_EQ(foreign.status, 1);
  EXPECT_TRUE(contains(foreign.errors, "S0704")) << foreign.errors;
  EXPECT_EQ(read_file(folder() / "hello"), "my notes\n");
  EXPECT_EQ(seq2c({"build", "hello.seq", "-o", "hello"}).status, 0);
  write("hello.c", "int mine;\n");
  EXPECT_EQ(seq2c({"build", "hello.seq", "-o", "hello", "--keep-c"}).status, 1);
  EXPECT_EQ(read_file(folder() / "hello.c"), "int mine;\n");
}

TEST_F(CommandLine, OutputsThatCannotBe) {
  write("hello.seq", hello);
  auto const collide = seq2c({"build", "hello.seq", "--keep-c", "-o", "both.c"});
  EXPECT_EQ(collide.status, 1);
  EXPECT_TRUE(contains(collide.errors, "S0703")) << collide.errors;
  auto const nowhere = seq2c({"build", "hello.seq", "-o", "no/such/folder/hello"});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_TRUE(contains(nowhere.errors, "S0705")) << nowhere.errors;
}

TEST_F(CommandLine, TwoOutputsNeedTwoFiles) {
  write("twice.seq", ": twice ( Int -- Int ) 2 i.* ;\n");
  fs::create_symlink("link-target.c", folder() / "link.c");
  for (std::vector<std::string> const& outputs : {std::vector<std::string>{"-o", "q.c", "--header=./q.c"},
                                                  {"-o", "link-target.c", "--header=link.c"}, {"--header=-"},
                                                  {"-o", "-", "--header=/dev/stdout"}}) {
    std::vector<std::string> command{"emit", "twice.seq", "--export=twice"};
    command.insert(command.end(), outputs.begin(), outputs.end());
    auto const result = seq2c(command);
    EXPECT_EQ(result.status, 1) << outputs.back();
    EXPECT_TRUE(contains(result.errors, "S0703")) << result.errors;
    EXPECT_EQ(result.output, "");
  }
  EXPECT_FALSE(fs::exists(folder() / "q.c"));
}

// Runs a line of shell in the folder; `seq2c` is the program under test.
Result shell(fs::path const& folder, std::string const& line) {
  return run({.arguments = {"sh", "-c", "seq2c() { " + seq2c_program() + " \"$@\"; }; " + line}, .input = "", .folder = folder,
              .environment = {}, .seconds = 60});
}

TEST_F(CommandLine, OpenFilesAreWrittenInto) {
  write("hello.seq", hello);
  auto const c = seq2c({"emit", "hello.seq"}).output;
  fs::create_symlink("/dev/stdout", folder() / "link");
  for (std::string const path : {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"}) {
    auto const piped = shell(folder(), "seq2c emit hello.seq -o " + path + " | cat");
    EXPECT_EQ(piped.output, c) << path << piped.errors;
    auto const appended = shell(folder(), "echo before > file; seq2c emit hello.seq -o " + path + " >> file; cat file");
    EXPECT_EQ(appended.output, "before\n" + c) << path << appended.errors;
  }
  EXPECT_EQ(shell(folder(), "mkfifo pipe; cat pipe & seq2c emit hello.seq -o pipe; wait").output, c);
  EXPECT_EQ(shell(folder(), "seq2c build hello.seq -o /dev/null; ls -l /dev/null | cut -c 1").output,
            "Compiled hello.seq -> /dev/null\nc\n");
  EXPECT_EQ(shell(folder(), "seq2c build hello.seq -o /dev/stdout > made; chmod +x made; ./made").output, "hello\n");
}

TEST_F(CommandLine, AClosedStandardOutputIsAnError) {
  write("hello.seq", hello);
  auto const result = shell(folder(), "seq2c emit hello.seq >&-");
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(contains(result.errors, "cannot write to standard output")) << result.errors;
}

TEST_F(CommandLine, NamesMayBeAsLongAsTheSystemLikes) {
  write("hello.seq", hello);
  std::string const name(255, 'x');
  auto const built = seq2c({"build", "hello.seq", "-o", name});
  EXPECT_EQ(built.status, 0) << built.errors;
  EXPECT_EQ(start(folder() / name).output, "hello\n");
}

TEST_F(CommandLine, OptionsWantTheirValues) {
  write("hello.seq", hello);
  for (std::vector<std::string> const& options : {std::vector<std::string>{"-o", ""}, {"--output="}, {"--cc="}, {"--cc", ""},
                                                  {"--loop-yield-cadence="}, {"--loop-yield-cadence", ""}, {"-o", "-"}}) {
    std::vector<std::string> command{"build"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back("hello.seq");
    auto const result = seq2c(command);
    EXPECT_EQ(result.status, 2) << options.front() << result.output << result.errors;
    EXPECT_TRUE(contains(result.errors, options.front().substr(0, options.front().find('=')))) << result.errors;
  }
  EXPECT_EQ(seq2c({"emit", "--export=", "hello.seq"}).status, 2);
  EXPECT_EQ(seq2c({"run", "hello.seq", "--cc="}).output, "hello\n");
  EXPECT_EQ(seq2c({"run", "-e", ""}).status, 0);
}

TEST_F(CommandLine, KeepIrKeepsTheC) {
  write("hello.seq", hello);
  EXPECT_EQ(seq2c({"build", "hello.seq", "-o", "hello", "--keep-ir"}).status, 0);
  EXPECT_TRUE(contains(read_file(folder() / "hello.c"), "main"));
}

TEST_F(CommandLine, EmitWritesC) {
  write("hello.seq", hello);
  auto const shown = seq2c({"emit", "hello.seq"});
  EXPECT_EQ(shown.status, 0);
  EXPECT_TRUE(contains(shown.output, "int main"));
  EXPECT_EQ(seq2c({"emit", "hello.seq", "-o", "out.c"}).status, 0);
  EXPECT_EQ(read_file(folder() / "out.c"), shown.output);
}

TEST_F(CommandLine, RunPassesEverythingThrough) {
  write("echo.seq",
        ": main ( -- Int ) args.count int->string io.write-line 1 args.at io.write-line\n"
        "  io.read-line drop io.write 7 ;\n");
  for (std::vector<std::string> const& command : {std::vector<std::string>{"echo.seq", "--help", "b"}, {"run", "echo.seq", "--help", "b"},
                                                  {"run", "--evaluate", "echo.seq", "--help", "b"}}) {
    auto const result = seq2c(command, "typed\n");
    EXPECT_EQ(result.output, "3\n--help\ntyped\n");
    EXPECT_EQ(result.status, 7);
    EXPECT_EQ(result.errors, "");
  }
}

TEST_F(CommandLine, RunReadsProgramsFromStandardInput) {
  EXPECT_EQ(seq2c({"run", "-"}, hello).output, "hello\n");
  auto const failed = seq2c({"run", "-"}, wrong);
  EXPECT_EQ(failed.status, 1);
  EXPECT_TRUE(contains(failed.errors, "<stdin>")) << failed.errors;
}

TEST_F(CommandLine, RunTakesALineOfSeq) {
  EXPECT_EQ(seq2c({"run", "-e", "1 2 i.+ \"x\""}).output, "» 3 \"x\"\n");
  EXPECT_EQ(seq2c({"run", "-e", "\"x\" io.write-line"}).output, "x\n");
  EXPECT_EQ(seq2c({"run", "-e", "12 18 gcd"}).output, "» 6\n");
  EXPECT_TRUE(contains(seq2c({"run", "-e", "drop"}).errors, "<command>"));
}

TEST_F(CommandLine, OnlyTheLineItselfIsShown) {
  for (auto const* code : {"1 [ 2", "1 ; : foo ( -- )", "include std:json", "1 \"x\" i.+", "[ 1", "drop"}) {
    auto const result = seq2c({"run", "-e", code});
    EXPECT_EQ(result.status, 1) << code;
    EXPECT_TRUE(contains(result.errors, "<command>:1:")) << result.errors;
    EXPECT_FALSE(contains(result.errors, "stack.dump") || contains(result.errors, ": main")) << result.errors;
  }
  EXPECT_TRUE(contains(seq2c({"run", "-e", "include std:json"}).errors, "S0128"));
}

TEST_F(CommandLine, ProgramsForDebuggersBelongToTheirFolder) {
  write("one/hello.seq", hello);
  write("two/hello.seq", hello);
  auto const entries = [&] {
    return std::distance(fs::directory_iterator(folder() / "cache/seq2c"), fs::directory_iterator());
  };
  seq2c({"one/hello.seq"});
  seq2c({"two/hello.seq"});
  EXPECT_EQ(entries(), 1);
  seq2c({"run", "-g", "one/hello.seq"});
  seq2c({"run", "-g", "two/hello.seq"});
  EXPECT_EQ(entries(), 3);
}

TEST_F(CommandLine, RunKeepsPrograms) {
  write("hello.seq", hello);
  EXPECT_EQ(seq2c({"hello.seq"}).output, "hello\n");
  auto const cache = folder() / "cache/seq2c";
  ASSERT_TRUE(fs::exists(cache));
  struct stat status{};
  stat(cache.c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  auto const entries = [&] {
    std::size_t count = 0;
    for ([[maybe_unused]] auto const& entry : fs::directory_iterator(cache)) ++count;
    return count;
  };
  auto const after_one = entries();
  EXPECT_EQ(seq2c({"hello.seq"}).output, "hello\n");
  EXPECT_EQ(entries(), after_one);
  write("hello.seq", ": main ( -- ) \"new\" io.write-line ;\n");
  EXPECT_EQ(seq2c({"hello.seq"}).output, "new\n");
  EXPECT_GT(entries(), after_one);
}

TEST_F(CommandLine, RunTellsTheArgumentsOfCompilersApart) {
  write("hello.seq", hello);
  auto const with = [&](std::string const& compiler) {
    return test::seq2c({"hello.seq"}, folder(), "", {"XDG_CACHE_HOME=" + (folder() / "cache").string(), "CC=" + compiler});
  };
  EXPECT_EQ(with("clang").output, "hello\n");
  EXPECT_EQ(with("clang --no-such-option").status, 1);
}

TEST_F(CommandLine, RunKeepsTheCacheSmall) {
  write("hello.seq", hello);
  EXPECT_EQ(seq2c({"hello.seq"}).output, "hello\n");
  auto const cache = folder() / "cache/seq2c";
  auto const now = fs::file_time_type::clock::now();
  for (int age = 1; age <= 4; ++age) {
    auto const entry = cache / std::to_string(age);
    write("cache/seq2c/" + std::to_string(age), "");
    fs::resize_file(entry, 100u << 20);  // takes no room on the disk
    fs::last_write_time(entry, now - std::chrono::hours(age));
  }
  write("hello.seq", ": main ( -- ) \"new\" io.write-line ;\n");
  EXPECT_EQ(seq2c({"hello.seq"}).output, "new\n");
  EXPECT_TRUE(fs::exists(cache / "1") && fs::exists(cache / "2"));
  EXPECT_FALSE(fs::exists(cache / "3") || fs::exists(cache / "4"));
}

TEST_F(CommandLine, RunWorksWithoutACache) {
  write("hello.seq", hello);
  write("file", "");
  auto const result = test::seq2c({"hello.seq"}, folder(), "", {"XDG_CACHE_HOME=" + (folder() / "file").string()});
  EXPECT_EQ(result.output, "hello\n") << result.errors;
}

TEST_F(CommandLine, IncludesAreRelativeToTheScript) {
  write("lib/words.seq", ": greet ( -- ) \"hi\" io.write-line ;\n");
  write("lib/main.seq", "include \"words\"\n: main ( -- ) greet ;\n");
  fs::create_symlink("lib/main.seq", folder() / "link.seq");
  EXPECT_EQ(seq2c({"link.seq"}).output, "hi\n");
}

TEST_F(CommandLine, CheckNeedsNoMain) {
  write("words.seq", ": f ( Int -- Int ) 1 i.+ ;\n");
  EXPECT_EQ(seq2c({"check", "words.seq"}).status, 0);
  EXPECT_EQ(seq2c({"build", "words.seq"}).status, 1);
}

TEST_F(CommandLine, AllErrorsAreReported) {
  write("wrong.seq", wrong);
  auto const result = seq2c({"check", "--message-format=short", "wrong.seq"});
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(lines(result.errors).size(), 2u) << result.errors;
  EXPECT_TRUE(result.errors.starts_with("wrong.seq:1:15: error[")) << result.errors;
  EXPECT_EQ(result.output, "");
}

TEST_F(CommandLine, ErrorsThatAreNotShownAreCounted) {
  std::string text;
  for (int word = 0; word < 1300; ++word) text += ": w" + std::to_string(word) + " ( -- ) drop ;\n";
  write("wrong.seq", text);
  auto const all = lines(seq2c({"check", "--message-format=short", "wrong.seq"}).errors);
  ASSERT_EQ(all.size(), 1001u);
  EXPECT_EQ(all.back(), "note[N0002]: 300 more errors and 0 more warnings are not shown");
  EXPECT_TRUE(contains(seq2c({"check", "wrong.seq"}).errors, "note[N0002]: 300 more errors"));
  auto const json = lines(seq2c({"check", "--message-format=json", "wrong.seq"}).errors);
  EXPECT_EQ(nlohmann::json::parse(json.back(), nullptr, false)["level"], "note");
}

TEST_F(CommandLine, JsonIsOneObjectALine) {
  write("wrong.seq", wrong);
  for (auto const& line : lines(seq2c({"check", "--message-format=json", "wrong.seq"}).errors)) {
    auto const object = nlohmann::json::parse(line, nullptr, false);
    ASSERT_FALSE(object.is_discarded()) << line;
    EXPECT_TRUE(object.contains("rendered")) << line;
  }
}

TEST_F(CommandLine, RemarksTellOnceWhatWasNotDone) {
  write("fact.seq", ": fact ( Int -- Int ) dup 1 i.<= [ drop 1 ] [ dup 1 i.- fact i.* ] if ;\n"
                    "# seq2c:inline(never)\n: twice ( Int -- Int ) 2 i.* ;\n"
                    ": main ( -- ) args.count fact twice int->string io.write-line ;\n");
  auto const told = seq2c({"build", "fact.seq", "--remarks"}).errors;
  EXPECT_TRUE(contains(told, "fact.seq:1:57: remark[inline]: call of 'fact' not done: it is recursive;")) << told;
  EXPECT_TRUE(contains(told, "fact.seq:4:31: remark[inline]: call of 'twice' not done: it is marked inline(never); take the mark away")) << told;
  auto const all = lines(told);
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), all.size()) << told;
  for (auto const& line : lines(seq2c({"build", "fact.seq", "--remarks", "--message-format=json"}).errors)) {
    auto const object = nlohmann::json::parse(line, nullptr, false);
    ASSERT_FALSE(object.is_discarded()) << line;
    EXPECT_TRUE(object.contains("reason") && object.contains("line")) << line;
  }
}

TEST_F(CommandLine, RemarksTellWhatIsCopiedAndWhatIsNotUsedAgain) {
  write("trees.seq", "union Tree { Leaf Node { left: Tree right: Tree } }\n"
                     ": both ( Variant -- Variant Variant ) dup 1 list.push ;\n"
                     ": count ( Tree -- Int ) match Leaf -> 1 Node -> count swap count i.+ end ;\n"
                     ": grown ( Int -- Tree ) dup 0 i.= [ drop Make-Leaf ] [ 1 i.- dup grown swap grown Make-Node ] if ;\n"
                     ": right ( Tree -- Tree ) match Leaf -> Make-Leaf Node { >right } -> end ;\n"
                     ": more ( Variant -- Variant Variant ) dup [ 1 i.+ ] list.map ;\n"
                     ": main ( -- )\n"
                     "  list.make args.count list.push more drop both list.length swap list.length i.+ int->string io.write-line\n"
                     "  args.count grown right count int->string io.write-line ;\n");
  auto const told = seq2c({"build", "trees.seq", "--remarks"}).errors;
  EXPECT_TRUE(contains(told, "trees.seq:2:45: remark[counts]: 'list.push' in place not done: it is used again at trees.seq:8:66; "
                             "use it there before")) << told;
  EXPECT_TRUE(contains(told, "trees.seq:6:53: remark[counts]: 'list.map' in place not done: it is used again at trees.seq:2:45")) << told;
  EXPECT_TRUE(contains(told, "trees.seq:9:14: remark[reuse]: using the memory of a variant of 2 field(s) again not done: "
                             "no variant of its size is made behind it")) << told;
}

TEST_F(CommandLine, ColoursOnlyWhereAskedFor) {
  write("wrong.seq", wrong);
  EXPECT_FALSE(contains(seq2c({"check", "wrong.seq"}).errors, "\x1b["));
  EXPECT_TRUE(contains(seq2c({"check", "--color=always", "wrong.seq"}).errors, "\x1b["));
}

TEST_F(CommandLine, ExplainKnowsWordsAndCodes) {
  auto const word = seq2c({"explain", "i.+"});
  EXPECT_EQ(word.status, 0);
  EXPECT_TRUE(contains(word.output, "( Int Int -- Int )"));
  write("wrong.seq", wrong);
  auto const errors = seq2c({"check", "--message-format=short", "wrong.seq"}).errors;
  auto const first = errors.find('[');
  auto const code = errors.substr(first + 1, errors.find(']') - first - 1);
  EXPECT_EQ(seq2c({"explain", code}).status, 0) << code;
  EXPECT_NE(seq2c({"explain", "no-such-thing"}).status, 0);
}

TEST_F(CommandLine, CheckedProgramsTellFaultsOfMemory) {
  write("echo.seq", ": main ( -- ) io.read-line drop io.write ;\n");
  auto const ran = seq2c({"run", "--check", "echo.seq"}, "kept\n");
  EXPECT_EQ(ran.output, "kept\n") << ran.errors;
  EXPECT_EQ(ran.status, 0);
  // Programs have no such faults, so the C gets them: a count too few, and one too many.
  auto const c = seq2c({"emit", "--check", "echo.seq"}).output;
  auto const begin = c.rfind("  seq_string_release("), end = c.find('\n', begin) + 1;
  ASSERT_NE(begin, std::string::npos) << c;
  auto const with = [&](std::string const& text) {
    write("echo.c", c.substr(0, begin) + text + c.substr(end));
    auto const compiled = run({.arguments = {SEQ2C_C_COMPILER, "-std=c11", "-O1", "echo.c", "-lm", "-o", "echo"}, .input = "",
                               .folder = folder(), .environment = {}, .seconds = 60});
    EXPECT_EQ(compiled.status, 0) << compiled.errors;
    return start(folder() / "echo", {}, "kept\n");
  };
  auto const release = c.substr(begin, end - begin);
  EXPECT_EQ(with(release).status, 0);
  auto const leaking = with("");
  EXPECT_EQ(leaking.status, 99);
  EXPECT_EQ(leaking.output, "kept\n");
  EXPECT_EQ(leaking.errors, "seq: objects are alive at the end\n");
  auto const freeing = with(release + release);
  EXPECT_EQ(freeing.status, 134);
  EXPECT_EQ(freeing.errors, "seq: a freed object is used\n");
}

TEST_F(CommandLine, StatsTellWhatMemoryAProgramUsed) {
  write("echo.seq", ": main ( -- ) io.read-line drop io.write ;\n");
  auto const ran = seq2c({"run", "--stats", "echo.seq"}, "kept\n");
  EXPECT_EQ(ran.output, "kept\n");
  EXPECT_EQ(ran.errors, "seq: 1 allocations, 32 bytes at most, 1 counts, 0 reuses, 0 copies\n");
  EXPECT_EQ(seq2c({"run", "echo.seq"}, "kept\n").errors, "");
}

TEST_F(CommandLine, CheckAndStatsNeedAProgramOfTheirOwn) {
  write("hello.seq", hello);
  for (std::vector<std::string> const& options : {std::vector<std::string>{"--check", "--stats"}, {"--evaluate", "--check"},
                                                  {"--evaluate", "--stats"}}) {
    auto command = options;
    command.insert(command.begin(), "run");
    command.push_back("hello.seq");
    EXPECT_EQ(seq2c(command).status, 2) << options[1];
  }
}

TEST_F(CommandLine, LoopOptionsOfTheReferenceChangeNothing) {
  write("hello.seq", hello);
  EXPECT_EQ(seq2c({"build", "hello.seq", "--loop-opt", "--loop-yield-cadence", "1024"}).status, 0);
  EXPECT_EQ(seq2c({"build", "hello.seq", "--loop-yield-cadence", "many"}).status, 2);
  auto const odd = seq2c({"build", "hello.seq", "--loop-opt", "--loop-yield-cadence", "1000"});
  EXPECT_EQ(odd.status, 1);
  EXPECT_TRUE(contains(odd.errors, "--loop-yield-cadence must be a power of two, got 1000"));
  EXPECT_TRUE(contains(odd.errors, "S0706")) << odd.errors;
}

TEST_F(CommandLine, UnsupportedOptionsSaySo) {
  write("hello.seq", hello);
  for (std::vector<std::string> const& option : {std::vector<std::string>{"--instrument"}, {"--ffi-manifest", "x"}, {"--pure-inline"}}) {
    std::vector<std::string> command{"build", "hello.seq"};
    command.insert(command.end(), option.begin(), option.end());
    auto const result = seq2c(command);
    EXPECT_NE(result.status, 0);
    EXPECT_TRUE(contains(result.errors, "not supported yet")) << result.errors;
  }
}

// Makes a C compiler of shell commands; `$cc "$@"` calls the real one.
void write_compiler(fs::path const& path, std::string const& commands) {
  write_file(path, std::string("#!/bin/sh\ncc=") + SEQ2C_C_COMPILER + "\n" + commands + "\n");
  fs::permissions(path, fs::perms::owner_all);
}

TEST_F(CommandLine, WhatTheCCompilerRejectsIsOurFault) {
  write("hello.seq", hello);
  write_compiler(folder() / "picky", "cat > text; grep -q hello text && echo no hello && exit 1; exec $cc \"$@\" < text");
  auto const built = seq2c({"build", "hello.seq", "--cc=./picky"});
  EXPECT_EQ(built.status, 3);
  EXPECT_TRUE(contains(built.errors, "no hello\n") && contains(built.errors, "fault in seq2c")) << built.errors;
}

TEST_F(CommandLine, ACCompilerThatDoesNotWorkIsNoFaultOfOurs) {
  write("hello.seq", hello);
  write_compiler(folder() / "broken", "echo out of order >&2; exit 1");
  write_compiler(folder() / "idle", "exit 0");
  for (auto const* compiler : {"false", "./broken", "./idle"}) {
    for (auto const* command : {"build", "run"}) {
      auto const result = seq2c({command, std::string("--cc=") + compiler, "hello.seq"});
      EXPECT_EQ(result.status, 1) << compiler;
      EXPECT_TRUE(contains(result.errors, "error[S0709]") && !contains(result.errors, "fault in seq2c")) << result.errors;
    }
  }
  EXPECT_TRUE(contains(seq2c({"build", "hello.seq", "--cc=./broken"}).errors, "out of order"));
}

TEST_F(CommandLine, RunNeedsNoRoomInTheCache) {
  write("hello.seq", hello);
  write_compiler(folder() / "cc", "case \"$*\" in *cache/seq2c*) exit 1;; esac; exec $cc \"$@\"");
  auto const ran = seq2c({"run", "--cc=./cc", "hello.seq"});
  EXPECT_EQ(ran.output, "hello\n") << ran.errors;
  EXPECT_EQ(ran.errors, "");
}

// No more than 8 KB may be written to a file: as if the disk were full.
TEST_F(CommandLine, AFullDiskIsNoFaultOfOurs) {
  write("hello.seq", hello);
  auto const command = fmt::format("trap '' XFSZ; ulimit -f 16; exec {} build --message-format=short hello.seq -o x", seq2c_program());
  auto const built = run({.arguments = {"sh", "-c", command}, .input = {}, .folder = folder(), .environment = {}, .seconds = 60});
  EXPECT_EQ(built.status, 1);
  EXPECT_TRUE(built.errors.starts_with("error[S0705]: Cannot write 'x': File too large")) << built.errors;
  EXPECT_FALSE(fs::exists(folder() / "x"));
  auto const full = seq2c({"build", "--message-format=short", "hello.seq", "-o", "/dev/full"});
  EXPECT_EQ(full.status, 1);
  EXPECT_TRUE(full.errors.starts_with("error[S0705]: Cannot write '/dev/full': No space left on device")) << full.errors;
}

TEST_F(CommandLine, TemporaryFilesNeedNoTmpdir) {
  write("hello.seq", hello);
  for (std::vector<std::string> const& command : {std::vector<std::string>{"build", "hello.seq"}, {"hello.seq"}, {"test", "hello.seq"}}) {
    auto const result = test::seq2c(command, folder(), "", {"XDG_CACHE_HOME=/dev/null", "TMPDIR=/nonexistent"});
    EXPECT_EQ(result.status, command.front() == "test" ? 2 : 0) << result.errors;
  }
}

TEST_F(CommandLine, MissingCCompilers) {
  write("hello.seq", hello);
  auto const missing = seq2c({"build", "hello.seq", "--cc=/no/such/compiler"});
  EXPECT_NE(missing.status, 0);
  EXPECT_TRUE(contains(missing.errors, "/no/such/compiler"));
  EXPECT_TRUE(contains(missing.errors, "S0707")) << missing.errors;
}

TEST_F(CommandLine, MissingFilesAreErrors) {
  auto const result = seq2c({"build", "nothing.seq"});
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(contains(result.errors, " --> nothing.seq\n")) << result.errors;
  EXPECT_EQ(seq2c({"nothing.seq"}).status, 1);
  auto const brief = seq2c({"check", "--message-format=short", "nothing.seq"}).errors;
  EXPECT_TRUE(brief.starts_with("nothing.seq: error[S0510]: ")) << brief;
  auto const object = nlohmann::json::parse(seq2c({"check", "--message-format=json", "nothing.seq"}).errors, nullptr, false);
  EXPECT_EQ(object["spans"][0]["file_name"], "nothing.seq") << object.dump();
}

}  // namespace
}  // namespace seq2c::test
