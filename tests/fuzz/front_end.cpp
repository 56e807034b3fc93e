// A libFuzzer target: any bytes through the whole front end. A crash, a hang or a sanitizer's report is a bug.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/front_end.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  seq2c::fuzz::through_front_end({reinterpret_cast<char const*>(data), size});
  return 0;
}
