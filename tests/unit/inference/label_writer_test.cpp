#include "inference/label_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace bearing {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using Json = nlohmann::json;

LabelWriterOptions writer_options(LabelFormat format, bool all = false) {
  LabelWriterOptions options;
  options.format = format;
  options.all = all;
  options.model = "small@12345678";
  options.topics = {"floods", "trade", "health"};
  return options;
}

Labels some_labels() {
  return {"vi",
          {{"floods", 0.61, 0.5, true}, {"trade", 0.123456, 0.4, false}, {"health", 0.9999999, 0.6, true}},
          {},
          {}};
}

Document document_with_id(const std::string& id) {
  Document document;
  document.id = id;
  return document;
}

std::string written(const LabelWriterOptions& options, const std::string& id,
                    const Labels& labels = some_labels()) {
  std::string out;
  append_labels(options, document_with_id(id), labels, out);
  return out;
}

std::string probability(double value) {
  std::string out;
  append_probability(value, out);
  return out;
}

TEST(LabelWriter, WritesProbabilitiesShortAndInRange) {
  EXPECT_EQ(probability(0.97), "0.97");
  EXPECT_EQ(probability(0), "0");
  EXPECT_EQ(probability(1), "1");
  EXPECT_EQ(probability(0.5), "0.5");
  EXPECT_EQ(probability(0.12344), "0.1234");
  EXPECT_EQ(probability(0.99999), "1");
  EXPECT_EQ(probability(0.00001), "0");
  EXPECT_EQ(probability(1.01), "1");
  EXPECT_EQ(probability(-3), "0");
  EXPECT_EQ(probability(std::numeric_limits<double>::quiet_NaN()), "0") << "never what is no JSON";
}

TEST(LabelWriter, JsonHoldsAssignedTopicsWithTheSurestFirst) {
  EXPECT_EQ(written(writer_options(LabelFormat::kJsonLines), "a-1"),
            "{\"id\":\"a-1\",\"lang\":\"vi\",\"topics\":[{\"label\":\"health\",\"confidence\":1},"
            "{\"label\":\"floods\",\"confidence\":0.61}],\"model\":\"small@12345678\",\"warnings\":[]}\n");
}

TEST(LabelWriter, JsonOfAllAddsThresholdsAndTheRest) {
  const Json json = Json::parse(written(writer_options(LabelFormat::kJsonLines, true), "a"));
  ASSERT_EQ(json["topics"].size(), 3u);
  EXPECT_EQ(json["topics"][2],
            (Json{{"label", "trade"}, {"confidence", 0.1235}, {"threshold", 0.4}, {"assigned", false}}));
  EXPECT_EQ(json["topics"][0]["assigned"], true);
}

TEST(LabelWriter, JsonEscapesWhateverStandsInIdsAndNames) {
  for (const std::string& id : {std::string("a\"b\\c\n\r\t\x01\x1F/"), std::string("Thủy 🌊"), std::string(),
                                std::string("a\0b", 3)}) {
    Labels labels = some_labels();
    labels.topics[0].label = id;
    labels.warnings = {"unfamiliar-text", id};
    const std::string line = written(writer_options(LabelFormat::kJsonLines), id, labels);
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
    const Json json = Json::parse(line);
    EXPECT_EQ(json["id"], id);
    EXPECT_EQ(json["topics"][1]["label"], id);
    EXPECT_EQ(json["warnings"][1], id);
  }
  EXPECT_EQ(Json::parse(written(writer_options(LabelFormat::kJsonLines), "bad \xFF byte"))["id"],
            "bad \uFFFD byte");
}

TEST(LabelWriter, CsvHasAColumnForEachTopicWithAll) {
  std::string header;
  append_header(writer_options(LabelFormat::kCsv), header);
  EXPECT_EQ(header, "id,lang,topics,confidences,warnings,error\n");
  EXPECT_EQ(written(writer_options(LabelFormat::kCsv), "a"), "a,vi,health;floods,1;0.61,,\n");
  header.clear();
  append_header(writer_options(LabelFormat::kCsv, true), header);
  EXPECT_EQ(header, "id,lang,topics,confidences,warnings,error,floods,trade,health\n");
  EXPECT_EQ(written(writer_options(LabelFormat::kCsv, true), "a"),
            "a,vi,health;floods,1;0.61,,,0.61,0.1235,1\n");
}

