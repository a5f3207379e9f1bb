#include "attribution/holder_features.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

namespace bearing {
namespace {

TEST(HolderFeatures, EachHasANameOfItsOwn) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kHolderFeatures; ++i) {
    const std::string name = holder_feature_name(i);
    EXPECT_FALSE(name.empty()) << i;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(holder_feature_name(kHolderFeatures), "");
}

TEST(HolderFeatures, DefaultWeightsAreFiniteAndFitted) {
  const std::span<const float> weights = default_holder_weights();
  ASSERT_EQ(weights.size(), kHolderFeatures);
  std::size_t fitted = 0;
  for (const float weight : weights) {
    EXPECT_TRUE(std::isfinite(weight));
    fitted += weight != 0.0F ? 1 : 0;
  }
  EXPECT_GT(fitted, kHolderFeatures / 2);
}

}  // namespace
}  // namespace bearing
