#include "archive/diff_explanation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/archive/run_folder_made_by_hand.hpp"

namespace bearing {
namespace {

using testing::IsEmpty;
using testing::Not;

class DiffExplanation : public testing::Test {
 protected:
  DiffExplanation()
      : a_(*Labeler::open(folder_.write("a", small_model_bytes({.stance = true})))),
        b_(*Labeler::open(folder_.write("b", small_model_bytes({.stance = true, .seed = 2})))) {
    document_.id = "d";
    document_.text = familiar_texts()[0] + " " + familiar_texts()[1];
  }

  /// Finds the one document, if it is asked for.
  DocumentLookup lookup() {
    return [this](const std::unordered_set<std::string>& ids,
                  const std::function<void(const Document&)>& found) {
      ++lookups_;
      if (ids.contains(document_.id)) found(document_);
      return success();
    };
  }

  static LabelDiff changed(const std::string& label, const std::string& stance, const std::string& id) {
    LabelDiff diff;
    diff.label = label;
    diff.stance = stance;
    diff.gained_examples.emplace_back().id = id;
    return diff;
  }

  /// What the words add to a topic's score.
  double words_of(const Labeler& labeler, std::size_t topic) {
    Workspace workspace;
    const Explanation explanation = labeler.explain(document_, workspace)[topic];
    return explanation.score - explanation.bias;
  }

  ScratchFolder folder_;
  std::shared_ptr<const Labeler> a_, b_;
  Document document_;
  int lookups_ = 0;
};

TEST_F(DiffExplanation, WordsAddUpToTheChangeOfTheScore) {
  ResultDiff diff;
  diff.topics = {changed("floods", "", "d"), changed("health", "", "d")};
  ASSERT_TRUE(explain_examples(lookup(), *a_, *b_, 1000, diff).ok());
  EXPECT_EQ(lookups_, 1);
  for (const std::size_t topic : {0, 2}) {
    const DiffExample& example = diff.topics[topic / 2].gained_examples[0];
    EXPECT_TRUE(example.explained);
    double before = 0, after = 0, last = HUGE_VAL;
    for (const WordChange& word : example.words) {
      before += word.before;
      after += word.after;
      EXPECT_LE(std::abs(word.after - word.before), last);
      last = std::abs(word.after - word.before);
    }
    EXPECT_NEAR(before, words_of(*a_, topic), 1e-5);
    EXPECT_NEAR(after, words_of(*b_, topic), 1e-5);
    EXPECT_GT(std::abs(after - before), 0.01);
  }
}

TEST_F(DiffExplanation, ShowsAsManyWordsAsAskedFor) {
  ResultDiff diff;
  diff.topics = {changed("floods", "", "d")};
  ASSERT_TRUE(explain_examples(lookup(), *a_, *b_, 3, diff).ok());
  EXPECT_EQ(diff.topics[0].gained_examples[0].words.size(), 3U);
}

TEST_F(DiffExplanation, OfOneModelTwiceHasNoWords) {
  ResultDiff diff;
  diff.topics = {changed("floods", "", "d")};
  ASSERT_TRUE(explain_examples(lookup(), *a_, *a_, 10, diff).ok());
  EXPECT_TRUE(diff.topics[0].gained_examples[0].explained);
  EXPECT_THAT(diff.topics[0].gained_examples[0].words, IsEmpty());
}

TEST_F(DiffExplanation, ExplainsStancesThatOneModelAssigns) {
  Workspace workspace;
  const Labels labels = a_->label(document_, workspace);
  std::size_t assigned = 0;
  for (const TargetLabel& target : labels.targets) {
    for (const StanceLabel& stance : target.stances) {
      if (!stance.assigned) continue;
      ++assigned;
      ResultDiff diff;
      diff.stances = {changed(target.target, stance.stance, "d")};
      ASSERT_TRUE(explain_examples(lookup(), *a_, *b_, 10, diff).ok());
      EXPECT_THAT(diff.stances[0].gained_examples[0].words, Not(IsEmpty()));
    }
  }
  EXPECT_GT(assigned, 0U);
}

TEST_F(DiffExplanation, LeavesWhatItCanNotExplain) {
  ResultDiff diff;
  diff.topics = {changed("floods", "", "elsewhere"), changed("no such topic", "", "d")};
  diff.stances = {changed("a claim in words", "favor", "d")};
  ASSERT_TRUE(explain_examples(lookup(), *a_, *b_, 10, diff).ok());
  for (const LabelDiff& label : {diff.topics[0], diff.topics[1], diff.stances[0]})
    EXPECT_FALSE(label.gained_examples[0].explained) << label.label;
  ResultDiff nothing;
  ASSERT_TRUE(explain_examples(lookup(), *a_, *b_, 10, nothing).ok());
  EXPECT_EQ(lookups_, 1);
}

}  // namespace
}  // namespace bearing
