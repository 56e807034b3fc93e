// The invariants hold in all programs after each pass, and the certifier notices each mistake in the counts.
#include <gtest/gtest.h>

#include <algorithm>

#include "peval/certify.h"
#include "peval/rebuild.h"
#include "tests/chain.h"
#include "tests/side_files.h"

namespace seq2c::test {
namespace {

// True if some way through the function ends the program: such ways may leave owners.
bool may_end_the_program(core::Function const& function) {
  return std::ranges::any_of(function.blocks, [](core::Block const& block) { return block.exit == core::Exit::never; });
}

// A step that counts owners: its function, its block and its index in that.
struct CountStep { Id<core::Function> function; Id<core::Block> block; std::size_t index; };

std::vector<CountStep> count_steps(core::Program const& program) {
  std::vector<CountStep> found;
  auto const reached = core::reachable_functions(program);
  for (std::uint32_t number = 0; number < reached.size(); ++number) {
    auto const& function = program.functions[{number}];
    if (!reached[number] || may_end_the_program(function)) continue;
    std::vector<Id<core::Block>> open{function.body};
    while (!open.empty()) {
      auto const block = open.back();
      open.pop_back();
      auto const& steps = function.blocks[block].steps;
      for (std::size_t index = 0; index < steps.size(); ++index) {
        auto const& node = function.nodes[steps[index]];
        if (node.op == core::Op::retain || node.op == core::Op::release) found.push_back({{number}, block, index});
        open.insert(open.end(), node.blocks.begin(), node.blocks.end());
      }
    }
  }
  return found;
}

bool has(SideCase const& test, char const* extension) { return fs::exists(fs::path(test.source).replace_extension(extension)); }

// The examples and the conformance programs that run and end by returning.
std::vector<fs::path> programs() {
  std::vector<fs::path> result;
  for (auto const& test : side_cases(project_root() / "examples")) result.push_back(test.source);
  for (auto const& test : conformance_cases())
    if (test.lacks.empty() && !must_be_rejected(test) && !has(test, ".flags") && !has(test, ".exit")) result.push_back(test.source);
  return result;
}

TEST(Certify, EachMissingOrDoubledCountIsNoticed) {
  std::size_t mistakes = 0;
  for (auto const& source : programs())
    for (int const level : {0, 2}) {
      ChainOptions options;
      options.level = level;
      auto const right = core_of(source, options);
      ASSERT_EQ(right.problem, "") << source;
      EXPECT_TRUE(core::certify(right.core).empty()) << source;
      for (auto const& step : count_steps(right.core))
        for (bool const doubled : {false, true}) {
          auto wrong = right.core;
          auto& steps = wrong.functions[step.function].blocks[step.block].steps;
          auto const at = steps.begin() + static_cast<std::ptrdiff_t>(step.index);
          if (doubled) steps.insert(at, steps[step.index]);
          else steps.erase(at);
          EXPECT_FALSE(core::certify(wrong).empty())
              << source << " -O" << level << (doubled ? ": doubled step " : ": missing step ") << step.index << " in block "
              << step.block.index << " of " << wrong.functions[step.function].name;
          ++mistakes;
        }
    }
  EXPECT_GT(mistakes, 1000u);
}

TEST(Certify, InvariantsHoldAfterEachPass) {
  for (auto const& source : programs())
    for (int const level : {0, 1, 2}) {
      ChainOptions options;
      options.level = level;
      EXPECT_EQ(core_of(source, options).problem, "") << source << " -O" << level;
    }
}

}  // namespace
}  // namespace seq2c::test
