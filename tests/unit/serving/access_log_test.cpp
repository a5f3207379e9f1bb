#include "serving/access_log.hpp"

#include <gtest/gtest.h>

namespace bearing {
namespace {

TEST(AccessLog, HasALineOfJsonARequest) {
  AccessEntry entry;
  entry.time = iso_time(1'769'903'999'007);
  entry.remote = "::1";
  entry.method = "POST";
  entry.path = "/v1/\"label\n";
  entry.status = 200;
  entry.milliseconds = 1.25;
  entry.bytes_in = 10;
  entry.bytes_out = 20;
  std::string line;
  append_access_line(entry, line);
  EXPECT_EQ(line,
            "{\"time\":\"2026-01-31T23:59:59.007Z\",\"remote\":\"::1\",\"method\":\"POST\",\"path\":"
            "\"/v1/\\\"label\\n\",\"status\":200,\"ms\":1.250,\"bytes_in\":10,\"bytes_out\":20}\n");
  entry.model = "news@1";
  entry.documents = 3;
  line.clear();
  append_access_line(entry, line);
  EXPECT_TRUE(line.ends_with(",\"documents\":3,\"errors\":0,\"model\":\"news@1\"}\n")) << line;
}

TEST(AccessLog, CutsLongPaths) {
  AccessEntry entry;
  entry.path = std::string(10'000, 'x');
  std::string line;
  append_access_line(entry, line);
  EXPECT_LT(line.size(), 400U);
}

}  // namespace
}  // namespace bearing
