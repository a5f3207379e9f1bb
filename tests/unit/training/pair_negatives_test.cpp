#include "training/pair_negatives.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace bearing {
namespace {

using testing::IsEmpty;

bool alike(const std::string& a, const std::string& b) {
  return nearly_equal(stem_target(a, "en"), stem_target(b, "en"));
}

TEST(PairNegatives, TargetsThatShareHalfOfTheSmallersStemsAreNearlyEqual) {
  EXPECT_TRUE(alike("a carbon tax", "a carbon tax"));
  EXPECT_TRUE(alike("a carbon tax", "taxes on carbon in the steel industry"));
  EXPECT_TRUE(alike("a binding code of conduct", "the code"));
  EXPECT_FALSE(alike("a carbon tax on shipping firms",
                     "a tax"
                     " break for large families with dogs"));
  EXPECT_FALSE(alike("closing the old airport", "a carbon tax"));
  EXPECT_FALSE(alike("the", "of")) << "targets without content share nothing";
}

TEST(PairNegatives, OthersAreOfTheLanguageAndNotNearlyEqual) {
  std::vector<StemmedTarget> all;
  for (const char* words : {"a carbon tax", "a tax on carbon", "rent control", "free buses", "wolves"})
    all.push_back(stem_target(words, "en"));
  all.push_back(stem_target("thuế các-bon", "vi"));
  auto drawn = draw_other_targets(all, {all[0]}, "en", 10, 1);
  std::sort(drawn.begin(), drawn.end());
  EXPECT_EQ(drawn, (std::vector<std::size_t>{2, 3, 4}));
  EXPECT_THAT(draw_other_targets(all, {all[5]}, "vi", 10, 1), IsEmpty());
}

TEST(PairNegatives, SeedAndTargetsDecideWhatIsDrawn) {
  std::vector<StemmedTarget> all;
  for (int i = 0; i < 50; ++i) all.push_back(stem_target("plan" + std::to_string(i), "en"));
  const auto drawn = draw_other_targets(all, {}, "en", 8, 1);
  EXPECT_EQ(drawn.size(), 8u);
  EXPECT_EQ(drawn, draw_other_targets(all, {}, "en", 8, 1));
  EXPECT_NE(drawn, draw_other_targets(all, {}, "en", 8, 2));
}

}  // namespace
}  // namespace bearing
