// C types of Core's kinds, and of several results at once.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "peval/core.h"

namespace seq2c {

// `seq_int`, `seq_string`, …
std::string_view c_type(core::Kind kind);

// The letter of a kind in the names of result structs, in closure slots and in the table of shapes.
char c_letter(core::Kind kind);

// The part of `seq_string_retain`, `seq_box_int`, `seq_as_float`, … that names the kind.
std::string_view c_kind_name(core::Kind kind);

// `seq_r_ib` for an Int and a Bool.
std::string c_struct_name(std::span<core::Type const> results);

// What a function with these results returns: `void`, `seq_int`, `struct seq_r_ib`.
std::string c_result_type(std::span<core::Type const> results);

// The definition of a result struct whose name is `seq_r_LETTERS`.
std::string c_struct_definition(std::string_view name);

}  // namespace seq2c
