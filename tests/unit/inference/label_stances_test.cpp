// The label writer, where a model knows stances.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "inference/label_writer.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

const std::string kEvidence = "\"We reject force,\" the minister said.";

LabelWriterOptions stance_writer_options(LabelFormat format, bool all = false) {
  LabelWriterOptions options;
  options.format = format;
  options.all = all;
  options.model = "small@1";
  options.topics = {"floods"};
  options.targets = {"use-of-force", "free-trade"};
  options.target_names = {"Use of force at sea", ""};
  options.stances = {"favor", "against", "neutral"};
  options.free_targets = {"a dam"};
  return options;
}

StanceLabel stance_label(const std::string& stance, double confidence, bool assigned = false) {
  return {stance, confidence, assigned, assigned, "none", {}, {}};
}

// Two holders on the first target, the less certain first; the second untouched; a free one.
Labels some_stances() {
  Labels labels;
  labels.lang = "en";
  labels.topics = {{"floods", 0.61, 0.5, true}};
  TargetLabel force{"use-of-force", false, 0.93456, 0.4, true, {}};
  force.stances = {stance_label("favor", 0.4, true), stance_label("against", 0.88, true),
                   stance_label("neutral", 0.00004)};
  force.stances[0].holder = "author";
  force.stances[1].holder = "the minister";
  force.stances[1].holder_words = {"the minister", {19, 31}, false};
  force.stances[1].evidence = {kEvidence, {0, 37}, false};
  TargetLabel trade{"free-trade", false, 0.1, 0.5, false, {}};
  trade.stances = {stance_label("favor", 0.02), stance_label("against", 0.05), stance_label("neutral", 0.03)};
  TargetLabel dam{"a dam", true, 0.9, 0.5, true, {}};
  dam.stances = {stance_label("favor", 0.1), stance_label("against", 0.1),
                 stance_label("neutral", 0.7, true)};
  dam.stances[2].evidence = {"Dam news", {0, 8}, true};
  labels.targets = {force, trade, dam};
  return labels;
}

std::string written(const LabelWriterOptions& options, const Labels& labels = some_stances()) {
  Document document;
  document.id = "a";
  std::string out;
  append_labels(options, document, labels, out);
  return out;
}

TEST(LabelStances, JsonHoldsAssignedStancesByTargetAndConfidence) {
  EXPECT_EQ(
      written(stance_writer_options(LabelFormat::kJsonLines)),
      "{\"id\":\"a\",\"lang\":\"en\",\"topics\":[{\"label\":\"floods\",\"confidence\":0.61}],\"stances\":["
      "{\"target\":\"use-of-force\",\"stance\":\"against\",\"confidence\":0.88,\"holder\":\"the minister\","
      "\"holder_at\":{\"begin\":19,\"end\":31},"
      "\"evidence\":{\"text\":\"\\\"We reject force,\\\" the minister said.\",\"begin\":0,\"end\":37}},"
      "{\"target\":\"use-of-force\",\"stance\":\"favor\",\"confidence\":0.4,\"holder\":\"author\"},"
      "{\"target\":\"a dam\",\"stance\":\"neutral\",\"confidence\":0.7,\"holder\":\"none\","
      "\"evidence\":{\"text\":\"Dam news\",\"begin\":0,\"end\":8,\"field\":\"title\"}}],"
      "\"model\":\"small@1\",\"warnings\":[]}\n");
}

TEST(LabelStances, JsonOfAllAddsEveryTarget) {
  const Json json = Json::parse(written(stance_writer_options(LabelFormat::kJsonLines, true)));
  EXPECT_EQ(json["stances"].size(), 3u) << "assigned ones only";
  ASSERT_EQ(json["targets"].size(), 3u);
  EXPECT_EQ(json["targets"][0], (Json{{"target", "use-of-force"},
                                      {"confidence", 0.9346},
                                      {"threshold", 0.4},
                                      {"touched", true},
                                      {"stances", {{"favor", 0.4}, {"against", 0.88}, {"neutral", 0}}}}));
  EXPECT_EQ(json["targets"][1]["touched"], false);
}

TEST(LabelStances, JsonIsSilentWhereTheModelKnowsNone) {
  LabelWriterOptions options = stance_writer_options(LabelFormat::kJsonLines, true);
  options.stances.clear();
  Labels labels = some_stances();
  EXPECT_TRUE(Json::parse(written(options, labels)).contains("stances")) << "there are targets all the same";
  labels.targets.clear();
  EXPECT_FALSE(Json::parse(written(options, labels)).contains("stances"));
  EXPECT_FALSE(Json::parse(written(options, labels)).contains("targets"));
  options.stances = {"favor"};
  EXPECT_EQ(Json::parse(written(options, labels))["stances"], Json::array());
}

