// How many values a body adds to the stack, as far as its text alone tells.
#pragma once
#include <optional>
#include <unordered_map>

#include "frontend/checked.h"

namespace seq2c {

// Answers `net(body)` for the bodies of one program; remembers what it found.
class Heights {
 public:
  explicit Heights(checked::Program const& program) : program_(program) {}

  // Values that the body leaves minus values that it takes; nothing if that depends on what it runs (`call` of a value, `cond`,
  // `stack.dump`, a word whose effect changes its row).
  std::optional<std::int64_t> net(checked::Body const& body);

 private:
  std::optional<std::int64_t> compute(checked::Body const& body);
  std::optional<std::int64_t> net_of_builtin(checked::Body const& body, std::size_t at);
  std::optional<std::int64_t> net_of_if(checked::If const& conditional);

  checked::Program const& program_;
  std::unordered_map<checked::Body const*, std::optional<std::int64_t>> known_;
};

// The quotation literals without captures that stand directly before statement `at`, the nearest last; at most `limit` of
// them. `call dip keep bi if cond` run them "as literals": their bodies see the values of the body they stand in.
std::vector<Id<checked::Quotation>> literals_before(checked::Program const& program, checked::Body const& body, std::size_t at,
                                                    std::size_t limit);

}  // namespace seq2c
