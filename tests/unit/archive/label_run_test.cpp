#include "archive/label_run.hpp"

#include <gtest/gtest.h>

#include "upper_case_run.hpp"

namespace bearing {
namespace {

// Keeps what comes; a write may fail.
class KeptTarget final : public ResultTarget {
 public:
  explicit KeptTarget(std::size_t fail_at = 0) : fail_at_(fail_at) {}
  Status write(const LabelledBatch& batch) override {
    if (++writes_ == fail_at_) return Error{ErrorCode::kIo, "no space left", {}, 0, {}};
    results += batch.results;
    return success();
  }
  Status end_part(const InputPosition&, std::vector<FinishedInput>) override { return success(); }
  std::string results;

 private:
  std::size_t fail_at_, writes_ = 0;
};

class LabelRunTest : public ::testing::Test {
 protected:
  void SetUp() override {
    scratch_.write("a.jsonl", lines_of("a", 500) + "broken\n" + lines_of("b", 500));
    auto items = list_inputs({scratch_.path("a.jsonl")}, {});
    ASSERT_TRUE(items.ok());
    items_ = *items;
  }
  ScratchFolder scratch_;
  std::vector<InputItem> items_;
  LabelRunOptions options_;
};

TEST_F(LabelRunTest, GivesTheSameInOrderOnAnyNumberOfThreads) {
  std::string first;
  for (const std::size_t threads : {1, 2, 3, 8}) {
    InputWalk walk(items_, {});
    KeptTarget target;
    options_.threads = threads;
    const auto counts = label_records(walk, shout, target, options_);
    ASSERT_TRUE(counts.ok());
    EXPECT_EQ(counts->documents, 1001u);
    EXPECT_EQ(counts->rejects, 1u);
    if (first.empty()) first = target.results;
    EXPECT_EQ(target.results, first);
    EXPECT_EQ(walk.bytes_read(), items_[0].bytes);
  }
  EXPECT_EQ(std::count(first.begin(), first.end(), '\n'), 1001);
}

TEST_F(LabelRunTest, StopsAtTheFirstRejectWhenStrict) {
  InputWalk walk(items_, {});
  KeptTarget target;
  options_.strict = true;
  const auto counts = label_records(walk, shout, target, options_);
  ASSERT_FALSE(counts.ok());
  EXPECT_EQ(counts.error().line, 501u);
}

TEST_F(LabelRunTest, StopsWhenWritingFails) {
  for (const std::size_t threads : {1, 4}) {
    InputWalk walk(items_, {});
    KeptTarget target(3);
    options_.threads = threads;
    EXPECT_EQ(label_records(walk, shout, target, options_).error().message, "no space left");
  }
}

TEST_F(LabelRunTest, StopsWhenAsked) {
  std::atomic<bool> stop = false;
  InputWalk walk(items_, {});
  KeptTarget target;
  options_.stop = &stop;
  options_.tell = [&](const RunProgress& now) { stop = now.counts->documents > 100; };
  const auto counts = label_records(walk, shout, target, options_);
  ASSERT_FALSE(counts.ok());
  EXPECT_EQ(counts.error().code, ErrorCode::kInterrupted);
  EXPECT_LT(target.results.size(), 3000u);
}

TEST_F(LabelRunTest, AStopThatComesTooLateChangesNothing) {
  std::atomic<bool> stop = false;
  InputWalk walk(items_, {});
  KeptTarget target;
  options_.stop = &stop;
  options_.tell = [&](const RunProgress& now) { stop = now.counts->documents == 1001; };
  EXPECT_TRUE(label_records(walk, shout, target, options_).ok());
}

TEST_F(LabelRunTest, SkippingIsCheckedAgainstWhatIsThere) {
  InputWalk walk(items_, {});
  EXPECT_TRUE(walk.skip_to({0, 1001}).ok());
  Record record;
  EXPECT_FALSE(walk.next(record));
  InputWalk other(items_, {});
  const auto skipped = other.skip_to({0, 1002});
  ASSERT_FALSE(skipped.ok());
  EXPECT_THAT(skipped.error().message, ::testing::HasSubstr("has 1001 records, 1002 were read"));
}

}  // namespace
}  // namespace bearing
