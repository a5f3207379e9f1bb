#include "training/feature_matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/tiny_corpus.hpp"

namespace bearing {
namespace {

FeatureMatrices built(const std::vector<Record>& records, const FeatureOptions& options = {}) {
  auto features = build_features(records, tiny_scheme(), options);
  EXPECT_TRUE(features.ok());
  return std::move(*features);
}

double squared_norm(const SparseMatrix& m, std::size_t row, std::size_t columns) {
  double sum = 0;
  for (std::uint64_t i = m.starts[row]; i < m.starts[row + 1]; ++i) {
    if (m.column[i] < columns) sum += double{m.value[i]} * double{m.value[i]};
  }
  return sum;
}

TEST(FeatureMatrices, RowsOfTheDocumentViewHaveAboutUnitNorm) {
  const auto records = tiny_corpus();
  const FeatureMatrices features = built(records);
  const View& view = features.documents;
  ASSERT_EQ(view.features.columns, features.document_columns());
  ASSERT_EQ(view.labels.size(), view.features.rows() * 3);
  for (std::size_t row = 0; row < view.features.rows(); ++row) {
    // As in inference, the norm takes each feature of each word for itself; what words share adds up above
    // it.
    const double norm = squared_norm(view.features, row, view.features.columns - 3);
    EXPECT_GE(norm, 1 - 1e-4);
    EXPECT_LE(norm, 1.3);
    for (std::uint64_t i = view.features.starts[row] + 1; i < view.features.starts[row + 1]; ++i) {
      ASSERT_LT(view.features.column[i - 1], view.features.column[i]) << "each column once, in order";
    }
  }
}

TEST(FeatureMatrices, AccentedDocumentsComeTwice) {
  const auto records = tiny_corpus();
  const FeatureMatrices features = built(records);
  std::vector<double> weight(records.size(), 0.0);
  std::vector<int> rows(records.size(), 0);
  for (std::size_t row = 0; row < features.documents.document.size(); ++row) {
    const std::uint32_t d = features.documents.document[row];
    ++rows[d];
    weight[d] += double{features.documents.row_weights[row]};
    EXPECT_EQ(features.documents.copy[row], rows[d] == 2 ? 1 : 0);
    for (std::size_t t = 0; t < 3; ++t) {
      const auto& topics = records[d].annotation.topics;
      const bool has = std::find(topics.begin(), topics.end(), tiny_topics()[t].id) != topics.end();
      EXPECT_EQ(features.documents.labels[row * 3 + t], has ? 1 : 0);
    }
  }
  for (std::size_t d = 0; d < records.size(); ++d) {
    EXPECT_EQ(rows[d], records[d].document.lang == "vi" ? 2 : 1);
    EXPECT_NEAR(weight[d], 1, 1e-6) << "no document counts more than another";
  }
  FeatureOptions options;
  options.stripped_weight = 0;
  EXPECT_EQ(built(records, options).documents.features.rows(), records.size());
}

TEST(FeatureMatrices, MarkExactlyTheSentencesOfTheEvidence) {
  const auto records = tiny_corpus();
  const FeatureMatrices features = built(records);
  std::vector<int> marked(records.size(), 0);
  for (std::size_t row = 0; row < features.sentences.document.size(); ++row) {
    if (features.sentences.copy[row] == 1) continue;
    for (std::size_t t = 0; t < 3; ++t)
      marked[features.sentences.document[row]] += features.sentences.labels[row * 3 + t];
  }
  for (std::size_t d = 0; d < records.size(); ++d) {
    // Two sentences a topic, unless the same one was drawn twice (then it stands twice in the text, too).
    EXPECT_EQ(marked[d], 2 * static_cast<int>(records[d].annotation.topics.size()))
        << records[d].document.text;
  }
}

TEST(FeatureMatrices, SentencesTeachWhereTheyWereJudgedOnly) {
  auto records = tiny_corpus();
  ASSERT_EQ(records[0].document.fields.size(), 1u);
  records[0].document.fields.clear();
  const FeatureMatrices features = built(records);
  bool seen = false;
  for (std::size_t row = 0; row < features.sentences.document.size(); ++row) {
    seen = seen || features.sentences.document[row] == 0;
    EXPECT_EQ(features.sentences.known[row * features.sentences.outputs],
              features.sentences.document[row] == 0 ? 0 : 1);
  }
  EXPECT_TRUE(seen) << "it is still scored";
}

TEST(FeatureMatrices, HaveNoSentencesWithoutEvidence) {
  const FeatureMatrices features = built(tiny_corpus({.evidence = false}));
  EXPECT_EQ(features.sentences.features.rows(), 0u);
  EXPECT_GT(features.documents.features.rows(), 60u);
}

TEST(FeatureMatrices, LeaveRareFeaturesOut) {
  const auto records = tiny_corpus();
  FeatureOptions options;
  options.least_documents = 1;
  const FeatureMatrices all = built(records, options), usual = built(records);
  options.least_documents = 20;
  const FeatureMatrices few = built(records, options);
  EXPECT_GT(all.terms.tags.size(), usual.terms.tags.size());
  EXPECT_GT(usual.terms.tags.size(), few.terms.tags.size());
  EXPECT_GT(few.terms.tags.size(), 0u);
}

TEST(FeatureMatrices, RareFeaturesWeighMore) {
  const FeatureMatrices features = built(tiny_corpus());
  for (const float idf : features.terms_idf) {
    EXPECT_GE(idf, 1.0F);
    EXPECT_LE(idf, std::pow(std::log(61.0 / 3) + 1, 1.25) * 1.01) << "of two documents in 60";
  }
}

TEST(FeatureMatrices, CoverageIsTheShareOfWordsSeenElsewhere) {
  auto records = tiny_corpus();
  records[0].document.title.clear();
  records[0].document.text = "Nobody wanted xqzv wrtk.";
  records[1].document.title.clear();
  records[1].document.text = "";
  for (const std::size_t d : {0, 1}) records[d].document.fields.clear();
  const FeatureMatrices features = built(records);
  ASSERT_EQ(features.coverage.size(), records.size());
  EXPECT_EQ(features.coverage[0], 0.5);
  EXPECT_EQ(features.coverage[1], 0);
  for (std::size_t d = 2; d < records.size(); ++d) EXPECT_GT(features.coverage[d], 0.7);
}

TEST(FeatureMatrices, EvidenceThatIsNotInTheTextIsRefusedWithItsPlace) {
  auto records = tiny_corpus();
  records[4].document.fields[0].second = R"({"floods":["never written"]})";
  const auto features = build_features(records, tiny_scheme(), {});
  ASSERT_FALSE(features.ok());
  EXPECT_EQ(features.error().code, ErrorCode::kInvalidData);
  EXPECT_EQ(features.error().source, "tiny.jsonl");
  EXPECT_EQ(features.error().line, 5u);
}

}  // namespace
}  // namespace bearing
