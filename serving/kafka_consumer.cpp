#include "serving/kafka_consumer.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/usage_error.hpp"

namespace bearing {
namespace {

using KafkaMessage = std::unique_ptr<rd_kafka_message_t, KafkaDestroyed<rd_kafka_message_destroy>>;
using KafkaTopicNames =
    std::unique_ptr<const struct rd_kafka_metadata, KafkaDestroyed<rd_kafka_metadata_destroy>>;
using KafkaText = std::unique_ptr<char, KafkaDestroyed<std::free>>;

constexpr int kAskEveryMs = 1000;

std::string_view bytes_at(const void* begin, std::size_t size) {
  return {static_cast<const char*>(begin), size};
}

// Before version 2.3, librdkafka aborts the program when a cooperative consumer ends before its first
// assignment (its issue 4312).
Status check_strategy(const KafkaProperties& properties) {
  const std::string* strategy = find_kafka_property(properties, "partition.assignment.strategy");
  if (strategy == nullptr || strategy->find("cooperative") == std::string::npos) return success();
  if (rd_kafka_version() >= 0x020300ff) return success();
  return usage_error("partition.assignment.strategy: " + *strategy +
                     " needs librdkafka 2.3 or later, this is " + rd_kafka_version_str());
}

}  // namespace

KafkaConsumer::KafkaConsumer(const KafkaOptions& options, KafkaVoice& voice,
                             std::function<void(std::int32_t)> revoked)
    : options_(options), voice_(voice), revoked_(std::move(revoked)) {
  callbacks_.voice = &voice;
  callbacks_.rebalance = [this](rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions) {
    rebalance(code, partitions);
  };
}

Result<std::unique_ptr<KafkaConsumer>> KafkaConsumer::open(const KafkaOptions& options, KafkaVoice& voice,
                                                           std::function<void(std::int32_t)> revoked) {
  if (auto usable = check_strategy(options.properties); !usable) return usable.error();
  std::unique_ptr<KafkaConsumer> consumer(new KafkaConsumer(options, voice, std::move(revoked)));
  // Memory is bounded by what is fetched ahead (16 MiB) and one answer of each broker.
  auto conf = make_kafka_conf(
      options,
      {{"client.id", "bearing"},
       {"auto.offset.reset", "earliest"},
       {"queued.max.messages.kbytes", "16384"},
       {"fetch.max.bytes", "16777216"}},
      // Offsets are committed by the producer alone, and read back when no transaction is open over them.
      {{"group.id", options.group},
       {"enable.auto.commit", "false"},
       {"enable.auto.offset.store", "false"},
       {"isolation.level", "read_committed"},
       {"enable.partition.eof", "true"}},
      consumer->callbacks_);
  if (!conf) return conf.error();
  auto handle = make_kafka_handle(RD_KAFKA_CONSUMER, std::move(*conf));
  if (!handle) return handle.error();
  consumer->handle_ = std::move(*handle);
  return consumer;
}

KafkaConsumer::~KafkaConsumer() {
  if (subscribed_) rd_kafka_consumer_close(handle_.get());
}

Status KafkaConsumer::require_topic(const std::string& topic,
                                    std::optional<std::chrono::milliseconds> patience,
                                    const std::atomic<bool>& stop) {
  const auto begin = std::chrono::steady_clock::now();
  // Through the consumer: a producer's question would have some brokers create the topic.
  const KafkaTopic asked(rd_kafka_topic_new(handle_.get(), topic.c_str(), nullptr));
  if (!asked) return kafka_error("topic \"" + topic + "\"", rd_kafka_err2str(rd_kafka_last_error()));
  while (!stop) {
    const struct rd_kafka_metadata* answer = nullptr;
    auto code = rd_kafka_metadata(handle_.get(), 0, asked.get(), &answer, kAskEveryMs);
    const KafkaTopicNames owned(answer);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR && answer->topic_cnt == 1) code = answer->topics[0].err;
    rd_kafka_poll(handle_.get(), 0);  // Serves the callback of errors.
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return success();
    if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
      return usage_error("the brokers at " + options_.brokers + " have no topic \"" + topic +
                         "\": create it first");
    if (code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
      return kafka_error("topic \"" + topic + "\"", rd_kafka_err2str(code));
    if (patience && std::chrono::steady_clock::now() - begin >= *patience) {
      const std::string why = voice_.last_failure();
      return kafka_error("no answer from " + options_.brokers + " about topic \"" + topic + "\"",
                         why.empty() ? rd_kafka_err2str(code) : why);
    }
  }
  return success();
}

Status KafkaConsumer::subscribe() {
  rd_kafka_poll_set_consumer(handle_.get());
  const KafkaPartitions topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), options_.from.c_str(), RD_KAFKA_PARTITION_UA);
  const auto code = rd_kafka_subscribe(handle_.get(), topics.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return kafka_error("can't subscribe", rd_kafka_err2str(code));
  subscribed_ = true;
  return success();
}

