// Typed indices and the vectors that only they can index.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace seq2c {

// The place of a T in its Store. A default Id refers to nothing.
template <class T>
struct Id {
  static constexpr std::uint32_t none = 0xffffffff;
  std::uint32_t index = none;
  constexpr explicit operator bool() const { return index != none; }
  constexpr auto operator<=>(Id const&) const = default;
};

// A vector of T that only Id<T> can index. Ids stay valid while elements are only added; references do not.
template <class T>
class Store {
 public:
  Id<T> add(T value) {
    items_.push_back(std::move(value));
    return {static_cast<std::uint32_t>(items_.size() - 1)};
  }
  T& operator[](Id<T> id) { return items_[id.index]; }
  T const& operator[](Id<T> id) const { return items_[id.index]; }
  std::size_t size() const { return items_.size(); }
  // About so many will be added.
  void reserve(std::size_t count) { items_.reserve(count); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

 private:
  std::vector<T> items_;
};

}  // namespace seq2c

template <class T>
struct std::hash<seq2c::Id<T>> {
  std::size_t operator()(seq2c::Id<T> id) const noexcept { return id.index; }
};
