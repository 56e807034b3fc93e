// What `seq2c test` found out, and how it tells it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "frontend/cli/test_files.h"

namespace seq2c::cli {

// One test. `details`: lines that tell why it failed.
struct Verdict {
  std::string name;
  bool passed = false;
  std::vector<std::string> details;
};

// One file: its verdicts, or why there are none.
struct TestedFile {
  std::string path;
  std::vector<Verdict> verdicts;
  std::vector<Skipped> skipped;
  std::string problem;  // `Compilation error: …`; empty if there was none
};

// The verdicts of a program's output: a test passed if one of its lines is `NAME ... ok`. `ended_well`: with status 0.
std::vector<Verdict> verdicts(std::vector<std::string> const& tests, std::string_view output, std::string_view errors,
                              bool ended_well);

// Writes the listing and the summary, and gives the status: 0, 1 if a test failed or a file did not compile, 2 if no test ran.
int report(std::vector<TestedFile> const& files, bool verbose);

}  // namespace seq2c::cli
