#include "runtime/host.h"

#include "runtime/host_state.h"
#include "runtime/word.h"

extern "C" {
char const* seq_host_call(seq2c::Apply apply, seq_value const* arguments, seq_value* results);
void seq_host_set_line(std::uint32_t line);
seq_value seq_host_make_int(std::int64_t number);
seq_value seq_host_make_float(double number);
seq_value seq_host_make_bool(bool truth);
seq_value seq_host_make_string(char const* bytes, std::size_t length);
seq_value seq_host_make_symbol(char const* bytes, std::size_t length);
seq_value seq_host_make_callable(std::uint32_t literal, bool closure, seq_value const* captures, std::size_t count);
seq_value seq_host_make_variant(char const* tag, std::size_t length, seq_value const* fields, std::size_t count);
char seq_host_kind(seq_value value);
seq_value seq_host_tag(seq_value variant);
std::size_t seq_host_fields(seq_value variant, seq_value const** fields);
std::int64_t seq_host_int(seq_value value);
double seq_host_float(seq_value value);
bool seq_host_bool(seq_value value);
char const* seq_host_text(seq_value value, std::size_t* length);
std::uint32_t seq_host_literal(seq_value callable);
std::size_t seq_host_captures(seq_value callable, seq_value const** captures);
void seq_host_retain(seq_value value);
void seq_host_release(seq_value value);
seq_value seq_host_debug_text(seq_value value);
seq_value seq_host_son(seq_value value);
std::int64_t seq_host_live(void);
std::int64_t seq_host_copies(void);
std::int32_t seq_host_owners(seq_value value);
std::int64_t seq_host_points(char const* bytes, std::size_t length);
void seq_host_arguments(int count, char** texts);
}

namespace seq2c::host {
namespace {

std::string text_of(seq_value value) {
  std::size_t length = 0;
  auto bytes = seq_host_text(value, &length);
  return {bytes, length};
}

std::string taken_text(seq_value value) {
  auto text = text_of(value);
  seq_host_release(value);
  return text;
}

}  // namespace

seq_value make_int(std::int64_t number) { return seq_host_make_int(number); }
seq_value make_float(double number) { return seq_host_make_float(number); }
seq_value make_bool(bool truth) { return seq_host_make_bool(truth); }
// An empty view may have no address.
seq_value make_string(std::string_view bytes) {
  return seq_host_make_string(bytes.empty() ? "" : bytes.data(), bytes.size());
}
seq_value make_symbol(std::string_view name) {
  return seq_host_make_symbol(name.empty() ? "" : name.data(), name.size());
}

std::optional<seq_value> make_callable(std::uint32_t literal, bool closure, std::span<seq_value const> captures) {
  auto value = seq_host_make_callable(literal, closure, captures.data(), captures.size());
  if (value == 0) return std::nullopt;
  return value;
}

seq_value make_variant(std::string_view tag, std::span<seq_value const> fields) {
  return seq_host_make_variant(tag.empty() ? "" : tag.data(), tag.size(), fields.data(), fields.size());
}

void retain(seq_value value) { seq_host_retain(value); }
void release(seq_value value) { seq_host_release(value); }

Kind kind(seq_value value) {
  static constexpr std::string_view letters = "ifbsycvm";
  return static_cast<Kind>(letters.find(seq_host_kind(value)));
}

std::optional<std::int64_t> as_int(seq_value value) {
  if (kind(value) != Kind::int_) return std::nullopt;
  return seq_host_int(value);
}

std::optional<double> as_float(seq_value value) {
  if (kind(value) != Kind::float_) return std::nullopt;
  return seq_host_float(value);
}

std::optional<bool> as_bool(seq_value value) {
  if (kind(value) != Kind::bool_) return std::nullopt;
  return seq_host_bool(value);
}

std::optional<std::string> as_string(seq_value value) {
  if (kind(value) != Kind::string) return std::nullopt;
  return text_of(value);
}

std::optional<std::string> as_symbol(seq_value value) {
  if (kind(value) != Kind::symbol) return std::nullopt;
  return text_of(value);
}

std::optional<Callable> as_callable(seq_value value) {
  if (kind(value) != Kind::callable) return std::nullopt;
  seq_value const* captures = nullptr;
  auto count = seq_host_captures(value, &captures);
  return Callable{seq_host_literal(value), {captures, count}};
}

std::optional<Variant> as_variant(seq_value value) {
  if (kind(value) != Kind::variant) return std::nullopt;
  std::size_t length = 0;
  auto const* tag = seq_host_text(seq_host_tag(value), &length);
  seq_value const* fields = nullptr;
  auto const count = seq_host_fields(value, &fields);
  return Variant{{tag, length}, {fields, count}};
}

std::string debug_text(seq_value value) { return taken_text(seq_host_debug_text(value)); }
std::string son(seq_value value) { return taken_text(seq_host_son(value)); }

std::optional<std::string> call(Word const& word, std::span<seq_value const> arguments, std::span<seq_value> results) {
  auto message = seq_host_call(word.apply, arguments.data(), results.data());
  if (!message) return std::nullopt;
  return std::string(message);
}

void set_arguments(std::span<char*> texts) { seq_host_arguments(static_cast<int>(texts.size()), texts.data()); }

std::int64_t live_objects() { return seq_host_live(); }
void set_line(std::uint32_t line) { seq_host_set_line(line); }
std::int64_t copies() { return seq_host_copies(); }
std::int32_t extra_owners(seq_value value) { return seq_host_owners(value); }

std::optional<std::uint32_t> code_points(std::string_view bytes) {
  auto points = seq_host_points(bytes.data(), bytes.size());
  if (points < 0) return std::nullopt;
  return static_cast<std::uint32_t>(points);
}

}  // namespace seq2c::host
