#include "text/byte_search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "unit/text/random_text.hpp"

namespace bearing {
namespace {

// Few letters, so that there are many near misses; every place in and behind blocks of sixteen.
TEST(ByteSearch, FindsWhatTheStandardLibraryFinds) {
  RandomText random(3);
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random.of(U"hooot :ả", random.below(60));
    const std::size_t from = text.empty() ? 0 : random.below(text.size());
    EXPECT_EQ(find_byte(text, 't', from), std::min(text.find('t', from), text.size())) << text;
    EXPECT_EQ(find_pair(text, "hoto", 1), text.find("hoto")) << text;
    EXPECT_EQ(find_pair(text, "oto", 0), text.find("oto")) << text;
    EXPECT_EQ(find_pair(text, "ảh", 1), text.find("ảh")) << text;
    EXPECT_EQ(find_pair(text, "t o:", 2), text.find("t o:")) << text;
    EXPECT_EQ(has_any_of(text, "t:"), text.find_first_of("t:") != std::string::npos) << text;
    EXPECT_EQ(has_any_of(text, "xyz"), false) << text;
  }
}

}  // namespace
}  // namespace bearing
