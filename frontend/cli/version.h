// The version that `--version` tells; CMakeLists.txt sets it.
#pragma once
#include <string_view>

namespace seq2c::cli {

constexpr std::string_view version = SEQ2C_VERSION;

}  // namespace seq2c::cli
