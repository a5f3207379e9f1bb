// The worker against librdkafka's mock of a broker. tests/serving/kafka.py has a real one.
#include "serving/kafka_worker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/small_model.hpp"

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::int16_t kProduce = 0, kInitProducerId = 22, kEndTransaction = 26, kCommitOffsets = 28;
constexpr int kPartitions = 3;

class KafkaWorkerTest : public testing::Test {
 protected:
  KafkaWorkerTest() {
    writer_ = handle(RD_KAFKA_PRODUCER, {});
    cluster_ = rd_kafka_mock_cluster_new(writer_, 1);
    brokers_ = rd_kafka_mock_cluster_bootstraps(cluster_);
    for (const char* topic : {"in", "out", "dead"})
      rd_kafka_mock_topic_create(cluster_, topic, kPartitions, 1);
    rd_kafka_brokers_add(writer_, brokers_.c_str());
    options_.brokers = brokers_;
    options_.from = "in";
    options_.to = "out";
    options_.dead_letter = "dead";
    options_.batch_wait = std::chrono::milliseconds(20);
    options_.metrics_path = folder_.path("metrics.prom");
  }
  ~KafkaWorkerTest() override {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(writer_);
  }

  static rd_kafka_t* handle(rd_kafka_type_t type,
                            const std::vector<std::pair<std::string, std::string>>& properties) {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    for (const auto& [name, value] : properties)
      rd_kafka_conf_set(conf, name.c_str(), value.c_str(), nullptr, 0);
    rd_kafka_conf_set_log_cb(conf, nullptr);
    return rd_kafka_new(type, conf, nullptr, 0);
  }

  void write(int partition, const char* key, const char* value) {
    // The macros below take names alone.
    const std::size_t key_size = key == nullptr ? 0 : std::strlen(key);
    const std::size_t size = value == nullptr ? 0 : std::strlen(value);
    void* payload = const_cast<char*>(value);
    const std::int64_t time_ms = 1'700'000'000'123;
    const auto code =
        rd_kafka_producev(writer_, RD_KAFKA_V_TOPIC("in"), RD_KAFKA_V_PARTITION(partition),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key, key_size),
                          RD_KAFKA_V_VALUE(payload, size), RD_KAFKA_V_HEADER("origin", "test", 4),
                          RD_KAFKA_V_TIMESTAMP(time_ms), RD_KAFKA_V_END);
    ASSERT_EQ(code, RD_KAFKA_RESP_ERR_NO_ERROR);
    ASSERT_EQ(rd_kafka_flush(writer_, 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  // Waits for that many records of a topic; each as "partition key timestamp headers: value".
  std::vector<std::string> read(const std::string& topic, std::size_t count) const {
    rd_kafka_t* reader = handle(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers_}, {"group.id", "reader"}});
    rd_kafka_topic_partition_list_t* all = rd_kafka_topic_partition_list_new(kPartitions);
    for (int i = 0; i < kPartitions; ++i)
      rd_kafka_topic_partition_list_add(all, topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_assign(reader, all);
    rd_kafka_topic_partition_list_destroy(all);
    std::vector<std::string> found;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (found.size() < count && std::chrono::steady_clock::now() < deadline) {
      rd_kafka_message_t* message = rd_kafka_consumer_poll(reader, 200);
      if (message == nullptr) continue;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) found.push_back(shown(*message));
      rd_kafka_message_destroy(message);
    }
    rd_kafka_consumer_close(reader);
    rd_kafka_destroy(reader);
    return found;
  }

  static std::string bytes(const void* at, std::size_t size) {
    return at == nullptr ? "null" : std::string(static_cast<const char*>(at), size);
  }

  static std::string shown(const rd_kafka_message_t& message) {
    rd_kafka_timestamp_type_t type;
    std::string out = std::to_string(message.partition) + " " + bytes(message.key, message.key_len) + " " +
                      std::to_string(rd_kafka_message_timestamp(&message, &type));
    rd_kafka_headers_t* headers = nullptr;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
      for (std::size_t i = 0;
           rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
        out.append(" ").append(name).append("=").append(bytes(value, size));
    }
    return out + ": " + bytes(message.payload, message.len);
  }

  void start() {
    stop_ = false;
    ended_ = std::async(std::launch::async, [this] {
      auto labeler = *Labeler::open(folder_.write("m", small_model_bytes()));
      const Tagger tagger = *Tagger::make(*RecordLabeler::make(labeler, {}), {});
      KafkaEvents events;
      events.tell = [this](const std::string& message) {
        const std::lock_guard lock(mutex_);
        told_.push_back(message);
      };
      events.stop = &stop_;
      return run_kafka_worker(options_, tagger, events);
    });
  }
  Result<KafkaCounts> stop() {
    stop_ = true;
    return ended_.get();
  }

  ScratchFolder folder_;
  rd_kafka_t* writer_ = nullptr;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
  std::string brokers_;
  KafkaOptions options_;
  std::atomic<bool> stop_ = false;
  std::future<Result<KafkaCounts>> ended_;
  std::mutex mutex_;
  std::vector<std::string> told_;
};

constexpr const char* kFlood = R"({"text":"The flood reached the lower town."})";

