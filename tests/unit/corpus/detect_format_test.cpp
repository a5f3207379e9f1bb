#include "corpus/detect_format.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

TEST(DetectFormat, LooksAtContentThenName) {
  const auto detect = [](const std::string& head, const std::string& name) {
    return detect_format(head, name, {});
  };
  using F = CorpusFormat;
  EXPECT_EQ(detect("{\"text\":1}", "x"), F::kJsonLines);
  EXPECT_EQ(detect("\xEF\xBB\xBF \n{ \"text\":1}", "x.txt"), F::kJsonLines);
  EXPECT_EQ(detect("{curly prose}", "x.txt"), F::kText);
  EXPECT_EQ(detect("[]\n\n\"I read an article\"", "x.txt"), F::kText);
  EXPECT_EQ(detect(" [ ]\n", "x.txt"), F::kLabelStudio);
  EXPECT_EQ(detect("[\n {\"data\":{}}]", "x"), F::kLabelStudio);
  EXPECT_EQ(detect("[Photo] A storm", "x"), F::kText);
  EXPECT_EQ(detect("__label__a b", "x.txt"), F::kFastText);
  EXPECT_EQ(detect("\n<!DOCTYPE html>", "x.txt"), F::kHtml);
  EXPECT_EQ(detect("<HTML>", "x"), F::kHtml);
  EXPECT_EQ(detect("<3 this", "x"), F::kText);
  EXPECT_EQ(detect("plain", "page.HTML.gz"), F::kHtml);
  EXPECT_EQ(detect("{\"text\"", "x.csv"), F::kCsv);
  EXPECT_EQ(detect("id,text\n", "x"), F::kCsv);
  EXPECT_EQ(detect("id\t\"text\"\r\n", "x"), F::kTsv);
  EXPECT_EQ(detect("id,text\n", "x.txt"), F::kText);
  EXPECT_EQ(detect("Some text, that is\n", "x"), F::kText);
  EXPECT_EQ(detect("text\nof one word", "x"), F::kText);
  EXPECT_EQ(detect("rubbish", "x.jsonl.zst"), F::kJsonLines);
}

TEST(DetectFormat, KnowsStanceDataByItsColumns) {
  const auto detect = [](const std::string& head, const std::string& name, const ReadOptions& options = {}) {
    return detect_format(head, name, options);
  };
  using F = CorpusFormat;
  EXPECT_EQ(detect("ID\tTarget\tTweet\tStance\r\n1\tT", "x.txt"), F::kSemEval2016);
  EXPECT_EQ(detect("ID\tTarget\tText\tStance\n1\tT", "x.txt"), F::kText);
  EXPECT_EQ(detect("\xEF\xBB\xBFHeadline,Body ID,Stance\n", "x.csv"), F::kFnc1);
  EXPECT_EQ(detect("\"Body ID\",\"articleBody\"", "-"), F::kFnc1);
  EXPECT_EQ(detect("{\"body_id\":\"1\",\"target\":\"\\\"text\\\"\"}\n", "x.jsonl"), F::kFnc1);
  EXPECT_EQ(detect("{\"body_id\":\"1\",\"target\":\"t\",\"text\":\"a\"}\n", "x.jsonl"), F::kJsonLines);
  EXPECT_EQ(detect("{\"body_id\":\"1\",\"text\":\"a\"}\n", "x.jsonl"), F::kJsonLines);
  EXPECT_EQ(detect("author,post,new_topic,label\n", "x.csv"), F::kVast);
  EXPECT_EQ(detect("post,text,label\n", "x.csv"), F::kCsv);
  ReadOptions options;
  options.text_field = "Tweet";
  EXPECT_EQ(detect("Tweet,Target,Stance\n", "x.csv", options), F::kCsv);
  // The line goes on: nobody knows yet what else it names.
  const std::string cut = "{\"body_id\":\"1\",\"target\":\"" + std::string(kDetectionBytes, 'x');
  EXPECT_EQ(detect(cut, "x.jsonl"), F::kJsonLines);
}

TEST(DetectFormat, RefusesBinaryFiles) {
  const Reading reading = read_bytes("%PDF-1.7 and so on", CorpusFormat::kAuto, "a.txt");
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->to_string(), "a.txt: can't be read as text: this is a PDF document");
}

TEST(DetectFormat, TakesAnEmptyTextAsADocumentAndAnEmptyStreamAsNone) {
  EXPECT_EQ(read_bytes("", CorpusFormat::kAuto, "a.txt").records.size(), 1u);
  EXPECT_EQ(read_bytes("", CorpusFormat::kAuto, "-").records.size(), 0u);
  EXPECT_EQ(read_bytes("", CorpusFormat::kAuto, "a.jsonl").records.size(), 0u);
}

TEST(DetectFormat, KeepsWholeFilesAsTheyAre) {
  const std::string bytes("\xFF\xFEx\0y\0", 6);
  const Reading text = read_bytes(bytes, CorpusFormat::kAuto, "a.txt");
  ASSERT_EQ(text.records.size(), 1u);
  EXPECT_EQ(text.records[0].document.text, bytes);
  EXPECT_EQ(text.records[0].document.id, "a.txt");
  EXPECT_EQ(text.records[0].line, 0u);
  EXPECT_FALSE(text.records[0].html);
  EXPECT_TRUE(read_bytes("<html>x", CorpusFormat::kAuto, "a").records[0].html);
}

TEST(DetectFormat, KnowsItsNames) {
  EXPECT_EQ(*parse_corpus_format("label-studio"), CorpusFormat::kLabelStudio);
  EXPECT_EQ(parse_corpus_format("xml").error().message,
            "unknown format \"xml\"; the formats are auto, jsonl, csv, tsv, fasttext, folders, label-studio, "
            "doccano, text, html, pairs, semeval-2016, fnc-1, vast, warc");
  EXPECT_EQ(*parse_corpus_format("fnc-1"), CorpusFormat::kFnc1);
}

/// Lines that come one by one, each only when the one before was answered.
class Conversation final : public ByteSource {
 public:
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::string line = "{\"text\":\"" + std::to_string(given_++) + "\"}\n";
    EXPECT_LE(given_, answered + 1) << "asked for more before answering";
    std::copy(line.begin(), line.end(), buffer.begin());
    return line.size();
  }
  static inline std::size_t answered = 0;

 private:
  std::size_t given_ = 0;
};

TEST(DetectFormat, AnswersALineBeforeItNeedsTheNext) {
  Conversation::answered = 0;
  auto reader = open_stream_reader(std::make_unique<Conversation>(), "-", {});
  ASSERT_TRUE(reader);
  Record record;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(*(*reader)->next(record));
    EXPECT_EQ(record.document.text, std::to_string(i));
    ++Conversation::answered;
  }
}

}  // namespace
}  // namespace bearing
