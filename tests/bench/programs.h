// The programs that are compared: NAME.seq and NAME.c or NAME.cpp in programs/.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace seq2c::test {

// A text of about that many bytes, the same whenever it is made.
using Input = std::string (*)(std::size_t bytes);

struct Benchmark {
  std::string_view name;
  std::string size;  // what both programs are given as their argument
  Input input = nullptr;  // what they read; the size is then the number of bytes
};

// Programs on numbers, and programs on data: each kind is a table with a mean of its own.
struct Group {
  std::string_view name;
  std::span<Benchmark const> benchmarks;
};

std::span<Group const> groups();

}  // namespace seq2c::test
