// What the front end makes, as text for golden cases.
#pragma once
#include <string>
#include <vector>

#include "tests/process.h"

namespace seq2c::test {

// The syntax tree of a file, a node a line, two spaces deeper per level; its errors in short form.
std::vector<std::string> syntax_of(fs::path const& path);

// The words of a program with their effects, and its quotations with what they capture, take and leave; or its errors.
std::vector<std::string> types_of(fs::path const& path);

// Of the lines of an emitted C file the program's own part.
std::vector<std::string> words_of_program(std::vector<std::string> const& c_file);

}  // namespace seq2c::test
