// Tagged words of the runtime as the evaluator uses them.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/checked.h"
#include "runtime/word.h"

namespace seq2c::values {

// A new owner of a value equal to the constant.
seq_value make(checked::Constant const& constant);

// A quotation, or a closure that takes over the owners of `captures`.
seq_value make_callable(Id<checked::Quotation> quotation, bool closure, std::span<seq_value const> captures);

// What a callable runs, its captures borrowed from it; nothing if the value is of another kind.
struct Callable {
  Id<checked::Quotation> quotation;
  std::vector<seq_value> captures;
};
std::optional<Callable> as_callable(seq_value value);

std::optional<std::int64_t> as_int(seq_value value);
std::optional<bool> as_bool(seq_value value);

seq_value retain(seq_value value);
void release(seq_value value);

// `message` with `{}` replaced by the value's debug text (`Int(5)`); borrows the value.
std::string with_value(std::string_view message, seq_value value);

// The value's SON text; takes the value over.
std::string son(seq_value value);

// Prepares the runtime for a program with these arguments, its name first; ends it: all output is written, then `error` to
// standard error.
void begin(std::vector<std::string> const& arguments);
void end(std::string_view error);

// Writes to standard output, in order with what words write.
void write(std::string_view text);

// Runs a builtin: takes over the arguments, gives owned results. On a run-time error: its message.
std::optional<std::string> apply(Word const& word, std::span<seq_value const> arguments, std::span<seq_value> results);

}  // namespace seq2c::values
