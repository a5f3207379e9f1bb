#include "serving/document_tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "serving/service_metrics.hpp"

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

Labels labels_of(const std::vector<std::string>& assigned, const std::string& stance = {}) {
  Labels labels;
  labels.lang = "en";
  labels.familiarity = 0.75;
  for (const char* topic : {"floods", "trade"}) {
    TopicLabel label;
    label.label = topic;
    label.assigned = std::find(assigned.begin(), assigned.end(), topic) != assigned.end();
    labels.topics.push_back(label);
  }
  for (const bool free : {false, true}) {
    TargetLabel target;
    target.target = free ? "a claim of the user" : "tariffs";
    target.free = free;
    StanceLabel label;
    label.stance = stance;
    label.assigned = !stance.empty();
    target.stances.push_back(label);
    labels.targets.push_back(target);
  }
  return labels;
}

TEST(DocumentTally, CountsWhatIsAssigned) {
  DocumentTally tally;
  tally.add(labels_of({"floods"}, "favor"));
  tally.add(labels_of({}));
  tally.add(labels_of({"floods", "trade"}));
  EXPECT_EQ(tally.documents, 3U);
  EXPECT_EQ(tally.abstentions, 1U);
  EXPECT_THAT(tally.topics, ElementsAre(Pair("floods", 2), Pair("trade", 1)));
  EXPECT_THAT(tally.stances, ElementsAre(Pair(Pair("tariffs", "favor"), 1)));  // No words of users.
  EXPECT_THAT(tally.languages, ElementsAre(Pair("en", 3)));
  EXPECT_EQ(tally.familiarity[7], 3U);
  DocumentTally sum;
  sum.add(tally);
  sum.add(tally);
  EXPECT_EQ(sum.documents, 6U);
  EXPECT_EQ(sum.topics["floods"], 4U);
  EXPECT_EQ(sum.familiarity[7], 6U);
}

TEST(DocumentTally, ComparesWithTheShadow) {
  DocumentTally tally;
  tally.compare(labels_of({"floods"}, "favor"), labels_of({"floods"}, "favor"));
  tally.compare(labels_of({"floods"}), labels_of({"trade"}));
  tally.compare(labels_of({}, "favor"), labels_of({}, "against"));
  EXPECT_EQ(tally.compared, 3U);
  EXPECT_EQ(tally.topics_differ, 1U);
  EXPECT_EQ(tally.stances_differ, 1U);
  EXPECT_EQ(tally.gained["trade"], 1U);
  EXPECT_EQ(tally.lost["floods"], 1U);
  EXPECT_EQ(tally.gained["floods"], 0U);
}

TEST(ServiceMetrics, AreCumulativeAndEscaped) {
  ServiceMetrics metrics;
  metrics.add_request("/v1/label", "POST", 200, 0.0007);
  metrics.add_request("/v1/label", "POST", 200, 0.3);
  metrics.add_request("/v1/label", "POST", 429, 100);
  DocumentTally tally;
  tally.add(labels_of({"floods"}));
  metrics.add_documents("news", "odd", tally);
  ServiceState state;
  state.models.push_back({"news", "odd\"name\\\n@1", 12.5, false, nullptr});
  const std::string text = metrics.text(state);
  for (const char* line :
       {"bearing_http_requests_total{route=\"/v1/label\",method=\"POST\",code=\"200\"} 2\n",
        "bearing_http_request_duration_seconds_bucket{route=\"/v1/label\",le=\"0.0005\"} 0\n",
        "bearing_http_request_duration_seconds_bucket{route=\"/v1/label\",le=\"0.001\"} 1\n",
        "bearing_http_request_duration_seconds_bucket{route=\"/v1/label\",le=\"10\"} 2\n",
        "bearing_http_request_duration_seconds_bucket{route=\"/v1/label\",le=\"+Inf\"} 3\n",
        "bearing_http_request_duration_seconds_count{route=\"/v1/label\"} 3\n",
        "bearing_labels_total{model=\"news\",topic=\"floods\"} 1\n",
        "bearing_document_familiarity_bucket{model=\"news\",le=\"0.7\"} 0\n",
        "bearing_document_familiarity_bucket{model=\"news\",le=\"0.8\"} 1\n",
        "bearing_model_info{model=\"news\",id=\"odd\\\"name\\\\\\n@1\",shadow=\"false\"} 1\n"})
    EXPECT_THAT(text, HasSubstr(line));
  EXPECT_THAT(text, Not(HasSubstr("topic=\"trade\"")));
}

TextSummary texts_of(double familiarity, int documents) {
  TextSummary summary;
  for (int i = 0; i < documents; ++i) summary.add(familiarity, 400);
  return summary;
}

class DriftMetricsTest : public testing::Test {
 protected:
  DriftMetricsTest() {
    profile_->languages["en"] = texts_of(0.97, 500);
    state_.models.push_back({"news", "news@1", 0, false, profile_});
  }

  void add(const char* language, double familiarity, int documents, const char* id = "news@1") {
    DocumentTally tally;
    tally.texts[language] = texts_of(familiarity, documents);
    metrics_.add_documents("news", id, tally);
  }

  // NaN where there is none.
  double value_of(const std::string& sample) const {
    const std::string text = metrics_.text(state_);
    const std::size_t begin = text.find("\n" + sample + " ");
    return begin == std::string::npos ? std::nan("") : std::stod(text.substr(begin + sample.size() + 2));
  }

  std::shared_ptr<TrainingProfile> profile_ = std::make_shared<TrainingProfile>();
  ServiceState state_;
  ServiceMetrics metrics_;
};

TEST_F(DriftMetricsTest, HoldLatestDocumentsAgainstTheTraining) {
  const std::string english = R"({model="news",lang="en"})", french = R"({model="news",lang="fr"})";
  add("en", 0.97, 150);
  EXPECT_EQ(value_of("bearing_drift_documents" + english), 150);
  EXPECT_TRUE(std::isnan(value_of("bearing_drift_familiarity_psi" + english)));  // Too few.
  add("en", 0.97, 150);
  EXPECT_LT(value_of("bearing_drift_familiarity_psi" + english), 0.1);
  add("fr", 0.4, 300);  // Held against all, since there is no French in the training.
  EXPECT_GT(value_of("bearing_drift_familiarity_psi" + french), 0.25);
  EXPECT_LT(value_of("bearing_drift_length_psi" + french), 0.1);
  for (int i = 0; i < 4; ++i) add("en", 0.6, 10'000);
  EXPECT_EQ(value_of("bearing_drift_documents" + english), 20'000);  // What was before is forgotten.
  EXPECT_GT(value_of("bearing_drift_familiarity_psi" + english), 0.25);
}

TEST_F(DriftMetricsTest, BeginAnewWithAnotherModel) {
  const std::string documents = R"(bearing_drift_documents{model="news",lang="en"})";
  add("en", 0.6, 300);
  state_.models[0].id = "news@2";
  EXPECT_TRUE(std::isnan(value_of(documents)));
  add("en", 0.97, 1, "news@2");
  EXPECT_EQ(value_of(documents), 1);
  state_.models[0].profile = nullptr;
  EXPECT_TRUE(std::isnan(value_of(documents)));
}

}  // namespace
}  // namespace bearing
