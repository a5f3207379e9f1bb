// Vectors that begin where a cache line does.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <utility>
#include <vector>

namespace bearing {

inline constexpr std::size_t kCacheLine = 64;

inline constexpr std::size_t kHugePage = std::size_t{1} << 21;

/// Allocates at multiples of kCacheLine. From half a huge page on it asks for whole huge pages: with the
/// usual ones of 4 KiB, reading here and there in a table of megabytes waits for page tables more than for
/// the table.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <class Other>
  AlignedAllocator(const AlignedAllocator<Other>&) {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < kHugePage / 2) return static_cast<T*>(::operator new(bytes, std::align_val_t{kCacheLine}));
    const std::size_t whole = (bytes + kHugePage - 1) / kHugePage * kHugePage;
    void* memory = ::operator new(whole, std::align_val_t{kHugePage});
    ::madvise(memory, whole, MADV_HUGEPAGE);  // No more than a hint.
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) {
    const bool huge = count * sizeof(T) >= kHugePage / 2;
    ::operator delete(memory, std::align_val_t{huge ? kHugePage : kCacheLine});
  }
  /// resize() leaves new elements as they are: tables of megabytes are filled once, not twice.
  template <class Element>
  void construct(Element* place) {
    ::new (static_cast<void*>(place)) Element;
  }
  template <class Element, class... Values>
  void construct(Element* place, Values&&... values) {
    ::new (static_cast<void*>(place)) Element(std::forward<Values>(values)...);
  }

  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) { return true; }
};

template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

/// `count` elements of `size` bytes, up to the next full cache line, in elements.
constexpr std::size_t whole_lines(std::size_t count, std::size_t size) {
  const std::size_t line = kCacheLine / size;
  return (count + line - 1) / line * line;
}

}  // namespace bearing
