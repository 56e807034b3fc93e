// Tests made from the cards: examples, laws on random and corner values, ownership with one and with two owners.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

#include "mini.h"

namespace seq2c {
namespace {

using mini::Machine;

class Card : public testing::TestWithParam<Word const*> {};

std::vector<Word const*> words_with_cards() {
  std::vector<Word const*> result;
  for (auto const& word : words())
    if (!word.later && word.canonical == &word) result.push_back(&word);
  return result;
}

std::string test_name(testing::TestParamInfo<Word const*> const& info) {
  std::string name = std::to_string(info.index) + "_";
  for (char c : info.param->name) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

std::string shown(std::vector<mini::Item> const& stack) {
  std::string text;
  for (auto const& item : stack) text += (text.empty() ? "" : " ") + (item.quotation ? "[ ]" : host::son(item.value));
  return text;
}

bool same(Machine const& left, Machine const& right) {
  bool equal = left.stack.size() == right.stack.size();
  for (std::size_t i = 0; equal && i < left.stack.size(); ++i)
    equal = mini::same(left.stack[i].value, right.stack[i].value);
  return equal;
}

TEST_P(Card, Examples) {
  for (auto const& example : GetParam()->examples) {
    auto code = mini::parse(example.code), result = mini::parse(example.result);
    auto const live = host::live_objects();
    {
      Machine left, right;
      left.run(code);
      right.run(result);
      EXPECT_TRUE(same(left, right)) << example.code << ": " << shown(left.stack) << " and " << shown(right.stack);
    }
    EXPECT_EQ(host::live_objects(), live) << example.code;
  }
}

// What a letter of a law must be, found by following the terms with the effects of their words.
void find_kinds(std::vector<mini::Term> const& terms, std::map<std::string, std::string>& kinds) {
  std::vector<std::string> stack;
  for (auto const& term : terms) {
    if (term.literal) {
      stack.push_back("");
    } else if (term.word) {
      auto [inputs, outputs] = mini::sides(term.word->effect);
      for (std::size_t i = inputs.size(); i-- > 0; stack.pop_back())
        if (!stack.back().empty() && inputs[i].size() > 1) kinds[stack.back()] = inputs[i];
      for (std::size_t i = 0; i < outputs.size(); ++i) stack.push_back("");
    } else {
      kinds.try_emplace(term.text);
      stack.push_back(term.text);
    }
  }
}

class Values {
 public:
  seq_value make(std::string const& kind) {
    if (kind == "Int") return host::make_int(number());
    if (kind == "Float") return host::make_float(fraction());
    if (kind == "Bool") return host::make_bool(random_() % 2);
    if (kind == "String") return host::make_string(text());
    if (kind == "Symbol") return host::make_symbol(random_() % 2 ? "ok" : "other name");
    static std::string const kinds[] = {"Int", "Float", "Bool", "String", "Symbol"};
    return make(kinds[random_() % 5]);
  }

 private:
  std::int64_t number() {
    auto bits = static_cast<std::int64_t>(random_());
    switch (random_() % 5) {
      case 0: return bits % 4;
      case 1: return bits >> random_() % 64;
      case 2: return (std::int64_t{1} << random_() % 63) + bits % 3;
      case 3: return -(std::int64_t{1} << 62) + bits % 3;  // wraps
      default: return bits;
    }
  }
  double fraction() {
    static constexpr double corners[] = {0.0, -0.0, 1.0, -1.0, 0.5, 1e300, 5e-324, INFINITY, -INFINITY, NAN};
    if (random_() % 2) return corners[random_() % std::size(corners)];
    return std::bit_cast<double>(random_());
  }
  std::string text() {
    static std::string const parts[] = {"",  "a",  "seq",  "é",    "\xff", " ",  "\n", "\t",
                                        "€", "😀", "\xc3", "\xa9", "\"",   "12", "-"};
    std::string result;
    for (auto count = random_() % 6; count > 0; --count) result += parts[random_() % std::size(parts)];
    return result;
  }
  std::mt19937_64 random_{1};
};

constexpr int law_rounds = 100'000;

TEST_P(Card, Laws) {
  Values values;
  for (auto const& law : GetParam()->laws) {
    auto left = mini::parse(law.left), right = mini::parse(law.right);
    std::map<std::string, std::string> kinds;
    find_kinds(left, kinds);
    find_kinds(right, kinds);
    auto const live = host::live_objects();
    for (int round = 0; round < law_rounds && !HasFailure(); ++round) {
      Machine::Letters letters;
      for (auto const& [letter, kind] : kinds) letters[letter] = values.make(kind);
      {
        Machine left_machine, right_machine;
        left_machine.run(left, letters);
        right_machine.run(right, letters);
        if (!same(left_machine, right_machine)) {
          for (auto const& [letter, value] : letters) ADD_FAILURE() << letter << " = " << host::son(value);
          ADD_FAILURE() << law.left << ": " << shown(left_machine.stack) << " and " << shown(right_machine.stack);
        }
      }
      for (auto const& [letter, value] : letters) host::release(value);
    }
    EXPECT_EQ(host::live_objects(), live) << law.left;
  }
}

// Runs the last word of an example with `extra` more owners of each argument: afterwards these are left and nothing
// else, and nobody has seen a shared argument change.
void check_ownership(Word const& word, std::string_view example, int extra) {
  auto const live = host::live_objects();
  {
    auto code = mini::parse(example);
    code.pop_back();
    Machine machine;
    machine.run(code);
    for (auto const& term : code)
      if (term.literal) host::release(*term.literal);  // now the stack is the only owner
    std::vector<seq_value> kept;
    std::vector<std::string> before;
    for (auto const& item : machine.stack) {
      if (host::extra_owners(item.value) < 0) continue;
      for (int i = 0; i < extra; ++i) host::retain(item.value);
      kept.push_back(item.value);
      before.push_back(host::son(item.value));
    }
    machine.call(word);
    for (std::size_t i = 0; i < word.results.size(); ++i) {
      auto result = machine.stack[machine.stack.size() - word.results.size() + i].value;
      if (word.results[i] == Ownership::unique) { EXPECT_EQ(host::extra_owners(result), 0) << word.name; }
    }
    machine.clear();
    for (std::size_t i = 0; extra > 0 && i < kept.size(); ++i) {
      EXPECT_EQ(host::extra_owners(kept[i]), extra - 1) << word.name << " argument " << i;
      EXPECT_EQ(host::son(kept[i]), before[i]) << word.name << " changed a shared argument";
      for (int owner = 0; owner < extra; ++owner) host::release(kept[i]);
    }
  }
  EXPECT_EQ(host::live_objects(), live) << word.name << " with " << extra << " more owners";
}

TEST_P(Card, Ownership) {
  auto const& word = *GetParam();
  if (!word.apply) return;
  for (auto const& example : word.examples) {
    auto const last = mini::parse(example.code).back().word;
    if (!last || last->canonical != &word) continue;
    check_ownership(word, example.code, 0);
    if (!word.sole) check_ownership(word, example.code, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Card, testing::ValuesIn(words_with_cards()), test_name);

TEST(Cards, EveryBuiltWordThatGivesSomethingHasAnExample) {
  for (auto const* word : words_with_cards())
    if (word->pure && !word->internal) { EXPECT_FALSE(word->examples.empty()) << word->name; }
}

TEST(Cards, EveryWordTellsWhatHappensToAWrongKind) {
  for (auto const* word : words_with_cards()) {
    auto const inputs = mini::sides(word->flow.empty() ? word->effect : word->flow).inputs;
    // `Int` and `V[T]` are tested before the function is called; `T`, `M[K T]` and `V[T]!` by it.
    bool const can_be_wrong =
        word->typing == Typing::plain && !word->internal && std::ranges::any_of(inputs, [](auto const& input) {
          return input.size() > 1 && input.find('[') == input.npos ? input.back() != ']' : input.back() == ']';
        });
    if (can_be_wrong) { EXPECT_FALSE(word->wrong.empty() && word->wrongs.empty()) << word->name; }
  }
}

TEST(Cards, EveryWordIsExplained) {
  for (auto const* word : words_with_cards()) EXPECT_FALSE(word->prose.empty()) << word->name;
}

}  // namespace
}  // namespace seq2c
