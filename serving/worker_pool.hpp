// Threads that label, and the bounded queue before them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace bearing {

/// A fixed number of threads. Thread-safe.
class WorkerPool {
 public:
  /// Called with the number of the thread that runs it, 0 to threads - 1. Must not throw.
  using Job = std::function<void(std::size_t)>;

  /// `capacity`: jobs that may wait.
  WorkerPool(std::size_t threads, std::size_t capacity);
  /// Runs what was submitted to its end.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False, and nothing done, when `capacity` jobs wait already.
  [[nodiscard]] bool submit(Job job);
  /// For the next part of something that was let in before: never refused.
  void submit_next(Job job);

  std::size_t waiting() const;
  std::size_t capacity() const { return capacity_; }
  std::size_t threads() const { return threads_.size(); }

 private:
  void run(std::size_t number);

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace bearing
