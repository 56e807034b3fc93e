#include "peval/heights.h"

#include <algorithm>

#include "peval/signature.h"

namespace seq2c {
namespace {

using Net = std::optional<std::int64_t>;

std::int64_t difference(std::size_t after, std::size_t before) {
  return static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before);
}

Net plus(Net left, Net right) {
  if (!left || !right) return std::nullopt;
  return *left + *right;
}

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace

std::vector<Id<checked::Quotation>> literals_before(checked::Program const& program, checked::Body const& body, std::size_t at,
                                                    std::size_t limit) {
  std::vector<Id<checked::Quotation>> found;
  while (found.size() < limit && found.size() < at) {
    auto const* literal = std::get_if<checked::PushQuotation>(&body[at - 1 - found.size()]);
    if (!literal || program.quotations[literal->quotation].captures > 0) break;
    found.push_back(literal->quotation);
  }
  std::ranges::reverse(found);
  return found;
}

Net Heights::net(checked::Body const& body) {
  if (auto const found = known_.find(&body); found != known_.end()) return found->second;
  auto const result = compute(body);
  known_.emplace(&body, result);
  return result;
}

Net Heights::compute(checked::Body const& body) {
  Net sum = 0;
  for (std::size_t at = 0; at < body.size() && sum; ++at) {
    auto const one = std::visit(
        Overloaded{[](checked::Push const&) -> Net { return 1; },
                   [&](checked::PushQuotation const& push) -> Net {
                     return 1 - static_cast<std::int64_t>(program_.quotations[push.quotation].captures);
                   },
                   [&](checked::CallWord const& call) -> Net {
                     auto const& word = program_.definitions[call.word];
                     if (word.row == checked::Row::changed) return std::nullopt;
                     return difference(word.outputs.size(), word.inputs.size());
                   },
                   [&](checked::CallBuiltin const&) { return net_of_builtin(body, at); },
                   [&](checked::If const& conditional) { return net_of_if(conditional); },
                   [](checked::CallUnion const&) -> Net { return std::nullopt; },
                   [](checked::Match const&) -> Net { return std::nullopt; }},
        body[at]);
    sum = plus(sum, one);
  }
  return sum;
}

Net Heights::net_of_if(checked::If const& conditional) {
  auto const& decisive = conditional.branches[conditional.diverges == checked::Diverges::first ? 1 : 0];
  return plus(-1, net(decisive));
}

Net Heights::net_of_builtin(checked::Body const& body, std::size_t at) {
  auto const& word = *std::get<checked::CallBuiltin>(body[at]).word;
  auto const run = [&](std::size_t operands) -> Net {
    auto const literals = literals_before(program_, body, at, operands);
    if (literals.size() != operands) return std::nullopt;
    Net sum = -static_cast<std::int64_t>(operands);
    for (auto const literal : literals) sum = plus(sum, net(program_.quotations[literal].body));
    return sum;
  };
  switch (word.typing) {
    case Typing::plain:
    case Typing::make:
    case Typing::isolated:
    case Typing::shuffle: {
      auto const& signature = core::signature(word);
      return difference(signature.outputs.size(), signature.inputs.size());
    }
    case Typing::call:
    case Typing::dip: return run(1);
    case Typing::keep: return plus(run(1), 1);
    case Typing::bi: return plus(run(2), 1);
    case Typing::pick: return 0;
    case Typing::roll: return -1;
    case Typing::aux_push: return -1;
    case Typing::aux_pop: return 1;
    case Typing::if_:
    case Typing::cond:
    case Typing::dump:
    case Typing::spawn:
    case Typing::weave:
    case Typing::resume:
    case Typing::yield: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace seq2c
