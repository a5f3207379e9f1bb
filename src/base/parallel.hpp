// Independent tasks on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace bearing {

/// Runs task(0) ... task(count - 1) on up to `threads` threads (0: one per core), the calling one among them;
/// returns when all are done. Tasks must not throw. Which thread runs a task is not determined, so a task
/// must depend on its number only.
void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& task);

/// Cores that this process may use (affinity and cgroup limits respected), at least 1.
std::size_t available_cores();

}  // namespace bearing
