// Diagnostics as data first; text and JSON are made from them.
//
// A step reports with a message of messages.def and its arguments, then adds what it knows more:
//     auto& diagnostic = diagnostics.report(token.place, messages::undefined_word, token.text, word);
//     diagnostic.labels.push_back({place, "String"});
//     diagnostic.notes.push_back("stack here: ( String Int )");
#pragma once
#include <fmt/core.h>

#include <span>
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

// Every entry of messages.def by its name: `messages::unclosed_string`.
namespace messages {
#define MESSAGE(code, name, level, text, help, explanation) \
  inline constexpr Message name{#code, Level::level, text, help, explanation};
#include "frontend/messages.def"
#undef MESSAGE
}  // namespace messages

// All entries of messages.def, in its order.
std::span<Message const* const> all_messages();

// The entry with that code, in upper or lower case; null if there is none.
Message const* find_message(std::string_view code);

// A second place of a diagnostic: the span and what to say under it.
struct Label { Place place; std::string text; };

struct Diagnostic {
  Message const* message;
  Place place;                 // nowhere (a default Place) if it is about the program as a whole
  std::string text;            // the message with its places filled in
  std::string word;            // the word whose body is checked, or empty
  std::vector<Label> labels;   // where each stack item in question came from, …; at `place` itself: what to say there
  std::vector<std::string> notes;  // `stack here: ( String Int )`, `wanted: ( Int Int )`
  std::string help;            // what to do
  std::string file = {};       // the file that it is about, if no place in it can be told
};

// Collects diagnostics; never prints. Keeps the first `most` errors (half as many warnings) and only counts the others, so that a
// file of noise cannot take forever.
class Diagnostics {
 public:
  static constexpr std::size_t most = 1000;

  void add(Diagnostic diagnostic);
  // Counts what `other` only counted.
  void add_dropped(Diagnostics const& other);
  // Adds all of `other`.
  void add_all(Diagnostics const& other);

  // Adds `message` at `place`; `arguments` fill the {} places of its text and of its help. The result may be extended
  // until the next diagnostic is added.
  template <class... Arguments>
  Diagnostic& report(Place place, Message const& message, Arguments const&... arguments) {
    return report_with(place, message, fmt::make_format_args(arguments...));
  }

  // Brings those from number `first` on into the order of their places. They must be of one file.
  void sort(std::size_t first);

  bool has_errors() const { return errors_ > 0; }
  // How many more there were than all() has.
  std::size_t dropped_errors() const { return dropped_errors_; }
  std::size_t dropped_warnings() const { return dropped_warnings_; }
  std::vector<Diagnostic> const& all() const { return all_; }

 private:
  bool is_full(Message const& message) const;
  Diagnostic& report_with(Place place, Message const& message, fmt::format_args arguments);

  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0, dropped_errors_ = 0, dropped_warnings_ = 0;
  Diagnostic unkept_{};                                   // what report() gives when no more are kept
};

enum class MessageFormat : std::uint8_t {
  human,   // text, source lines with carets, notes, help
  brief,   // FILE:LINE:COL: error[CODE]: TEXT
  json     // one object with the fields of rustc's diagnostics
};

// One diagnostic as text that ends in a line end. `colour`: with terminal colours (not in `brief` and not in JSON's fields).
std::string render(Diagnostic const& diagnostic, Sources const& sources, MessageFormat format, bool colour);

// Text from a program as it may stand in a message: cut after 60 characters, line ends and control characters replaced.
std::string shown(std::string_view text);

}  // namespace seq2c
