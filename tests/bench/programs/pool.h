// Memory for the nodes of a baseline: by malloc, or with -DPOOL from a list of free cells. The benchmark runs both and takes
// the better one.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <new>

#ifdef POOL

template <class T>
union Cell {
  Cell *next;
  alignas(T) unsigned char bytes[sizeof(T)];
};

template <class T>
inline Cell<T> *free_cells = nullptr;

template <class T>
[[gnu::noinline]] inline void more_cells() {
  std::size_t const count = 65536 / sizeof(Cell<T>);
  auto *const cells = static_cast<Cell<T> *>(std::malloc(count * sizeof(Cell<T>)));
  if (!cells) std::abort();
  for (std::size_t i = count; i-- > 0;) {
    cells[i].next = free_cells<T>;
    free_cells<T> = &cells[i];
  }
}

template <class T>
void *take_cell() {
  if (!free_cells<T>) more_cells<T>();
  auto *const cell = free_cells<T>;
  free_cells<T> = cell->next;
  return cell;
}

template <class T>
void give_cell(T *object) {
  auto *const cell = reinterpret_cast<Cell<T> *>(object);
  cell->next = free_cells<T>;
  free_cells<T> = cell;
}

#else

template <class T>
void *take_cell() {
  void *const cell = std::malloc(sizeof(T));
  if (!cell) std::abort();
  return cell;
}

template <class T>
void give_cell(T *object) {
  std::free(object);
}

#endif

template <class T, class... Fields>
T *make(Fields... fields) {
  return new (take_cell<T>()) T{fields...};
}

// For the containers of the standard library.
template <class T>
struct CellAllocator {
  using value_type = T;
  CellAllocator() = default;
  template <class U>
  CellAllocator(CellAllocator<U> const &) {}
  T *allocate(std::size_t) { return static_cast<T *>(take_cell<T>()); }
  void deallocate(T *object, std::size_t) { give_cell(object); }
  bool operator==(CellAllocator const &) const { return true; }
};
