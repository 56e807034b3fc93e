// The mark that seq2c puts into the C files and programs it makes, so that it knows them later as its own.
#pragma once
#include <string>

namespace seq2c {

// A text that occurs in every C file and every program made by seq2c, stripped or not, and in no other file: seq2c itself
// holds it backwards only.
inline std::string const mark = [] {
  std::string const backwards = "c2qes/edam-c2qes:elif-siht";
  return std::string(backwards.rbegin(), backwards.rend());
}();

// True if the file can be read and holds the mark.
bool bears_mark(std::string const& path);

}  // namespace seq2c
