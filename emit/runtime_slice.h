// Which parts of the runtime's C a program needs.
#pragma once
#include <array>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

#include "runtime/word.h"

namespace seq2c {

// The identifiers of a C text that begin with these letters, outside of comments and literals; views into it.
std::unordered_set<std::string_view> identifiers_with(std::string_view prefix, std::string_view text);

// The names that some piece of the runtime defines.
class RuntimeNames {
 public:
  explicit RuntimeNames(std::span<RuntimePiece const> pieces);

  // Adds those that occur in a C text, outside of comments and literals.
  void add_used(std::string_view text, std::set<std::string, std::less<>>& used) const;

 private:
  std::unordered_set<std::string_view> names_;
  std::array<bool, 256> first_{};  // by character: some name begins with it
};

// A piece of the runtime that the emitter writes itself, by its first name (`seq_places`).
using OwnPieces = std::map<std::string, std::string, std::less<>>;

// The pieces that texts with these names use, and all that these use, in file order. Pieces without text are taken from
// `own`. Only headers that `is_used` accepts count. Lines for kinds of values that are not there are left out, unless
// `all_kinds`. Adds the names that the result defines to `identifiers`.
std::string runtime_slice(std::span<RuntimePiece const> pieces, std::set<std::string, std::less<>>& identifiers,
                          OwnPieces const& own, std::function<bool(std::string_view header)> const& is_used, bool all_kinds);

}  // namespace seq2c
