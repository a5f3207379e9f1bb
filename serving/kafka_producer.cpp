#include "serving/kafka_producer.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <random>
#include <thread>
#include <utility>

#include "base/hash.hpp"

namespace bearing {
namespace {

// Each call is taken up again where it stopped. Without a limit, ending a transaction would wait for a broker
// for ever, and so would whoever wants the worker to stop.
constexpr int kCallMs = 5000;
constexpr std::chrono::seconds kPatience{10};
constexpr std::chrono::milliseconds kBetweenAttempts{100};

// How long something has been tried.
class Attempts {
 public:
  // After a pause; false: it was tried long enough.
  bool once_more() const {
    std::this_thread::sleep_for(kBetweenAttempts);
    return std::chrono::steady_clock::now() - begin_ < kPatience;
  }

 private:
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// The record itself travels as the opaque pointer of its message: it lives until its transaction has ended.
std::int32_t same_partition(const rd_kafka_topic_t*, const void*, std::size_t, std::int32_t partitions, void*,
                            void* opaque) {
  return static_cast<const KafkaRecord*>(opaque)->partition % partitions;
}

// What the broker says of a record and would say again.
bool is_final(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      return true;
    default:
      return false;
  }
}

bool is_purged(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__PURGE_QUEUE || code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
}

std::string advice_for(const KafkaFailure& failure) {
  if (failure.code != RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) return failure.text;
  return failure.text +
         " (the topic's max.message.bytes is below message.max.bytes of the worker, 1000000 unless "
         "--kafka-config sets it: bring them together)";
}

rd_kafka_headers_t* headers_of(const KafkaRecord& record) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size() + record.answer.headers.size());
  for (const auto* list : {&record.headers, &record.answer.headers}) {
    for (const KafkaHeader& header : *list) {
      rd_kafka_header_add(headers, header.name.data(), static_cast<ssize_t>(header.name.size()),
                          header.value ? header.value->data() : nullptr,
                          header.value ? static_cast<ssize_t>(header.value->size()) : 0);
    }
  }
  return headers;
}

// Null, if the record has no value.
std::pair<const void*, std::size_t> value_of(const KafkaRecord& record) {
  switch (record.answer.kind) {
    case KafkaAnswer::Kind::kTombstone:
      return {nullptr, 0};
    case KafkaAnswer::Kind::kDeadLetter:
      return {record.bytes().data(), record.bytes().size()};
    default:
      return {record.answer.value.data(), record.answer.value.size()};
  }
}

}  // namespace

std::string KafkaProducer::unique_id(const std::string& group) {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::random_device chance;
  const std::uint64_t number = (std::uint64_t{chance()} << 32) ^ chance();
  return "bearing-" + group + "-" + host.data() + "-" + to_hex(number);
}

KafkaProducer::KafkaProducer(const KafkaOptions& options, KafkaVoice& voice,
                             std::function<void(KafkaRecord&)> shorten)
    : options_(options), voice_(voice), shorten_(std::move(shorten)) {
  callbacks_.voice = &voice;
  callbacks_.delivered = [this](const rd_kafka_message_t* message) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR || is_purged(message->err) || rejected_) return;
    rejected_ = KafkaFailure{message->err, rd_kafka_err2str(message->err)};
  };
}

Result<std::unique_ptr<KafkaProducer>> KafkaProducer::open(const KafkaOptions& options, const std::string& id,
                                                           KafkaVoice& voice,
                                                           std::function<void(KafkaRecord&)> shorten) {
  std::unique_ptr<KafkaProducer> producer(new KafkaProducer(options, voice, std::move(shorten)));
  auto conf = make_kafka_conf(options,
                              {{"client.id", "bearing"},
                               {"transactional.id", id},
                               // As long as the records of a worker that was killed have to wait.
                               {"transaction.timeout.ms", "30000"}},
                              // Records without a key, too, go where same_partition() says.
                              {{"enable.idempotence", "true"}, {"sticky.partitioning.linger.ms", "0"}},
                              producer->callbacks_);
  if (!conf) return conf.error();
  auto handle = make_kafka_handle(RD_KAFKA_PRODUCER, std::move(*conf));
  if (!handle) return handle.error();
  producer->handle_ = std::move(*handle);
  const auto topic = [&](const std::string& name) {
    rd_kafka_topic_conf_t* topic_conf = rd_kafka_default_topic_conf_dup(producer->handle_.get());
    rd_kafka_topic_conf_set_partitioner_cb(topic_conf, same_partition);
    return KafkaTopic(rd_kafka_topic_new(producer->handle_.get(), name.c_str(), topic_conf));
  };
  producer->to_ = topic(options.to);
  if (!options.dead_letter.empty()) producer->dead_letter_ = topic(options.dead_letter);
  if (!producer->to_ || (!options.dead_letter.empty() && !producer->dead_letter_))
    return kafka_error("can't use the topics", rd_kafka_err2str(rd_kafka_last_error()));
  return producer;
}

Status KafkaProducer::init(const std::atomic<bool>& stop) {
  while (!stop) {
    const auto failure = kafka_failure(rd_kafka_init_transactions(handle_.get(), kCallMs));
    rd_kafka_poll(handle_.get(), 0);
    if (!failure) return success();
    if (!failure->retriable || is_final(failure->code))
      return kafka_error("can't begin with transactions", failure->text);
    voice_.failed(failure->code, failure->text);
  }
  return success();
}

