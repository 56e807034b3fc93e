// Names of things in C, made from names of things in Seq.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace seq2c {

// A readable spelling of any word with only letters, digits and `_`: `list->map?` is `list_to_map_p`, `fib[1]` is `fib_1`.
// It may begin with a digit, be a keyword or meet another word's spelling: the caller adds a prefix or asks CNames.
std::string c_spelling(std::string_view word);

// A name for what a word leaves: the part behind the last `.` or `->` of its spelling (`string.length`: `length`).
std::string c_result_name(std::string_view word);

// True for C keywords, names that hosted headers or compilers use as macros, and names of the runtime.
bool is_reserved_in_c(std::string_view name);

// True for functions of the C library and POSIX. Only what is visible to the linker must avoid them.
bool is_library_function(std::string_view name);

// Gives out names, none twice. Names of a scope are free again when it ends.
class CNames {
 public:
  // `base` (`base_` if that is reserved), or `base_2`, `base_3`, … if that is taken.
  std::string fresh(std::string_view base);

  void open_scope() { scopes_.push_back(taken_order_.size()); }
  // Gives the names that are free again, for `take`.
  std::vector<std::string> close_scope();
  // Takes names of a scope that is closed: its text became part of the enclosing one.
  void take(std::vector<std::string> names);

 private:
  struct State {
    bool taken = false;
    std::uint32_t next = 2;  // the number to try behind it
  };
  using Name = std::pair<std::string const, State>;
  struct Undo {
    Name* name;
    std::uint32_t next;  // as it was before
    std::size_t scope;
  };
  void take(Name& name);

  std::unordered_map<std::string, State> names_;  // all that were ever asked for
  std::vector<Name*> taken_order_;
  std::vector<Undo> undo_;
  std::vector<std::size_t> scopes_;
};

}  // namespace seq2c
