#include "attribution/holder_features.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "unit/attribution/plain_weights.hpp"

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

TEST(HolderFeatures, PlainWeightsNameFeatures) {
  for (const auto& [name, weight] : kPlainWeights) {
    bool found = false;
    for (std::size_t i = 0; i < kHolderFeatures; ++i) found |= holder_feature_name(i) == name;
    EXPECT_TRUE(found) << name;
    EXPECT_NE(weight, 0.0F) << name;
  }
}

}  // namespace
}  // namespace bearing
