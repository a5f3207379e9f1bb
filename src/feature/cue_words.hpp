// Words that tell how a text speaks of something: refuting, hedging, reporting, judging.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "text/segment.hpp"

namespace bearing {

/// What a word or phrase does; bits of a set.
namespace cue {
inline constexpr std::uint32_t kRefuting = 1U << 0;    ///< denied, hoax; bác bỏ, tin giả
inline constexpr std::uint32_t kHedging = 1U << 1;     ///< alleged, perhaps; được cho là, có thể
inline constexpr std::uint32_t kReporting = 1U << 2;   ///< said, according; cho biết, theo
inline constexpr std::uint32_t kConfirming = 1U << 3;  ///< confirmed, proof; xác nhận
inline constexpr std::uint32_t kGood = 1U << 4;        ///< support, benefit; ủng hộ, hợp lý
inline constexpr std::uint32_t kBad = 1U << 5;         ///< harm, oppose; phản đối, sai lầm
inline constexpr std::uint32_t kNegating = 1U << 6;    ///< not, without, lack; không, chưa
inline constexpr std::uint32_t kShould = 1U << 7;      ///< should; nên, cần
inline constexpr std::uint32_t kMust = 1U << 8;        ///< must; phải
inline constexpr std::uint32_t kBanning = 1U << 9;     ///< ban, abolish; cấm, bãi bỏ
}  // namespace cue

/// A word as the cue tables know it.
struct CueWord {
  std::uint64_t key;    ///< cue_key() of the folded form.
  std::uint64_t stem;   ///< stem_key() of the folded form.
  bool negated_ending;  ///< Ends in "n't".
};

/// The key of a folded word.
std::uint64_t cue_key(std::string_view folded);

/// The key of a word's stem: of an English word without its common endings (any word of ASCII letters is
/// taken for one), of any other word as it is. Words whose stems are equal count as the same.
std::uint64_t stem_key(std::string_view folded, TokenKind kind);

/// Whether a folded word is a function word of English or Vietnamese; the same for the stem of one.
bool is_stop_word(std::uint64_t cue_key);
bool is_stop_stem(std::uint64_t stem_key);

/// Finds cues from left to right in the words of a sentence, the longest first, without overlap. The set of a
/// phrase goes to `out` [words] at its first word; words without cue get 0. Phrases of two words or more are
/// also found without diacritics where they were typed so.
void find_cues(std::span<const CueWord> words, std::span<std::uint32_t> out);

}  // namespace bearing
