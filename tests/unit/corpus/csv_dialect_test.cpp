#include "corpus/csv_dialect.hpp"

#include <gtest/gtest.h>

#include "corpus/utf16_source.hpp"
#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

std::string utf16(const std::string& text, bool big_endian) {
  std::string out;
  const auto add = [&](unsigned unit) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 255);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  };
  add(0xFEFF);
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    unsigned code = byte;
    std::size_t size = 1;
    if (byte >= 0xF0) {
      size = 4;
      code = byte & 7U;
    } else if (byte >= 0xE0) {
      size = 3;
      code = byte & 15U;
    } else if (byte >= 0xC0) {
      size = 2;
      code = byte & 31U;
    }
    for (std::size_t i = 1; i < size; ++i)
      code = code * 64 + (static_cast<unsigned char>(text[at + i]) & 63U);
    at += size;
    if (code < 0x10000) {
      add(code);
    } else {
      add(0xD800 + ((code - 0x10000) >> 10));
      add(0xDC00 + ((code - 0x10000) & 0x3FF));
    }
  }
  return out;
}

std::string texts(const Reading& reading) {
  std::string out = reading.error ? reading.error->to_string() : "";
  for (const Record& record : reading.records)
    out += record.error ? "! " : record.document.id + "=" + record.document.text + " ";
  return out;
}

TEST(CsvDialect, IsReadFromTheHeaderRow) {
  const auto separator = [](const char* head) { return csv_dialect(head, "text", ',').separator; };
  EXPECT_EQ(separator("id,text\n"), ',');
  EXPECT_EQ(separator("id;text\n"), ';');
  EXPECT_EQ(separator("id\ttext\n"), '\t');
  EXPECT_EQ(separator("id|\"text\"\n"), '|');
  EXPECT_EQ(separator("\"a;b\",text\n"), ',');
  EXPECT_EQ(separator("a;b;c\n1,2;3;4"), ';');
  EXPECT_EQ(separator("text\n1;2"), ',');
  EXPECT_EQ(separator("sep=|\r\nid;text|x\r\n"), '|');
  EXPECT_EQ(csv_dialect("sep=;\r\nid;text\r\n", "text", ',').preamble, 7u);
  EXPECT_EQ(csv_dialect("id;text\r1;2\r", "text", ',').line_end, '\r');
  EXPECT_EQ(csv_dialect("id;text\r\n1;2\r\n", "text", ',').line_end, '\n');
}

TEST(Csv, ReadsWhatSpreadsheetsWrite) {
  const std::string excel = "\xEF\xBB\xBFid;text\r\n1;\"a; \"\"b\"\"\nc\"\r\n2;d\r\n";
  EXPECT_EQ(texts(read_bytes(excel, CorpusFormat::kAuto, "x.csv")), "1=a; \"b\"\nc 2=d ");
  EXPECT_EQ(texts(read_bytes(excel)), "1=a; \"b\"\nc 2=d ");
  const Reading told = read_bytes("sep=;\r\nid;text\r\n1;a,b\r\nbad\r\n", CorpusFormat::kAuto, "x.csv");
  EXPECT_EQ(texts(told), "1=a,b ! ");
  EXPECT_EQ(told.records[1].line, 4u);
  EXPECT_EQ(texts(read_bytes("id,text\r1,\"a\nb\"\r2,c\r", CorpusFormat::kAuto, "x.csv")), "1=a\nb 2=c ");
  EXPECT_EQ(texts(read_bytes("id|text\n1|x\n", CorpusFormat::kAuto, "x.csv")), "1=x ");
}

TEST(Csv, ReadsUtf16) {
  for (const bool big_endian : {false, true}) {
    const std::string table =
        utf16("id\ttext\r\n1\t\"Hội \"\"nghị\"\" \xF0\x9F\x98\x80\"\r\n2\tb\r\n", big_endian);
    for (const char* name : {"x.txt", "x.csv", "c"})
      EXPECT_EQ(texts(read_bytes(table, CorpusFormat::kAuto, name)), "1=Hội \"nghị\" \xF0\x9F\x98\x80 2=b ");
    EXPECT_EQ(texts(read_bytes(utf16("{\"id\":1,\"text\":\"ế\"}\n{\"id\":2,\"text\":\"b\"}\n", big_endian))),
              "1=ế 2=b ");
    EXPECT_EQ(texts(read_bytes(utf16("[{\"id\":1,\"text\":\"ế\"}]", big_endian))), "1=ế ");
    const std::string prose = utf16("Some prose, that is", big_endian);
    EXPECT_EQ(read_bytes(prose, CorpusFormat::kAuto, "x.txt").records[0].document.text, prose);
  }
}

TEST(Utf16, OfAnyLengthAndSurrogates) {
  for (std::size_t size : {0, 1, 2, 3, 40'000, 100'001}) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += i % 3 == 0 ? "\xF0\x9F\x98\x80" : "ế";
    auto source = memory_byte_source(utf16(text, false), "c");
    auto input = std::make_unique<BufferedInput>(std::move(*source));
    input->fill();
    BufferedInput back(utf16_as_utf8(std::move(input)));
    while (back.fill()) {
    }
    EXPECT_EQ(back.window(), text);
  }
  EXPECT_EQ(utf16_head_as_utf8(std::string_view("\xFF\xFE\x3D\xD8x\0", 6)), "\xEF\xBF\xBDx");
}

TEST(Csv, AQuoteThatNeverClosesCostsOneLine) {
  ReadOptions options;
  options.max_record_bytes = 1000;
  std::string rows = "id,text\n1,a\n2,\"b\n";
  for (int i = 3; i < 300; ++i) rows += std::to_string(i) + ",text\n";
  const Reading reading = read_bytes(rows, CorpusFormat::kCsv, "c", options);
  EXPECT_FALSE(reading.error);
  ASSERT_EQ(reading.records.size(), 299u);
  EXPECT_TRUE(reading.records[1].error);
  EXPECT_EQ(reading.records[1].error->line, 3u);
  EXPECT_EQ(reading.records[298].document.id, "299");
}

TEST(Csv, CutsLongCells) {
  ReadOptions options;
  options.max_text_bytes = 10;
  const Reading reading = read_bytes("id,text\n1,aaaaaaaaaế\n2,\"bb\"\"bb\"\"bb\"\"bb\"\n3,c\n",
                                     CorpusFormat::kCsv, "c", options);
  EXPECT_EQ(texts(reading), "1=aaaaaaaaa 2=bb\"bb\"bb\"b 3=c ");
  EXPECT_TRUE(reading.records[0].truncated);
  EXPECT_TRUE(reading.records[1].truncated);
  EXPECT_FALSE(reading.records[2].truncated);
}

}  // namespace
}  // namespace bearing
