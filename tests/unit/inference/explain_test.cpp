#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "bearing/labeler.hpp"
#include "tests/small_model.hpp"
#include "tests/text_variants.hpp"
#include "text/analyze.hpp"

namespace bearing {
namespace {

using testing::IsEmpty;

const std::string kTitle = "Flood: nước lũ";
const std::string kArticle =
    "Rivers rose and rivers rose; the flood reached the lower town. Trade talks, the vaccine\u2019s second "
    "dose: 19 cases in 2024.\n"
    "Nước lũ dâng cao. Nước lũ, đàm phán thương mại, cứu hộ. The flood reached trade talks.";

class ExplainTest : public testing::TestWithParam<SmallModelOptions> {
 protected:
  ExplainTest() {
    auto opened = Labeler::open(folder_.write("m", small_model_bytes(GetParam())));
    EXPECT_TRUE(opened.ok());
    labeler_ = *opened;
  }
  std::vector<Explanation> explain(const std::string& title, const std::string& text) {
    document_.title = title;
    document_.text = text;
    return labeler_->explain(document_, workspace_);
  }
  static std::string word(const Contribution& contribution, const std::string& title,
                          const std::string& text) {
    return (contribution.in_title ? title : text).substr(contribution.range.begin, contribution.range.size());
  }

