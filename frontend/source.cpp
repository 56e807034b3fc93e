#include "frontend/source.h"

#include <algorithm>
#include <utility>

namespace seq2c {
namespace {

constexpr bool is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// The length of the valid sequence that starts at `bytes[at]`, or 0. The second byte of a sequence decides about overlong
// forms, surrogates and the upper end (Unicode, table 3-7).
std::size_t sequence_length(std::basic_string_view<unsigned char> bytes, std::size_t at) {
  auto const lead = bytes[at];
  if (lead < 0x80) return 1;
  std::size_t const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > bytes.size()) return 0;
  auto const second = bytes[at + 1];
  unsigned const low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  unsigned const high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  auto const rest = bytes.substr(at + 2, length - 2);
  return std::ranges::all_of(rest, is_continuation) ? length : 0;
}

}  // namespace

Source make_source(std::string name, std::string path, std::string text, std::string module) {
  // Tokens point into the text. On the heap it stays where it is when the Source moves; a short string would move with it.
  text.reserve(64);
  std::vector<std::uint32_t> offsets{0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') offsets.push_back(static_cast<std::uint32_t>(i + 1));
  }
  return {std::move(name), std::move(path), std::move(text), std::move(module), std::move(offsets)};
}

std::string_view line_text(Source const& source, std::uint32_t line) {
  if (line == 0 || line > source.line_offsets.size()) return {};
  auto text = std::string_view(source.text).substr(source.line_offsets[line - 1]);
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool is_utf8(std::string_view text) {
  std::basic_string_view<unsigned char> const bytes(reinterpret_cast<unsigned char const*>(text.data()), text.size());
  for (std::size_t i = 0; i < bytes.size();) {
    auto const length = sequence_length(bytes, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

}  // namespace seq2c
