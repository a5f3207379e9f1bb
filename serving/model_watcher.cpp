#include "serving/model_watcher.hpp"

#include <utility>

namespace bearing {

ModelWatcher::ModelWatcher(ModelSet& models, std::optional<std::chrono::milliseconds> period,
                           std::function<void(const ModelReload&)> tell)
    : models_(models), period_(period), tell_(std::move(tell)), thread_([this] { run(); }) {}

ModelWatcher::~ModelWatcher() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void ModelWatcher::ask() {
  {
    const std::lock_guard lock(mutex_);
    asked_ = true;
  }
  wake_.notify_one();
}

void ModelWatcher::run() {
  std::unique_lock lock(mutex_);
  const auto called = [this] { return asked_ || stopped_; };
  while (true) {
    if (period_) {
      wake_.wait_for(lock, *period_, called);
    } else {
      wake_.wait(lock, called);
    }
    if (stopped_) return;
    const bool only_changed = !std::exchange(asked_, false);
    lock.unlock();
    for (const ModelReload& reload : models_.reload(only_changed)) tell_(reload);
    lock.lock();
  }
}

}  // namespace bearing