void KafkaProducer::serve() { rd_kafka_poll(handle_.get(), 0); }

void KafkaProducer::note(const KafkaFailure& failure) {
  if (!failure_) failure_ = failure;
}

Result<KafkaProducer::End> KafkaProducer::commit(KafkaBatch& batch,
                                                 const std::function<KafkaGroupMetadata()>& membership) {
  failure_.reset();
  rejected_.reset();
  if (const auto failure = kafka_failure(rd_kafka_begin_transaction(handle_.get()))) return broken(*failure);
  if (send_answers(batch) && send_offsets(batch, membership) && end_commit()) return End::kCommitted;
  if (failure_ && failure_->fatal) return broken(*failure_);
  auto ended = abort();
  if (!ended || *ended != End::kAborted) return ended;
  for (const auto& failure : {rejected_, failure_}) {
    if (!failure) continue;
    if (is_final(failure->code)) return kafka_error("can't write a record", advice_for(*failure));
    voice_.failed(failure->code, failure->text);
  }
  return ended;
}

bool KafkaProducer::send_answers(KafkaBatch& batch) {
  KafkaFailure failure;
  for (KafkaRecord& record : batch.records()) {
    auto code = send(record, failure);
    // A dead letter in place of the answer, then one that is cut.
    for (int i = 0; i < 2 && code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE; ++i) {
      shorten_(record);
      code = send(record, failure);
    }
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    note(failure);
    return false;
  }
  return true;
}

rd_kafka_resp_err_t KafkaProducer::send(KafkaRecord& record, KafkaFailure& failure) {
  const bool dead = record.answer.kind == KafkaAnswer::Kind::kDeadLetter;
  const auto [value, size] = value_of(record);
  std::array<rd_kafka_vu_t, 7> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_RKT;
  parts[0].u.rkt = (dead ? dead_letter_ : to_).get();
  parts[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[1].u.i = RD_KAFKA_MSG_F_COPY;
  parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[2].u.mem = {const_cast<void*>(value), size};
  parts[3].vtype = RD_KAFKA_VTYPE_KEY;
  if (record.key) parts[3].u.mem = {const_cast<char*>(record.key->data()), record.key->size()};
  parts[4].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
  parts[4].u.i64 = record.timestamp_ms;
  parts[5].vtype = RD_KAFKA_VTYPE_OPAQUE;
  parts[5].u.ptr = &record;
  parts[6].vtype = RD_KAFKA_VTYPE_HEADERS;
  for (;;) {
    parts[6].u.headers = headers_of(record);
    const auto refused = kafka_failure(rd_kafka_produceva(handle_.get(), parts.data(), parts.size()));
    if (!refused) return RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_headers_destroy(parts[6].u.headers);  // They are the producer's only once it has the record.
    failure = *refused;
    if (refused->code != RD_KAFKA_RESP_ERR__QUEUE_FULL) return refused->code;
    rd_kafka_poll(handle_.get(), 100);
  }
}

bool KafkaProducer::send_offsets(const KafkaBatch& batch,
                                 const std::function<KafkaGroupMetadata()>& membership) {
  const auto next = batch.next_offsets();
  const KafkaPartitions offsets(rd_kafka_topic_partition_list_new(static_cast<int>(next.size())));
  for (const auto& [partition, offset] : next)
    rd_kafka_topic_partition_list_add(offsets.get(), options_.from.c_str(), partition)->offset = offset;
  const KafkaGroupMetadata metadata = membership();
  if (!metadata) return false;
  const Attempts attempts;
  for (;;) {
    const auto failure = kafka_failure(
        rd_kafka_send_offsets_to_transaction(handle_.get(), offsets.get(), metadata.get(), kCallMs));
    if (!failure) return true;
    if (failure->retriable && attempts.once_more()) continue;
    note(*failure);
    return false;
  }
}

bool KafkaProducer::end_commit() {
  const Attempts attempts;
  for (;;) {
    auto failure = kafka_failure(rd_kafka_commit_transaction(handle_.get(), kCallMs));
    if (!failure) return true;
    if (failure->retriable && !failure->needs_abort && attempts.once_more()) continue;
    // Neither committed nor to be aborted: nobody knows.
    if (!failure->needs_abort) failure->fatal = true;
    note(*failure);
    return false;
  }
}

Result<KafkaProducer::End> KafkaProducer::abort() {
  const Attempts attempts;
  for (;;) {
    const auto failure = kafka_failure(rd_kafka_abort_transaction(handle_.get(), kCallMs));
    if (!failure) return End::kAborted;
    if (!failure->retriable || !attempts.once_more()) return broken(*failure);
  }
}

// With an id of its own nobody fences this producer but a broker that found the transaction too slow.
Result<KafkaProducer::End> KafkaProducer::broken(const KafkaFailure& failure) {
  std::array<char, 512> why{};
  auto code = rd_kafka_fatal_error(handle_.get(), why.data(), why.size());
  std::string text = why.data();
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    code = failure.code;
    text = failure.text;
  }
  const std::string* id = find_kafka_property(options_.properties, "transactional.id");
  const bool fenced = code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
                      code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
  if (fenced && id != nullptr)
    return kafka_error("another worker has taken over the transactional.id \"" + *id +
                           "\", or a transaction took longer than transaction.timeout.ms",
                       text);
  if (is_final(code)) return kafka_error("can't write", text);
  voice_.failed(code, text);
  return End::kUnknown;
}

}  // namespace bearing