  ScratchFolder folder_;
  std::shared_ptr<const Labeler> labeler_;
  Workspace workspace_;
  Document document_;
};

INSTANTIATE_TEST_SUITE_P(Views, ExplainTest,
                         testing::Values(SmallModelOptions{}, SmallModelOptions{.sentences = false},
                                         SmallModelOptions{.flat = true},
                                         SmallModelOptions{.flat = true, .exclusive = true}),
                         [](const auto& view) {
                           if (view.param.exclusive) return "Exclusive";
                           if (view.param.flat) return "Flat";
                           return view.param.sentences ? "Sentences" : "DocumentOnly";
                         });

TEST_P(ExplainTest, ContributionsAddUpToTheScore) {
  const std::string long_text =
      kArticle + "\n" + familiar_texts()[1] + " " + familiar_texts()[4] + "\n\n" + kArticle;
  for (const std::string& text :
       {kArticle, long_text, std::string("flood"), std::string("xyzzy plugh"), std::string()}) {
    for (const std::string& title : {std::string(), kTitle}) {
      for (const Explanation& why : explain(title, text)) {
        double sum = why.bias;
        for (const Contribution& contribution : why.contributions) sum += contribution.weight;
        EXPECT_NEAR(sum, why.score, 1e-9) << text;
        EXPECT_TRUE(std::isfinite(why.score));
      }
    }
  }
}

TEST_P(ExplainTest, SaysTheSameConfidencesAsTheLabels) {
  for (const std::string& text : {kArticle, std::string("xyzzy plugh"), std::string()}) {
    const auto explanations = explain(kTitle, text);
    const Labels labels = labeler_->label(document_, workspace_);
    ASSERT_EQ(explanations.size(), labels.topics.size());
    for (std::size_t t = 0; t < explanations.size(); ++t) {
      EXPECT_EQ(explanations[t].label, labels.topics[t].label);
      EXPECT_EQ(explanations[t].confidence, labels.topics[t].confidence);
      EXPECT_EQ(explanations[t].assigned, labels.topics[t].assigned);
    }
  }
}

// The map bends between the score without any word and that of the document; each word has a share of that
// way.
TEST(ExplainFlat, BiasIsWhatIsThereWithoutAnyWord) {
  TopicModelData data = small_model_data({.flat = true});
  std::fill(data.lexicon_document.begin(), data.lexicon_document.end(), 0.0F);
  const ScratchFolder folder;
  const auto labeler = *Labeler::open(folder.write("flat", *serialise_topic_model(data)));
  Workspace workspace;
  Document document;
  document.text = kArticle;
  const auto why = labeler->explain(document, workspace);
  for (std::size_t t = 0; t < why.size(); ++t) {
    EXPECT_NEAR(why[t].bias, data.map->logit(t, static_cast<double>(data.document_bias[t])), 1e-5);
    EXPECT_NEAR(why[t].confidence, 1 / (1 + std::exp(-why[t].score)), 1e-12);
    EXPECT_GT(std::abs(why[t].score - why[t].bias), 0.1);
  }
}

// Titles first, then text, each word at most once, and nothing but words.
TEST_P(ExplainTest, RangesNameExactlyTheWords) {
  TextAnalyzer analyzer;
  AnalyzedText title, text;
  analyzer.analyze(kTitle, kArticle, true, title, text);
  std::vector<std::pair<bool, ByteRange>> tokens;
  for (const Token& token : title.tokens) tokens.push_back({true, {token.begin, token.end}});
  for (const Token& token : text.tokens) tokens.push_back({false, {token.begin, token.end}});
  ASSERT_EQ(text.text, kArticle) << "normalised already: its tokens are ranges of the source";
  for (const Explanation& why : explain(kTitle, kArticle)) {
    std::vector<std::pair<bool, ByteRange>> named;
    for (const Contribution& c : why.contributions) named.emplace_back(c.in_title, c.range);
    EXPECT_EQ(named, tokens) << "every word of this document is known";
  }
}

TEST_P(ExplainTest, RangesNameTheWordsOfOtherSpellings) {
  const auto plain = explain(kTitle, kArticle);
  for (const auto& [name, variant] : invisible_variants(kArticle)) {
    const auto other = explain(decomposed(kTitle), variant);
    ASSERT_EQ(other.size(), plain.size());
    for (std::size_t t = 0; t < plain.size(); ++t) {
      EXPECT_EQ(other[t].score, plain[t].score) << name;
      ASSERT_EQ(other[t].contributions.size(), plain[t].contributions.size()) << name;
      for (std::size_t i = 0; i < plain[t].contributions.size(); ++i) {
        const Contribution &a = plain[t].contributions[i], &b = other[t].contributions[i];
        EXPECT_EQ(b.weight, a.weight) << name;
        const std::string spelled = word(b, decomposed(kTitle), variant),
                          expected = word(a, kTitle, kArticle);
        std::string visible = spelled;
        for (const char* mark : {"\u00AD", "\u200B", "\u200D"}) visible = replaced(visible, mark, "");
        EXPECT_TRUE(visible == expected || visible == decomposed(expected))
            << name << ": " << spelled << " for " << expected;
      }
    }
  }
}

// Ill-formed bytes become longer when they are replaced; what comes after them must not move.
TEST_P(ExplainTest, RangesCountBytesAsTheyCameIn) {
  const std::string text = "\xFF\xFE\x80 rivers \xC3 rose \xED\xA0\x80 flood";
  const auto explanations = explain("", text);
  std::vector<std::string> words;
  for (const Contribution& c : explanations[0].contributions) words.push_back(word(c, "", text));
  EXPECT_THAT(words, testing::IsSupersetOf({"rivers", "rose", "flood"}));
}

TEST_P(ExplainTest, UnknownWordsContributeNothing) {
  for (const Explanation& why : explain("", "1 xqj vvk")) {
    for (const Contribution& c : why.contributions) {
      EXPECT_NE(word(c, "", "1 xqj vvk"), "xqj");
      EXPECT_NE(word(c, "", "1 xqj vvk"), "vvk");
    }
  }
  for (const Explanation& why : explain("", "")) EXPECT_THAT(why.contributions, IsEmpty());
}

// Without sentence view and lexicon, the score is linear in the words: taking a word's part away must be
// seen.
TEST_P(ExplainTest, LexiconTermsShareTheirValueAmongTheirWords) {
  TopicModelData data = small_model_data(GetParam());
  for (auto* values : {&data.terms_document, &data.chars_document, &data.terms_sentence})
    std::fill(values->begin(), values->end(), 0.0F);
  labeler_ = *Labeler::open(folder_.write("lexicon", *serialise_topic_model(data)));
  const std::string text = "Boats rose. Trade talks, flood.";
  for (const Explanation& why : explain("", text)) {
    std::map<std::string, double> weights;
    for (const Contribution& c : why.contributions) weights[word(c, "", text)] = c.weight;
    EXPECT_EQ(weights.count("Boats"), 0u);
    ASSERT_EQ(weights.size(), 3u);
    EXPECT_EQ(weights.at("Trade"), weights.at("talks"));
  }
}

}  // namespace
}  // namespace bearing
