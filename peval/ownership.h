// What each node does with the owners of its arguments: the facts that `counts` works by.
#pragma once
#include "peval/core.h"

namespace seq2c::core {

// True if a value of that type can be an object once it is boxed: a Float is one, if its exponent is far from 0.
inline bool is_counted_boxed(Type const& type) { return is_counted(type) || type.kind == Kind::float_; }

// The value that this one is under another name and in another kind: what was boxed, unboxed or cast. They have one count.
Value same_object(Function const& function, Value value);

// True if the value is a part of the node's first argument, which keeps it alive: a field, an element.
bool is_part(Function const& function, Value value);

// True if the value is data of the program, which nobody counts: a constant, or a quotation, box or variant of such values
// alone, not nested deeper than a few variants. A Float in a box is so only if it needs no object there.
bool is_immortal(Function const& function, Value value);

// True if the value has a count that is ever read: not an immortal one, nor an Int, Bool or Symbol in a tagged word.
bool has_count(Function const& function, Value value);

// True if the node gives argument `index` one more owner.
inline bool gives_owner(Node const& node, std::size_t index) { return node.op == Op::take && index > 0; }

// True if the owner of the value is elsewhere: with the caller, with the variant or callable that it is a part of, with the
// value that a loop began with. Nothing is released for it, and whoever takes it over needs an owner more.
bool is_lent(Function const& function, Value value);

// True if the Op::unbox takes over the owner of the box, so that a Float that came in one frees it.
bool ends_box(Function const& function, Node const& unbox);

// True if argument `index` of the node is taken over; else it is only looked at.
bool takes_over(Program const& program, Function const& function, Node const& node, std::size_t index);

// True if no way through the block goes on, so that nothing needs to be released on it.
bool ends_program(Function const& function, Id<Block> block);

}  // namespace seq2c::core
