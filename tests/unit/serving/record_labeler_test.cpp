#include "serving/record_labeler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <limits>

#include "tests/small_model.hpp"

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RecordLabelerTest : public testing::Test {
 protected:
  std::shared_ptr<const Labeler> open_small(const SmallModelOptions& options = {}) const {
    return *Labeler::open(folder_.write("m", small_model_bytes(options)));
  }
  RecordLabeler make(LabelRequest request = {}) const { return *RecordLabeler::make(open_small(), request); }

  ScratchFolder folder_;
  Workspace workspace_;
};

Record record_of(const std::string& text) {
  Record record;
  record.line = 1;
  record.document.text = text;
  return record;
}

TEST_F(RecordLabelerTest, ReadsPagesAndTellsWhatReadingDid) {
  Record page = record_of(
      "<!DOCTYPE html><html><head><title>Flood</title></head><body><p>The river rose.</p></body></html>");
  page.replaced = 2;
  page.truncated = true;
  const Labels labels = make().label(page, workspace_);
  EXPECT_EQ(page.document.title, "Flood");
  EXPECT_EQ(page.document.text, "The river rose.");
  EXPECT_THAT(labels.warnings, ElementsAre("truncated", "bad-bytes-replaced"));
}

// What malloc has given away at the moment (0 under sanitizers, which have one of their own).
std::size_t memory_in_use() { return ::mallinfo2().uordblks + ::mallinfo2().hblkhd; }

TEST_F(RecordLabelerTest, LargeTextsLeaveNoMemoryBehind) {
  const RecordLabeler labeler = make();
  std::string text;
  for (int i = 0; text.size() < 900'000; ++i)
    text += "the river rose again in town " + std::to_string(i) + ". ";
  const std::size_t before = memory_in_use();
  {
    Record record = record_of(text);
    labeler.label(record, workspace_);
    record = record_of(text);
    labeler.explain(record, workspace_);
  }
  EXPECT_LT(memory_in_use(), before + (std::size_t{1} << 20));
}

TEST_F(RecordLabelerTest, AbstainsBelowTheLeastConfidence) {
  Record record = record_of("Rivers rose overnight and the flood reached the lower town.");
  const Labels sure = make().label(record, workspace_);
  const Labels none = make({.free_targets = {}, .min_confidence = 1}).label(record, workspace_);
  bool any = false;
  for (std::size_t t = 0; t < sure.topics.size(); ++t) {
    any = any || sure.topics[t].assigned;
    EXPECT_FALSE(none.topics[t].assigned);
    EXPECT_EQ(none.topics[t].threshold, 1);
    EXPECT_EQ(none.topics[t].confidence, sure.topics[t].confidence);
  }
  EXPECT_TRUE(any);
}

TEST_F(RecordLabelerTest, RefusesWhatTheModelCannotDo) {
  const auto why = [&](LabelRequest request) {
    const auto made = RecordLabeler::make(open_small(), std::move(request));
    return made ? std::string() : made.error().message;
  };
  EXPECT_THAT(why({.free_targets = {"a dam"}}), HasSubstr("can't judge free targets (\"a dam\")"));
  EXPECT_THAT(why({.free_targets = {" \n"}}), HasSubstr("a target is empty"));
  for (const double confidence : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_THAT(why({.free_targets = {}, .min_confidence = confidence}), HasSubstr("probability"));
}

}  // namespace
}  // namespace bearing
