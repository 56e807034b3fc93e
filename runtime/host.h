// The C runtime as the compiler itself sees it: values, and calls of words on them. The functions are the same as those in
// emitted programs. Not for several threads.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

extern "C" {
typedef std::uint64_t seq_value;  // a tagged word (value.h)
}

namespace seq2c {

struct Word;

namespace host {

// New values; the caller owns them.
seq_value make_int(std::int64_t number);  // wraps to 63 bits
seq_value make_float(double number);
seq_value make_bool(bool truth);
seq_value make_string(std::string_view bytes);
seq_value make_symbol(std::string_view name);

// A quotation or closure of a literal that the caller numbers; takes over the owners of the captures, at most 254 of
// them (nothing for more).
std::optional<seq_value> make_callable(std::uint32_t literal, bool closure, std::span<seq_value const> captures);

// A variant; takes over the owners of the fields.
seq_value make_variant(std::string_view tag, std::span<seq_value const> fields);

// One owner more or less.
void retain(seq_value value);
void release(seq_value value);

enum class Kind : std::uint8_t { int_, float_, bool_, string, symbol, callable, variant, map };
Kind kind(seq_value value);

// What a value is; nothing if it is of another kind. Symbols give their name.
std::optional<std::int64_t> as_int(seq_value value);
std::optional<double> as_float(seq_value value);
std::optional<bool> as_bool(seq_value value);
std::optional<std::string> as_string(seq_value value);
std::optional<std::string> as_symbol(seq_value value);

// The literal of a callable and what it captured, borrowed from it.
struct Callable {
  std::uint32_t literal;
  std::span<seq_value const> captures;
};
std::optional<Callable> as_callable(seq_value value);

// The tag's name, which lives for ever, and the fields, borrowed from the variant.
struct Variant {
  std::string_view tag;
  std::span<seq_value const> fields;
};
std::optional<Variant> as_variant(seq_value value);

// `Int(5)`, as in error messages; SON text as of `son.dump`. Both borrow.
std::string debug_text(seq_value value);
std::string son(seq_value value);

// Runs a word that has a C function (`word.apply`), with this process's input and output: takes over the arguments,
// gives owned results. On a run-time error: its message, and the arguments must not be used any more. `os.exit` ends
// the process.
std::optional<std::string> call(Word const& word, std::span<seq_value const> arguments, std::span<seq_value> results);

// What `args.count` and `args.at` see; the texts must live on.
void set_arguments(std::span<char*> texts);

// Objects that are alive and not immortal; an object's owners besides the first, negative for immortal ones and values that
// are no objects.
std::int64_t live_objects();
std::int32_t extra_owners(seq_value value);

// The number of code points of UTF-8; nothing if it is invalid.
std::optional<std::uint32_t> code_points(std::string_view bytes);

}  // namespace host
}  // namespace seq2c
