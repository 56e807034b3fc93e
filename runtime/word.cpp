#include "runtime/word.h"

#include <algorithm>

namespace seq2c {

Word const* find_word(std::string_view name) {
  auto found = std::ranges::lower_bound(words(), name, {}, &Word::name);
  return found != words().end() && found->name == name ? &*found : nullptr;
}

}  // namespace seq2c
