// What `seq2c explain` tells.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace seq2c {

// About a message (by its code, in any case) or a word of the language, an operator or a word of a library module: text
// that ends in a line end. Nothing if there is none of that name.
std::optional<std::string> explanation(std::string_view subject);

// The code or word whose name is nearest to `subject`; empty if none is near.
std::string_view nearest_subject(std::string_view subject);

}  // namespace seq2c
