#include "peval/pipeline.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <tuple>

#include "peval/certify.h"
#include "peval/print.h"
#include "peval/remarks.h"
#include "peval/verify.h"

namespace seq2c::core {

// The passes in the order in which they run: name, function, one line for --help, the -O level from which on it runs, and
// whether it is required. A pass is a function `Program NAME(Program before, Context const& context)` in a file of its own.
#define PASSES(PASS)                                                                                    \
  PASS("branches", choose_branches, "conditionals on known conditions, calls of known quotations", 1, false)\
  PASS("inline", inline_calls, "bodies of words that are called once or small", 1, false)               \
  PASS("specialise", specialise, "copies of words for the quotations they are called with", 2, false)   \
  PASS("loops", form_loops, "tail calls as loops", 0, true)                                             \
  PASS("inline", inline_calls, "bodies of words that are called once or small", 1, false)               \
  PASS("scalars", split_variants, "variants that go round in loops as their fields", 2, false) \
  PASS("fuse", fuse, "chains of concatenations as one", 2, false)                                       \
  PASS("facts", add_facts, "what a branch knows of the values it tested", 1, false)                     \
  PASS("versions", make_versions, "small loops twice: where nothing can wrap, and for all numbers", 2, false) \
  PASS("forms", choose_forms, "where Ints are wrapped to 63 bits", 0, true)                             \
  PASS("place", place_nodes, "a place for every computation", 0, true)                                  \
  PASS("take-out", take_out, "elements that are changed and put back taken out of what holds them", 0, false) \
  PASS("cut", cut_functions, "long words in parts", 0, true)                                            \
  PASS("borrow", lend, "values that are only read lent by their owners", 1, false)                      \
  PASS("counts", add_counts, "reference counts", 0, true)                                               \
  PASS("reuse", reuse_cells, "variants made in the memory of those that were taken apart", 2, false) \
  PASS("holes", find_holes, "recursive calls before a constructor as loops", 2, false)

#define DECLARE(name, function, description, level, required) Program function(Program, Context const&);
#define ROW(name, function, description, level, required) {name, function, description, level, required},

PASSES(DECLARE)

namespace {

constexpr PassInfo all_passes[] = {PASSES(ROW)};

bool names(std::vector<std::string> const& list, std::string_view name) { return std::ranges::count(list, name) > 0; }

void check(Program const& program, std::string_view pass, Report& report) {
  auto faults = verify(program);
  if (pass == "counts" || pass == "reuse") std::ranges::move(certify(program), std::back_inserter(faults));
  for (auto const& fault : faults) report.faults.push_back("after " + std::string(pass) + ": " + fault);
}

// A place that was copied says the same again.
void drop_repetitions(std::vector<Remark>& remarks) {
  std::set<std::tuple<std::string, std::uint32_t, std::uint32_t, std::uint32_t, std::string, std::string>> known;
  std::erase_if(remarks, [&](Remark const& remark) {
    auto const& place = remark.place;
    return !known.emplace(remark.pass, place.source.index, place.line, place.column, remark.operation, remark.reason).second;
  });
}

}  // namespace

std::span<PassInfo const> passes() { return all_passes; }

Program optimise(Program program, OptimiseOptions const& options, Report& report) {
  Context context{options.level, options.level >= 1 && !names(options.without, "branches"), options.remarks ? &report.remarks : nullptr};
  std::string last_dump;
  auto const dump = [&](std::string_view pass) {
    if (!names(options.dump_after, pass)) return;
    auto text = print(program);
    if (text != last_dump) report.dumps.push_back("--- after " + std::string(pass) + "\n" + text);
    last_dump = std::move(text);
  };
  if (context.remarks) remark_tagged(program, context);
  if (options.check) check(program, "lower", report);
  dump("lower");
  for (auto const& pass : all_passes) {
    if (options.level < pass.level || (!pass.required && names(options.without, pass.name))) continue;
    // Of a pass that runs again only what it still does not do.
    std::erase_if(report.remarks, [&](Remark const& remark) { return remark.pass == pass.name; });
    auto const start = std::chrono::steady_clock::now();
    program = pass.run(std::move(program), context);
    report.times.push_back({std::string(pass.name), std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()});
    if (options.check) check(program, pass.name, report);
    dump(pass.name);
    if (!report.faults.empty()) break;
  }
  if (context.remarks) remark_uniform_calls(program, context);
  drop_repetitions(report.remarks);
  return program;
}

}  // namespace seq2c::core
