#include "text/word_forms.hpp"

#include <algorithm>
#include <utility>

#include "base/hash.hpp"
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

}  // namespace

void WordForms::start(std::string& forms) {
  forms_ = &forms;
  used_ = 0;
  if (!remembered_.empty()) return;
  tags_.resize(std::size_t{1} << kSetBits);
  remembered_.resize(tags_.size() * kWays);
  used_places_.resize(remembered_.size());
}

void WordForms::finish() { forms_->resize(used_); }

void WordForms::grow(std::size_t size) {
  constexpr std::size_t kStep = 1024;
  forms_->resize(used_ + used_ / 4 + size + kStep);
}

/// seek() looked at tags alone, and before the words between it and this one were added.
FormPlaces WordForms::add_missed(std::string_view word, const Sought& sought) {
  if (word.size() > kShort) return add_new(word, nullptr);
  const std::uint64_t hash = spread(sought.key);
  const std::size_t set = set_of(hash);
  Remembered* const entries = &remembered_[set * kWays];
  const std::uint32_t tag = tag_of(hash);
  for (std::size_t way = 0; way < kWays; ++way) {
    if ((tags_[set] >> 8 * way & 0xFF) == tag && entries[way].is(sought.key))
      return add_remembered(entries[way]);
  }
  // A word goes that was not met again since all had been.
  const auto used = std::span(used_places_).subspan(set * kWays, kWays);
  auto way = static_cast<std::size_t>(std::find(used.begin(), used.end(), 0) - used.begin());
  if (way == kWays) {
    std::fill(used.begin(), used.end(), std::uint8_t{0});
    way = hash % kWays;
  }
  const std::size_t shift = 8 * way;
  tags_[set] = (tags_[set] & ~(0xFFU << shift)) | tag << shift;
  entries[way].key = sought.key;
  return add_new(word, &entries[way]);
}

/// Works the forms out, and puts them into `slot` when there is one and they fit; otherwise the slot is
/// emptied.
FormPlaces WordForms::add_new(std::string_view word, Remembered* slot) {
  if (slot != nullptr && ((slot->key[0] | slot->key[1]) & kHighBits) == 0) {
    const Key lower{to_lower(slot->key[0]), to_lower(slot->key[1])};
    std::memcpy(slot->folded.data(), lower.data(), kShort);
    const std::string_view form(slot->folded.data(), word.size());
    slot->folded_hash = hash64(form, kFoldedSeed);
    slot->shadow_hash = hash64(form, kShadowSeed);
    slot->folded_size = slot->shadow_size = slot->size = static_cast<std::uint8_t>(word.size());
    slot->shadow_begin = 0;
    return add_remembered(*slot);
  }
  folded_.clear();
  shadow_.clear();
  append_folded(word, folded_);
  append_shadow(folded_, shadow_);
  const std::uint64_t folded_hash = hash64(folded_, kFoldedSeed);
  const std::uint64_t shadow_hash = hash64(shadow_, kShadowSeed);
  const bool same = shadow_ == folded_;
  const std::size_t folded_size = folded_.size(), shadow_size = shadow_.size();
  const std::size_t shadow_begin = same ? 0 : folded_size;
  if (same) shadow_.clear();
  if (slot != nullptr) {
    if (folded_size <= slot->folded.size() && shadow_.size() <= slot->shadow.size()) {
      slot->folded_hash = folded_hash;
      slot->shadow_hash = shadow_hash;
      slot->folded_size = static_cast<std::uint8_t>(folded_size);
      slot->shadow_begin = static_cast<std::uint8_t>(shadow_begin);
      slot->shadow_size = static_cast<std::uint8_t>(shadow_size);
      slot->size = static_cast<std::uint8_t>(folded_size + shadow_.size());
      std::copy(folded_.begin(), folded_.end(), slot->folded.begin());
      std::copy(shadow_.begin(), shadow_.end(), slot->shadow.begin());
    } else {
      slot->key = {};
    }
  }
  char* const out = room(folded_size + shadow_.size());
  std::copy(folded_.begin(), folded_.end(), out);
  std::copy(shadow_.begin(), shadow_.end(), out + folded_size);
  const std::size_t begin = std::exchange(used_, used_ + folded_size + shadow_.size());
  const auto place = [](std::size_t at) { return static_cast<std::uint32_t>(at); };
  return {place(begin),       place(folded_size), place(begin + shadow_begin),
          place(shadow_size), folded_hash,        shadow_hash};
}

}  // namespace bearing
