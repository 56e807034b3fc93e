#include "mini.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>

namespace seq2c::mini {
namespace {

std::vector<std::string> tokens(std::string_view code) {
  std::vector<std::string> result;
  for (std::size_t at = 0; at < code.size();) {
    if (code[at] == ' ') { ++at; continue; }
    auto end = at + 1;
    if (code[at] == '"') {
      while (end < code.size() && code[end] != '"') end += code[end] == '\\' ? 2 : 1;
      ++end;
    } else {
      while (end < code.size() && code[end] != ' ') ++end;
    }
    result.emplace_back(code.substr(at, end - at));
    at = end;
  }
  return result;
}

std::string unescaped(std::string const& token) {
  std::string result;
  for (std::size_t at = 1; at + 1 < token.size(); ++at) {
    if (token[at] != '\\') { result += token[at]; continue; }
    switch (token[++at]) {
      case 'n': result += '\n'; break;
      case 'r': result += '\r'; break;
      case 't': result += '\t'; break;
      case 'x':
        result += static_cast<char>(std::stoi(token.substr(at + 1, 2), nullptr, 16));
        at += 2;
        break;
      default: result += token[at];
    }
  }
  return result;
}

// The value of a literal, owned.
std::optional<seq_value> literal(std::string const& token) {
  std::int64_t number = 0;
  auto const* end = token.data() + token.size();
  if (token == "true" || token == "false") return host::make_bool(token == "true");
  if (token[0] == '"') return host::make_string(unescaped(token));
  if (token[0] == ':' && token.size() > 1) return host::make_symbol(token.substr(1));
  if (auto [stop, error] = std::from_chars(token.data(), end, number); error == std::errc() && stop == end)
    return host::make_int(number);
  if (std::isdigit(static_cast<unsigned char>(token[token[0] == '-' && token.size() > 1])))
    return host::make_float(std::strtod(token.c_str(), nullptr));
  return std::nullopt;
}

std::vector<Term> terms(std::vector<std::string> const& all, std::size_t& at, bool nested) {
  std::vector<Term> result;
  for (; at < all.size(); ++at) {
    if (all[at] == "]") {
      if (!nested) throw std::runtime_error("] without [");
      return result;
    }
    if (all[at] == "[") {
      ++at;
      result.push_back({"[", nullptr, {}, terms(all, at, true)});
    } else if (auto word = find_word(all[at])) {
      result.push_back({all[at], word, {}, {}});
    } else {
      result.push_back({all[at], nullptr, literal(all[at]), {}});
    }
  }
  if (nested) throw std::runtime_error("[ without ]");
  return result;
}

// The words of the module `core`, by name.
std::map<std::string, std::vector<Term>> const& definitions() {
  static auto const all = [] {
    std::string code;
    std::istringstream lines{std::string(core_module().text)};
    for (std::string line; std::getline(lines, line);) code += line.substr(0, line.find('#')) + " ";
    auto const words = tokens(code);
    std::map<std::string, std::vector<Term>> result;
    for (auto at = words.begin(); at != words.end();) {
      auto const name = at + 1, body = std::find(name, words.end(), ")") + 1, end = std::find(body, words.end(), ";");
      std::size_t first = 0;
      result[*name] = terms({body, end}, first, false);
      at = end + 1;
    }
    return result;
  }();
  return all;
}

}  // namespace

std::vector<Term> parse(std::string_view code) {
  std::size_t at = 0;
  return terms(tokens(code), at, false);
}

Sides sides(std::string_view effect) {
  Sides result;
  bool right = false;
  std::istringstream stream{std::string(effect.substr(1, effect.size() - 2))};
  for (std::string item; stream >> item;) {
    if (item == "--") right = true;
    else if (!item.starts_with("..")) (right ? result.outputs : result.inputs).push_back(item);
  }
  return result;
}

bool same(seq_value a, seq_value b) {
  if (host::kind(a) != host::kind(b)) return false;
  if (auto x = host::as_float(a)) {
    auto y = *host::as_float(b);
    return (std::isnan(*x) && std::isnan(y)) || std::memcmp(&*x, &y, sizeof y) == 0;
  }
  if (auto x = host::as_string(a)) return *x == *host::as_string(b);
  if (host::kind(a) == host::Kind::variant || host::kind(a) == host::Kind::map) return host::son(a) == host::son(b);
  return a == b;
}

Item Machine::pop() {
  if (stack.empty()) throw std::runtime_error("nothing on the stack");
  auto item = stack.back();
  stack.pop_back();
  return item;
}

void Machine::clear() {
  for (auto const& item : stack)
    if (!item.quotation) host::release(item.value);
  stack.clear();
}

void Machine::shuffle(Word const& word) {
  auto [inputs, outputs] = sides(word.effect);
  std::map<std::string, Item> named;
  for (std::size_t i = inputs.size(); i-- > 0;) named[inputs[i]] = pop();
  for (auto const& output : outputs) {
    if (!named[output].quotation) host::retain(named[output].value);
    stack.push_back(named[output]);
  }
  for (auto const& [name, item] : named)
    if (!item.quotation) host::release(item.value);
}

void Machine::call(Word const& word) {
  if (!word.apply) throw std::runtime_error(std::string(word.name) + " has no C function");
  std::vector<seq_value> arguments(word.arguments.size()), results(word.results.size());
  for (std::size_t i = arguments.size(); i-- > 0;) arguments[i] = pop().value;
  if (auto error = host::call(word, arguments, results)) throw std::runtime_error(*error);
  for (auto result : results) stack.push_back({result, nullptr});
}

// `wrap-2`: the tag is on top.
void Machine::make_variant(Word const& word) {
  auto const tag = *host::as_symbol(pop().value);
  std::vector<seq_value> fields(word.arguments.size() - 1);
  for (auto i = fields.size(); i-- > 0;) fields[i] = pop().value;
  stack.push_back({host::make_variant(tag, fields), nullptr});
}

void Machine::run_isolated(Word const& word, Letters const& letters) {
  auto const body = *pop().quotation;
  auto const inputs = static_cast<std::ptrdiff_t>(word.arguments.size()) - 1;
  auto const results = static_cast<std::ptrdiff_t>(word.results.size());
  Machine inner;
  inner.stack.assign(stack.end() - inputs, stack.end());
  stack.erase(stack.end() - inputs, stack.end());
  inner.run(body, letters);
  stack.insert(stack.end(), inner.stack.end() - results, inner.stack.end());
  inner.stack.erase(inner.stack.end() - results, inner.stack.end());
}

void Machine::run_word(Word const& word, Letters const& letters) {
  if (word.in_seq) return run(definitions().at("seq2c." + std::string(word.name)), letters);
  auto body = [&] { return *pop().quotation; };
  auto top_int = [&] { return static_cast<std::size_t>(*host::as_int(pop().value)); };
  switch (word.typing) {
    case Typing::shuffle: return shuffle(word);
    case Typing::aux_push: return aux_.push_back(pop());
    case Typing::aux_pop: stack.push_back(aux_.back()); return aux_.pop_back();
    case Typing::call: return run(body(), letters);
    case Typing::make: return make_variant(word);
    case Typing::isolated: return run_isolated(word, letters);
    case Typing::pick: {
      auto item = stack.at(stack.size() - 1 - (top_int() + 1));
      if (!item.quotation) host::retain(item.value);
      return stack.push_back(item);
    }
    case Typing::roll: {
      auto depth = top_int();
      auto place = stack.end() - 1 - static_cast<std::ptrdiff_t>(depth);
      auto item = *place;
      stack.erase(place);
      return stack.push_back(item);
    }
    case Typing::dip: {
      auto quotation = body();
      auto held = pop();
      run(quotation, letters);
      return stack.push_back(held);
    }
    case Typing::keep: {
      auto quotation = body();
      auto held = stack.back();
      host::retain(held.value);
      run(quotation, letters);
      return stack.push_back(held);
    }
    case Typing::bi: {
      auto second = body(), first = body();
      auto held = stack.back();
      host::retain(held.value);
      run(first, letters);
      stack.push_back(held);
      return run(second, letters);
    }
    case Typing::if_: {
      auto otherwise = body(), then = body();
      return run(*host::as_bool(pop().value) ? then : otherwise, letters);
    }
    case Typing::cond: {
      auto count = top_int();
      std::vector<std::vector<Term>> all(2 * count);
      for (auto i = all.size(); i-- > 0;) all[i] = body();
      for (std::size_t i = 0; i < all.size(); i += 2) {
        run(all[i], letters);
        if (*host::as_bool(pop().value)) return run(all[i + 1], letters);
      }
      return;
    }
    default: return call(word);
  }
}

void Machine::run(std::vector<Term> const& terms, Letters const& letters) {
  for (auto const& term : terms) {
    if (term.word) {
      run_word(*term.word, letters);
    } else if (term.body) {
      stack.push_back({0, &*term.body});
    } else if (auto const defined = definitions().find(term.text); defined != definitions().end()) {
      run(defined->second, letters);
    } else {
      auto value = term.literal ? *term.literal : letters.at(term.text);
      host::retain(value);
      stack.push_back({value, nullptr});
    }
  }
}

}  // namespace seq2c::mini
