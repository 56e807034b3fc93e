// Cuts the runtime's C headers into top-level definitions, so that an emitted file holds only those in use.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace wordgen {

struct Piece {
  std::string header;              // `value.h`
  std::string text;                // with the comment above it; empty for what the emitter writes itself
  std::vector<std::string> names;  // what it defines
  std::vector<std::string> uses;   // what it mentions of other pieces
};

// The pieces of all headers, in the order given. Throws CardError.
std::vector<Piece> read_pieces(std::vector<std::filesystem::path> const& headers);

}  // namespace wordgen
