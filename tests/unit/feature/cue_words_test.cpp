#include "feature/cue_words.hpp"

#include <gtest/gtest.h>

#include "feature/pair_field.hpp"
#include "tests/small_pair_model.hpp"

namespace bearing {
namespace {

// The cues of each word of a sentence.
std::vector<std::uint32_t> cues_in(const char* text) {
  const AnalyzedText words = analyzed(text);
  PairField field;
  field.add(words, 0, 100, false, true);
  std::vector<std::uint32_t> cues;
  for (const PairWord& word : field.words) cues.push_back(word.cues);
  return cues;
}

bool same_stem(const char* a, const char* b) {
  return stem_key(a, TokenKind::kWord) == stem_key(b, TokenKind::kWord);
}

TEST(StemKey, TakesTheFormsOfAnEnglishWordTogether) {
  EXPECT_TRUE(same_stem("deny", "denies"));
  EXPECT_TRUE(same_stem("denied", "denying"));
  EXPECT_TRUE(same_stem("trump", "trump's"));
  EXPECT_TRUE(same_stem("stopped", "stop"));
  EXPECT_TRUE(same_stem("plants", "plant"));
  EXPECT_FALSE(same_stem("plant", "planet"));
  EXPECT_FALSE(same_stem("pass", "pas"));
}

TEST(StemKey, LeavesOtherWordsAlone) {
  EXPECT_FALSE(same_stem("điện", "điệns"));
  EXPECT_FALSE(same_stem("được", "đượ"));
  EXPECT_NE(stem_key("1990s", TokenKind::kWord), stem_key("1990", TokenKind::kNumber));
  EXPECT_FALSE(same_stem("", "s"));
  EXPECT_TRUE(same_stem(std::string(1000, 's').c_str(), std::string(1000, 's').c_str()));
}

TEST(StopWords, AreKnownInBothLanguages) {
  for (const char* word : {"the", "of", "của", "và"}) {
    EXPECT_TRUE(is_stop_word(cue_key(word))) << word;
    EXPECT_TRUE(is_stop_stem(stem_key(word, TokenKind::kWord))) << word;
  }
  for (const char* word : {"coal", "điện", ""}) EXPECT_FALSE(is_stop_word(cue_key(word))) << word;
}

TEST(FindCues, KnowsWordsAndTheirStems) {
  EXPECT_EQ(cues_in("minister denied harming"),
            (std::vector<std::uint32_t>{0, cue::kRefuting | cue::kBad, cue::kBad}));
  EXPECT_EQ(cues_in("it shan't"), (std::vector<std::uint32_t>{0, cue::kNegating})) << "by its ending";
}

TEST(FindCues, PrefersTheLongestPhrase) {
  const auto phrase = cues_in("họ không chấp nhận");
  ASSERT_EQ(phrase.size(), 4u);
  EXPECT_EQ(phrase[0], 0u);
  EXPECT_EQ(phrase[1] & (cue::kBad | cue::kNegating), cue::kBad | cue::kNegating);
  EXPECT_EQ(phrase[2], 0u) << "part of the phrase";
  EXPECT_EQ(phrase[3], 0u);
  const auto single = cues_in("họ không chấp");
  EXPECT_NE(single[1] & cue::kNegating, 0u);
  EXPECT_EQ(single[1] & cue::kBad, 0u);
}

TEST(FindCues, ReadsVietnameseWithoutDiacritics) {
  EXPECT_EQ(cues_in("ho phan doi")[1] & cue::kBad, cue::kBad);
  EXPECT_EQ(cues_in("họ ủng hộ")[1] & cue::kGood, cue::kGood);
  EXPECT_EQ(cues_in("nen")[0], 0u) << "a single syllable means too many things";
}

}  // namespace
}  // namespace bearing
