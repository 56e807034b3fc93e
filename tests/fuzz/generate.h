// Random programs: well typed as far as the checker sees, with values that no compiler can know, wrong kinds behind casts,
// closures, combinators, recursion with counters, unions, lists and maps with copies that outlive a change, run-time errors.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace seq2c::fuzz {

// The words of one program: each name begins with `prefix`, the word to run is `PREFIXmain ( -- )`. The same seed gives the
// same words on every machine.
std::string generate(std::uint64_t seed, std::string const& prefix);

// A whole program that runs the part whose number is its first argument; its second is an Int that the parts look at. A part
// without a prefix is not there.
std::string combine(std::vector<std::string> const& parts, std::vector<std::string> const& prefixes);

}  // namespace seq2c::fuzz
