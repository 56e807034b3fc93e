// Short programs written in tests.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/process.h"

namespace seq2c::test {

// Runs seq2c with these arguments in `folder`.
Result seq2c(std::vector<std::string> arguments, fs::path const& folder = {}, std::string input = "",
             std::vector<std::string> environment = {});

// A test with a folder of its own, for files made on the way. The cache of `run` is in it too.
class WithFolder : public testing::Test {
 protected:
  fs::path folder() const { return scratch_.path(); }
  fs::path write(std::string const& name, std::string_view text) const;
  // Runs seq2c in the folder.
  Result seq2c(std::vector<std::string> arguments, std::string input = "") const;
  // Builds a text with these options and gives the program; a failure is a failed test.
  fs::path build(std::string_view text, std::vector<std::string> const& options = {}, std::string const& name = "program") const;
  Result start(fs::path const& program, std::vector<std::string> arguments = {}, std::string input = "") const;
  // Starts a program that may take so many bytes of stack and of addresses in all.
  Result start_within(std::size_t stack, std::size_t space, fs::path const& program, std::vector<std::string> arguments) const;

 private:
  Scratch scratch_;
};

}  // namespace seq2c::test
