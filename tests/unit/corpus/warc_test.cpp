#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdio>

#include "corpus/compress.hpp"
#include "packed_files.hpp"

namespace bearing {
namespace {

std::string warc_record(const std::string& type, const std::string& content_type, const std::string& content,
                        const std::string& id = "r") {
  return "WARC/1.0\r\nWARC-Type: " + type + "\r\nWARC-Record-ID: <urn:uuid:" + id +
         ">\r\nWARC-Target-URI: https://a.vn/" + id +
         "\r\nWARC-Date: 2021-03-04T05:06:07Z\r\nContent-Type: " + content_type +
         "\r\nContent-Length: " + std::to_string(content.size()) + "\r\n\r\n" + content + "\r\n\r\n";
}

std::string response(const std::string& body, const std::string& id = "r",
                     const std::string& fields = "Content-Type: text/html; charset=utf-8\r\n",
                     const std::string& status = "200 OK") {
  return warc_record("response", "application/http; msgtype=response",
                     "HTTP/1.1 " + status + "\r\n" + fields + "\r\n" + body, id);
}

std::string deflated(const std::string& text, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(text.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

constexpr int kGzip = 31, kZlib = 15, kRaw = -15;
const std::string kPage = "<html><p>Hội nghị</p></html>";

std::string only_text(const std::string& warc) {
  const Reading reading = read_bytes(warc);
  if (reading.error) return reading.error->to_string();
  if (reading.records.size() != 1) return std::to_string(reading.records.size()) + " records";
  return reading.records[0].error ? reading.records[0].error->to_string() : reading.records[0].document.text;
}

TEST(Warc, ReadsPagesAndPassesOverTheRest) {
  const std::string bytes =
      warc_record("warcinfo", "application/warc-fields", "software: x\r\n") + response(kPage, "one") +
      warc_record("request", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n") +
      response("gone", "two", "Content-Type: text/html\r\n", "404 Not Found") +
      response("GIF89a", "three", "Content-Type: image/gif\r\n") +
      response("plain words", "four", "content-type:text/plain\r\n") +
      warc_record("metadata", "application/warc-fields", "x: y\r\n");
  auto source = memory_byte_source(bytes, "c");
  auto reader = open_stream_reader(std::move(*source), "c", {});
  ASSERT_TRUE(reader);
  const Reading reading = drain(**reader);
  EXPECT_FALSE(reading.error);
  EXPECT_EQ(reading.ids(), "one four");
  EXPECT_EQ((*reader)->passed_over(), 5u);
  const Record& page = reading.records[0];
  EXPECT_TRUE(page.html);
  EXPECT_EQ(page.document.text, kPage);
  EXPECT_EQ(page.declared_charset, "utf-8");
  EXPECT_EQ(page.line, 0u);
  const std::vector<std::pair<std::string, std::string>> fields = {{"url", "\"https://a.vn/one\""},
                                                                   {"date", "\"2021-03-04T05:06:07Z\""}};
  EXPECT_EQ(page.document.fields, fields);
  EXPECT_FALSE(reading.records[1].html);
}

TEST(Warc, ReadsTextsMadeOfPages) {
  EXPECT_EQ(only_text(warc_record("conversion", "text/plain", "The words of a page.\nMore.")),
            "The words of a page.\nMore.");
}

TEST(Warc, UndoesCodingsThatTheBytesShow) {
  const std::string html = "Content-Type: text/html\r\n", chunked = html + "Transfer-Encoding: chunked\r\n";
  const std::string chunks = "5;x=y\r\n<html\r\n10\r\n>the rest of it \r\n0\r\n\r\n";
  EXPECT_EQ(only_text(response(chunks, "r", chunked)), "<html>the rest of it ");
  EXPECT_EQ(only_text(response(kPage, "r", chunked)), kPage) << "stored decoded, its header as it came";
  const std::string gzip = html + "Content-Encoding: gzip\r\n",
                    deflate = html + "Content-Encoding: deflate\r\n";
  EXPECT_EQ(only_text(response(deflated(kPage, kGzip), "r", gzip)), kPage);
  EXPECT_EQ(only_text(response(kPage, "r", gzip)), kPage);
  EXPECT_EQ(only_text(response(deflated(kPage, kZlib), "r", deflate)), kPage);
  EXPECT_EQ(only_text(response(deflated(kPage, kRaw), "r", deflate)), kPage);
  const std::string packed = deflated(kPage, kGzip);
  char size[8];
  std::snprintf(size, sizeof size, "%zx", packed.size() - 1);
  EXPECT_EQ(only_text(response(
                "1\r\n" + packed.substr(0, 1) + "\r\n" + size + "\r\n" + packed.substr(1) + "\r\n0\r\n\r\n",
                "r", chunked + "Content-Encoding: gzip\r\n")),
            kPage);
  EXPECT_NE(only_text(response("\x0B\x02\x80", "r", html + "Content-Encoding: br\r\n")).find("\"br\""),
            std::string::npos);
}

TEST(Warc, GoesOnBehindDamage) {
  std::string wrong = response(kPage, "two");
  wrong.replace(wrong.find("Content-Length"), 14, "Content-Lengin");
  for (const std::string& damage :
       {wrong, std::string("some rubbish\r\n"), response(kPage, "two") + "more"}) {
    const Reading reading = read_bytes(response(kPage, "one") + damage + response(kPage, "three"));
    EXPECT_FALSE(reading.error);
    ASSERT_GE(reading.records.size(), 3u);
    EXPECT_EQ(reading.records.front().document.id, "one");
    EXPECT_EQ(reading.records.back().document.id, "three");
    const Record& bad = reading.records[reading.records.size() - 2];
    ASSERT_TRUE(bad.error);
    EXPECT_TRUE(bad.error->offset);
  }
}

TEST(Warc, GoesOnAtTheNextMemberOfADamagedGzip) {
  std::string bytes;
  std::size_t second = 0;
  for (int i = 0; i < 3; ++i) {
    if (i == 1) second = bytes.size();
    bytes += deflated(response(kPage + std::to_string(i), "r" + std::to_string(i)), kGzip);
  }
  for (std::size_t at = second + 15; at < second + 60; ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(~damaged[at]);
    const Reading reading = read_bytes(damaged);
    EXPECT_FALSE(reading.error);
    ASSERT_GE(reading.records.size(), 2u);
    EXPECT_EQ(reading.records.front().document.text, kPage + "0");
    EXPECT_FALSE(reading.records.back().error) << at;
    EXPECT_EQ(reading.records.back().document.id, "r2") << at;
    const auto bad = std::count_if(reading.records.begin(), reading.records.end(),
                                   [](const Record& record) { return record.error.has_value(); });
    EXPECT_GE(bad, 1) << at;
  }
}

TEST(Warc, ReportsACut) {
  const std::string bytes = response(kPage, "one") + response(kPage, "two");
  const Reading reading = read_bytes(bytes.substr(0, bytes.size() - 20));
  EXPECT_FALSE(reading.error);
  EXPECT_EQ(reading.ids(), "one two");
  EXPECT_TRUE(reading.records[1].error);
}

TEST(Warc, CutsLongPagesAndRefusesEndlessOnes) {
  ReadOptions options;
  options.max_text_bytes = 100;
  options.max_record_bytes = 2000;
  const std::string fields = "Content-Type: text/plain\r\n";
  const Reading reading =
      read_bytes(response(std::string(500, 'x'), "one", fields) +
                     response(std::string(100'000, 'x'), "two", fields) + response("y", "three", fields),
                 CorpusFormat::kAuto, "c", options);
  ASSERT_EQ(reading.records.size(), 3u);
  EXPECT_TRUE(reading.records[0].truncated);
  EXPECT_EQ(reading.records[0].document.text.size(), 100u);
  EXPECT_TRUE(reading.records[1].error);
  EXPECT_EQ(reading.records[2].document.text, "y");
}

}  // namespace
}  // namespace bearing
