// Makes a failing program small.
#pragma once
#include <functional>
#include <string>

namespace seq2c::fuzz {

// Takes pieces out of `text` (whole words, then ever shorter runs of tokens with balanced brackets) as long as
// `still_fails` says yes, and gives the smallest text found. Asks at most `attempts` times.
std::string shrink(std::string text, std::function<bool(std::string const&)> const& still_fails, int attempts = 1500);

}  // namespace seq2c::fuzz
