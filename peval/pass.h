// What every pass is given: the budget of the optimisation level, and where to say what it did not do.
#pragma once
#include <string>
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// Something that a pass could not do at some place: the operation, why not, and what would change it.
struct Remark {
  std::string pass;       // `inline`
  Id<Origin> origin;      // in the program of the pass
  Place place;
  std::string operation;  // `call of 'f'`
  std::string reason;     // `it is recursive`
  std::string remedy;     // `mark the word with # seq2c:inline(always)`
};

struct Context {
  int level = 2;                   // -O0 … -O3
  bool known_branches = true;      // the pass `branches` is on: all passes choose known branches on the way
  std::vector<Remark>* remarks = nullptr;

  // Notes that something was not done.
  void remark(Program const& program, Remark remark) const {
    if (!remarks) return;
    if (remark.origin) remark.place = program.origins[user_origin(program, remark.origin)].place;
    remarks->push_back(std::move(remark));
  }
};

}  // namespace seq2c::core
