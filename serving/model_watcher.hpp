// Opens models again, on a thread of its own: when asked, and when their files change.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "serving/model_set.hpp"

namespace bearing {

/// Thread-safe. Looks at the files rather than being told of changes: that works on every file system, and
/// for files that are renamed into place.
class ModelWatcher {
 public:
  /// `models` must outlive the watcher; `tell` is called on its thread. Without a period, files are left
  /// alone until someone asks.
  ModelWatcher(ModelSet& models, std::optional<std::chrono::milliseconds> period,
               std::function<void(const ModelReload&)> tell);
  /// Waits for the attempt under way.
  ~ModelWatcher();
  ModelWatcher(const ModelWatcher&) = delete;
  ModelWatcher& operator=(const ModelWatcher&) = delete;

  /// Has all models opened again, soon; returns at once. Asking twice before it has begun is asking once.
  void ask();

 private:
  void run();

  ModelSet& models_;
  const std::optional<std::chrono::milliseconds> period_;
  const std::function<void(const ModelReload&)> tell_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool asked_ = false, stopped_ = false;
  std::thread thread_;
};

}  // namespace bearing
