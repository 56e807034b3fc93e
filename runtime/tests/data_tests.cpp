// Lists, variants and maps as objects: large and deep ones, copies, maps against a model.
#include <gtest/gtest.h>
#include <pthread.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "runtime/host_state.h"
#include "runtime/word.h"

namespace seq2c {
namespace {

// Runs a word on arguments that it takes over.
std::vector<seq_value> run(std::string_view name, std::vector<seq_value> arguments) {
  auto const& word = *find_word(name);
  std::vector<seq_value> results(word.results.size());
  auto const error = host::call(word, arguments, results);
  EXPECT_FALSE(error) << *error;
  return results;
}

seq_value run1(std::string_view name, std::vector<seq_value> arguments) { return run(name, std::move(arguments))[0]; }

seq_value list_make() { return host::make_variant("List", {}); }

seq_value push(seq_value list, seq_value item) { return run1("list.push", {list, item}); }

seq_value another(seq_value value) {
  host::retain(value);
  return value;
}

std::string text_of(seq_value value) {
  auto text = *host::as_string(value);
  host::release(value);
  return text;
}

// `:Box … wrap-1` so many times around a value.
seq_value nested(int depth, seq_value value) {
  for (int i = 0; i < depth; ++i) value = host::make_variant("Box", std::span(&value, 1));
  return value;
}

// A map, a list, a closure and a variant around each other.
seq_value mixed(int depth) {
  auto value = host::make_string("core");
  for (int i = 0; i < depth; ++i) {
    value = run1("map.set", {run1("map.make", {}), host::make_int(i), value});
    value = push(list_make(), value);
    value = *host::make_callable(1, true, std::span(&value, 1));
    value = host::make_variant("Box", std::span(&value, 1));
  }
  return value;
}

// On a stack of 64 KB.
void on_small_stack(std::function<void()> work) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 65536);
  pthread_t thread;
  auto const start = [](void* pointer) -> void* {
    (*static_cast<std::function<void()>*>(pointer))();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, start, &work), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

constexpr int deep = 1'000'000;

TEST(Data, AreFreedOnASmallStack) {
  auto const live = host::live_objects();
  auto const list = host::make_variant("List", std::vector(10'000'000, host::make_int(7)));
  std::vector<seq_value> parts(deep);
  std::ranges::generate(parts, [] { return host::make_string("text"); });
  auto const texts = host::make_variant("List", parts);
  std::vector const all{list, texts, nested(deep, host::make_float(1e300)), mixed(deep / 4)};
  on_small_stack([&] { std::ranges::for_each(all, host::release); });
  EXPECT_EQ(host::live_objects(), live);
}

TEST(Data, AreWrittenOnASmallStack) {
  auto const live = host::live_objects();
  auto const value = nested(deep, host::make_int(7)), list = push(list_make(), another(value));
  on_small_stack([&] {
    auto const dump = text_of(run1("son.dump", {another(value)}));
    EXPECT_EQ(dump.size(), deep * std::string(":Box  wrap-1").size() + 1);
    EXPECT_TRUE(dump.starts_with(":Box :Box ")) << dump.substr(0, 20);
    EXPECT_TRUE(dump.ends_with(" wrap-1 wrap-1"));
    EXPECT_EQ(text_of(run1("string.join", {another(list), host::make_string(",")})), dump);
    EXPECT_EQ(host::debug_text(value).size(), 80u);
    EXPECT_EQ(host::debug_text(value).substr(0, 21), "Variant(:Box :Box :Bo");
  });
  auto const pretty = nested(1000, host::make_int(7));
  EXPECT_EQ(text_of(run1("son.dump-pretty", {pretty})).size(), 2u * (1001 * 1000 / 2 + 999 * 1000 / 2) + 1000 * 13 + 1);
  host::release(value);
  host::release(list);
  EXPECT_EQ(host::live_objects(), live);
}

TEST(Data, AreToldInErrors) {
  auto const text = [](seq_value value) {
    auto told = host::debug_text(value);
    host::release(value);
    return told;
  };
  EXPECT_EQ(text(host::make_float(1e16)), "Float(1e16)");
  EXPECT_EQ(text(host::make_float(-2.5e21)), "Float(-2.5e21)");
  EXPECT_EQ(text(host::make_float(5e-324)), "Float(5e-324)");
  EXPECT_EQ(text(host::make_float(-1.25e-7)), "Float(-1.25e-7)");
  EXPECT_EQ(text(host::make_float(1e-5)), "Float(0.00001)");
  EXPECT_EQ(text(host::make_float(9007199254740992)), "Float(9007199254740992.0)");
  EXPECT_EQ(text(host::make_float(-0.0)), "Float(-0.0)");
  EXPECT_EQ(text(host::make_float(INFINITY)), "Float(inf)");
  EXPECT_EQ(text(host::make_symbol("a-name")), "Symbol(a-name)");
  EXPECT_EQ(text(host::make_string("a\n")), "String(\"a\\n\")");
  EXPECT_EQ(text(push(list_make(), host::make_float(1e16))), "Variant(list-of 10000000000000000.0 lv)");
}

TEST(Data, AreChangedInPlaceWithOneOwner) {
  auto const copies = host::copies();
  auto list = list_make();
  auto map = run1("map.make", {});
  for (int i = 0; i < 100'000; ++i) {
    list = push(list, host::make_int(i));
    map = run1("map.set", {map, host::make_int(i), host::make_int(i)});
  }
  for (int i = 0; i < 100'000; ++i) {
    list = run("list.set", {list, host::make_int(i), host::make_int(-i)})[0];
    map = run1("map.set", {map, host::make_int(i), host::make_int(-i)});
  }
  for (int i = 0; i < 50'000; ++i) map = run1("map.remove", {map, host::make_int(i)});
  list = run1("list.reverse", {list});
  for (int i = 0; i < 50'000; ++i) list = run1("variant.init", {list});
  EXPECT_EQ(host::copies(), copies);
  EXPECT_EQ(*host::as_int(run1("list.last", {another(list)})), -50'000);
  EXPECT_EQ(*host::as_int(run1("map.size", {another(map)})), 50'000);
  host::release(list);
  host::release(map);
}

TEST(Data, AreCopiedOnceWithTwoOwners) {
  auto const list = push(list_make(), host::make_int(1));
  auto const map = run1("map.set", {run1("map.make", {}), host::make_string("k"), host::make_int(1)});
  auto const copies = host::copies();
  auto longer = push(another(list), host::make_int(2));
  longer = push(longer, host::make_int(3));
  auto larger = run1("map.set", {another(map), host::make_string("l"), host::make_int(2)});
  larger = run1("map.set", {larger, host::make_string("k"), host::make_int(3)});
  EXPECT_EQ(host::copies(), copies + 2);
  EXPECT_EQ(host::son(list), "list-of 1 lv");
  EXPECT_EQ(host::son(map), "map-of \"k\" 1 kv");
  EXPECT_EQ(host::son(longer), "list-of 1 lv 2 lv 3 lv");
  EXPECT_EQ(host::son(larger), "map-of \"k\" 3 kv \"l\" 2 kv");
  for (auto const value : {list, map, longer, larger}) host::release(value);
}

// What a map must be: keys as SON in the order in which they came.
struct Model {
  std::vector<std::pair<std::string, std::int64_t>> entries;

  auto find(std::string const& key) { return std::ranges::find(entries, key, &decltype(entries)::value_type::first); }
  void set(std::string const& key, std::int64_t value) {
    if (auto const found = find(key); found != entries.end()) found->second = value;
    else entries.emplace_back(key, value);
  }
  void remove(std::string const& key) {
    if (auto const found = find(key); found != entries.end()) entries.erase(found);
  }
};

seq_value key(std::uint64_t number) {
  if (number % 7 == 0) return host::make_bool(number % 2);
  if (number % 2) return host::make_int(static_cast<std::int64_t>(number) - 40);
  return host::make_string(std::string(number % 20, 'k') + std::to_string(number));
}

std::string name_of(std::uint64_t number) {
  auto const value = key(number);
  auto name = host::son(value);
  host::release(value);
  return name;
}

void expect_equal(seq_value map, Model& model) {
  std::string keys = "list-of", values = "list-of";
  for (auto const& [name, value] : model.entries) {
    keys += " " + name + " lv";
    values += " " + std::to_string(value) + " lv";
  }
  auto const all_keys = run1("map.keys", {another(map)}), all_values = run1("map.values", {another(map)});
  EXPECT_EQ(host::son(all_keys), keys);
  EXPECT_EQ(host::son(all_values), values);
  host::release(all_keys);
  host::release(all_values);
}

TEST(Data, MapsAreWhatAModelSays) {
  std::mt19937_64 random(5);
  auto const live = host::live_objects();
  for (std::uint64_t const keys : {3u, 9u, 20u, 300u, 1000u}) {
    Model model;
    auto map = run1("map.make", {});
    for (std::int64_t round = 0; round < 3000 && !testing::Test::HasFailure(); ++round) {
      auto const number = random() % keys;
      auto const name = name_of(number);
      auto const kept = round % 50 == 0 ? another(map) : 0;
      auto const before = kept ? host::son(kept) : "";
      if (random() % 3) {
        map = run1("map.set", {map, key(number), host::make_int(round)});
        model.set(name, round);
      } else {
        map = run1("map.remove", {map, key(number)});
        model.remove(name);
      }
      auto const asked = random() % keys;
      auto const found = run("map.get", {another(map), key(asked)});
      auto const expected = model.find(name_of(asked));
      EXPECT_EQ(*host::as_bool(found[1]), expected != model.entries.end());
      EXPECT_EQ(*host::as_int(found[0]), expected == model.entries.end() ? 0 : expected->second);
      if (kept) {
        EXPECT_EQ(host::son(kept), before) << "a shared map changed";
        host::release(kept);
      }
      if (round % 100 == 0) expect_equal(map, model);
    }
    expect_equal(map, model);
    host::release(map);
  }
  EXPECT_EQ(host::live_objects(), live);
}

// A key that comes and goes, and a queue of keys: time is linear.
TEST(Data, MapsThatStayOfOneSizeStayFast) {
  auto map = run1("map.make", {});
  for (int i = 0; i < 1000; ++i) map = run1("map.set", {map, host::make_int(i), host::make_int(i)});
  for (int i = 1000; i < 300'000; ++i) {
    map = run1("map.set", {map, host::make_int(i), host::make_int(i)});
    map = run1("map.remove", {map, host::make_int(i - 1000)});
  }
  EXPECT_EQ(*host::as_int(run1("map.next", {another(map), host::make_int(0)})) < 4096, true);
  EXPECT_EQ(*host::as_int(run1("map.size", {map})), 1000);
}

}  // namespace
}  // namespace seq2c
