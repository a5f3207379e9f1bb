#include "serving/kafka_batch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/buffered_input.hpp"
#include "serving/kafka_metrics.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;
using testing::Not;

KafkaRecord record_at(std::int32_t partition, std::int64_t offset, const std::string& value = "{}") {
  KafkaRecord record;
  record.partition = partition;
  record.offset = offset;
  record.key = "key";
  record.set_value(value);
  return record;
}

TEST(KafkaBatch, KnowsWhereEachPartitionGoesOn) {
  KafkaBatch batch;
  EXPECT_TRUE(batch.next_offsets().empty());
  // Offsets have gaps: compaction, and marks of transactions.
  for (const auto& [partition, offset] : {std::pair{0, 7}, {3, 0}, {0, 8}, {0, 12}, {3, 5}})
    batch.add(record_at(partition, offset));
  const std::map<std::int32_t, std::int64_t> expected = {{0, 13}, {3, 6}};
  EXPECT_EQ(batch.next_offsets(), expected);
  EXPECT_EQ(batch.size(), 5U);
  EXPECT_EQ(batch.bytes(), 25U);
}

TEST(KafkaBatch, ForgetsAPartitionThatIsSomeoneElses) {
  KafkaBatch batch;
  for (int offset = 0; offset < 4; ++offset) batch.add(record_at(offset % 2, offset, "12345"));
  batch.drop(1);
  batch.drop(9);
  const std::map<std::int32_t, std::int64_t> expected = {{0, 3}};
  EXPECT_EQ(batch.next_offsets(), expected);
  EXPECT_EQ(batch.bytes(), 16U);
  EXPECT_EQ(batch.records()[0].offset, 0);
  EXPECT_EQ(batch.records()[1].offset, 2);
  batch.drop(0);
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(batch.bytes(), 0U);
}

TEST(KafkaRecord, HasSlackBehindItsValue) {
  KafkaRecord record;
  EXPECT_EQ(record.bytes(), "");
  EXPECT_FALSE(record.value);
  record.set_value("");
  EXPECT_TRUE(record.value);
  EXPECT_EQ(record.bytes(), "");
  record.set_value("abc");
  EXPECT_EQ(record.bytes(), "abc");
  EXPECT_GE(record.value->size(), 3 + BufferedInput::kSlack);
}

TEST(KafkaMetrics, CountWhatIsCommitted) {
  KafkaBatch batch;
  for (const auto kind :
       {KafkaAnswer::Kind::kLabelled, KafkaAnswer::Kind::kLabelled, KafkaAnswer::Kind::kTombstone,
        KafkaAnswer::Kind::kUnlabelled, KafkaAnswer::Kind::kDeadLetter}) {
    batch.add(record_at(0, 0));
    batch.records().back().answer.kind = kind;
  }
  KafkaMetrics metrics;
  metrics.topic = "a\"b";
  metrics.group = "g";
  metrics.counts.add_committed(batch);
  metrics.counts.aborted = 3;
  metrics.lags = {{0, 0}, {11, 1234567890123}};
  metrics.partitions = 3;
  EXPECT_EQ(metrics.counts.records(), 5U);
  const std::string text = metrics.text();
  const std::string labels = R"({topic="a\"b",group="g")";
  for (const std::string& line : {
           "bearing_kafka_records_total" + labels + ",result=\"labelled\"} 2\n",
           "bearing_kafka_records_total" + labels + ",result=\"error\"} 2\n",
           "bearing_kafka_records_total" + labels + ",result=\"tombstone\"} 1\n",
           "bearing_kafka_dead_letters_total" + labels + "} 1\n",
           "bearing_kafka_transactions_total" + labels + ",result=\"committed\"} 1\n",
           "bearing_kafka_transactions_total" + labels + ",result=\"aborted\"} 3\n",
           "bearing_kafka_assigned_partitions" + labels + "} 3\n",
           "bearing_kafka_consumer_lag_records" + labels + ",partition=\"0\"} 0\n",
           "bearing_kafka_consumer_lag_records" + labels + ",partition=\"11\"} 1234567890123\n",
           std::string("# TYPE bearing_kafka_consumer_lag_records gauge\n"),
       })
    EXPECT_THAT(text, HasSubstr(line));
  EXPECT_THAT(text, Not(HasSubstr("partition=\"1\"")));  // Nothing is known of it yet.
}

}  // namespace
}  // namespace bearing
