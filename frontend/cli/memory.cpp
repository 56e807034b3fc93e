// `new` and `delete` for a program that makes millions of small things and runs once: half of seq2c's time went into the
// general allocator. Small blocks come from pages of one size each, freed ones are kept by size, and which size a block has is
// known from its page. All pages lie in one range of addresses, which costs nothing until it is used; where the system does not
// give that range, and for large blocks, it is `malloc`. The system is asked to back what is large by large pages: a seventh of
// the time went into being given page after page.
//
// The one place with state of its own: C++ gives `new` no argument to keep it in. The commands run on one thread, while the
// first one only waits (large_stack.h), so nothing here is locked.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SEQ2C_CHECKED_MEMORY
#endif
#endif
#if !defined(SEQ2C_CHECKED_MEMORY) && !defined(__SANITIZE_ADDRESS__)

#include <sys/mman.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t unit = 16, largest = 512;  // sizes are multiples of `unit`
constexpr std::size_t page_size = std::size_t{1} << 16, most_pages = std::size_t{1} << 20;
constexpr std::size_t large = std::size_t{1} << 22;

// Asks for large pages for what lies wholly in the block. No more than a wish.
void back_by_large_pages([[maybe_unused]] void* block, [[maybe_unused]] std::size_t size) {
#ifdef MADV_HUGEPAGE
  auto const begin = (reinterpret_cast<std::uintptr_t>(block) + page_size - 1) / page_size * page_size;
  auto const end = (reinterpret_cast<std::uintptr_t>(block) + size) / page_size * page_size;
  ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

struct FreeBlock {
  FreeBlock* next;
};

// The blocks of one size: freed ones, and the rest of the newest page.
struct Blocks {
  FreeBlock* freed = nullptr;
  char* fresh = nullptr;
  std::size_t left = 0;
};

struct Pool {
  std::array<Blocks, largest / unit + 1> blocks;
  std::array<std::uint8_t, most_pages> sizes;  // by page, in units
  char* begin = nullptr;
  std::size_t pages = 0;  // in use
  bool asked = false;     // for the range of addresses

  bool owns(void const* block) const {
    return reinterpret_cast<std::uintptr_t>(block) - reinterpret_cast<std::uintptr_t>(begin) < pages * page_size;
  }

  void reserve() {
    asked = true;
    auto* range = ::mmap(nullptr, most_pages * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == MAP_FAILED) return;
    begin = static_cast<char*>(range);
    back_by_large_pages(range, most_pages * page_size);
  }

  // A block from a new page; none if there is no more.
  void* take_page(std::size_t units) {
    if (!asked) reserve();
    if (!begin || pages == most_pages) return nullptr;
    sizes[pages] = static_cast<std::uint8_t>(units);
    auto* page = begin + pages++ * page_size;
    auto const size = units * unit;
    blocks[units].fresh = page + size;
    blocks[units].left = page_size / size - 1;
    return page;
  }

  void* take(std::size_t units) {
    auto& of_size = blocks[units];
    if (auto* block = of_size.freed) {
      of_size.freed = block->next;
      return block;
    }
    if (of_size.left == 0) return take_page(units);
    --of_size.left;
    auto* block = of_size.fresh;
    of_size.fresh += units * unit;
    return block;
  }

  void give_back(void* block) {
    auto& of_size = blocks[sizes[static_cast<std::size_t>(static_cast<char*>(block) - begin) / page_size]];
    auto* freed = static_cast<FreeBlock*>(block);
    freed->next = of_size.freed;
    of_size.freed = freed;
  }
};

constinit Pool pool{};

}  // namespace

void* operator new(std::size_t size) {
  if (size <= largest) {
    if (auto* block = pool.take(size == 0 ? 1 : (size + unit - 1) / unit)) return block;
  }
  auto* const block = std::malloc(size == 0 ? 1 : size);
  if (!block) throw std::bad_alloc();
  if (size >= large) back_by_large_pages(block, size);
  return block;
}

void operator delete(void* block) noexcept {
  if (pool.owns(block)) pool.give_back(block);
  else std::free(block);
}

void operator delete(void* block, std::size_t) noexcept { operator delete(block); }

#endif