void KafkaConsumer::rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions) {
  ++rebalances_;
  const bool assign = code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  if (!assign && code != RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS) voice_.failed(code, rd_kafka_err2str(code));
  for (int i = 0; i < partitions->cnt; ++i) {
    const std::int32_t partition = partitions->elems[i].partition;
    // Where reading begins now is for the group to say.
    read_.erase(partition);
    committed_.erase(partition);
    if (assign) {
      assigned_.insert(partition);
    } else {
      assigned_.erase(partition);
      revoked_(partition);
    }
  }
  accept_assignment(assign, partitions);
}

void KafkaConsumer::accept_assignment(bool assign, rd_kafka_topic_partition_list_t* partitions) {
  if (std::strcmp(rd_kafka_rebalance_protocol(handle_.get()), "COOPERATIVE") == 0) {
    const auto failure = kafka_failure(assign ? rd_kafka_incremental_assign(handle_.get(), partitions)
                                              : rd_kafka_incremental_unassign(handle_.get(), partitions));
    if (failure) voice_.failed(failure->code, failure->text);
    return;
  }
  const auto code = rd_kafka_assign(handle_.get(), assign ? partitions : nullptr);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) voice_.failed(code, rd_kafka_err2str(code));
}

Result<std::optional<KafkaRecord>> KafkaConsumer::poll(std::chrono::milliseconds wait) {
  const KafkaMessage message(rd_kafka_consumer_poll(handle_.get(), static_cast<int>(wait.count())));
  if (!message) return std::optional<KafkaRecord>();
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    read_[message->partition] = message->offset;  // Behind marks of transactions that are no records.
    return std::optional<KafkaRecord>();
  }
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (auto judged = judge(*message); !judged) return judged.error();
    return std::optional<KafkaRecord>();
  }
  read_[message->partition] = message->offset + 1;
  return std::optional<KafkaRecord>(record_of(*message));
}

// Most errors pass: librdkafka goes on trying. These don't.
Status KafkaConsumer::judge(const rd_kafka_message_t& message) {
  const char* given = rd_kafka_message_errstr(&message);
  const std::string text = given != nullptr ? given : rd_kafka_err2str(message.err);
  switch (message.err) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      return kafka_error("can't read topic \"" + options_.from + "\" as group \"" + options_.group + "\"",
                         text);
    case RD_KAFKA_RESP_ERR__FATAL: {
      char why[512];
      rd_kafka_fatal_error(handle_.get(), why, sizeof why);
      return kafka_error("the consumer can't go on (is its group.instance.id used by another?)", why);
    }
    default:
      voice_.failed(message.err, text);
      return success();
  }
}

KafkaRecord KafkaConsumer::record_of(const rd_kafka_message_t& message) const {
  KafkaRecord record;
  record.partition = message.partition;
  record.offset = message.offset;
  rd_kafka_timestamp_type_t type;
  record.timestamp_ms = std::max<std::int64_t>(rd_kafka_message_timestamp(&message, &type), 0);
  if (message.key != nullptr) record.key.emplace(bytes_at(message.key, message.key_len));
  if (message.payload != nullptr) record.set_value(bytes_at(message.payload, message.len));
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    KafkaHeader& header = record.headers.emplace_back();
    header.name = name;
    if (value != nullptr) header.value.emplace(bytes_at(value, size));
  }
  return record;
}

// A transaction without a member's id would not be held against the group: so nothing is better than that. In
// this order: what librdkafka learns after the metadata were taken, the broker will say.
KafkaGroupMetadata KafkaConsumer::group_metadata() const {
  KafkaGroupMetadata metadata(rd_kafka_consumer_group_metadata(handle_.get()));
  const KafkaText member(rd_kafka_memberid(handle_.get()));
  if (!member || *member == '\0' || rd_kafka_assignment_lost(handle_.get()) != 0) metadata.reset();
  return metadata;
}

std::map<std::int32_t, std::int64_t> KafkaConsumer::lags() const {
  std::map<std::int32_t, std::int64_t> lags;
  for (const auto& [partition, next] : committed_) {
    std::int64_t low = 0, high = 0;
    const auto code =
        rd_kafka_get_watermark_offsets(handle_.get(), options_.from.c_str(), partition, &low, &high);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0)
      lags[partition] = std::max<std::int64_t>(high - next, 0);
  }
  return lags;
}

}  // namespace bearing
