// How long a function will be in C.
#pragma once
#include <cstdint>
#include <vector>

#include "peval/core.h"

namespace seq2c::core {

// The lines of C that a function makes once all is placed, by step and by block: an estimate, mostly within a fifth. The function
// must outlive this.
class Lines {
 public:
  explicit Lines(Function const& function);

  // With those of what is in it.
  std::size_t of(Id<Block> block) const { return of_[block.index]; }
  std::size_t of(Id<Node> step) const;

  // The steps of the block have changed, or those of a block in it.
  void add_up(Id<Block> block);

 private:
  struct Info {
    std::uint32_t uses = 0;
    bool is_taken = false;  // by something that needs an owner
    bool is_tail = false;   // what it gives the function returns
  };

  Info& info(Value value) { return info_[value.node.index]; }
  void look_at(Id<Block> block, bool is_tail);
  void measure(Id<Block> block);
  bool is_released(Id<Node> id) const;
  std::size_t of_word(Id<Node> id, Word const& word) const;
  std::size_t of_blocks(Node const& node) const;
  std::size_t of_if(Id<Node> id) const;
  std::size_t of_match(Id<Node> id) const;

  Function const& function_;
  std::vector<Info> info_;       // by node
  std::vector<std::size_t> of_;  // by block
};

}  // namespace seq2c::core
