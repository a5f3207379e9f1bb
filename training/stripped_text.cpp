#include "training/stripped_text.hpp"

#include "base/hash.hpp"

namespace bearing {
namespace {

constexpr double kAccentedShare = 0.2;

}  // namespace

bool is_accented(const AnalyzedText& text) {
  std::size_t accented = 0;
  for (const Token& token : text.tokens) accented += text.folded(token) != text.shadow(token) ? 1 : 0;
  return static_cast<double>(accented) >= kAccentedShare * static_cast<double>(text.tokens.size()) &&
         accented > 0;
}

void strip_diacritics(AnalyzedText& text) {
  for (Token& token : text.tokens) {
    token.folded = token.shadow;
    token.folded_size = token.shadow_size;
    token.folded_hash = hash64(text.shadow(token), kFoldedSeed);
  }
}

}  // namespace bearing
