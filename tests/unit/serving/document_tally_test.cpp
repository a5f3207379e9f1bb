#include "serving/document_tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  metrics.add_documents("news", tally);
  ServiceState state;
  state.models.push_back({"news", "odd\"name\\\n@1", 12.5, false});
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

}  // namespace
}  // namespace bearing
