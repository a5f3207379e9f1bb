#include "serving/kafka_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/small_model.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

KafkaOptions good_options() {
  KafkaOptions options;
  options.brokers = "a:9092,b:9092";
  options.from = "articles";
  options.to = "articles.labelled";
  return options;
}

std::string refusal(const std::function<void(KafkaOptions&)>& change) {
  KafkaOptions options = good_options();
  change(options);
  const Status valid = options.validate();
  if (valid) return {};
  EXPECT_EQ(valid.error().code, ErrorCode::kUsage);
  return valid.error().message;
}

TEST(KafkaOptions, RefuseWhatMakesNoSense) {
  EXPECT_EQ(refusal([](KafkaOptions&) {}), "");
  EXPECT_EQ(refusal([](KafkaOptions& options) { options.dead_letter = "rejects"; }), "");
  EXPECT_THAT(refusal([](KafkaOptions& options) { options.brokers.clear(); }), HasSubstr("--kafka"));
  for (const char* name : {"", ".", "..", "^article.*", "a b", "a/b", "\xC3\xA9"}) {
    EXPECT_THAT(refusal([&](KafkaOptions& options) { options.from = name; }), HasSubstr("--from")) << name;
    EXPECT_THAT(refusal([&](KafkaOptions& options) { options.to = name; }), HasSubstr("--to")) << name;
  }
  EXPECT_THAT(refusal([](KafkaOptions& options) { options.to = std::string(250, 'a'); }), HasSubstr("--to"));
  EXPECT_THAT(refusal([](KafkaOptions& options) { options.dead_letter = "a b"; }),
              HasSubstr("--dead-letter"));
  EXPECT_THAT(refusal([](KafkaOptions& options) { options.to = options.from; }), HasSubstr("labelled again"));
  EXPECT_THAT(refusal([](KafkaOptions& options) { options.dead_letter = options.from; }),
              HasSubstr("labelled again"));
  EXPECT_THAT(refusal([](KafkaOptions& options) { options.dead_letter = options.to; }),
              HasSubstr("the same topic"));
  EXPECT_THAT(refusal([](KafkaOptions& options) { options.group.clear(); }), HasSubstr("--group"));
  EXPECT_THAT(refusal([](KafkaOptions& options) { options.batch_records = 0; }), HasSubstr("50,000"));
  EXPECT_THAT(refusal([](KafkaOptions& options) { options.batch_records = 50'001; }), HasSubstr("50,000"));
  EXPECT_THAT(refusal([](KafkaOptions& options) { options.batch_wait = std::chrono::minutes(1); }),
              HasSubstr("milliseconds"));
}

TEST(KafkaProperties, ComeFromTheCommandLineAndFromFiles) {
  const ScratchFolder folder;
  const std::string path = folder.write("client.properties",
                                        "# how to get in\r\n"
                                        "security.protocol = SASL_SSL\r\n"
                                        "\n"
                                        "  sasl.password=a=b#c \n"
                                        "client.id=file");
  KafkaProperties properties;
  ASSERT_TRUE(add_kafka_properties(path, properties));
  ASSERT_TRUE(add_kafka_properties("client.id=line", properties));
  const KafkaProperties expected = {{"security.protocol", "SASL_SSL"},
                                    {"sasl.password", "a=b#c"},
                                    {"client.id", "file"},
                                    {"client.id", "line"}};
  EXPECT_EQ(properties, expected);
  EXPECT_EQ(*find_kafka_property(properties, "client.id"), "line");
  EXPECT_EQ(find_kafka_property(properties, "group.instance.id"), nullptr);
}

TEST(KafkaProperties, LeavePromisesAlone) {
  KafkaProperties properties;
  for (const char* text : {"enable.auto.commit=true", "isolation.level = read_uncommitted", "acks=1",
                           "group.id=x", "bootstrap.servers=x:1", "=5", " =5"}) {
    const Status added = add_kafka_properties(text, properties);
    ASSERT_FALSE(added) << text;
    EXPECT_EQ(added.error().code, ErrorCode::kUsage);
  }
  const ScratchFolder folder;
  const std::string path = folder.write("bad.properties", "client.id=x\nnonsense\n");
  const Status added = add_kafka_properties(path, properties);
  ASSERT_FALSE(added);
  EXPECT_THAT(added.error().to_string(), HasSubstr("bad.properties:2: expected KEY=VALUE"));
  EXPECT_EQ(add_kafka_properties(path + ".none", properties).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace bearing
