#include "serving/kafka_worker.hpp"

#include <chrono>
#include <ctime>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "base/file.hpp"
#include "serving/kafka_answers.hpp"
#include "serving/kafka_consumer.hpp"
#include "serving/kafka_producer.hpp"

namespace bearing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kFirstPatience{30'000};  // Later on there is no end to it.
constexpr std::chrono::milliseconds kAfterAbort{200}, kAfterBreak{1'000};
constexpr std::chrono::milliseconds kPollAtMost{100};  // How late a stop may be seen.

class KafkaWorker {
 public:
  KafkaWorker(const KafkaOptions& options, const Tagger& tagger, const KafkaEvents& events)
      : options_(options), stop_(*events.stop), voice_(events.tell), answers_(options, tagger) {
    metrics_.topic = options.from;
    metrics_.group = options.group;
  }

  Result<KafkaCounts> run() {
    for (std::optional<std::chrono::milliseconds> patience = kFirstPatience; !stop_; patience.reset()) {
      auto opened = open(patience);
      if (!opened) return opened.error();
      if (!stop_ && patience) voice_.tell("reading " + options_.from + " as group " + options_.group);
      auto worked = work();
      close();
      if (!worked) return worked.error();
      if (stop_) break;
      ++metrics_.counts.restarts;
      voice_.tell("starting anew from what the group has committed");
      std::this_thread::sleep_for(kAfterBreak);
    }
    if (auto written = write_metrics(); !written) return written.error();
    return metrics_.counts;
  }

 private:
  Status open(std::optional<std::chrono::milliseconds> patience) {
    auto consumer =
        KafkaConsumer::open(options_, voice_, [this](std::int32_t partition) { batch_.drop(partition); });
    if (!consumer) return consumer.error();
    consumer_ = std::move(*consumer);
    for (const std::string* topic : {&options_.from, &options_.to, &options_.dead_letter}) {
      if (topic->empty()) continue;
      if (auto there = consumer_->require_topic(*topic, patience, stop_); !there) return there;
    }
    auto producer =
        KafkaProducer::open(options_, id_, voice_, [this](KafkaRecord& record) { answers_.shorten(record); });
    if (!producer) return producer.error();
    producer_ = std::move(*producer);
    if (auto ready = producer_->init(stop_); !ready) return ready;
    return consumer_->subscribe();
  }

  // What is in the batch is not committed: the group will give it out again.
  void close() {
    producer_.reset();
    rebalances_before_ += consumer_ ? consumer_->rebalances() : 0;
    consumer_.reset();
    batch_.clear();
  }

  // Ends when it is told to, and when consumer and producer have to be made anew.
  Status work() {
    while (!stop_ || !batch_.empty()) {
      if (auto collected = collect(); !collected) return collected;
      producer_->serve();
      if (batch_.empty()) {
        consumer_->note_committed();
      } else {
        answers_.answer(batch_);
        auto end = producer_->commit(batch_, [this] { return consumer_->group_metadata(); });
        if (!end) return end.error();
        if (*end == KafkaProducer::End::kUnknown) return success();
        if (!take(*end)) return success();
      }
      if (auto written = write_metrics_in_time(); !written) return written;
    }
    return success();
  }

  // False: the worker is to stop, and what was aborted is left to others.
  bool take(KafkaProducer::End end) {
    if (end == KafkaProducer::End::kCommitted) {
      metrics_.counts.add_committed(batch_);
      metrics_.committed_at = static_cast<double>(std::time(nullptr));
      batch_.clear();
      consumer_->note_committed();
      return true;
    }
    ++metrics_.counts.aborted;
    if (stop_) return false;
    std::this_thread::sleep_for(kAfterAbort);
    return true;
  }

  // Reads what comes until the batch is full or has waited long enough. A batch that was aborted is full: but
  // one look at the consumer says whether all of it is still ours.
  Status collect() {
    const bool again = !batch_.empty();
    std::optional<Clock::time_point> deadline;
    for (bool first = true; first || !stop_; first = false) {
      if (!first &&
          (again || batch_.size() >= options_.batch_records || batch_.bytes() >= options_.batch_bytes))
        break;
      const auto now = Clock::now();
      if (deadline && now >= *deadline) break;
      auto wait = kPollAtMost;
      if (deadline) wait = std::min(wait, std::chrono::ceil<std::chrono::milliseconds>(*deadline - now));
      auto polled = consumer_->poll(wait);
      if (!polled) return polled.error();
      if (std::optional<KafkaRecord>& record = *polled; record) {
        batch_.add(std::move(*record));
        if (!deadline) deadline = now + options_.batch_wait;
      } else if (!deadline) {
        break;
      }
    }
    return success();
  }

  Status write_metrics_in_time() {
    const auto now = Clock::now();
    if (now < next_metrics_) return success();
    next_metrics_ = now + options_.metrics_period;
    return write_metrics();
  }

  Status write_metrics() {
    metrics_.counts.rebalances = rebalances_before_ + (consumer_ ? consumer_->rebalances() : 0);
    if (options_.metrics_path.empty()) return success();
    metrics_.partitions = consumer_ ? consumer_->partitions() : 0;
    metrics_.lags = consumer_ ? consumer_->lags() : std::map<std::int32_t, std::int64_t>();
    return write_file_atomically(options_.metrics_path, metrics_.text());
  }

  const KafkaOptions& options_;
  const std::atomic<bool>& stop_;
  const std::string id_ = KafkaProducer::unique_id(options_.group);
  KafkaVoice voice_;
  KafkaAnswers answers_;
  KafkaBatch batch_;
  std::unique_ptr<KafkaConsumer> consumer_;
  std::unique_ptr<KafkaProducer> producer_;
  KafkaMetrics metrics_;
  std::uint64_t rebalances_before_ = 0;
  Clock::time_point next_metrics_ = Clock::now();
};

}  // namespace

Status require_kafka() { return success(); }

Result<KafkaCounts> run_kafka_worker(const KafkaOptions& options, const Tagger& tagger,
                                     const KafkaEvents& events) {
  if (auto valid = options.validate(); !valid) return valid.error();
  return KafkaWorker(options, tagger, events).run();
}

}  // namespace bearing
