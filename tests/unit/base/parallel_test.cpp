#include "base/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace bearing {
namespace {

TEST(ParallelFor, RunsEveryTaskExactlyOnceWithAnyNumberOfThreads) {
  for (std::size_t threads : {0, 1, 2, 3, 8, 100}) {
    std::vector<std::atomic<int>> runs(57);
    parallel_for(runs.size(), threads, [&](std::size_t i) { ++runs[i]; });
    for (const auto& count : runs) EXPECT_EQ(count, 1) << threads;
  }
}

TEST(ParallelFor, DoesNothingWithoutTasks) {
  parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, StaysOnTheCallingThreadWhenAskedForOne) {
  const auto self = std::this_thread::get_id();
  parallel_for(5, 1, [&](std::size_t) { EXPECT_EQ(std::this_thread::get_id(), self); });
}

TEST(ParallelFor, SeesTheWritesOfTasksWhenItReturns) {
  std::vector<int> squares(1000);
  parallel_for(squares.size(), 4, [&](std::size_t i) { squares[i] = static_cast<int>(i * i); });
  for (std::size_t i = 0; i < squares.size(); ++i) ASSERT_EQ(squares[i], static_cast<int>(i * i));
}

TEST(AvailableCores, IsAtLeastOneAndNoMoreThanTheMachineHas) {
  EXPECT_GE(available_cores(), 1u);
  if (std::thread::hardware_concurrency() > 0) {
    EXPECT_LE(available_cores(), std::thread::hardware_concurrency());
  }
}

}  // namespace
}  // namespace bearing
