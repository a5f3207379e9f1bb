#include "serving/line_batches.hpp"

#include <gtest/gtest.h>

#include <string>

#include "corpus/buffered_input.hpp"

namespace bearing {
namespace {

// All lines that wait, joined again.
std::string take_all(LineBatches& batches, std::uint64_t& next_line) {
  std::string taken;
  while (batches.ready()) {
    const LineBatch batch = batches.take();
    EXPECT_EQ(batch.line, next_line);
    EXPECT_EQ(batch.bytes.size(), batch.size + BufferedInput::kSlack);
    for (const char c : batch.lines()) next_line += c == '\n' ? 1 : 0;
    taken += batch.lines();
  }
  return taken;
}

TEST(LineBatches, GiveBackWhatCameInWhateverThePieces) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::string(static_cast<std::size_t>(i % 170), 'x') + "\n";
  text += "no feed";
  for (const std::size_t piece : {1, 2, 7, 4096, 1 << 20}) {
    LineBatches batches(1000);
    std::string taken;
    std::uint64_t line = 1;
    for (std::size_t at = 0; at < text.size(); at += piece) {
      batches.add(std::string_view(text).substr(at, piece));
      taken += take_all(batches, line);
      EXPECT_TRUE(taken.empty() || taken.back() == '\n');
    }
    batches.end();
    EXPECT_EQ(taken + take_all(batches, line), text) << piece;
    EXPECT_EQ(line, 2001U);
  }
}

TEST(LineBatches, WaitForWholeLines) {
  LineBatches batches(100);
  EXPECT_FALSE(batches.ready());
  batches.add("half");
  EXPECT_FALSE(batches.ready());
  batches.add(" a line\nand");
  ASSERT_TRUE(batches.ready());
  EXPECT_EQ(batches.take().lines(), "half a line\n");
  EXPECT_FALSE(batches.ready());
  batches.end();
  EXPECT_EQ(batches.take().lines(), "and");
  LineBatches empty(100);
  empty.end();
  EXPECT_FALSE(empty.ready());
}

TEST(LineBatches, KeepOneByteTooManyOfALongLine) {
  LineBatches batches(10);
  for (int i = 0; i < 1000; ++i) batches.add("abcdefg");
  batches.add("\n0123456789\nx\n");
  EXPECT_EQ(batches.take().lines(), "abcdefgabcd\n0123456789\nx\n");
}

TEST(LineBatches, AreBounded) {
  LineBatches batches(std::size_t{1} << 20);
  batches.add(std::string(1000, '\n'));
  EXPECT_EQ(batches.take().lines().size(), 256U);
  LineBatches wide(std::size_t{1} << 20);
  for (int i = 0; i < 4; ++i) wide.add(std::string(40'000, 'x') + "\n");
  EXPECT_EQ(wide.take().lines().size(), 40'001U);
}

}  // namespace
}  // namespace bearing
