// Reads cards: the comment blocks `//: word ( effect ) flags` in C headers and `#: …` in Seq files (README.md).
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace wordgen {

// A mistake in a card; `what()` is `FILE:LINE: text`.
struct CardError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Example { std::string code, result; };
struct Law { std::string left, right; };

struct Card {
  std::string file;   // name of the file without folder: `int.h`
  std::size_t line = 0;
  std::string name, effect;
  std::vector<std::string> inputs, outputs;       // items of the effect, rows left out; `[..a -- ..b]` is one item
  std::vector<std::string> arguments, results;    // ownership words, one per item, or empty
  std::string flow;                               // `( V[T] Int -- T? Bool )`, or empty
  std::vector<std::string> flow_inputs, flow_outputs;
  std::vector<std::string> flags;
  std::string typing = "plain";
  std::string alias_of;                           // set for `alias` cards, nothing else is then
  std::string prose, wrong, another_kind, take_out, take_out_before;
  std::vector<std::string> wrongs;                // one per input, or empty
  std::vector<Example> examples;
  std::vector<Law> laws;
  std::string function;                           // the C function below the card

  bool has(std::string_view flag) const;
};

// All cards of a file. Throws CardError.
std::vector<Card> read_cards(std::filesystem::path const& file);

std::string read_file(std::filesystem::path const& file);
std::vector<std::string> split_lines(std::string const& text);

}  // namespace wordgen
