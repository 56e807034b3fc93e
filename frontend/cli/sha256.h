// SHA-256, for the names of cache entries.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace seq2c::cli {

// Takes the message in pieces; `hex` ends it.
class Sha256 {
 public:
  void add(std::string_view bytes);
  // A piece with its length before it, so that two pieces never look like one.
  void add_piece(std::string_view bytes);
  // 64 lower-case hex digits. Nothing may be added afterwards.
  std::string hex();

 private:
  void add_block(unsigned char const* block);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> pending_{};
  std::size_t used_ = 0;     // bytes in pending_
  std::uint64_t length_ = 0;  // of the whole message
};

}  // namespace seq2c::cli