TEST(LabelWriter, CsvQuotesWhatNeedsIt) {
  EXPECT_THAT(written(writer_options(LabelFormat::kCsv), "a,b"), testing::StartsWith("\"a,b\",vi,"));
  EXPECT_THAT(written(writer_options(LabelFormat::kCsv), "say \"x\""),
              testing::StartsWith("\"say \"\"x\"\"\",vi,"));
  EXPECT_THAT(written(writer_options(LabelFormat::kCsv), "two\nlines"),
              testing::StartsWith("\"two\nlines\",vi,"));
  Labels labels = some_labels();
  labels.warnings = {"one", "two,three"};
  EXPECT_EQ(written(writer_options(LabelFormat::kCsv), "a", labels),
            "a,vi,health;floods,1;0.61,\"one;two,three\",\n");
}

TEST(LabelWriter, JsonAndTextHaveNoHeader) {
  std::string out;
  append_header(writer_options(LabelFormat::kJsonLines, true), out);
  append_header(writer_options(LabelFormat::kText), out);
  EXPECT_EQ(out, "");
}

TEST(LabelWriter, ErrorsKeepTheIdAndTheColumns) {
  const Error error{ErrorCode::kInvalidData, "no \"text\", nothing", "in.jsonl", 7, {}};
  std::string json, csv, csv_all, text;
  append_error(writer_options(LabelFormat::kJsonLines), "x\"1", error, json);
  EXPECT_EQ(Json::parse(json), (Json{{"id", "x\"1"}, {"error", "in.jsonl:7: no \"text\", nothing"}}));
  append_error(writer_options(LabelFormat::kCsv), "x", error, csv);
  EXPECT_EQ(csv, "x,,,,,\"in.jsonl:7: no \"\"text\"\", nothing\"\n");
  append_error(writer_options(LabelFormat::kCsv, true), "x", error, csv_all);
  EXPECT_EQ(csv_all, "x,,,,,\"in.jsonl:7: no \"\"text\"\", nothing\",,,\n");
  append_error(writer_options(LabelFormat::kText), "x", error, text);
  EXPECT_EQ(text, "x\n  ! in.jsonl:7: no \"text\", nothing\n");
}

TEST(LabelWriter, TextIsForPeople) {
  Document document = document_with_id("a");
  document.title = "Nước lũ";
  std::string out;
  append_labels(writer_options(LabelFormat::kText), document, some_labels(), out);
  EXPECT_THAT(out, testing::StartsWith("a  Nước lũ  [vi]\n  * health"));
  EXPECT_THAT(out, HasSubstr("  * floods                    61 %  ############........\n"));
  EXPECT_THAT(out, testing::Not(HasSubstr("trade")));
  out = written(writer_options(LabelFormat::kText, true), "a");
  EXPECT_THAT(out, HasSubstr("    trade                     12 %  ##..................\n"));
  EXPECT_EQ(written(writer_options(LabelFormat::kText), "a", {"und", {}, {}, {"empty-text"}}),
            "a  [und]\n  (no topic)\n  ! empty-text\n");
}

TEST(LabelWriter, TextKeepsLinesWholeWhateverTheNames) {
  Labels labels = some_labels();
  labels.topics[0].label.assign(500, 'x');
  const std::string out = written(writer_options(LabelFormat::kText), "a", labels);
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 3) << out;
  EXPECT_THAT(out, HasSubstr(std::string(500, 'x')));
  EXPECT_THAT(out, EndsWith("....\n"));
}

// Scraped titles may hold line feeds and the escape sequences of terminals.
TEST(LabelWriter, TextShowsNoControlCharacters) {
  Document document = document_with_id("a\x1B[2J");
  document.title = "one\ntwo\r\x1B]0;x\x07";
  std::string out;
  append_labels(writer_options(LabelFormat::kText), document, {"en", {}, {}, {}}, out);
  EXPECT_EQ(out, "a [2J  one two  ]0;x   [en]\n  (no topic)\n");
}

}  // namespace
}  // namespace bearing
