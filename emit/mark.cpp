#include "emit/mark.h"

#include <fstream>
#include <vector>

namespace seq2c {

bool bears_mark(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  std::string window;
  std::vector<char> piece(1 << 16);
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0) {
    window.append(piece.data(), static_cast<std::size_t>(file.gcount()));
    if (window.find(mark) != std::string::npos) return true;
    if (window.size() > mark.size()) window.erase(0, window.size() - mark.size());
  }
  return false;
}

}  // namespace seq2c
