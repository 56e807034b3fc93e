#include "runtime/fold.h"

namespace seq2c {
namespace {

seq_value boxed(FoldConstant const& constant) {
  struct Box {
    seq_value operator()(std::int64_t number) const { return host::make_int(number); }
    seq_value operator()(double number) const { return host::make_float(number); }
    seq_value operator()(bool truth) const { return host::make_bool(truth); }
    seq_value operator()(std::string const& text) const { return host::make_string(text); }
    seq_value operator()(FoldSymbol const& symbol) const { return host::make_symbol(symbol.text); }
  };
  return std::visit(Box{}, constant);
}

std::optional<FoldConstant> unboxed(seq_value value) {
  switch (host::kind(value)) {
    case host::Kind::int_: return *host::as_int(value);
    case host::Kind::float_: return *host::as_float(value);
    case host::Kind::bool_: return *host::as_bool(value);
    case host::Kind::string: return *host::as_string(value);
    case host::Kind::symbol: return FoldSymbol{*host::as_symbol(value)};
    case host::Kind::callable:
    case host::Kind::variant:
    case host::Kind::map: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<FoldConstant>> fold(Word const& word, std::span<FoldConstant const> arguments) {
  if (!word.apply || !word.pure || word.libm || word.arguments.size() != arguments.size()) return std::nullopt;
  std::vector<seq_value> values, results(word.results.size());
  for (auto const& argument : arguments) values.push_back(boxed(argument));
  if (host::call(word, values, results)) {
    // A pure word fails only on a wrong kind, which is found before it takes anything over.
    for (auto value : values) host::release(value);
    return std::nullopt;
  }
  std::vector<FoldConstant> constants;
  bool complete = true;
  for (auto result : results) {
    auto constant = unboxed(result);
    complete = complete && constant;
    if (constant) constants.push_back(std::move(*constant));
    host::release(result);
  }
  if (!complete) return std::nullopt;
  return constants;
}

std::optional<std::uint64_t> immediate_word(double number) {
  auto const word = host::make_float(number);
  if (host::extra_owners(word) < 0) return word;
  host::release(word);
  return std::nullopt;
}

}  // namespace seq2c