TEST(LabelStances, JsonEscapesWhateverTheWordsAre) {
  Labels labels = some_stances();
  TargetLabel& dam = labels.targets[2];
  dam.target = "\"dam\"\n\x01";
  dam.stances[2].holder = "Ms \xC3(\xFF";
  dam.stances[2].holder_words = {"Ms \xC3(\xFF", {3, 9}, true};
  dam.stances[2].evidence.text = "a\tb\\\xE1\xBB";
  dam.stances[2].confidence = std::numeric_limits<double>::quiet_NaN();
  const std::string line = written(stance_writer_options(LabelFormat::kJsonLines, true), labels);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
  const Json json = Json::parse(line);
  const Json& stance = json["stances"][2];
  EXPECT_EQ(stance["target"], "\"dam\"\n\x01");
  EXPECT_EQ(stance["holder"], "Ms \uFFFD(\uFFFD");
  EXPECT_EQ(stance["holder_at"], (Json{{"begin", 3}, {"end", 9}, {"field", "title"}}));
  EXPECT_EQ(stance["evidence"]["text"], "a\tb\\\uFFFD");
  EXPECT_EQ(stance["confidence"], 0);
  EXPECT_EQ(json["targets"][2]["target"], "\"dam\"\n\x01");
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
  return cells;
}

TEST(LabelStances, CsvAddsColumnsAfterThoseOfTopics) {
  std::string header;
  append_header(stance_writer_options(LabelFormat::kCsv), header);
  EXPECT_EQ(header, "id,lang,topics,confidences,warnings,error,stances\n");
  EXPECT_EQ(written(stance_writer_options(LabelFormat::kCsv)),
            "a,en,floods,0.61,,,use-of-force=against:0.88;use-of-force=favor:0.4;a dam=neutral:0.7\n");
}

TEST(LabelStances, CsvOfAllHasAColumnForEachTargetAndStance) {
  const LabelWriterOptions options = stance_writer_options(LabelFormat::kCsv, true);
  std::string header, error;
  append_header(options, header);
  const std::vector<std::string> names = split(header), cells = split(written(options));
  ASSERT_EQ(names.size(), 8u + 3 * 4);
  ASSERT_EQ(cells.size(), names.size());
  EXPECT_EQ(names[8], "use-of-force=touched");
  EXPECT_EQ(cells[8], "0.9346");
  EXPECT_EQ(names[10], "use-of-force=against");
  EXPECT_EQ(cells[10], "0.88");
  EXPECT_EQ(names[16], "a dam=touched");
  EXPECT_EQ(cells[19], "0.7\n");
  append_error(options, "x", {ErrorCode::kInvalidData, "no", {}, 0, {}}, error);
  EXPECT_EQ(std::count(error.begin(), error.end(), ','), std::count(header.begin(), header.end(), ','));
  // A document of which nothing was said keeps its columns.
  const std::string none = written(options, {"und", {{"floods", 0, 0.5, false}}, {}, {}});
  EXPECT_EQ(std::count(none.begin(), none.end(), ','), std::count(header.begin(), header.end(), ','));
}

TEST(LabelStances, CsvItemsCanBeTakenApart) {
  Labels labels = some_stances();
  labels.targets[2].target = "yes; or \"no\", who knows";
  EXPECT_THAT(written(stance_writer_options(LabelFormat::kCsv), labels),
              HasSubstr(";yes, or \"\"no\"\", who knows=neutral:0.7\"\n"));
}

TEST(LabelStances, TextIsATableWithTheEvidenceBelow) {
  EXPECT_EQ(written(stance_writer_options(LabelFormat::kText)),
            "a  [en]\n"
            "  * floods                    61 %  ############........\n"
            "\n"
            "    target               stance    sure  holder\n"
            "  * Use of force at sea  against   88 %  the minister\n"
            "      “\"We reject force,\" the minister said.”\n"
            "  * Use of force at sea  favor     40 %  the author\n"
            "  * a dam                neutral   70 %  -\n"
            "      “Dam news”\n");
}

TEST(LabelStances, TextOfAllShowsWhatComesClosest) {
  const std::string text = written(stance_writer_options(LabelFormat::kText, true));
  EXPECT_THAT(text, HasSubstr("\n    free-trade           against    5 %\n"));
  EXPECT_THAT(text, Not(HasSubstr("  * free-trade")));
}

TEST(LabelStances, TextSaysThatThereIsNone) {
  LabelWriterOptions options = stance_writer_options(LabelFormat::kText);
  EXPECT_EQ(written(options, {"en", {}, {}, {}}), "a  [en]\n  (no topic)\n  (no stance)\n");
  options.topics.clear();
  EXPECT_EQ(written(options, {"en", {}, {}, {}}), "a  [en]\n  (no stance)\n") << "a model without topics";
}

TEST(LabelStances, TextStaysInItsColumnsWhateverTheWords) {
  Labels labels = some_stances();
  std::string words;
  for (int i = 0; i < 200; ++i) words += "từng chữ một\n\x1B[2J\xFF ";
  labels.targets[2].target = labels.targets[2].stances[2].holder = words;
  labels.targets[2].stances[2].evidence.text = words;
  const std::string text = written(stance_writer_options(LabelFormat::kText), labels);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 9) << text;
  EXPECT_THAT(text, Not(HasSubstr("\x1B")));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto characters = std::count_if(
        line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    EXPECT_LE(characters, 100) << line;
  }
}

}  // namespace
}  // namespace bearing