TEST_F(KafkaWorkerTest, PassesRecordsOnWithAllThatBelongsToThem) {
  write(0, "a", kFlood);
  write(2, nullptr, kFlood);
  write(1, "gone", nullptr);
  write(1, "", "broken");
  start();
  auto out = read("out", 3);
  std::sort(out.begin(), out.end());
  const std::string labelled = R"({"text":"The flood reached the lower town.","bearing":{)";
  EXPECT_THAT(out, ElementsAre(StartsWith("0 a 1700000000123 origin=test: " + labelled),
                               "1 gone 1700000000123 origin=test: null",
                               StartsWith("2 null 1700000000123 origin=test: " + labelled)));
  const auto dead = read("dead", 1);
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_THAT(dead[0], StartsWith("1  1700000000123 origin=test bearing.error=not valid JSON"));
  EXPECT_THAT(dead[0], testing::EndsWith("bearing.topic=in bearing.partition=1 bearing.offset=1: broken"));
  const auto counts = stop();
  ASSERT_TRUE(counts) << counts.error().to_string();
  EXPECT_EQ(counts->labelled, 2U);
  EXPECT_EQ(counts->dead_letters, 1U);
  EXPECT_EQ(counts->aborted, 0U);
}

TEST_F(KafkaWorkerTest, TriesAnAbortedTransactionAgain) {
  // A member that another generation of the group has left behind; then one that is not known at all.
  rd_kafka_mock_push_request_errors(cluster_, kCommitOffsets, 2, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
                                    RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID);
  write(0, "a", kFlood);
  start();
  EXPECT_FALSE(read("out", 1).empty());  // The mock may show what was aborted, too.
  const auto counts = stop();
  ASSERT_TRUE(counts) << counts.error().to_string();
  EXPECT_EQ(counts->aborted, 2U);
  EXPECT_EQ(counts->committed, 1U);
  EXPECT_EQ(counts->records(), 1U);
}

TEST_F(KafkaWorkerTest, BeginsAnewWhenItsTransactionWasEndedByTheBroker) {
  rd_kafka_mock_push_request_errors(cluster_, kEndTransaction, 1, RD_KAFKA_RESP_ERR_PRODUCER_FENCED);
  write(0, "a", kFlood);
  start();
  const auto anew = [this] {
    const std::lock_guard lock(mutex_);
    return std::find(told_.begin(), told_.end(), "starting anew from what the group has committed") !=
           told_.end();
  };
  for (int i = 0; i < 300 && !anew(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto counts = stop();
  ASSERT_TRUE(counts) << counts.error().to_string();
  EXPECT_EQ(counts->restarts, 1U);
  EXPECT_EQ(counts->records(), 0U);  // The mock doesn't let a group join twice.
}

TEST_F(KafkaWorkerTest, LeavesItsNameToWhoeverTookIt) {
  options_.properties = {{"transactional.id", "mine"}};
  rd_kafka_mock_push_request_errors(cluster_, kEndTransaction, 1, RD_KAFKA_RESP_ERR_PRODUCER_FENCED);
  write(0, "a", kFlood);
  start();
  ASSERT_EQ(ended_.wait_for(std::chrono::seconds(30)), std::future_status::ready);
  const auto counts = ended_.get();
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().code, ErrorCode::kIo);
  EXPECT_THAT(counts.error().message, HasSubstr("taken over the transactional.id \"mine\""));
}

TEST_F(KafkaWorkerTest, EndsWhereTryingAgainIsInVain) {
  write(0, "a", kFlood);
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 1, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  start();
  ASSERT_EQ(ended_.wait_for(std::chrono::seconds(30)), std::future_status::ready);
  const auto counts = ended_.get();
  ASSERT_FALSE(counts);
  EXPECT_THAT(counts.error().message, HasSubstr("max.message.bytes"));
}

TEST_F(KafkaWorkerTest, SaysWhatItMayNotDo) {
  rd_kafka_mock_push_request_errors(cluster_, kInitProducerId, 1,
                                    RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
  start();
  auto counts = ended_.get();
  ASSERT_FALSE(counts);
  EXPECT_THAT(counts.error().message, HasSubstr("can't begin with transactions"));
  rd_kafka_mock_topic_set_error(cluster_, "dead", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  start();
  counts = ended_.get();
  ASSERT_FALSE(counts);
  EXPECT_THAT(counts.error().message, HasSubstr("topic \"dead\""));
}

TEST_F(KafkaWorkerTest, RefusesCooperationThatCrashes) {
  if (rd_kafka_version() >= 0x020300ff) GTEST_SKIP() << "this librdkafka can do it";
  options_.properties = {{"partition.assignment.strategy", "cooperative-sticky"}};
  start();
  const auto refused = ended_.get();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
  EXPECT_THAT(refused.error().message, HasSubstr("librdkafka 2.3"));
}

TEST_F(KafkaWorkerTest, RefusesSettingsThatDoNotGoTogether) {
  for (const auto& [name, value, message] :
       {std::array<const char*, 3>{"no.such.property", "1", "no.such.property"},
        std::array<const char*, 3>{"transaction.timeout.ms", "soon", "transaction.timeout.ms"},
        std::array<const char*, 3>{"ssl.ca.location", "/nowhere", "ssl.ca.location"}}) {
    options_.properties = {{"security.protocol", "ssl"}, {name, value}};
    start();
    const auto counts = ended_.get();
    ASSERT_FALSE(counts) << name;
    EXPECT_EQ(counts.error().code, ErrorCode::kUsage);
    EXPECT_THAT(counts.error().message, HasSubstr(message));
  }
}

}  // namespace
}  // namespace bearing
