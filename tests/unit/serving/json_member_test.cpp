#include "serving/json_member.hpp"

#include <gtest/gtest.h>

namespace bearing {
namespace {

std::string with(const std::string& object) {
  std::string out;
  append_with_member(object, "b", "[1]", out);
  return out;
}

TEST(JsonMember, StandsLastAndLeavesAllOtherBytesAlone) {
  EXPECT_EQ(with("{}"), "{\"b\":[1]}");
  EXPECT_EQ(with(" { } \r"), " { \"b\":[1]} \r");
  EXPECT_EQ(with("{\"a\" : 1.50 }"), "{\"a\" : 1.50 ,\"b\":[1]}");
  EXPECT_EQ(with("{\"a\":{\"c\":\"}\"}}"), "{\"a\":{\"c\":\"}\"},\"b\":[1]}");
}

TEST(JsonMember, TakesThePlaceOfAllThatHadItsName) {
  EXPECT_EQ(with("{\"b\":1}"), "{\"b\":[1]}");
  EXPECT_EQ(with("{\"b\":{\"b\":[1,2]},\"a\":\"b\", \"b\" : \"},{\\\"\" }"), "{\"a\":\"b\",\"b\":[1]}");
  EXPECT_EQ(with("{\"a\":1,\"b\":2,\"c\":3}"), "{\"a\":1,\"c\":3,\"b\":[1]}");
}

TEST(JsonMember, KnowsTheSameWordWithinValuesFromAName) {
  EXPECT_EQ(with("{\"a\":\"b\",\"c\":{\"b\":1}}"), "{\"a\":\"b\",\"c\":{\"b\":1},\"b\":[1]}");
  EXPECT_EQ(with("{\"a\\\"b\":\"b\"}"), "{\"a\\\"b\":\"b\",\"b\":[1]}");
}

TEST(JsonMember, KnowsNamesThatNeedNoEscapes) {
  EXPECT_TRUE(is_plain_name("nhãn x"));
  for (const std::string name : {"", "a\"b", "a\\b", "a\nb", "\xFF"})
    EXPECT_FALSE(is_plain_name(name)) << name;
}

}  // namespace
}  // namespace bearing
