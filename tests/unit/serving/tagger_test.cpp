#include "serving/tagger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "corpus/buffered_input.hpp"
#include "tests/small_model.hpp"

namespace bearing {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using Json = nlohmann::json;

class TaggerTest : public testing::Test {
 protected:
  Tagger make(TagOptions options = {}) const {
    auto labeler = *Labeler::open(folder_.write("m", small_model_bytes()));
    options.writer.model = "small@1";
    options.writer.topics = labeler->topics();
    return *Tagger::make(*RecordLabeler::make(labeler, {}), options);
  }
  // The answer without its line feed.
  std::string tag(std::string line, const TagOptions& options = {}) const {
    const Tagger tagger = make(options);
    Tagger::Worker worker(tagger);
    const std::size_t size = line.size();
    line.append(BufferedInput::kSlack, '\0');
    std::string out;
    labelled_ = tagger.tag(std::string_view(line).substr(0, size), {"-", 7}, worker, out);
    EXPECT_NE(labelled_, worker.error() != nullptr);
    EXPECT_THAT(out, EndsWith("\n"));
    out.pop_back();
    EXPECT_EQ(out.find('\n'), std::string::npos);
    EXPECT_TRUE(Json::accept(out)) << out;
    return out;
  }

  ScratchFolder folder_;
  mutable bool labelled_ = false;
};

constexpr const char* kLine =
    R"({"id": 7, "text":"The flood reached the lower town.", "n":[1.50,{"a":null}], "topics":{"odd":1}, "lang":5, "text2":"ế\u1ebf"})";

TEST_F(TaggerTest, KeepsTheRecordToTheByte) {
  const std::string out = tag(kLine);
  const std::string line = kLine;
  EXPECT_THAT(out,
              StartsWith(line.substr(0, line.size() - 1) + ",\"bearing\":{\"lang\":\"en\",\"topics\":["));
  EXPECT_TRUE(labelled_);
  const Json labels = Json::parse(out)["bearing"];
  EXPECT_EQ(labels["topics"][0]["label"], "floods");
  EXPECT_FALSE(labels.contains("id"));
  EXPECT_EQ(labels["model"], "small@1");
}

TEST_F(TaggerTest, TagsWhatWasTaggedBefore) {
  const std::string once = tag(kLine);
  EXPECT_EQ(tag(once), once);
  TagOptions other;
  other.field = "nhãn";
  EXPECT_THAT(tag(once, other), StartsWith(once.substr(0, once.size() - 1) + ",\"nhãn\":{"));
}

TEST_F(TaggerTest, SaysWhyARecordHasNoLabels) {
  EXPECT_EQ(
      tag(R"({"title":"x", "text" : 5})"),
      R"({"title":"x", "text" : 5,"bearing":{"error":"-:7: field \"text\": expected a string, found a number"}})");
  EXPECT_FALSE(labelled_);
  EXPECT_EQ(tag("{}"),
            R"x({"bearing":{"error":"-:7: field \"text\" is missing (is the text under another name?)"}})x");
}

TEST_F(TaggerTest, GivesBackWhatIsNoRecord) {
  for (const std::string line :
       {"nonsense", "{\"text\":\"a\"", "[1]", "5", "{\"text\":\"a\"} {}", "{\"text\":\"a\",\"n\":NaN}"}) {
    const Json answer = Json::parse(tag(line));
    EXPECT_EQ(answer.size(), 1u) << line;
    EXPECT_EQ(answer["bearing"]["record"], line);
    EXPECT_THAT(answer["bearing"]["error"].get<std::string>(), StartsWith("-:7: "));
    EXPECT_FALSE(labelled_);
  }
}

TEST_F(TaggerTest, MendsBytesThatAreNoText) {
  const Json answer = Json::parse(tag("{\"text\":\"The flood \xFF reached the town.\",\"x\":\"\xC3\"}"));
  EXPECT_EQ(answer["x"], "\uFFFD");
  EXPECT_EQ(answer["bearing"]["warnings"][0], "bad-bytes-replaced");
  EXPECT_EQ(Json::parse(tag("\xFFno json"))["bearing"]["record"], "\uFFFDno json");
}

TEST_F(TaggerTest, ReadsTheFieldsThatItIsToldTo) {
  TagOptions options;
  options.read.text_field = "doc.body";
  EXPECT_EQ(Json::parse(tag(R"({"doc":{"body":"The flood reached the town."}})", options))["bearing"]["lang"],
            "en");
  const auto refused = [&](const std::string& field) {
    TagOptions wrong;
    wrong.field = field;
    auto labeler = *Labeler::open(folder_.write("m", small_model_bytes()));
    const auto made = Tagger::make(*RecordLabeler::make(labeler, {}), wrong);
    return made ? std::string() : made.error().message;
  };
  EXPECT_THAT(refused("text"), HasSubstr("which is read"));
  EXPECT_THAT(refused("a\"b"), HasSubstr("without quotes"));
}

}  // namespace
}  // namespace bearing
