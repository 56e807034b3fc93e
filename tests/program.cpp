#include "tests/program.h"

namespace seq2c::test {

Result seq2c(std::vector<std::string> arguments, fs::path const& folder, std::string input, std::vector<std::string> environment) {
  arguments.insert(arguments.begin(), seq2c_program());
  return run({.arguments = std::move(arguments), .input = std::move(input), .folder = folder, .environment = std::move(environment),
              .seconds = 120});
}

fs::path WithFolder::write(std::string const& name, std::string_view text) const {
  write_file(folder() / name, text);
  return folder() / name;
}

Result WithFolder::seq2c(std::vector<std::string> arguments, std::string input) const {
  return test::seq2c(std::move(arguments), folder(), std::move(input), {"XDG_CACHE_HOME=" + (folder() / "cache").string()});
}

fs::path WithFolder::build(std::string_view text, std::vector<std::string> const& options, std::string const& name) const {
  write(name + ".seq", text);
  std::vector<std::string> arguments{"build", name + ".seq", "-o", name};
  arguments.insert(arguments.end(), options.begin(), options.end());
  auto const built = seq2c(arguments);
  EXPECT_EQ(built.status, 0) << built.errors;
  return folder() / name;
}

Result WithFolder::start(fs::path const& program, std::vector<std::string> arguments, std::string input) const {
  arguments.insert(arguments.begin(), program.string());
  return run({.arguments = std::move(arguments), .input = std::move(input), .folder = folder(), .environment = {}, .seconds = 120});
}

Result WithFolder::start_within(std::size_t stack, std::size_t space, fs::path const& program, std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), program.string());
  return run({.arguments = std::move(arguments), .input = "", .folder = folder(), .environment = {}, .seconds = 120, .stack = stack, .space = space});
}

}  // namespace seq2c::test
