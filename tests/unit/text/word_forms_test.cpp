#include "text/word_forms.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/hash.hpp"
#include "text/fold.hpp"
#include "unit/text/random_text.hpp"

namespace bearing {
namespace {

/// Words one behind the other, with a space between.
struct Words {
  std::string text;
  std::vector<TokenSpan> spans;
  void add(std::string_view word) {
    const auto begin = static_cast<std::uint32_t>(text.size());
    text += word;
    spans.push_back({begin, static_cast<std::uint32_t>(text.size()), TokenKind::kWord});
    text += ' ';
  }
};

void expect_right_forms(WordForms& forms, const Words& words) {
  std::string out;
  std::vector<FormPlaces> places(words.spans.size());
  forms.start(out);
  const std::size_t half = words.spans.size() / 2;
  const auto spans = std::span(words.spans);
  forms.add(words.text, spans.first(half), [&](std::size_t i, const FormPlaces& p) { places[i] = p; });
  forms.add(words.text, spans.subspan(half),
            [&](std::size_t i, const FormPlaces& p) { places[half + i] = p; });
  forms.finish();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const TokenSpan& span = words.spans[i];
    const std::string_view word = std::string_view(words.text).substr(span.begin, span.end - span.begin);
    std::string folded, shadow;
    append_folded(word, folded);
    append_shadow(folded, shadow);
    const FormPlaces& p = places[i];
    ASSERT_EQ(out.substr(p.folded, p.folded_size), folded) << word;
    ASSERT_EQ(out.substr(p.shadow, p.shadow_size), shadow) << word;
    ASSERT_EQ(p.folded_hash, hash64(folded, kFoldedSeed)) << word;
    ASSERT_EQ(p.shadow_hash, hash64(shadow, kShadowSeed)) << word;
    ASSERT_EQ(p.shadow == p.folded, folded == shadow) << word;
  }
}

TEST(WordForms, AreTheSameForWordsRememberedForgottenAndNew) {
  RandomText random(7);
  std::vector<std::string> lexicon;
  // More than can be remembered, of every length up to and past the longest that is.
  for (int i = 0; i < 20000; ++i)
    lexicon.push_back(random.of(U"abnghtQUYiuoàảẹêỗơưữĐđÉÿı’", 1 + random.below(12)));
  WordForms forms;
  for (int text = 0; text < 8; ++text) {
    Words words;
    for (int i = 0; i < 8000; ++i) {
      const std::size_t most = i % 2 == 0 ? 200 : lexicon.size();  // Half are frequent words.
      words.add(lexicon[random.below(most)]);
    }
    expect_right_forms(forms, words);
  }
}

TEST(WordForms, TakeLongWordsBetweenRememberedOnes) {
  WordForms forms;
  for (int round = 0; round < 3; ++round) {
    Words words;
    for (int i = 0; i < 200; ++i) {
      words.add("hoà");
      words.add(std::string(static_cast<std::size_t>(100 * (i + 1)), 'X') + "é");
      words.add("Internationaliz");
      words.add("internationalizé");
    }
    words.text.pop_back();  // The last word is read at the very end of the text.
    expect_right_forms(forms, words);
  }
}

TEST(WordForms, TakeNoWordsAtAll) {
  WordForms forms;
  expect_right_forms(forms, {});
}

}  // namespace
}  // namespace bearing
