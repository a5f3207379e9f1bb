#include "base/ordered_pipeline.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace bearing {
namespace {

void wait_a_little(std::size_t number) {
  std::this_thread::sleep_for(std::chrono::microseconds((number * 7919) % 300));
}

struct Trial {
  std::size_t threads, slots;
};

TEST(OrderedPipeline, WritesInTheOrderOfReading) {
  for (const auto& [threads, slots] : {Trial{1, 1}, {1, 3}, {2, 1}, {2, 4}, {5, 10}, {7, 2}}) {
    constexpr std::size_t kBatches = 200;
    std::vector<std::size_t> batch(slots), written;
    std::vector<int> worked(slots);
    std::size_t next = 0;
    std::atomic<int> reading = 0, writing = 0;
    run_in_order(threads, slots,
                 {[&](std::size_t slot) {
                    EXPECT_EQ(reading++, 0);
                    batch[slot] = next;
                    --reading;
                    return next++ < kBatches;
                  },
                  [&](std::size_t slot, std::size_t worker) {
                    EXPECT_LT(worker, threads);
                    wait_a_little(batch[slot]);
                    worked[slot] = 1;
                  },
                  [&](std::size_t slot) {
                    EXPECT_EQ(writing++, 0);
                    EXPECT_EQ(worked[slot], 1);
                    worked[slot] = 0;
                    written.push_back(batch[slot]);
                    --writing;
                    return true;
                  }});
    ASSERT_EQ(written.size(), kBatches) << threads << " " << slots;
    EXPECT_TRUE(std::is_sorted(written.begin(), written.end()));
  }
}

TEST(OrderedPipeline, NeverHasMoreUnderWayThanSlots) {
  constexpr std::size_t kSlots = 3;
  std::atomic<int> under_way = 0;
  std::size_t left = 100;
  run_in_order(8, kSlots,
               {[&](std::size_t) {
                  if (left == 0) return false;
                  --left;
                  EXPECT_LE(++under_way, static_cast<int>(kSlots));
                  return true;
                },
                [](std::size_t slot, std::size_t) { wait_a_little(slot); },
                [&](std::size_t) {
                  --under_way;
                  return true;
                }});
  EXPECT_EQ(under_way, 0);
}

TEST(OrderedPipeline, StopsWhenWritingFails) {
  for (const std::size_t threads : {1, 4}) {
    std::size_t written = 0;
    std::atomic<std::size_t> read = 0;
    run_in_order(threads, 2 * threads,
                 {[&](std::size_t) {
                    ++read;
                    return true;  // Without end.
                  },
                  [](std::size_t, std::size_t) {}, [&](std::size_t) { return ++written < 5; }});
    EXPECT_EQ(written, 5u);
    EXPECT_LE(read, 5 + 2 * threads + 1);
  }
}

TEST(OrderedPipeline, EndsWithoutAnything) {
  run_in_order(3, 6,
               {[](std::size_t) { return false; }, [](std::size_t, std::size_t) { FAIL(); },
                [](std::size_t) { return true; }});
}

}  // namespace
}  // namespace bearing
