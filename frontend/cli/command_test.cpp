// seq2c test [PATH…]
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "frontend/cli/commands.h"
#include "frontend/cli/compile.h"
#include "frontend/cli/console.h"
#include "frontend/cli/files.h"
#include "frontend/cli/make_program.h"
#include "frontend/cli/run_program.h"
#include "frontend/cli/test_files.h"
#include "frontend/cli/test_report.h"
#include "frontend/parse.h"

namespace seq2c::cli {
namespace {

// Why a file's tests could not be run.
struct Problem {
  std::string text;
};

Problem compilation_error(std::string const& what) { return {"Compilation error: " + what}; }

// The source of a test file, and what in it is a test.
struct TestSource {
  Source source;
  TestWords words;
};

std::variant<TestSource, Problem> read_tests(Options const& options, std::string const& path) {
  auto source = load_source(path);
  if (auto const* error = std::get_if<FileError>(&source)) return Problem{"Failed to read file: " + error->reason};
  Sources sources;
  auto const id = sources.add(std::get<Source>(std::move(source)));
  Diagnostics diagnostics;
  auto const file = parse(sources[id], id, options.edition, diagnostics);
  if (diagnostics.has_errors()) return Problem{"Parse error: " + text_of(diagnostics, sources, options)};
  auto words = test_words(file, options.filter);
  return TestSource{std::move(sources[id]), std::move(words)};
}

// The C of the program that runs the tests of a file.
std::variant<std::string, Problem> translate_tests(Options const& options, TestSource test) {
  Session session(options);
  auto loaded = load_program(session, std::move(test.source));
  append(loaded, make_source("<tests>", "", test_main(test.words.tests)), 7, session.diagnostics);
  auto program = check_program(session, loaded, NeedsMain::yes);
  std::optional<EmittedC> emitted;
  if (program) emitted = translate(session, *program);
  auto const said = text_of(session.diagnostics, loaded.sources, options);
  if (!session.faults.empty()) return compilation_error("a pass broke the intermediate code" + session.faults);
  if (!emitted) return compilation_error(said);
  write_error(said);
  return std::move(emitted->text);
}

// Compiles and runs a program in a private folder.
std::variant<Outcome, Problem> run_tests(Options const& options, CCompiler const& compiler, std::string const& c) {
  TemporaryFolder folder;
  if (folder.path().empty()) return Problem{"Failed to write temp file: " + file_error(errno).reason};
  auto const path = folder.path() + "/tests";
  NewFile const program(path);
  auto const compiled = compile_program(options, compiler, c, program.temporary());
  if (!compiled.done) {
    auto const why = failure(options, compiler, compiled, c, program, path);
    return compilation_error(why.fault.empty() ? text_of(why.told, {}, options) : why.fault + std::string(report_request));
  }
  auto outcome = run_to_end(program.temporary());
  if (outcome.error != 0) return Problem{"Failed to run tests: " + file_error(outcome.error).reason};
  return outcome;
}

TestedFile test_file(Options const& options, CCompiler const& compiler, std::string const& path) {
  TestedFile result{path, {}, {}, ""};
  auto read = read_tests(options, path);
  if (auto const* problem = std::get_if<Problem>(&read)) return result.problem = problem->text, result;
  auto& test = std::get<TestSource>(read);
  result.skipped = test.words.skipped;
  if (test.words.has_main || test.words.tests.empty()) return result;
  auto const tests = test.words.tests;
  auto const c = translate_tests(options, std::move(test));
  if (auto const* problem = std::get_if<Problem>(&c)) return result.problem = problem->text, result;
  auto const ran = run_tests(options, compiler, std::get<std::string>(c));
  if (auto const* problem = std::get_if<Problem>(&ran)) return result.problem = problem->text, result;
  auto const& outcome = std::get<Outcome>(ran);
  result.verdicts = verdicts(tests, outcome.output, outcome.errors, outcome.well);
  return result;
}

}  // namespace

int test(Options const& options) {
  auto const paths = options.files.empty() ? std::vector<std::string>{"."} : options.files;
  if (auto const wrong = std::ranges::find_if(paths, is_misnamed); wrong != paths.end()) {
    write_error(fmt::format("Test files must be named `test-*.seq`. Got: `{}`\n", *wrong));
    return 2;
  }
  auto const files = test_files(paths);
  auto const compiler = files.empty() ? CCompiler{} : choose_c_compiler(options);
  if (!compiler) return 1;
  std::vector<TestedFile> tested;
  for (auto const& file : files) tested.push_back(test_file(options, *compiler, file));
  return report(tested, options.verbose);
}

}  // namespace seq2c::cli
