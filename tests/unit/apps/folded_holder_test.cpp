#include "apps/folded_holder.hpp"

#include <gtest/gtest.h>

namespace bearing {
namespace {

TEST(FoldedHolder, LeavesNoDifferenceThatAReaderWouldNotSee) {
  EXPECT_EQ(folded_holder("The Minister"), "the minister");
  EXPECT_EQ(folded_holder("Hai bên"), folded_holder("HAI  BÊN "));
  EXPECT_EQ(folded_holder("Đại sứ quán"), "đại sứ quán");
  EXPECT_EQ(folded_holder("ông Hoà"), folded_holder("Ông Hòa"));
  EXPECT_EQ(folded_holder("Viê\u0323t"), folded_holder("Việt"));  // Decomposed.
  EXPECT_EQ(folded_holder("Malaysia’s"), folded_holder("malaysia's"));
}

TEST(FoldedHolder, KeepsWordsApart) {
  EXPECT_EQ(folded_holder("Anh\nEm"), "anh em");
  EXPECT_NE(folded_holder("Việt Nam"), folded_holder("Viet Nam"));
}

TEST(FoldedHolder, TakesAnyBytes) {
  EXPECT_EQ(folded_holder(""), "");
  EXPECT_EQ(folded_holder("  \n "), "");
  EXPECT_EQ(folded_holder("A\xFF"), "a\uFFFD");
}

}  // namespace
}  // namespace bearing
