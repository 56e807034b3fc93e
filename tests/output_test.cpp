// The C that comes out: its size, its bytes, what compilers and sanitizers say about it.
#include <fmt/format.h>

#include <algorithm>

#include "tests/chain.h"
#include "tests/large_program.h"
#include "tests/program.h"
#include "tests/side_files.h"

namespace seq2c::test {
namespace {

bool contains(std::string const& text, std::string_view piece) { return text.find(piece) != std::string::npos; }

class Output : public WithFolder {
 protected:
  // Emits a program as C into this folder.
  fs::path emit(fs::path const& source, std::vector<std::string> const& options = {}) const {
    auto const c = folder() / (source.stem().string() + ".c");
    std::vector<std::string> arguments{"emit", source.string(), "-o", c.string()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    auto const emitted = seq2c(arguments);
    EXPECT_EQ(emitted.status, 0) << source << emitted.errors;
    return c;
  }

  Result compile(std::vector<std::string> arguments) const {
    return run({.arguments = std::move(arguments), .input = "", .folder = folder(), .environment = {}, .seconds = 120});
  }
};

// Examples, and the conformance programs that run.
std::vector<fs::path> programs(std::size_t every) {
  std::vector<fs::path> result;
  for (auto const& test : side_cases(project_root() / "examples")) result.push_back(test.source);
  auto const cases = conformance_cases();
  for (std::size_t index = 0; index < cases.size(); index += every)
    if (cases[index].lacks.empty() && !must_be_rejected(cases[index]) && !fs::exists(fs::path(cases[index].source).replace_extension(".flags")))
      result.push_back(cases[index].source);
  return result;
}

TEST_F(Output, TheSameBytesInAnyFolderAtAnyTime) {
  for (auto const& source : programs(40)) {
    auto const text = read_file(source);
    auto const with = fs::path(source).replace_extension("");
    for (auto const* place : {"one", "two/deeper"}) {
      write(fmt::format("{}/{}", place, source.filename().string()), text);
      for (auto const* extension : {"", ".d"})
        if (fs::is_directory(with.string() + extension))
          fs::copy(with.string() + extension, folder() / place / (with.filename().string() + extension), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    }
    auto const first = read_file(emit(folder() / "one" / source.filename()));
    EXPECT_EQ(first, read_file(emit(folder() / "one" / source.filename()))) << source;
    EXPECT_EQ(first, read_file(emit(folder() / "two/deeper" / source.filename()))) << source;
  }
}

// Each call knows its quotation, or chooses among few.
TEST_F(Output, NoUniformCallInExamplesOrWhereClosuresAreWhatMatters) {
  std::vector<fs::path> sources{project_root() / "tests/bench/programs/closures.seq"};
  for (auto const& test : side_cases(project_root() / "examples")) sources.push_back(test.source);
  for (auto const& test : conformance_cases()) {
    auto const area = fs::path(test.source).parent_path().filename();
    bool const matters = area == "closures" || area == "lists";
    if (matters && test.lacks.empty() && !must_be_rejected(test)) sources.push_back(test.source);
  }
  EXPECT_GT(sources.size(), 80u);
  for (auto const& source : sources) {
    auto const emitted = seq2c({"emit", "--remarks", source.string(), "-o", (folder() / "out.c").string()});
    EXPECT_EQ(emitted.status, 0) << source << emitted.errors;
    EXPECT_FALSE(contains(emitted.errors, "remark[calls]")) << source << emitted.errors;
  }
}

TEST_F(Output, NoCompilerWarns) {
  for (auto const& source : programs(9))
    for (std::vector<std::string> const& options : {std::vector<std::string>{"-O0"}, {"-O2"}, {"-O2", "-g"}}) {
      auto const c = emit(source, options).string();
      for (auto const* compiler : {"clang", "gcc"}) {
        auto const compiled = compile({compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-c", c, "-o", "out.o"});
        EXPECT_EQ(compiled.status, 0) << source << " " << compiler << "\n" << compiled.errors;
      }
    }
}

TEST_F(Output, SanitizersFindNothing) {
  for (auto const& source : programs(12)) {
    ChainOptions options;
    options.emit.check = true;
    auto const chained = c_of(source, options);
    ASSERT_EQ(chained.problem, "") << source;
    auto const c = write("checked.c", chained.c).string();
    auto const built = compile({"clang", "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", c, "-lm", "-o", "checked"});
    ASSERT_EQ(built.status, 0) << built.errors;
    auto const ran = start(folder() / "checked", lines(read_file(fs::path(source).replace_extension(".args"))),
                           read_file(fs::path(source).replace_extension(".in")));
    EXPECT_FALSE(contains(ran.errors, "Sanitizer") || contains(ran.errors, "runtime error:")) << source << "\n" << ran.errors;
    EXPECT_FALSE(contains(ran.errors, "seq: ")) << source << "\n" << ran.errors;
  }
}

TEST_F(Output, PureProgramsCompileForSmallTargets) {
  for (auto const* name : {"sum-to", "factorial", "fibonacci", "gcd", "primes", "collatz", "add-nums", "hello", "fizzbuzz", "leibniz", "strings", "geometry"})
    for (auto const* target : {"thumbv6m-none-eabi", "riscv32-none-elf", "wasm32"}) {
      ChainOptions options;
      options.emit.platform = Platform::bare;
      auto const chained = c_of(project_root() / "examples" / (std::string(name) + ".seq"), options);
      ASSERT_EQ(chained.problem, "");
      auto const c = write("bare.c", chained.c).string();
      auto const compiled = compile({"clang", std::string("--target=") + target, "-std=c11", "-O2", "-ffreestanding", "-Wall", "-Wextra", "-Werror", "-c", c, "-o", "out.o"});
      EXPECT_EQ(compiled.status, 0) << name << " for " << target << "\n" << compiled.errors;
    }
}

TEST_F(Output, HelloIsSmall) {
  auto const source = project_root() / "examples/hello.seq";
  EXPECT_LE(lines(read_file(emit(source))).size(), 60u);
  ASSERT_EQ(seq2c({"build", source.string(), "-o", "hello"}).status, 0);
  ASSERT_EQ(compile({"strip", "hello"}).status, 0);
  EXPECT_LE(fs::file_size(folder() / "hello"), 25u * 1024);
}

// What is written of kinds of values that a program never makes is not in it.
TEST_F(Output, DumpsBringOnlyWhatIsThere) {
  auto const emitted = [&](std::string_view code) { return read_file(emit(write("dump.seq", fmt::format(": main ( -- ) {} son.dump io.write-line ;\n", code)))); };
  EXPECT_LE(lines(emitted("1")).size(), 60u);
  EXPECT_LE(lines(emitted("args.count")).size(), 270u);
  EXPECT_LE(lines(emitted("args.count 0 i.>")).size(), 170u);
  auto const list = emitted("list.make args.count list.push");
  for (auto const* piece : {"seq_map", "seq_decimal", "seq_closure", "seq_son_string", "seq_is_float"}) EXPECT_FALSE(contains(list, piece)) << piece;
}

// A program that holds values of one kind only, which it does not know: they are written, named in errors and freed.
TEST_F(Output, EachKindAloneIsWritten) {
  struct Kind { std::string_view made, written, named; };
  constexpr Kind kinds[] = {
      {"1.5", "1.5", "Float(1.5)"}, {"args.count int->float 1e-300 f.*", "0.", "Float(3e-300)"}, {"args.count 0 i.>", "true", "Bool(true)"},
      {"1 args.at", "\"x\"", "String(\"x\")"}, {"1 args.at string->symbol", ":x", "Symbol(x)"}, {"[ 1 ]", "<quotation>", "Quotation("},
      {"args.count adder", "<closure>", "Closure("}, {"map.make", "map-of", "Map(map-of)"}, {"map.make args.count true map.set", "map-of 2 true kv", "Map("},
      {"args.count :Box wrap-1", ":Box 2 wrap-1", "Variant("}, {":None wrap-0", ":None wrap-0", "Variant("},
      {"\"k\" map.make true false map.set 1 args.at 1.5 map.set nip", "map-of true false kv \"x\" 1.5 kv", "Map("}};
  for (auto const& kind : kinds)
    for (auto const* level : {"-O0", "-O2"}) {
      auto const text = fmt::format(
          ": adder ( Int -- Closure[Int -- Int] ) [ i.+ ] ;\n: main ( -- ) list.make {} list.push dup son.dump io.write-line\n"
          "  args.count 3 i.= [ 0 list.get drop int->string io.write ] [ drop ] if ;\n", kind.made);
      auto const program = build(text, {level, "--check"});
      auto const fine = start(program, {"x"}), failed = start(program, {"x", "y"});
      EXPECT_EQ(fine.status, 0) << text << fine.errors;
      EXPECT_TRUE(fine.output.starts_with(fmt::format("list-of {}", kind.written))) << text << fine.output;
      EXPECT_EQ(failed.status, 134) << text;
      EXPECT_TRUE(contains(failed.errors, fmt::format("expected Int on stack, got {}", kind.named))) << text << failed.errors;
      auto const c = emit(folder() / "program.seq", {level}).string();
      for (auto const* compiler : {"clang", "gcc"}) {
        auto const compiled = compile({compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-c", c, "-o", "out.o"});
        EXPECT_EQ(compiled.status, 0) << text << compiled.errors;
      }
    }
}

TEST_F(Output, KnownSumsVanish) {
  auto const c = read_file(emit(write("sum.seq", ": main ( -- ) 1 2 i.+ int->string io.write-line ;\n")));
  EXPECT_TRUE(contains(c, "\"3\"")) << c;
  EXPECT_FALSE(contains(c, "seq_i_add")) << c;
  auto const classic = read_file(emit(project_root() / "examples/add-nums.seq"));
  EXPECT_FALSE(contains(classic, "+ 2") || contains(classic, "seq_i_add")) << classic;
}

TEST_F(Output, NoTraceOfAStack) {
  auto const c = read_file(emit(write("shuffles.seq",
      ": twice ( Int -- Int ) dup i.+ ;\n: second ( Int Int -- Int ) swap drop ;\n: pairs ( Int Int -- Int ) over over i.* i.+ i.+ ;\n"
      ": main ( -- ) 1 args.at string->int drop dup twice over second swap pairs int->string io.write-line ;\n")));
  for (auto const* trace : {"stack", "push", "pop"}) EXPECT_FALSE(contains(c, trace)) << trace << "\n" << c;
}

// The lines of each C function, by the line that it begins with.
std::vector<std::pair<std::size_t, std::string>> functions_of(std::vector<std::string> const& c) {
  std::vector<std::pair<std::size_t, std::string>> result;
  std::size_t start = 0;
  for (std::size_t at = 0; at < c.size(); ++at) {
    bool const inside = c[at].empty() || c[at][0] == ' ' || c[at][0] == '}' || c[at][0] == '#' || c[at].ends_with(":;");
    if (!inside) start = at;
    if (c[at] == "}") result.emplace_back(at + 1 - start, c[start]);
  }
  return result;
}

// A program of 10,000 lines, of hundreds of programs that differ: its C is not much longer, and has no endless function; every C
// compiler makes the same of it, nothing in it is undefined, and nothing is alive at its end.
TEST_F(Output, TenThousandLinesOfSeq) {
  auto const large = large_program(10000);
  auto const length = lines(large.text).size();
  EXPECT_GE(length, 10000u);
  auto const c = lines(read_file(emit(write("large.seq", large.text))));
  EXPECT_LE(c.size(), 8 * length);
  for (auto const& [count, head] : functions_of(c)) EXPECT_LE(count, 2000u) << head;
  // What it prints is what its parts print.
  auto const expect_output = [&](fs::path const& program, std::string_view way) {
    auto const ran = start(program);
    EXPECT_EQ(ran.status, 0) << way << ": " << ran.errors;
    EXPECT_TRUE(without_numbers(ran.output) == large.output) << way;
  };
  expect_output(build(large.text, {"-O2", "--cc=gcc"}), "gcc");
  for (auto const* level : {"-O0", "-O2"}) {
    auto const checked = emit(folder() / "large.seq", {level, "--check"}).string();
    auto const built = compile({SEQ2C_C_COMPILER, "-std=c11", "-O0", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", checked, "-lm", "-o", "large"});
    ASSERT_EQ(built.status, 0) << built.errors;
    expect_output(folder() / "large", level);
  }
}

TEST_F(Output, KnownQuotationsVanish) {
  auto const c = read_file(emit(write("known.seq",
      "include std:loops\ninclude std:control\n"
      ": twice ( ..a [ ..a -- ..a ] -- ..a ) dup >aux call aux> call ;\n"
      ": with-both ( Int Int [Int -- Int] [Int -- Int] -- Int Int ) >aux swap >aux call aux> aux> call ;\n"
      ": main ( -- ) 1 args.at string->int drop\n"
      "  dup [ 1 i.+ ] dip i.+  [ dup i.* ] keep i.-  [ 2 i.* ] [ 3 i.+ ] bi i.+\n"
      "  dup 0 i.> [ \"pos\" io.write-line ] when  dup 0 i.> [ \"neg\" io.write-line ] unless\n"
      "  [ 2 i.* ] twice  3 [ \"t\" io.write ] times  10 0 [ i.+ ] integer-fold i.+\n"
      "  10 [ int->string io.write ] each-integer  dup [ 1 i.+ ] [ 2 i.* ] with-both i.+ int->string io.write-line ;\n")));
  for (auto const* trace : {"callable", "closure", "quotation"}) EXPECT_FALSE(contains(c, trace)) << trace << "\n" << c;
}

TEST_F(Output, RecursionInTailPositionIsALoop) {
  for (auto const* name : {"sum-to", "collatz"}) {
    auto const c = read_file(emit(project_root() / "examples" / (std::string(name) + ".seq")));
    EXPECT_TRUE(contains(c, "for (;;)") || contains(c, "while (")) << c;
  }
}

TEST_F(Output, OddNamesAreFine) {
  auto const program = build(
      ": */ ( -- ) \"a\" io.write ;\n: \\ ( -- ) \"b\" io.write ;\n: ?\?/ ( -- ) \"c\" io.write ;\n: errno ( -- ) \"d\" io.write ;\n"
      ": int ( -- ) \"e\" io.write ;\n: a-b ( -- ) \"f\" io.write ;\n: a_b ( -- ) \"g\" io.write ;\n: größe ( -- ) \"h\" io.write ;\n"
      ": main ( -- ) */ \\ ?\?/ errno int a-b a_b größe ;\n", {"-O0"});
  EXPECT_EQ(start(program).output, "abcdefgh");
}

TEST_F(Output, OnlyTheProgramsOwnIncludes) {
  auto const allowed = {"<stdint.h>", "<stddef.h>"};
  auto const c = emit(write("pure.seq", ": main ( -- Int ) 3 4 i.* ;\n"));
  for (auto const& line : lines(read_file(c)))
    if (line.starts_with("#include"))
      EXPECT_TRUE(std::ranges::any_of(allowed, [&](auto const* header) { return contains(line, header); })) << line;
}

TEST_F(Output, DebuggersStopAtSeqLines) {
  auto const source = write("steps.seq",
                            ": triple ( Int -- Int )\n  dup 2 i.*\n  i.+\n;\n"
                            ": main ( -- )\n  1 args.at string->int drop\n  triple int->string io.write-line\n;\n");
  ASSERT_EQ(seq2c({"build", "steps.seq", "-O0", "-g", "-o", "steps"}).status, 0);
  auto const session = compile({"gdb", "-q", "-batch", "-ex", "break steps.seq:3", "-ex", "run 14", "-ex", "frame", "-ex", "info args",
                                "-ex", "info locals", "-ex", "bt", "./steps"});
  EXPECT_TRUE(contains(session.output, "steps.seq:3")) << session.output << session.errors;
  EXPECT_TRUE(contains(session.output, "14")) << session.output;
  EXPECT_TRUE(contains(session.output, "triple")) << session.output;
}

TEST_F(Output, DebuggersShowValues) {
  write("values.seq",
        ": line ( String Symbol -- String )\n  symbol->string string.concat \"\\n\" string.concat\n;\n"
        ": main ( -- )\n  1 args.at :sym line io.write\n;\n");
  auto const shown = [&](std::string const& level, std::string const& stop, std::vector<std::string> const& calls) {
    EXPECT_EQ(seq2c({"build", "values.seq", level, "-g", "-o", "values"}).status, 0);
    std::vector<std::string> command{"gdb", "-q", "-batch", "-ex", "break " + stop, "-ex", "run abc"};
    for (auto const& call : calls) command.insert(command.end(), {"-ex", "call " + call});
    command.emplace_back("./values");
    return compile(command).errors;
  };
  // Boxed values: 7, true, 0.0; any of them can be shown wherever the program stops.
  EXPECT_TRUE(contains(shown("-O2", "main", {"seq_show(15)", "seq_show(0x104)", "seq_show(0x1c)"}), "7\ntrue\n0.0\n"));
  EXPECT_TRUE(contains(shown("-O0", "values.seq:2", {"seq_show(a)", "seq_show_symbol(b)"}), "\"abc\"\n:sym\n"));
}

}  // namespace
}  // namespace seq2c::test
