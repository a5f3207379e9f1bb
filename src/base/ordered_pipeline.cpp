#include "base/ordered_pipeline.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

#include "base/parallel.hpp"

namespace bearing {
namespace {

class OrderedPipeline {
 public:
  OrderedPipeline(std::size_t slots, const PipelineSteps& steps) : steps_(steps), done_(slots) {}

  void take_part(std::size_t worker) {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (!writing_ && may_write()) {
        write(lock);
      } else if (!reading_ && may_read()) {
        read_and_work(lock, worker);
      } else if (ended_ && !reading_ && (stopped_ || written_ == read_)) {
        return;
      } else {
        changed_.wait(lock);
      }
    }
  }

 private:
  std::size_t slot(std::uint64_t batch) const { return static_cast<std::size_t>(batch % done_.size()); }
  bool may_write() const { return !stopped_ && written_ < read_ && done_[slot(written_)]; }
  bool may_read() const { return !ended_ && read_ - written_ < done_.size(); }

  void write(std::unique_lock<std::mutex>& lock) {
    writing_ = true;
    const std::size_t place = slot(written_);
    lock.unlock();
    const bool go_on = steps_.write(place);
    lock.lock();
    writing_ = false;
    done_[place] = false;
    ++written_;
    if (!go_on) stopped_ = ended_ = true;
    changed_.notify_all();
  }

  void read_and_work(std::unique_lock<std::mutex>& lock, std::size_t worker) {
    reading_ = true;
    const std::size_t place = slot(read_);
    lock.unlock();
    const bool more = steps_.read(place);
    lock.lock();
    reading_ = false;
    if (more) {
      ++read_;
    } else {
      ended_ = true;
    }
    changed_.notify_all();
    if (!more) return;
    lock.unlock();
    steps_.work(place, worker);
    lock.lock();
    done_[place] = true;
    changed_.notify_all();
  }

  const PipelineSteps& steps_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bool> done_;  // [slots] whether a batch waits to be written.
  std::uint64_t read_ = 0, written_ = 0;
  bool reading_ = false, writing_ = false, ended_ = false, stopped_ = false;
};

}  // namespace

void run_in_order(std::size_t threads, std::size_t slots, const PipelineSteps& steps) {
  threads = std::max<std::size_t>(threads, 1);
  OrderedPipeline pipeline(std::max<std::size_t>(slots, 1), steps);
  parallel_for(threads, threads, [&](std::size_t worker) { pipeline.take_part(worker); });
}

}  // namespace bearing
