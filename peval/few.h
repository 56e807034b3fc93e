// A vector of mostly few elements: so many are kept in itself, without a block of memory of their own. Nodes of Core are made
// by the million, and most have one result and no more than two arguments.
#pragma once
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <iterator>
#include <memory>
#include <utility>

namespace seq2c::core {

// Memory for vectors that count their elements in 32 bits, which makes them a third smaller.
template <class T>
struct ShortAllocator : std::allocator<T> {
  using size_type = std::uint32_t;
  template <class Other>
  struct rebind { using other = ShortAllocator<Other>; };

  ShortAllocator() = default;
  template <class Other>
  ShortAllocator(ShortAllocator<Other> const&) {}
};

// A vector without room of its own, smaller than std::vector.
template <class T>
using Short = boost::container::vector<T, ShortAllocator<T>>;

// `near`: how many elements need no memory of their own. Its iterators are pointers, as std::span wants them.
template <class T, std::uint32_t near>
class Few : public boost::container::small_vector<T, near, ShortAllocator<T>> {
  using Base = boost::container::small_vector<T, near, ShortAllocator<T>>;

 public:
  using iterator = T*;
  using const_iterator = T const*;
  using Base::Base, Base::data, Base::size;

  // The library does not promise that moving cannot fail; without that growing vectors of nodes copy them.
  Few() = default;
  Few(Few const&) = default;
  Few(Few&& other) noexcept : Base(std::move(other)) {}
  Few& operator=(Few const&) = default;
  Few& operator=(Few&& other) noexcept {
    Base::operator=(std::move(other));
    return *this;
  }
  ~Few() = default;

  T* begin() { return data(); }
  T* end() { return data() + size(); }
  T const* begin() const { return data(); }
  T const* end() const { return data() + size(); }
  auto rbegin() const { return std::reverse_iterator(end()); }
  auto rend() const { return std::reverse_iterator(begin()); }

  T* insert(T const* where, T value) { return Base::insert(at(where), value).get_ptr(); }
  template <class Iterator>
  T* insert(T const* where, Iterator first, Iterator last) { return Base::insert(at(where), first, last).get_ptr(); }
  T* erase(T const* where) { return Base::erase(at(where)).get_ptr(); }
  T* erase(T const* first, T const* last) { return Base::erase(at(first), at(last)).get_ptr(); }

 private:
  auto at(T const* where) { return Base::nth(static_cast<std::uint32_t>(where - data())); }
};

}  // namespace seq2c::core
