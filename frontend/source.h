// Source files and places in them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/store.h"

namespace seq2c {

// A file of the program, whole in memory.
struct Source {
  std::string name;  // as shown in messages: relative to the main file's folder, `<stdin>`, `<command>`, `<stdlib:NAME>`
  std::string path;  // real absolute path; empty for standard input, `-e` and built-in modules
  std::string text;  // valid UTF-8
  std::string module;                       // NAME for a built-in module, else empty
  // Byte offset of the start of each line. The first need not be 0: the line before it then is line 0, put there by seq2c
  // itself (the head of main before the code of `-e`).
  std::vector<std::uint32_t> line_offsets;
};

// A stretch of one line. Lines and columns count from 1, columns and the length in code points.
struct Place {
  Id<Source> source;
  std::uint32_t line = 0, column = 0, length = 0;
  bool operator==(Place const&) const = default;
};

using Sources = Store<Source>;

// Makes a Source with its line offsets. `text` must be valid UTF-8.
Source make_source(std::string name, std::string path, std::string text, std::string module = "");

// The text of line `line` (from 1) without its line end; empty past the end.
std::string_view line_text(Source const& source, std::uint32_t line);

// True if `text` is strictly valid UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF).
bool is_utf8(std::string_view text);

}  // namespace seq2c
