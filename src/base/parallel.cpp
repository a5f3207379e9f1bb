#include "base/parallel.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace bearing {
namespace {

std::size_t cores_by_affinity() {
  // Machines with more cores than the set holds answer EINVAL: ask again with a larger one.
  for (int capacity = 1024; capacity <= (1 << 20); capacity *= 4) {
    cpu_set_t* set = CPU_ALLOC(capacity);
    if (set == nullptr) break;
    const std::size_t size_bytes = CPU_ALLOC_SIZE(capacity);
    const bool known = sched_getaffinity(0, size_bytes, set) == 0;
    const int count = known ? CPU_COUNT_S(size_bytes, set) : 0;
    CPU_FREE(set);
    if (known) return static_cast<std::size_t>(count);
  }
  return std::thread::hardware_concurrency();
}

/// Cores' worth of time that "QUOTA PERIOD" grants; unlimited when it says "max" or can't be read.
double cores_of_quota(std::istream& line) {
  double quota = 0, period = 0;
  if (line >> quota >> period && quota > 0 && period > 0) return quota / period;
  return std::numeric_limits<double>::infinity();
}

/// The tightest limit of this process's control group and of those above it (cgroup v2, then v1).
double cores_by_cgroup() {
  double cores = std::numeric_limits<double>::infinity();
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (!line.starts_with("0::")) continue;
    std::string folder = line.substr(3);
    for (;;) {
      std::ifstream limit("/sys/fs/cgroup" + folder + "/cpu.max");
      cores = std::min(cores, cores_of_quota(limit));
      const auto slash = folder.rfind('/');
      if (slash == std::string::npos) break;
      folder.resize(slash);
    }
  }
  std::ifstream quota("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"), period("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  double quota_us = 0, period_us = 0;
  if (quota >> quota_us && period >> period_us && quota_us > 0 && period_us > 0) {
    cores = std::min(cores, quota_us / period_us);
  }
  return cores;
}

}  // namespace

std::size_t available_cores() {
  static const std::size_t cores = [] {
    const auto affinity = static_cast<double>(std::max<std::size_t>(1, cores_by_affinity()));
    return static_cast<std::size_t>(std::max(1.0, std::ceil(std::min(affinity, cores_by_cgroup()))));
  }();
  return cores;
}

void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& task) {
  if (threads == 0) threads = available_cores();
  threads = std::min(threads, count);

  std::atomic<std::size_t> next{0};
  auto work = [&]() noexcept {
    for (std::size_t index; (index = next.fetch_add(1, std::memory_order_relaxed)) < count;) task(index);
  };
  std::vector<std::jthread> others;
  if (threads > 1) others.reserve(threads - 1);
  while (others.size() + 1 < threads) {
    try {
      others.emplace_back(work);
    } catch (const std::system_error&) {
      break;  // No more threads to be had: those that there are do the work.
    }
  }
  work();
}

}  // namespace bearing
