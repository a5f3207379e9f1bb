#include "serving/http_message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(HttpTarget, IsTakenApartAndUnescaped) {
  const auto target = parse_target("/v1/label?all=true&target=a+tax%20on%3Dsugar&&empty&x=");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/v1/label");
  EXPECT_THAT(target->query, ElementsAre(Pair("all", "true"), Pair("target", "a tax on=sugar"),
                                         Pair("empty", ""), Pair("x", "")));
  EXPECT_EQ(parse_target("/a+b%2Fc")->path, "/a+b/c");  // '+' is a space in queries alone.
  EXPECT_THAT(parse_target("/?")->query, IsEmpty());
}

TEST(HttpTarget, MayNameTheHost) {
  EXPECT_EQ(parse_target("http://host:80/v1/model?model=a")->path, "/v1/model");
  EXPECT_EQ(parse_target("http://host")->path, "/");
  EXPECT_EQ(parse_target("/proxy?url=http://host/x")->path, "/proxy");
}

TEST(HttpTarget, MustBeWellFormed) {
  for (const char* bad : {"", "*", "v1", "/%", "/%2", "/%zz", "/?a=%", "/?%4=b", "?a=http://b"})
    EXPECT_FALSE(parse_target(bad)) << bad;
}

TEST(MediaType, IsComparedInLowerCase) {
  const MediaType media = parse_media_type(" Text/HTML ; x=y; Charset=\"Windows-1258\" ");
  EXPECT_EQ(media.type, "text/html");
  EXPECT_EQ(media.charset, "windows-1258");
  EXPECT_EQ(parse_media_type("").type, "");
  EXPECT_EQ(parse_media_type("a/b;charset").charset, "");
  EXPECT_EQ(parse_media_type("a/b;charset=\"").charset, "\"");
}

TEST(EntityTag, IsFoundInALine) {
  EXPECT_TRUE(names_entity("\"a\"", "\"a\""));
  EXPECT_TRUE(names_entity("\"b\" , W/\"a\"", "\"a\""));
  EXPECT_TRUE(names_entity("*", "\"a\""));
  for (const char* other : {"", ",", "a", "\"A\"", "W/", "\"a", "\"b\",\"aa\""})
    EXPECT_FALSE(names_entity(other, "\"a\"")) << other;
}

TEST(ErrorResponse, IsJsonWhateverTheMessage) {
  const HttpResponse response = error_response(400, "invalid-body", "a \"quote\" and \xff");
  EXPECT_EQ(response.status, 400U);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body,
            "{\"error\":{\"code\":\"invalid-body\",\"message\":\"a \\\"quote\\\" and \xEF\xBF\xBD\"}}\n");
}

}  // namespace
}  // namespace bearing
