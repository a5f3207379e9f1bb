#include "feature/pair_features.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

#include "tests/small_pair_model.hpp"

namespace bearing {
namespace {

PairRules one_block(PairBlock block) {
  PairRules rules;
  rules.blocks = {block};
  return rules;
}

// A text held against a target under rules with one block.
struct HeldPair {
  HeldPair(PairBlock block, std::string_view text_bytes, std::string_view target_bytes,
           std::optional<PairMention> mention = {})
      : text(analyzed(text_bytes)), target(analyzed(target_bytes)), extractor(one_block(block)) {
    extractor.set_text(none, text);
    extractor.pair(target, input, mention);
  }

  // The tokens of each occurrence, in brackets those of the target: "a b|b [c]".
  std::string listing() const {
    std::vector<PairOccurrence> occurrences;
    extractor.append_occurrences(0, occurrences);
    std::string out;
    for (const PairOccurrence& o : occurrences) {
      const AnalyzedText& field = o.in_target ? target : text;
      out += out.empty() ? "" : "|";
      out += o.in_target ? "[" : "";
      for (std::uint32_t t = o.first; t < o.last; ++t)
        out += (t > o.first ? " " : "") + std::string(field.folded(field.tokens[t]));
      out += o.in_target ? "]" : "";
    }
    return out;
  }
  float total() const {
    float sum = 0;
    for (const PairTerm& term : input.blocks[0]) sum += term.count;
    return sum;
  }

