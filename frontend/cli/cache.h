// The cache of compiled programs that `run` uses. An entry is one executable, named by the hash of what it was made from.
#pragma once
#include <cstdint>
#include <string>

namespace seq2c::cli {

constexpr std::uint64_t cache_limit = 256ULL << 20;  // bytes; the oldest entries go when there are more

// The folder for cached programs, made with mode 700 if it was not there: `$XDG_CACHE_HOME/seq2c` or `~/.cache/seq2c`.
// Empty if there is none that can be used (no home, not ours, not writable).
std::string cache_folder();

// Removes the oldest entries until all together have at most `limit` bytes, and temporary files that someone left
// behind. `newest` stays in any case.
void prune_cache(std::string const& folder, std::string const& newest, std::uint64_t limit = cache_limit);

// Differs where the seq2c that runs does, also if both have one version.
std::string own_identity();

// Marks an entry as used just now.
void touch(std::string const& path);

}  // namespace seq2c::cli
