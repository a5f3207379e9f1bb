#include "text/word_forms.hpp"

#include <algorithm>
#include <cstring>

#include "text/fold.hpp"

namespace bearing {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

/// Lower case for eight ASCII bytes at once.
std::uint64_t to_lower(std::uint64_t bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  const std::uint64_t from_a = bytes + kOnes * (0x80 - 'A');
  const std::uint64_t past_z = bytes + kOnes * (0x80 - 'Z' - 1);
  return bytes | ((from_a & ~past_z & kHighBits) >> 2);
}

constexpr int kHashShift = 52;

/// kMasks[n] keeps the first n bytes of sixteen, in memory order.
constexpr auto kMasks = [] {
  std::array<std::array<unsigned char, 16>, 17> masks{};
  for (std::size_t n = 0; n < masks.size(); ++n) {
    for (std::size_t i = 0; i < n; ++i) masks[n][i] = 0xFF;
  }
  return masks;
}();

}  // namespace

void WordForms::start(std::string& forms) {
  static_assert(kSlots == std::size_t{1} << (64 - kHashShift));
  forms_ = &forms;
  used_ = 0;
  if (remembered_.empty()) remembered_.resize(kSlots);
}

void WordForms::finish() { forms_->resize(used_); }

/// At least `size` bytes to write to, past what was added.
char* WordForms::room(std::size_t size) {
  constexpr std::size_t kStep = 1024;
  if (forms_->size() < used_ + size) forms_->resize(used_ + used_ / 4 + size + kStep);
  return forms_->data() + used_;
}

WordForms::Key WordForms::load(std::string_view text, std::size_t begin, std::size_t size) {
  Key key{};
  if (begin + kShort > text.size()) {
    std::memcpy(key.data(), text.data() + begin, size);
    return key;
  }
  Key mask;
  std::memcpy(key.data(), text.data() + begin, kShort);
  std::memcpy(mask.data(), kMasks[size].data(), kShort);
  return {key[0] & mask[0], key[1] & mask[1]};
}

FormPlaces WordForms::add(std::string_view text, std::size_t begin, std::size_t end) {
  const std::size_t size = end - begin;
  if (size > kShort) return add_new(text.substr(begin, size), nullptr);
  const Key key = load(text, begin, size);
  if (((key[0] | key[1]) & kHighBits) == 0) return add_ascii(key, size);
  const std::uint64_t hash = (key[0] ^ (key[1] * 0x9E3779B97F4A7C15ULL)) * 0xD6E8FEB86659FD93ULL;
  Remembered& slot = remembered_[hash >> kHashShift];
  if (slot.key[0] == key[0] && slot.key[1] == key[1]) return add_remembered(slot);
  slot.key = key;
  return add_new(text.substr(begin, size), &slot);
}

FormPlaces WordForms::add_ascii(Key key, std::size_t size) {
  const Key lower{to_lower(key[0]), to_lower(key[1])};
  std::memcpy(room(kShort), lower.data(), kShort);
  const auto at = static_cast<std::uint32_t>(used_);
  const auto length = static_cast<std::uint32_t>(size);
  used_ += size;
  return {at, length, at, length};
}

FormPlaces WordForms::add_remembered(const Remembered& entry) {
  char* const out = room(sizeof entry.folded + sizeof entry.shadow);
  std::memcpy(out, entry.folded.data(), sizeof entry.folded);
  std::memcpy(out + entry.folded_size, entry.shadow.data(), sizeof entry.shadow);
  const auto at = static_cast<std::uint32_t>(used_);
  used_ += std::size_t{entry.folded_size} + entry.shadow_size;
  if (entry.shadow_size == 0) return {at, entry.folded_size, at, entry.folded_size};
  return {at, entry.folded_size, at + entry.folded_size, entry.shadow_size};
}

/// Works the forms out, and puts them into `slot` when there is one and they fit; otherwise the slot is
/// emptied.
FormPlaces WordForms::add_new(std::string_view word, Remembered* slot) {
  folded_.clear();
  shadow_.clear();
  append_folded(word, folded_);
  append_shadow(folded_, shadow_);
  if (shadow_ == folded_) shadow_.clear();
  if (slot != nullptr) {
    if (folded_.size() <= slot->folded.size() && shadow_.size() <= slot->shadow.size()) {
      slot->folded_size = static_cast<std::uint8_t>(folded_.size());
      slot->shadow_size = static_cast<std::uint8_t>(shadow_.size());
      std::copy(folded_.begin(), folded_.end(), slot->folded.begin());
      std::copy(shadow_.begin(), shadow_.end(), slot->shadow.begin());
    } else {
      slot->key = {};
    }
  }
  char* const out = room(folded_.size() + shadow_.size());
  std::copy(folded_.begin(), folded_.end(), out);
  std::copy(shadow_.begin(), shadow_.end(), out + folded_.size());
  const auto at = static_cast<std::uint32_t>(used_);
  const auto folded_size = static_cast<std::uint32_t>(folded_.size());
  const auto shadow_size = static_cast<std::uint32_t>(shadow_.size());
  used_ += folded_.size() + shadow_.size();
  if (shadow_size == 0) return {at, folded_size, at, folded_size};
  return {at, folded_size, at + folded_size, shadow_size};
}

}  // namespace bearing
