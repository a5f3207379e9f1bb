#include "feature/word_table.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "text/fold.hpp"

namespace bearing {

void WordTable::clear() {
  numbers_.clear();
  tags_.assign(std::size_t{1} << kSetBits, 0);
  entries_.assign(tags_.size() * kWays, {});
  used_.assign(entries_.size(), 0);
}

// The last byte keeps long words apart from short ones.
WordTable::Bytes WordTable::load_long(std::string_view word, TokenKind kind) {
  return {hash64(word, static_cast<std::uint64_t>(kind)), last_byte(0xFF)};
}

/// That of the word; or one that is free for it, or made free: words go that were not met again since all of
/// their set had been. seek() looked at tags alone, and before the words between it and this one were added.
std::size_t WordTable::place_for(const Bytes& bytes) {
  const std::uint64_t hash = spread(bytes);
  const std::size_t set = set_of(hash), first = set * kWays;
  const std::uint32_t tag = tag_of(hash);
  for (std::size_t way = 0; way < kWays; ++way) {
    if ((tags_[set] >> 8 * way & 0xFF) == tag && entries_[first + way].is(bytes)) return first + way;
  }
  const auto used = std::span(used_).subspan(first, kWays);
  auto way = static_cast<std::size_t>(std::find(used.begin(), used.end(), 0) - used.begin());
  if (way == kWays) {
    std::fill(used.begin(), used.end(), std::uint8_t{0});
    way = hash % kWays;
  }
  const std::size_t shift = 8 * way;
  tags_[set] = (tags_[set] & ~(0xFFU << shift)) | tag << shift;
  return first + way;
}

/// Fills in all but the number. Returns the folded form, which is good until the next call.
std::string_view WordTable::read(std::string_view word, TokenKind kind, Word& out) {
  folded_.clear();
  shadow_.clear();
  append_folded(word, folded_);
  append_shadow(folded_, shadow_);
  const std::string_view folded = lookup_form(folded_, kind), shadow = lookup_form(shadow_, kind);
  out.keys = {hash64(folded, kWordSeed), hash64(shadow, kShadowSeed), folded != shadow};
  out.begin = PairBegin(out.keys);
  return folded;
}

}  // namespace bearing