  AnalyzedText none, text, target;
  PairExtractor extractor;
  PairInput input;
};

TEST(PairBlocks, RunsStayWithinSentences) {
  const HeldPair pair({.family = PairFamily::kTextWords, .largest = 2}, "Coal burns. Coal costs.", "x");
  EXPECT_EQ(pair.listing(), "coal|coal burns|burns|coal|coal costs|costs");
  ASSERT_EQ(pair.input.blocks[0].size(), 5u) << "coal counts twice";
  EXPECT_EQ(pair.input.blocks[0][0].count, 2.0F);
  EXPECT_EQ(pair.input.blocks[0][1].count, 1.0F);
}

TEST(PairBlocks, MarksAndSignsCount) {
  const HeldPair plain({.family = PairFamily::kTextWords}, "coal now", "x");
  const HeldPair marked({.family = PairFamily::kTextWords}, "#coal now?!", "x");
  EXPECT_EQ(plain.input.blocks[0].size(), 2u);
  ASSERT_EQ(marked.input.blocks[0].size(), 4u);
  EXPECT_NE(plain.input.blocks[0][0].hash, marked.input.blocks[0][0].hash) << "#coal is no coal";
  EXPECT_EQ(plain.input.blocks[0][1].hash, marked.input.blocks[0][1].hash);
  EXPECT_EQ(marked.listing(), "coal|now||") << "marks have no tokens";
}

TEST(PairBlocks, FunctionWordsCanBeSkipped) {
  const HeldPair pair({.family = PairFamily::kTextWords, .largest = 2, .skip_stop_words = true},
                      "The coal of Hà Nội và", "x");
  EXPECT_EQ(pair.listing(), "the coal|coal|coal of|of hà|hà|hà nội|nội|nội và");
}

TEST(PairBlocks, CharactersStayWithinWords) {
  const HeldPair pair({.family = PairFamily::kTextChars, .smallest = 3, .largest = 4}, "Đá a", "x");
  // <đá, đá>, <đá> of the first; <a> of the second.
  EXPECT_EQ(pair.total(), 4.0F);
  const HeldPair shorter({.family = PairFamily::kTextChars, .smallest = 5, .largest = 5}, "Đá a", "x");
  EXPECT_EQ(shorter.total(), 2.0F) << "a word that is too short for any run is one itself";
}

TEST(PairBlocks, TargetsHaveTheirOwn) {
  const HeldPair words({.family = PairFamily::kTargetWords, .largest = 2}, "x", "Wind power now");
  EXPECT_EQ(words.listing(), "[wind]|[wind power]|[power]|[power now]|[now]");
  const HeldPair chars({.family = PairFamily::kTargetChars, .smallest = 3, .largest = 3}, "x", "now");
  EXPECT_EQ(chars.listing(), "[now]|[now]|[now]");
}

TEST(PairBlocks, NearWordsSurroundTheMention) {
  const char* text = "One two three wind power four five. Six";
  EXPECT_EQ(HeldPair({.family = PairFamily::kNear, .window = 2}, text, "wind power").listing(),
            "two|three|four|five");
  EXPECT_EQ(HeldPair({.family = PairFamily::kNear, .window = 9}, text, "One").listing(),
            "two|three|wind|power|four|five|six");
  EXPECT_EQ(HeldPair({.family = PairFamily::kNear}, text, "water").listing(), "") << "no mention";
  EXPECT_EQ(HeldPair({.family = PairFamily::kNear}, text, "").listing(), "");
}

TEST(PairBlocks, MaskedRunsKnowWhereTheMentionStood) {
  const PairBlock block = {.family = PairFamily::kNearMasked, .smallest = 3, .largest = 3, .window = 1};
  const HeldPair one(block, "They like coal here", "coal"),
      other(block, "They like wind power here", "wind power");
  ASSERT_EQ(one.input.blocks[0].size(), 1u);
  ASSERT_EQ(other.input.blocks[0].size(), 1u);
  EXPECT_EQ(one.input.blocks[0][0].hash, other.input.blocks[0][0].hash) << "like <mention> here";
  EXPECT_EQ(one.listing(), "like coal here");
}

TEST(PairBlocks, SidesAreToldApart) {
  const PairBlock block = {.family = PairFamily::kSides, .window = 1};
  const HeldPair pair(block, "coal wind coal", "wind");
  ASSERT_EQ(pair.input.blocks[0].size(), 2u);
  EXPECT_NE(pair.input.blocks[0][0].hash, pair.input.blocks[0][1].hash);
}

TEST(PairBlocks, AGivenMentionWins) {
  const PairBlock block = {.family = PairFamily::kNear, .window = 1};
  const char* text = "he saw that he won";
  EXPECT_EQ(HeldPair(block, text, "he").listing(), "saw");
  EXPECT_EQ(HeldPair(block, text, "he", PairMention{3, 4}).listing(), "that|won");
  EXPECT_EQ(HeldPair(block, text, "he", PairMention{3, 4}).extractor.mention(), (PairMention{3, 4}));
  for (const PairMention nowhere : {PairMention{5, 9}, PairMention{2, 2}, PairMention{4, 1}}) {
    const HeldPair pair(block, text, "he", nowhere);
    EXPECT_EQ(pair.listing(), "");
    EXPECT_FALSE(pair.extractor.mention());
  }
}

TEST(PairBlocks, MentionsAreFoundInOtherForms) {
  const HeldPair pair({.family = PairFamily::kNear}, "Not far: Trump's plants failed", "trump plant");
  EXPECT_EQ(pair.extractor.mention(), (PairMention{2, 4}));
}

TEST(PairExtractor, TargetKeysKnowFoldedWords) {
  EXPECT_EQ(pair_target_key(analyzed("Wind  POWER!")), pair_target_key(analyzed("wind power")));
  EXPECT_NE(pair_target_key(analyzed("power wind")), pair_target_key(analyzed("wind power")));
  const HeldPair pair({}, "x", "Wind power");
  EXPECT_EQ(pair.input.target_key, pair_target_key(analyzed("wind power")));
}

TEST(PairExtractor, TheTitleComesFirstAndHoldsNoMention) {
  const AnalyzedText title = analyzed("Coal wins"), text = analyzed("Experts say coal loses"),
                     target = analyzed("coal");
  PairExtractor extractor(one_block({.family = PairFamily::kNear, .window = 9}), {.unknown = 1});
  PairInput input;
  extractor.set_text(title, text);
  extractor.pair(target, input);
  EXPECT_EQ(extractor.mention(), (PairMention{2, 3}));
  std::vector<PairOccurrence> occurrences;
  extractor.append_occurrences(0, occurrences);
  EXPECT_EQ(occurrences.size(), 3u) << "experts, say, loses; nothing of the title";
  EXPECT_FLOAT_EQ(input.dense[5], 1 / std::sqrt(2.0F)) << "cos_first is that of the title";
}

TEST(PairExtractor, ASentenceCanStandAlone) {
  const AnalyzedText text = analyzed("Coal burns. Wind blows. Sun shines."), alone = analyzed("Wind blows."),
                     target = analyzed("wind"), none;
  const PairRules rules = small_pair_rules();
  PairExtractor part(rules, {.unknown = 1}), whole(rules, {.unknown = 1});
  PairInput of_part, of_whole;
  part.set_text(text, 1, 2);
  part.pair(target, of_part);
  whole.set_text(none, alone);
  whole.pair(target, of_whole);
  EXPECT_EQ(of_part.dense, of_whole.dense);
  EXPECT_EQ(part.mention(), (PairMention{2, 3})) << "tokens of the text";
  ASSERT_EQ(of_part.blocks.size(), of_whole.blocks.size());
  for (std::size_t b = 0; b < of_part.blocks.size(); ++b) {
    ASSERT_EQ(of_part.blocks[b].size(), of_whole.blocks[b].size());
    for (std::size_t i = 0; i < of_part.blocks[b].size(); ++i)
      EXPECT_EQ(of_part.blocks[b][i].hash, of_whole.blocks[b][i].hash);
  }
  part.set_text(text, 2, 4000000000U);
  part.pair(analyzed("sun"), of_part);
  EXPECT_TRUE(part.mention());
  part.set_text(text, 7, 2);
  part.pair(target, of_part);
  EXPECT_TRUE(of_part.blocks[0].empty());
}

TEST(PairExtractor, FurnitureOfTheTextIsLeftOut) {
  const AnalyzedText text =
                         analyzed("Coal burns bright in the old town tonight.\nRead more: Wind blows", true),
                     none;
  PairExtractor extractor(one_block({.family = PairFamily::kTextWords}), {.unknown = 1});
  PairInput input;
  extractor.set_text(none, text);
  extractor.pair(analyzed("wind"), input);
  EXPECT_FALSE(extractor.mention());
  EXPECT_EQ(input.dense[11], 0.0F) << "recall";
}

// Under equal idf everything can be worked out with a pencil.
std::vector<float> dense_of(std::string_view text, std::string_view target, PairRules rules = {}) {
  rules.near_feeling = true;
  const AnalyzedText analyzed_text = analyzed(text), analyzed_target = analyzed(target), none;
  PairExtractor extractor(rules, {.unknown = 1});
  PairInput input;
  extractor.set_text(none, analyzed_text);
  extractor.pair(analyzed_target, input);
  return input.dense;
}

void expect_values(const std::vector<float>& found, std::size_t first, const std::vector<double>& expected) {
  const auto names = dense_names([] {
    PairRules rules;
    rules.near_feeling = true;
    return rules;
  }());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(found[first + i], expected[i], 1e-6) << names[first + i];
}

TEST(DenseFeatures, OverlapIsAsWorkedOutByHand) {
  const auto dense = dense_of("Dogs bark. The cats sleep.", "Dogs barking");
  const double ln2 = std::log(2), ln3 = std::log(3);
  expect_values(dense, 0, {std::sqrt(0.5), std::sqrt(0.5), 1, 0.5, 0.5, 1, 0, 1, ln2, 0.5, 0});
  // Five distinct stems in the text, two of them shared.
  expect_values(dense, 11, {1, 1, 1, 1, 0.5, 10 * 2 / 5.0, ln3, 1, 0});
  // _dog dogs ogs_ _bar bark of eight runs.
  expect_values(dense, 20, {5 / 9.0, 5 / 9.0, 0, 0, 0, 1, 1, 0, 2 / 3.0, 0.2, 0});
  expect_values(dense, 31, std::vector<double>(23, 0.0));
  expect_values(dense, 54, {std::log(6), ln3, ln3});
}

TEST(DenseFeatures, CountsWeighSublinearly) {
  const auto dense = dense_of("Coal coal wind.", "coal");
  const double coal = 1 + std::log(2);
  expect_values(dense, 0, {coal / std::sqrt(coal * coal + 1)});
}

TEST(DenseFeatures, NumbersAndMarksOfTheTarget) {
  const auto dense = dense_of("In 2019 there were 40 of them.", "\"40 or 50 by 60?\"");
  expect_values(dense, 22, {1, 1 / 3.0, 2});
  expect_values(dense, 35, {1, 1});
}

TEST(DenseFeatures, CuesOfTextAndTarget) {
  const auto dense = dense_of("Coal was allegedly fake. Wind blows.", "police deny coal hoax");
  expect_values(dense, 31, {2, 0, 0, 0});
  expect_values(dense, 37, {100 * 1 / 20.0, 100 * 1 / 20.0, 0, 0});
  expect_values(dense, 41, {std::log(2), std::log(2), 0, 0});
  expect_values(dense, 45, {std::log(1.5), std::log(1.5), 0, 0});
  expect_values(dense, 49, {1, 1, 0, 0, 0});
  EXPECT_EQ(dense_of("Coal is fine.", "coal hoax")[53], 1.0F) << "only one of them doubts";
}

TEST(DenseFeatures, FeelingTurnsAfterANegation) {
  const auto plain = dense_of("Wind is good.", "bad coal"),
             negated = dense_of("Wind is not a good idea.", "bad coal"),
             far = dense_of("Not that wind here is good.", "bad coal");
  expect_values(plain, 57, {std::log(2), 0, 0, 0.5, 0, 1, 0, 1, -1, -1, 0.25});
  expect_values(negated, 57, {0, std::log(2), std::log(2), -0.5, 0, 1, 0, -1, -1, 1, -0.25});
  expect_values(far, 57, {std::log(2), 0, std::log(2), 0.5});
  expect_values(dense_of("We should.", "x"), 68, {1, 0, 0, 0});
  expect_values(dense_of("We must.", "should ban"), 68, {0, 1, 1, 1});
}

TEST(DenseFeatures, FeelingNearTheMention) {
  expect_values(dense_of("Good coal but not bad wind", "coal"), 72, {2, 0, 1, 1});
  expect_values(dense_of("Good coal but not bad wind", "sun"), 72, {0, 0, 0, 0});
  const char* far = "Coal one two three four five six seven terrible attack";
  expect_values(dense_of(far, "coal"), 72, {0, 0, 0, 0});
}

TEST(DenseFeatures, NothingIsZeros) {
  for (const auto& [text, target] : {std::pair("", ""), std::pair("", "coal burns"), std::pair("...", "?")}) {
    const auto dense = dense_of(text, target);
    for (std::size_t i = 0; i < 22; ++i) EXPECT_EQ(dense[i], 0.0F) << i;
    for (const float value : dense) EXPECT_TRUE(std::isfinite(value));
  }
}

TEST(PairExtractor, AnythingCanComeBeforeWithoutAnyTrace) {
  const AnalyzedText none, text = analyzed(familiar_pairs()[1].first), other = analyzed("Wind. Wind! 12 #a"),
                           target = analyzed("coal plants");
  PairExtractor fresh(small_pair_rules(), {.unknown = 2}), used(small_pair_rules(), {.unknown = 2});
  PairInput a, b;
  used.set_text(text, other);
  for (int i = 0; i < 3; ++i) used.pair(other, b);
  fresh.set_text(none, text);
  used.set_text(none, text);
  fresh.pair(target, a);
  used.pair(target, b);
  EXPECT_EQ(a.dense, b.dense);
  for (std::size_t block = 0; block < a.blocks.size(); ++block) {
    ASSERT_EQ(a.blocks[block].size(), b.blocks[block].size());
    for (std::size_t i = 0; i < a.blocks[block].size(); ++i) {
      EXPECT_EQ(a.blocks[block][i].hash, b.blocks[block][i].hash);
      EXPECT_EQ(a.blocks[block][i].count, b.blocks[block][i].count);
    }
  }
}

TEST(PairExtractor, OccurrencesAddUpToTheCounts) {
  for (const auto& [text, target] : familiar_pairs()) {
    const AnalyzedText none, analyzed_text = analyzed(text), analyzed_target = analyzed(target);
    PairExtractor extractor(small_pair_rules(), {.unknown = 1});
    PairInput input;
    extractor.set_text(none, analyzed_text);
    extractor.pair(analyzed_target, input);
    for (std::size_t b = 0; b < input.blocks.size(); ++b) {
      std::vector<PairOccurrence> occurrences;
      extractor.append_occurrences(b, occurrences);
      float sum = 0;
      std::set<std::uint64_t> hashes;
      for (const PairTerm& term : input.blocks[b]) {
        sum += term.count;
        EXPECT_TRUE(hashes.insert(term.hash).second) << "distinct";
      }
      EXPECT_EQ(sum, static_cast<float>(occurrences.size()));
    }
  }
}

TEST(PairExtractor, TextOfAnyBytesIsSafe) {
  std::mt19937 random(7);
  const std::string pieces[] = {"coal",
                                " ",
                                "\n",
                                ". ",
                                "?",
                                "!",
                                "#",
                                "@",
                                "\xff",
                                "\xc3",
                                "ủng hộ",
                                "không ",
                                "denied ",
                                "12 ",
                                "\xe2\x80\x9c",
                                "的",
                                std::string(1, '\0'),
                                "don't "};
  PairExtractor extractor(small_pair_rules(), {.unknown = 3});
  PairInput input;
  for (int round = 0; round < 300; ++round) {
    std::string sides[3];
    for (std::string& side : sides) {
      const std::size_t size = random() % 60;
      for (std::size_t i = 0; i < size; ++i)
        side +=
            random() % 4 ? pieces[random() % std::size(pieces)] : std::string(1, static_cast<char>(random()));
    }
    const AnalyzedText title = analyzed(sides[0]), text = analyzed(sides[1], true),
                       target = analyzed(sides[2]);
    round % 3 ? extractor.set_text(title, text) : extractor.set_text(text, random() % 4, random() % 8);
    extractor.pair(target, input, round % 5 ? std::optional<PairMention>() : PairMention{1, 3});
    ASSERT_EQ(input.dense.size(), 76u);
    for (const float value : input.dense) ASSERT_TRUE(std::isfinite(value) && std::abs(value) < 1000);
  }
}

}  // namespace
}  // namespace bearing
