#include "serving/api_keys.hpp"

#include <gtest/gtest.h>

#include "tests/small_model.hpp"

namespace bearing {
namespace {

const std::string kFirst = "0123456789abcdef", kSecond = "a-second-key-that-is-longer";

TEST(ApiKeys, AdmitEachOfThemAndNothingElse) {
  const ApiKeys keys({kFirst, kSecond});
  EXPECT_TRUE(keys.admit(kFirst));
  EXPECT_TRUE(keys.admit(kSecond));
  for (const std::string& wrong :
       {std::string(), kFirst + "x", kFirst + kFirst, kFirst.substr(1), kFirst.substr(0, 15),
        std::string("0123456789abcdeF"), kFirst + std::string(1, '\0')})
    EXPECT_FALSE(keys.admit(wrong)) << wrong;
  EXPECT_FALSE(ApiKeys().admit(""));
  EXPECT_FALSE(ApiKeys({""}).admit(""));
}

TEST(ApiKeys, ComeAsBearerTokens) {
  const ApiKeys keys({kFirst});
  EXPECT_TRUE(keys.admit_authorization("Bearer " + kFirst));
  EXPECT_TRUE(keys.admit_authorization("bEARER  " + kFirst + " "));
  for (const std::string& wrong :
       {kFirst, "Basic " + kFirst, "Bearer" + kFirst, std::string("Bearer "), std::string()})
    EXPECT_FALSE(keys.admit_authorization(wrong)) << wrong;
}

TEST(ApiKeys, AreReadFromLines) {
  const ScratchFolder folder;
  const auto keys = ApiKeys::read(folder.write("keys", "# comment\r\n\n  " + kFirst + " \r\n" + kSecond));
  ASSERT_TRUE(keys.ok());
  EXPECT_TRUE(keys->admit(kFirst));
  EXPECT_TRUE(keys->admit(kSecond));
  EXPECT_FALSE(keys->admit("# comment"));
}

TEST(ApiKeys, FilesMustHoldKeysOfSomeLength) {
  const ScratchFolder folder;
  const auto empty = ApiKeys::read(folder.write("empty", "# none\n"));
  ASSERT_FALSE(empty.ok());
  EXPECT_EQ(empty.error().code, ErrorCode::kInvalidData);
  const auto brief = ApiKeys::read(folder.write("short", kFirst + "\nhunter2\n"));
  ASSERT_FALSE(brief.ok());
  EXPECT_EQ(brief.error().line, 2U);
  EXPECT_EQ(brief.error().message.find("hunter2"), std::string::npos);
  EXPECT_EQ(ApiKeys::read(folder.path("none")).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace bearing
