#include "serving/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>

namespace bearing {
namespace {

TEST(WorkerPool, RefusesWhatIsMoreThanItsQueueHolds) {
  std::promise<void> begun, gate;
  const std::shared_future<void> open = gate.get_future().share();
  std::atomic<int> done = 0;
  {
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.submit([&](std::size_t) {
      begun.set_value();
      open.wait();
      ++done;
    }));
    begun.get_future().wait();
    EXPECT_EQ(pool.waiting(), 0U);
    EXPECT_TRUE(pool.submit([&](std::size_t) { ++done; }));
    EXPECT_TRUE(pool.submit([&](std::size_t) { ++done; }));
    EXPECT_FALSE(pool.submit([&](std::size_t) { done += 100; }));
    pool.submit_next([&](std::size_t) { ++done; });
    EXPECT_EQ(pool.waiting(), 3U);
    gate.set_value();
  }
  EXPECT_EQ(done, 4);  // The end waits for what was let in.
}

TEST(WorkerPool, GivesEachThreadItsNumber) {
  std::mutex mutex;
  std::set<std::size_t> numbers;
  {
    WorkerPool pool(3, 1000);
    EXPECT_EQ(pool.threads(), 3U);
    for (int i = 0; i < 500; ++i) {
      ASSERT_TRUE(pool.submit([&](std::size_t number) {
        const std::lock_guard lock(mutex);
        numbers.insert(number);
      }));
    }
  }
  EXPECT_FALSE(numbers.empty());
  EXPECT_LT(*numbers.rbegin(), 3U);
}

}  // namespace
}  // namespace bearing
