#include "corpus/line_range.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

std::string read_all(ByteSource& source) {
  std::string bytes, buffer(7, '\0');  // Small: ends fall anywhere.
  for (;;) {
    const auto count = source.read(buffer);
    EXPECT_TRUE(count.ok());
    if (!count || *count == 0) return bytes;
    bytes.append(buffer, 0, *count);
  }
}

TEST(LineRange, PiecesTileTheFileWhereverTheyAreCut) {
  TemporaryFolder folder;
  for (const std::string bytes : {"a\n\nbcd\nef\n", "one line without end", "\n\n\n", "x\ny"}) {
    const std::string file = folder.write("f", bytes);
    for (std::uint64_t first = 0; first <= bytes.size(); ++first) {
      for (std::uint64_t second = first; second <= bytes.size(); ++second) {
        std::string joined;
        std::uint64_t lines = 1;
        const std::uint64_t cuts[] = {0, first, second, bytes.size()};
        for (int i = 0; i < 3; ++i) {
          if (cuts[i] == cuts[i + 1]) continue;
          auto range = open_line_range(file, cuts[i], cuts[i + 1], nullptr);
          ASSERT_TRUE(range.ok());
          const std::string piece = read_all(*range->source);
          EXPECT_TRUE(piece.empty() || range->first_line == lines) << bytes << " " << cuts[i];
          lines += static_cast<std::uint64_t>(std::count(piece.begin(), piece.end(), '\n'));
          joined += piece;
        }
        EXPECT_EQ(joined, bytes) << first << " " << second;
      }
    }
  }
}

TEST(LineRange, GivesRecordsTheLinesOfTheWholeFile) {
  TemporaryFolder folder;
  const std::string file = folder.write("f.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n");
  InputItem item{file, false, false, 39, 1, 14, 39};
  InputMeter meter;
  auto reader = open_input(item, {}, &meter);
  ASSERT_TRUE(reader.ok());
  const Reading reading = drain(**reader);
  EXPECT_EQ(reading.ids(), file + ":3");
  EXPECT_EQ(meter.bytes(), 13u);
}

TEST(LineRange, IsForUncompressedJsonLinesAlone) {
  TemporaryFolder folder;
  EXPECT_TRUE(has_line_ranges(folder.write("a", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n"), {}));
  EXPECT_FALSE(has_line_ranges(folder.write("b", "{\n\"text\":\"a\"}\n"), {}))
      << "one object on several lines";
  EXPECT_FALSE(has_line_ranges(folder.write("c", "[{\"text\":\"a\"}]"), {}));
  EXPECT_FALSE(has_line_ranges(folder.write("d", "id,text\n1,a\n"), {}));
  EXPECT_FALSE(has_line_ranges(folder.write("e", "\x1F\x8B{"), {}));
  EXPECT_FALSE(has_line_ranges(folder.write("f", ""), {}));
  EXPECT_FALSE(has_line_ranges(folder.path("none"), {}));
}

TEST(LineRange, SaysThatAFileIsNotThere) {
  EXPECT_EQ(open_line_range("/no/such/file", 0, 1, nullptr).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace bearing
