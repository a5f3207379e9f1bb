// The keys of terms: hashes of words, and of pairs and boundaries made of those. Internal to src/feature and
// to inference.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/hash.hpp"
#include "text/word_forms.hpp"

namespace bearing {

// One seed for each family keeps "nam" the word apart from "nam" the shadow and "nam" the n-gram. Words and
// shadows have the hashes of their tokens.
inline constexpr std::uint64_t kWordSeed = kFoldedSeed, kCharsSeed = 3, kPairSeed = 4, kShadowPairSeed = 5,
                               kBeginSeed = 6, kShadowBeginSeed = 7, kEndSeed = 8, kShadowEndSeed = 9;

/// The keys of a term, as in Term.
struct TermKeys {
  std::uint64_t key, shadow_key;
  bool accented;
};

/// What a word brings to the pair that it begins.
struct PairBegin {
  std::uint64_t key = mix(kPairSeed, 0), shadow_key = mix(kShadowPairSeed, 0);
  bool accented = false;

  PairBegin() = default;
  explicit PairBegin(const TermKeys& word)
      : key(mix(kPairSeed, word.key)),
        shadow_key(mix(kShadowPairSeed, word.shadow_key)),
        accented(word.accented) {}

  TermKeys with(const TermKeys& second) const {
    return {mix(key, second.key), mix(shadow_key, second.shadow_key), accented || second.accented};
  }
};

/// A word as the first one of the text, and as the last.
inline TermKeys begin_keys(const TermKeys& word) {
  return {mix(kBeginSeed, word.key), mix(kShadowBeginSeed, word.shadow_key), word.accented};
}
inline TermKeys end_keys(const TermKeys& word) {
  return {mix(kEndSeed, word.key), mix(kShadowEndSeed, word.shadow_key), word.accented};
}

/// The form under which a folded or shadow form of a token is looked up: without a possessive; numbers by
/// their length.
std::string_view lookup_form(std::string_view form, TokenKind kind);

}  // namespace bearing
