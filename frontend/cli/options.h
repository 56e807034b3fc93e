// The command line as data: one table of options, and what a command line said.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "frontend/diagnostic.h"

namespace seq2c::cli {

enum class Command : std::uint8_t { run, build, test, emit, check, explain };
enum class Color : std::uint8_t { automatic, always, never };

struct Options {
  Command command = Command::run;

  // How to compile.
  int level = 2;
  bool debug_lines = false;
  std::optional<int> edition;
  std::string compiler;  // of `--cc`; empty: the toolchain looks for one
  std::vector<std::string> without;
  bool check_memory = false;
  bool statistics = false;

  // What to show and keep.
  bool keep_c = false;
  bool emit_core = false;
  std::string dump_after;
  bool times = false;
  bool remarks = false;
  MessageFormat format = MessageFormat::human;
  Color color = Color::automatic;

  // Of single commands.
  std::string output;  // empty: not given
  std::vector<std::string> exports;
  std::string header;
  std::optional<std::string> code;  // of `-e`
  bool evaluate = false;
  std::string filter;  // of `test`: a part of the names of tests to run
  bool verbose = false;

  // Options of the reference compiler.
  std::string cadence_text;             // of `--loop-yield-cadence`, as written
  std::optional<std::uint32_t> cadence;  // and its number
  std::string unsupported;  // one that is known but not built yet

  std::vector<std::string> files;      // FILE…; for `explain` codes and words
  std::vector<std::string> arguments;  // of the program that `run` runs
  std::string product_key;             // the options that can change the program, in one spelling
};

// What to do instead of a command: print `text` and end with `status`.
struct Ended {
  std::string text;
  bool is_error = false;
  int status = 0;
};

// Reads a command line (without the program's own name). Gives the options of a command, or, for `--help`, `--version`
// and every wrong use, what to print.
std::variant<Options, Ended> read_command_line(std::vector<std::string> arguments);

}  // namespace seq2c::cli
