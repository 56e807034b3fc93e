// Running words on constants inside the compiler.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "runtime/word.h"

namespace seq2c {

struct FoldSymbol {
  std::string text;
  auto operator<=>(FoldSymbol const&) const = default;
};

using FoldConstant = std::variant<std::int64_t, double, bool, std::string, FoldSymbol>;

// The results of a pure word on constants, by running the word's own C function. Nothing if the word cannot be run here
// (an effect, `libm`, no C function), has another number of arguments, or fails on these.
std::optional<std::vector<FoldConstant>> fold(Word const& word, std::span<FoldConstant const> arguments);

// That Float as a tagged word. Nothing if it is an object then.
std::optional<std::uint64_t> immediate_word(double number);

}  // namespace seq2c
