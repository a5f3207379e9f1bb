#include "serving/kafka_answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/small_model.hpp"

namespace bearing {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using Json = nlohmann::json;
using Kind = KafkaAnswer::Kind;

constexpr const char* kGood = R"({"text":"The flood reached the lower town.", "n":1})";

class KafkaAnswersTest : public testing::Test {
 protected:
  KafkaAnswersTest() {
    options_.from = "articles";
    options_.workers = 3;
    options_.max_value = 1000;
  }

  static Tagger tagger() {
    const ScratchFolder folder;
    auto labeler = *Labeler::open(folder.write("m", small_model_bytes()));
    TagOptions options;
    options.writer.topics = labeler->topics();
    return *Tagger::make(*RecordLabeler::make(labeler, {}), options);
  }

  KafkaRecord& answer(std::optional<std::string> value, std::int64_t offset = 0) {
    KafkaRecord record;
    record.partition = 3;
    record.offset = offset;
    if (value) record.set_value(*value);
    batch_.clear();
    batch_.add(std::move(record));
    answers_.answer(batch_);
    return batch_.records().front();
  }

  KafkaOptions options_;
  Tagger tagger_ = tagger();
  KafkaAnswers answers_{options_, tagger_};
  KafkaBatch batch_;
};

TEST_F(KafkaAnswersTest, LabelsAsTagDoes) {
  const KafkaRecord& record = answer(kGood);
  EXPECT_EQ(record.answer.kind, Kind::kLabelled);
  EXPECT_THAT(record.answer.value,
              StartsWith(R"({"text":"The flood reached the lower town.", "n":1,"bearing":{)"));
  EXPECT_THAT(record.answer.value, EndsWith("}}"));
  EXPECT_TRUE(record.answer.headers.empty());
  // Values may be written over several lines.
  const KafkaRecord& indented = answer("{\n  \"text\": \"The flood.\"\n}\n");
  EXPECT_EQ(indented.answer.kind, Kind::kLabelled);
  EXPECT_TRUE(Json::parse(indented.answer.value)["bearing"].contains("topics"));
}

TEST_F(KafkaAnswersTest, AnswersManySideBySide) {
  for (int i = 0; i < 200; ++i) {
    KafkaRecord record;
    record.offset = i;
    record.set_value(i % 10 == 0 ? "broken" : R"({"text":"The flood.","n":)" + std::to_string(i) + "}");
    batch_.add(std::move(record));
  }
  batch_.records()[7].answer = KafkaAnswer{Kind::kLabelled, "was there", {}};
  answers_.answer(batch_);
  for (const KafkaRecord& record : batch_.records()) {
    if (record.offset == 7) {
      EXPECT_EQ(record.answer.value, "was there");
    } else if (record.offset % 10 == 0) {
      EXPECT_EQ(record.answer.kind, Kind::kUnlabelled);
    } else {
      EXPECT_EQ(Json::parse(record.answer.value)["n"], record.offset);
    }
  }
}

TEST_F(KafkaAnswersTest, SaysInPlaceWhyThereAreNoLabels) {
  const KafkaRecord& broken = answer("broken", 42);
  EXPECT_EQ(broken.answer.kind, Kind::kUnlabelled);
  EXPECT_THAT(broken.answer.value, StartsWith(R"({"bearing":{"error":"articles[3]@42: not valid JSON)"));
  EXPECT_EQ(Json::parse(answer(R"({"text":5})").answer.value)["text"], 5);
  const std::string long_value = R"({"text":")" + std::string(1000, 'x') + "\"}";
  const Json refused = Json::parse(answer(long_value).answer.value);
  EXPECT_EQ(refused["bearing"]["error"], "articles[3]@0: the value is longer than 1000 bytes");
  EXPECT_EQ(refused["bearing"]["record"], long_value);
}

TEST_F(KafkaAnswersTest, PassesTombstonesOn) {
  EXPECT_EQ(answer(std::nullopt).answer.kind, Kind::kTombstone);
  EXPECT_EQ(answer("").answer.kind, Kind::kUnlabelled);  // No value is not an empty value.
}

TEST_F(KafkaAnswersTest, SendsDeadLettersWithTheirReason) {
  options_.dead_letter = "rejects";
  for (const char* value : {"broken", "", R"({"text":5})"}) {
    const KafkaRecord& record = answer(value, 42);
    EXPECT_EQ(record.answer.kind, Kind::kDeadLetter);
    EXPECT_EQ(record.bytes(), value);
    const auto& headers = record.answer.headers;
    ASSERT_EQ(headers.size(), 4U);
    EXPECT_EQ(headers[0].name, "bearing.error");
    EXPECT_FALSE(headers[0].value->empty());
    EXPECT_EQ(headers[1], (KafkaHeader{"bearing.topic", "articles"}));
    EXPECT_EQ(headers[2], (KafkaHeader{"bearing.partition", "3"}));
    EXPECT_EQ(headers[3], (KafkaHeader{"bearing.offset", "42"}));
  }
}

TEST_F(KafkaAnswersTest, ShortensWhatIsTooLargeToSend) {
  KafkaRecord& in_place = answer(kGood);
  answers_.shorten(in_place);
  EXPECT_EQ(in_place.answer.kind, Kind::kUnlabelled);
  EXPECT_THAT(in_place.answer.value, HasSubstr("larger than message.max.bytes"));

  options_.dead_letter = "rejects";
  options_.max_value = 1 << 20;
  const std::string value = R"({"text":")" + std::string(100'000, 'x') + "\"}";
  KafkaRecord& letter = answer(value);
  answers_.shorten(letter);
  EXPECT_EQ(letter.answer.kind, Kind::kDeadLetter);
  EXPECT_EQ(letter.bytes(), value);
  answers_.shorten(letter);
  EXPECT_EQ(letter.bytes(), value.substr(0, 1 << 16));
  EXPECT_EQ(letter.answer.headers.back(), (KafkaHeader{"bearing.cut", std::to_string(value.size())}));
}

}  // namespace
}  // namespace bearing
