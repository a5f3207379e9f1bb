// Inference by Eigen against the same model in LibTorch: two implementations of one formula.
#include <gtest/gtest.h>

#include <cmath>

#include "bearing/labeler.hpp"
#include "tests/small_model.hpp"
#include "tests/text_variants.hpp"
#include "tests/tiny_corpus.hpp"
#include "training/torch_scorer.hpp"
#include "training/trainer.hpp"

namespace bearing {
namespace {

Document document_of(const std::string& text, const std::string& title = {}) {
  Document document;
  document.title = title;
  document.text = text;
  return document;
}

std::vector<Document> varied_documents() {
  std::vector<Document> documents = {
      document_of(""),
      document_of("", "Flood in the lower town"),
      document_of("flood"),
      document_of("flood flood flood", "Flood"),
      document_of("Flood. Flood. Trade talks. Flood."),
      document_of("lũ"),
      document_of("xqzv wrtk pplm zzgh bvnx qqwe"),
      document_of("Наводнение затопило город. 洪水淹没了城市。 น้ำท่วมเมือง"),
      document_of("1999 2024 19 7 1,000 2.5"),
      document_of("... --- !!!"),
      document_of("\xFF\xFE rivers \xC3 rose"),
      document_of("The vaccine's dose; the vaccine\u2019s second dose.", "Vắc xin"),
      document_of("Read more: Trade talks resumed")};
  std::string all;
  for (const std::string& text : familiar_texts()) {
    documents.push_back(document_of(text));
    documents.push_back(document_of(decomposed(text), text.substr(0, 20)));
    all += text + "\n\n";
  }
  for (const Record& record : tiny_corpus()) {
    if (record.line % 3 == 0) documents.push_back(record.document);
    all += record.document.text + "\n";
  }
  documents.push_back(document_of(all, "Everything at once"));
  std::string book;
  for (int i = 0; i < 5; ++i) book += all;
  documents.push_back(document_of(book));
  return documents;
}

void expect_parity(const std::string& model_bytes) {
  const ScratchFolder folder;
  const std::string path = folder.write("model.safetensors", model_bytes);
  const auto documents = varied_documents();
  const auto expected = torch_scores(path, documents);
  ASSERT_TRUE(expected.ok()) << expected.error().to_string();
  ASSERT_EQ(expected->size(), documents.size());
  const auto labeler = Labeler::open(path);
  ASSERT_TRUE(labeler.ok());
  Workspace workspace;
  for (std::size_t d = 0; d < documents.size(); ++d) {
    const auto explanations = (*labeler)->explain(documents[d], workspace);
    const std::size_t topics = (*labeler)->topics().size();
    ASSERT_EQ(topics + (*labeler)->targets().size(), (*expected)[d].size());
    ASSERT_GE(explanations.size(), topics);
    for (std::size_t t = 0; t < topics; ++t) {
      ASSERT_TRUE(std::isfinite(explanations[t].score));
      EXPECT_NEAR(explanations[t].score, (*expected)[d][t], 1e-5 * std::max(1.0, std::abs((*expected)[d][t])))
          << d << ": " << documents[d].text.substr(0, 60);
    }
    const Labels labels = (*labeler)->label(documents[d], workspace);
    const bool judged = labels.warnings.empty() || labels.warnings.back() == "bad-bytes-replaced";
    for (std::size_t t = 0; judged && t < labels.targets.size(); ++t)
      EXPECT_NEAR(labels.targets[t].confidence, 1 / (1 + std::exp(-(*expected)[d][topics + t])), 1e-5) << d;
  }
}

TEST(Parity, HoldsWithBothViews) { expect_parity(small_model_bytes()); }

TEST(Parity, HoldsWithTargets) { expect_parity(small_model_bytes({.stance = true})); }

TEST(Parity, HoldsWithoutSentenceView) { expect_parity(small_model_bytes({.sentences = false})); }

TEST(Parity, HoldsForFlatModels) {
  expect_parity(small_model_bytes({.flat = true}));
  expect_parity(small_model_bytes({.boundary = 1, .flat = true, .exclusive = true}));
}

TEST(Parity, HoldsWithoutCharacterFeatures) { expect_parity(small_model_bytes({.chars = false, .seed = 3})); }

TEST(Parity, HoldsWithOtherRules) {
  TopicModelData data = small_model_data({.seed = 4});
  data.rules.title = 5;
  data.rules.pool_length = 1;
  data.rules.chars_min = 2;
  data.rules.word = 0.7;
  data.rules.shadow_pair = 0;
  expect_parity(*serialise_topic_model(data));
}

TEST(Parity, HoldsForTrainedModels) {
  for (const bool evidence : {true, false}) {
    TrainOptions options;
    options.folds = 2;
    options.max_epochs = 10;
    const auto model = train(tiny_corpus({.evidence = evidence}), tiny_scheme(), options,
                             [](const TrainingProgress&) { return true; });
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    expect_parity(model->bytes);
  }
}

TEST(TorchScores, RefusesWhatIsNoModel) {
  const ScratchFolder folder;
  EXPECT_EQ(torch_scores(folder.path("none"), {}).error().code, ErrorCode::kIo);
  EXPECT_EQ(torch_scores(folder.write("x", "x"), {}).error().code, ErrorCode::kInvalidModel);
}

}  // namespace
}  // namespace bearing
