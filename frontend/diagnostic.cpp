// Collecting diagnostics and the table of messages. Their text form is in render.cpp.
#include "frontend/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace seq2c {
namespace {

constexpr std::array message_table{
#define MESSAGE(code, name, level, text, help, explanation) &messages::name,
#include "frontend/messages.def"
#undef MESSAGE
};

bool same_letters(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](unsigned char a, unsigned char b) { return std::toupper(a) == std::toupper(b); });
}

// A wrong number of arguments must not end the compiler while it reports an error: the text then keeps its {} places.
std::string fill(std::string_view text, fmt::format_args arguments) {
  try {
    return fmt::vformat(text, arguments);
  } catch (fmt::format_error const&) {
    return std::string(text);
  }
}

}  // namespace

std::span<Message const* const> all_messages() { return message_table; }

Message const* find_message(std::string_view code) {
  auto const found = std::ranges::find_if(message_table, [&](Message const* message) { return same_letters(message->code, code); });
  return found == message_table.end() ? nullptr : *found;
}

bool Diagnostics::is_full(Message const& message) const {
  return all_.size() >= (message.level == Level::error ? most : most / 2);
}

void Diagnostics::add(Diagnostic diagnostic) {
  bool const is_error = diagnostic.message->level == Level::error;
  if (is_error) ++errors_;
  if (is_full(*diagnostic.message)) ++(is_error ? dropped_errors_ : dropped_warnings_);
  else all_.push_back(std::move(diagnostic));
}

void Diagnostics::add_dropped(Diagnostics const& other) {
  errors_ += other.dropped_errors_;
  dropped_errors_ += other.dropped_errors_;
  dropped_warnings_ += other.dropped_warnings_;
}

void Diagnostics::add_all(Diagnostics const& other) {
  for (auto const& diagnostic : other.all_) add(diagnostic);
  add_dropped(other);
}

Diagnostic& Diagnostics::report_with(Place place, Message const& message, fmt::format_args arguments) {
  if (is_full(message)) {
    unkept_ = {&message, place, {}, {}, {}, {}, {}, {}};
    add(unkept_);
    return unkept_;
  }
  add({&message, place, fill(message.text, arguments), {}, {}, {}, fill(message.help, arguments)});
  return all_.back();
}

void Diagnostics::sort(std::size_t first) {
  std::ranges::stable_sort(all_.begin() + static_cast<std::ptrdiff_t>(std::min(first, all_.size())), all_.end(), {},
                           [](Diagnostic const& d) { return std::pair(d.place.line, d.place.column); });
}

}  // namespace seq2c
