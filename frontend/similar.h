// Did you mean …?
#pragma once
#include <string>
#include <string_view>

namespace seq2c {

// How many letters must be put in, left out, changed or swapped with the next to turn one into the other, upper and lower case
// being the same; `limit` + 1 if more than `limit`.
unsigned distance(std::string_view left, std::string_view right, unsigned limit);

// Finds the candidate that is nearest to a name.
class Nearest {
 public:
  Nearest(std::string_view wrong, unsigned limit) : wrong_(wrong), limit_(limit) {}

  void consider(std::string_view candidate) {
    auto const found = distance(wrong_, candidate, limit_);
    if (found > limit_ || (found == limit_ && !best_.empty())) return;
    best_ = candidate;
    limit_ = found;
  }
  // Empty if none was near enough.
  std::string_view best() const { return best_; }

 private:
  std::string_view wrong_, best_;
  unsigned limit_;
};

}  // namespace seq2c
