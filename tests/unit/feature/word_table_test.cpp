#include "feature/word_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "text/fold.hpp"
#include "unit/text/random_text.hpp"

namespace bearing {
namespace {

struct Found {
  std::vector<WordTable::Word> words;
  std::map<std::uint32_t, std::string> fresh;  // Forms by number.
};

// Finds words that stand one after the other, parted by spaces, in a text with nothing behind it.
Found find(WordTable& table, const std::vector<std::string>& words, TokenKind kind = TokenKind::kWord) {
  std::string text;
  std::vector<TokenSpan> spans;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    const auto begin = static_cast<std::uint32_t>(text.size());
    text += word;
    spans.push_back({begin, static_cast<std::uint32_t>(text.size()), kind});
  }
  text.shrink_to_fit();
  Found found;
  table.find(
      text, spans, [&](std::size_t, const WordTable::Word& word) { found.words.push_back(word); },
      [&](std::uint32_t number, const Term& term) {
        EXPECT_TRUE(term.is_word());
        EXPECT_EQ(term.count, 1);
        EXPECT_EQ(term.key, hash64(term.folded, kWordSeed));
        EXPECT_TRUE(found.fresh.emplace(number, term.folded).second);
      });
  return found;
}

void expect_keys(const WordTable::Word& word, const std::string& folded, const std::string& shadow) {
  EXPECT_EQ(word.keys.key, hash64(folded, kWordSeed)) << folded;
  EXPECT_EQ(word.keys.shadow_key, hash64(shadow, kShadowSeed)) << folded;
  EXPECT_EQ(word.keys.accented, folded != shadow) << folded;
  EXPECT_EQ(word.begin.key, PairBegin(word.keys).key);
  EXPECT_EQ(word.begin.shadow_key, PairBegin(word.keys).shadow_key);
  EXPECT_EQ(word.begin.accented, word.keys.accented);
}

TEST(WordTable, KnowsWordsByTheirForms) {
  WordTable table;
  const Found found = find(table, {"Flood", "flood", "hoà", "Hòa", "ASEAN's", "asean", "s"});
  ASSERT_EQ(found.words.size(), 7U);
  expect_keys(found.words[0], "flood", "flood");
  expect_keys(found.words[2], "hòa", "hoa");
  expect_keys(found.words[4], "asean", "asean");
  std::vector<std::uint32_t> numbers;
  for (const WordTable::Word& word : found.words) numbers.push_back(word.number);
  EXPECT_EQ(numbers, (std::vector<std::uint32_t>{0, 0, 1, 1, 2, 2, 3}));
  EXPECT_EQ(found.fresh,
            (std::map<std::uint32_t, std::string>{{0, "flood"}, {1, "hòa"}, {2, "asean"}, {3, "s"}}));
  EXPECT_EQ(table.size(), 4U);
}

TEST(WordTable, TellsNumbersFromWords) {
  WordTable table;
  expect_keys(find(table, {"1975"}, TokenKind::kNumber).words[0], "#4", "#4");
  expect_keys(find(table, {"1975"}).words[0], "1975", "1975");
  expect_keys(find(table, {"2024"}, TokenKind::kNumber).words[0], "#4", "#4");
  EXPECT_EQ(table.size(), 2U);
}

TEST(WordTable, KnowsLongWords) {
  WordTable table;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t size = 1; size < 60; ++size) {
      const std::string word(size, 'a');
      const Found found = find(table, {word, word + "B"});
      expect_keys(found.words[0], word, word);
      expect_keys(found.words[1], word + "b", word + "b");
      EXPECT_EQ(found.fresh.empty(), round == 1);
    }
  }
}

// Many more words than the table remembers at a time: what is forgotten is worked out again, with its number.
TEST(WordTable, ForgettingChangesNothing) {
  RandomText random(5);
  std::vector<std::string> words;
  for (int i = 0; i < 60000; ++i)
    words.push_back(random.of(U"abcdeghikmnotuvxàáảãạăâđêôơưQ", 1 + random.below(9)));
  WordTable table;
  std::map<std::string, std::uint32_t> numbers;
  for (int round = 0; round < 3; ++round) {
    const Found found = find(table, words);
    for (std::size_t i = 0; i < words.size(); ++i) {
      std::string folded, shadow;
      append_folded(words[i], folded);
      append_shadow(folded, shadow);
      ASSERT_EQ(found.words[i].keys.key, hash64(folded, kWordSeed)) << words[i];
      ASSERT_EQ(found.words[i].keys.shadow_key, hash64(shadow, kShadowSeed)) << words[i];
      const auto [number, fresh] = numbers.try_emplace(folded, found.words[i].number);
      ASSERT_EQ(number->second, found.words[i].number) << words[i];
      ASSERT_TRUE(!fresh || found.fresh.at(number->second) == folded) << words[i];
    }
  }
  EXPECT_EQ(table.size(), numbers.size());
  table.clear();
  EXPECT_EQ(table.size(), 0U);
  EXPECT_EQ(find(table, {"new"}).words[0].number, 0U);
}

}  // namespace
}  // namespace bearing
