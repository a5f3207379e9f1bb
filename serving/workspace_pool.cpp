#include "serving/workspace_pool.hpp"

namespace bearing {

WorkspacePool::WorkspacePool(std::size_t most_kept) : most_kept_(most_kept) {
  kept_.reserve(most_kept);  // So that giving back can't fail.
}

WorkspacePool::Loan WorkspacePool::lend() {
  {
    const std::lock_guard lock(mutex_);
    if (!kept_.empty()) {
      // The last one given back: its memory is the likeliest to be in the processor's caches.
      Workspace workspace = std::move(kept_.back());
      kept_.pop_back();
      return {*this, std::move(workspace)};
    }
  }
  return {*this, Workspace()};
}

void WorkspacePool::give_back(Workspace workspace) noexcept {
  const std::lock_guard lock(mutex_);
  if (kept_.size() < most_kept_) kept_.push_back(std::move(workspace));
}

}  // namespace bearing
