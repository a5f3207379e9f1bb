#include "archive/iso_date.hpp"

#include <gtest/gtest.h>

namespace bearing {
namespace {

TEST(IsoDate, BringsDatesToOneForm) {
  EXPECT_EQ(iso_date("2021"), "2021");
  EXPECT_EQ(iso_date("2021-03"), "2021-03");
  EXPECT_EQ(iso_date(" 2021-03-04 "), "2021-03-04");
  EXPECT_EQ(iso_date("20210304"), "2021-03-04");
  EXPECT_EQ(iso_date("2021-03-04 05:06"), "2021-03-04T05:06");
  EXPECT_EQ(iso_date("2021-03-04T05:06:07Z"), "2021-03-04T05:06:07Z");
  EXPECT_EQ(iso_date("2021-03-04t05:06:07.123456+07:00"), "2021-03-04T05:06:07.123456+07:00");
  EXPECT_EQ(iso_date("20210304T050607Z"), "2021-03-04T050607Z");
  EXPECT_EQ(iso_date("2024-02-29"), "2024-02-29");
}

TEST(IsoDate, TakesNothingElseForADate) {
  for (const char* text : {"",
                           "soon",
                           "3 March 2021",
                           "03/04/2021",
                           "2021/03/04",
                           "202",
                           "20213",
                           "202103",
                           "2021-13",
                           "2021-00-01",
                           "2021-02-29",
                           "2021-04-31",
                           "2021-03-04T",
                           "2021-03-04T25:00",
                           "2021-03-04T05:60",
                           "2021-03-04Tnoon",
                           "2021-03-04T05:06+24:00",
                           "2021-03-04x",
                           "1614834367",
                           "2021-",
                           "2021-03-",
                           "2021-03-04T05:06:07."})
    EXPECT_EQ(iso_date(text), "") << text;
}

}  // namespace
}  // namespace bearing
