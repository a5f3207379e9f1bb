// Numbers for keys in the order of their first appearance: a set that is emptied at no cost.
#pragma once

#include <cstdint>
#include <vector>

namespace bearing {

/// A hash table from 64-bit keys, which should be hashes already, to 0, 1, 2 ... Keeps its memory when
/// cleared. Not thread-safe.
class KeyTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

  KeyTable() : slots_(64) {}

  void clear() {
    size_ = 0;
    if (++epoch_ != 0) return;
    slots_.assign(slots_.size(), {});  // The counter wrapped: old marks could pass for new ones.
    epoch_ = 1;
  }

  std::uint32_t size() const { return size_; }

  /// The number of a key, which is size() before the call if the key is new.
  std::uint32_t add(std::uint64_t key) {
    if ((std::size_t{size_} + 1) * 2 > slots_.size()) grow();
    Slot& slot = slots_[place(key)];
    if (slot.epoch != epoch_) slot = {key, epoch_, size_++};
    return slot.number;
  }

  /// Adds a key; whether it is new.
  bool insert(std::uint64_t key) {
    const std::uint32_t before = size_;
    return add(key) == before;
  }

  /// The number of a key, or kNone.
  std::uint32_t find(std::uint64_t key) const {
    const Slot& slot = slots_[place(key)];
    return slot.epoch == epoch_ ? slot.number : kNone;
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t epoch = 0, number = 0;
  };

  // The slot of a key, or the free one where it would stand: at most half of the slots are taken.
  std::size_t place(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = key & mask;
    while (slots_[i].epoch == epoch_ && slots_[i].key != key) i = (i + 1) & mask;
    return i;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.epoch == epoch_) slots_[place(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::uint32_t epoch_ = 1, size_ = 0;
};

}  // namespace bearing
