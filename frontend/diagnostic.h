// Diagnostics as data first; text and JSON are made from them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "frontend/source.h"

namespace seq2c {

enum class Level : std::uint8_t { error, warning, note };

// One entry of messages.def: code, level, text with {} places, what to do, and a longer explanation with an example.
struct Message {
  std::string_view code;  // `S0101`
  Level level;
  std::string_view text, help, explanation;
};

// A second place of a diagnostic: the span and what to say under it.
struct Label { Place place; std::string text; };

struct Diagnostic {
  Message const* message;
  Place place;
  std::string text;            // the message with its places filled in
  std::string word;            // the word whose body is checked, or empty
  std::vector<Label> labels;   // where each stack item in question came from, …
  std::vector<std::string> notes;  // `stack here: ( String Int )`, `wanted: ( Int Int )`
  std::string help;            // what to do
};

// Collects diagnostics; never prints.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic);
  bool has_errors() const { return errors_ > 0; }
  std::vector<Diagnostic> const& all() const { return all_; }

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

}  // namespace seq2c
