// Did you mean …?
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace seq2c::cli {

// The candidate nearest to `wrong`, if it is near enough to be a slip of the pen; else empty.
std::string nearest(std::string_view wrong, std::span<std::string const> candidates);

}  // namespace seq2c::cli
