#include "corpus/byte_source.hpp"

#include <gtest/gtest.h>

#include <string>

#include "corpus/compress.hpp"
#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

class StringSink final : public OutputSink {
 public:
  explicit StringSink(std::string& out) : out_(out) {}
  Status write(std::string_view bytes) override {
    out_ += bytes;
    return success();
  }
  Status finish() override { return success(); }

 private:
  std::string& out_;
};

std::string packed(const std::string& text, bool zstd) {
  std::string out;
  auto sink =
      zstd ? zstd_sink(std::make_unique<StringSink>(out)) : gzip_sink(std::make_unique<StringSink>(out));
  EXPECT_TRUE((*sink)->write(text));
  EXPECT_TRUE((*sink)->finish());
  return out;
}

struct Unpacked {
  std::string text;
  std::optional<Error> error;
};

Unpacked unpacked(const std::string& bytes, std::size_t step = 1000) {
  Unpacked result;
  auto source = memory_byte_source(bytes, "stream");
  if (!source) return {{}, source.error()};
  std::string buffer(step, '\0');
  for (;;) {
    auto count = (*source)->read(buffer);
    if (!count) result.error = count.error();
    if (!count || *count == 0) return result;
    result.text.append(buffer, 0, *count);
  }
}

std::string some_text(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i) text += "line " + std::to_string(i * 7919 % 1009) + "\n";
  text.resize(size);
  return text;
}

class Compressed : public ::testing::TestWithParam<bool> {};

TEST_P(Compressed, UnpacksWhateverTheStep) {
  const std::string text = some_text(300000);
  const std::string bytes = packed(text, GetParam());
  ASSERT_LT(bytes.size(), text.size());
  for (const std::size_t step : {1, 3, 1000, 1 << 20}) EXPECT_EQ(unpacked(bytes, step).text, text);
}

TEST_P(Compressed, JoinsSeveralStreams) {
  const std::string one = some_text(1000), two = some_text(70000);
  const Unpacked all = unpacked(packed(one, GetParam()) + packed("", GetParam()) + packed(two, GetParam()));
  EXPECT_FALSE(all.error);
  EXPECT_EQ(all.text, one + two);
}

TEST_P(Compressed, GivesWhatIsReadableOfATruncatedStreamThenAnError) {
  const std::string text = some_text(5000);
  const std::string bytes = packed(text, GetParam());
  for (std::size_t size = 4; size < bytes.size(); ++size) {
    const Unpacked part = unpacked(bytes.substr(0, size));
    ASSERT_TRUE(part.error) << size;
    EXPECT_EQ(part.error->code, ErrorCode::kInvalidData);
    EXPECT_EQ(part.error->source, "stream");
    ASSERT_TRUE(part.error->offset);
    EXPECT_EQ(*part.error->offset, size);
    EXPECT_TRUE(text.starts_with(part.text));
  }
}

TEST_P(Compressed, NeverGivesWrongTextForFlippedBits) {
  const std::string text = some_text(2000);
  const std::string bytes = packed(text, GetParam());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    const Unpacked result = unpacked(flipped);
    // A flip in the magic number leaves plain bytes; one in the header's time or flags may be harmless.
    EXPECT_TRUE(result.error || result.text == flipped || result.text == text) << i;
  }
}

TEST_P(Compressed, RefusesForeignBytesAtTheEnd) {
  const Unpacked result = unpacked(packed("good\n", GetParam()) + "rubbish, and more of it");
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.text, "good\n");
}

INSTANTIATE_TEST_SUITE_P(Formats, Compressed, ::testing::Bool(),
                         [](const auto& format) { return format.param ? "Zstd" : "Gzip"; });

TEST(ByteSource, AllowsZeroPaddingAfterGzip) {
  const Unpacked result = unpacked(packed("text", false) + std::string(300000, '\0'));
  EXPECT_FALSE(result.error);
  EXPECT_EQ(result.text, "text");
}

TEST(ByteSource, LeavesPlainBytesAlone) {
  for (const std::string& bytes :
       {std::string(), std::string("a"), std::string("\x1F"), std::string("\x28\xB5\x2F"), std::string("P*M"),
        std::string("\0\0\0\0\0", 5), std::string("PS: so it is")}) {
    EXPECT_EQ(unpacked(bytes, 2).text, bytes);
  }
}

TEST(ByteSource, ReportsWhatCannotBeOpened) {
  TemporaryFolder folder;
  EXPECT_EQ(open_byte_source(folder.path("none")).error().code, ErrorCode::kIo);
  EXPECT_EQ(open_byte_source(folder.path()).error().code, ErrorCode::kIo);
}

TEST(ByteSource, DeliversTheRecordsBeforeABreak) {
  std::string lines;
  for (int i = 0; i < 2000; ++i)
    lines += "{\"id\":\"" + std::to_string(i) + "\",\"text\":\"" + some_text(20 + i % 7) + "\"}\n";
  for (char& c : lines) {
    if (c == '\n' && &c != &lines.back() && (&c)[1] != '{') c = ' ';
  }
  const std::string bytes = packed(lines, false);
  const Reading reading = read_bytes(bytes.substr(0, bytes.size() / 2));
  ASSERT_TRUE(reading.error);
  EXPECT_GT(reading.records.size(), 100u);
  EXPECT_LT(reading.records.size(), 2000u);
  for (const Record& record : reading.records) EXPECT_FALSE(record.error);
}

}  // namespace
}  // namespace bearing
