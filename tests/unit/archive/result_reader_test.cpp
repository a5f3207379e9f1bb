#include "archive/result_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus/output_sink.hpp"
#include "tests/unit/archive/run_folder_made_by_hand.hpp"

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr const char* kFullLine =
    R"({"id":"a","lang":"vi","topics":[{"label":"floods","confidence":0.75},{"label":"trade","confidence":0.2,)"
    R"("threshold":0.5,"assigned":false}],"stances":[{"target":"use-of-force","stance":"against","confidence":1,)"
    R"("holder":"Hà \"Nội\"","holder_at":{"begin":1,"end":2},"evidence":{"text":"Never.","begin":10,"end":16,)"
    R"("field":"title"}}],"model":"m@1","warnings":["short-text"],"title":"T","tags":[1, {"x":null}],"n":2.50})";

std::vector<std::string> ids_of(ResultReader& reader) {
  std::vector<std::string> ids;
  for (ResultLine result;;) {
    auto more = reader.next(result);
    EXPECT_TRUE(more.ok()) << more.error().to_string();
    if (!more || !*more) return ids;
    ids.push_back(result.id);
  }
}

Error error_of(const std::string& path) {
  auto reader = ResultReader::open(path);
  if (!reader) return reader.error();
  for (ResultLine result;;) {
    auto more = (*reader)->next(result);
    if (!more) return more.error();
    if (!*more) break;
  }
  ADD_FAILURE() << path << ": no error";
  return {};
}

TEST(ResultParser, ReadsAllThatALineHolds) {
  const ResultLine result = parsed(kFullLine);
  EXPECT_EQ(result.id, "a");
  EXPECT_EQ(result.lang, "vi");
  ASSERT_EQ(result.topics.size(), 2U);
  EXPECT_EQ(result.topics[0].label, "floods");
  EXPECT_EQ(result.topics[0].confidence, 0.75);
  EXPECT_TRUE(result.topics[0].assigned);
  EXPECT_FALSE(result.topics[1].assigned);
  EXPECT_TRUE(result.has_stances);
  ASSERT_EQ(result.stances.size(), 1U);
  const ResultStance& stance = result.stances[0];
  EXPECT_EQ(stance.target + " " + stance.stance, "use-of-force against");
  EXPECT_EQ(stance.confidence, 1);
  EXPECT_EQ(stance.holder, "Hà \"Nội\"");
  EXPECT_EQ(stance.evidence, "Never.");
  EXPECT_EQ(stance.begin, 10U);
  EXPECT_EQ(stance.end, 16U);
  EXPECT_TRUE(stance.in_title);
  EXPECT_EQ(result.model, "m@1");
  EXPECT_THAT(result.warnings, ElementsAre("short-text"));
  EXPECT_EQ(result.error, "");
  EXPECT_THAT(result.fields,
              ElementsAre(Pair("title", "\"T\""), Pair("tags", R"([1, {"x":null}])"), Pair("n", "2.50")));
}

TEST(ResultParser, ReadsWhyADocumentCouldNotBeRead) {
  const ResultLine result = parsed(R"({"id":"x:3","error":"x:3: not valid JSON"})");
  EXPECT_EQ(result.error, "x:3: not valid JSON");
  EXPECT_FALSE(result.has_stances);
}

TEST(ResultParser, CountsADoubledNameAsItCameLast) {
  const ResultLine result =
      parsed(R"({"id":"a","topics":[{"label":"x","confidence":1}],"id":"b","topics":[]})");
  EXPECT_EQ(result.id, "b");
  EXPECT_TRUE(result.topics.empty());
}

TEST(ResultParser, RefusesEveryTruncation) {
  const std::string line = kFullLine;
  ResultParser parser;
  ResultLine result;
  for (std::size_t size = 0; size < line.size(); ++size)
    EXPECT_NE(parser.parse(line.substr(0, size), result), "") << size;
  EXPECT_EQ(parser.parse(line, result), "");
}

TEST(ResultParser, SaysWhatIsWrong) {
  ResultParser parser;
  ResultLine result;
  const std::pair<const char*, const char*> cases[] = {
      {"[]", "expected a JSON object, found an array"},
      {R"({"id":"a"} {})", "more text follows"},
      {R"({"topics":"x"})", "field \"topics\": expected an array, found a string"},
      {R"({"topics":[1]})", "field \"topics\": expected an object, found a number"},
      {R"({"topics":[{"confidence":0.5}]})", "each entry needs \"label\""},
      {R"({"topics":[{"label":"x","confidence":1.5}]})", "expected a number from 0 to 1"},
      {R"({"topics":[{"label":"x","confidence":"1"}]})", "expected a number, found a string"},
      {R"({"stances":[{"target":"x"}]})", "each entry needs \"target\" and \"stance\""},
      {R"({"stances":[{"evidence":{"begin":-1}}]})", "expected a number of bytes"},
      {R"({"other":[NaN]})", "field \"other\" does not hold valid JSON"},
      {"{\"id\":\"\xFF\"}", "not valid UTF-8"},
  };
  for (const auto& [line, fault] : cases) EXPECT_THAT(parser.parse(line, result), HasSubstr(fault)) << line;
  EXPECT_NE(parser.parse(R"({"deep":)" + std::string(100'000, '['), result), "");
}

TEST(ResultReader, ReadsTheShardsOfARunInOrder) {
  ScratchFolder scratch;
  const std::string folder = run_folder(scratch, "run",
                                        {{"manifest.json", manifest(3)},
                                         {"results-00000.jsonl", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n"},
                                         {"results-00001.jsonl", "\n{\"id\":\"c\"}\n"},
                                         {"results-00002.jsonl", "{\"id\":\"d\"}"},
                                         {"rejects.jsonl", "{\"id\":\"no\"}\n"}});
  auto reader = ResultReader::open(folder);
  ASSERT_TRUE(reader.ok()) << reader.error().to_string();
  EXPECT_EQ((*reader)->run()->model, "small@12345678");
  EXPECT_EQ((*reader)->run()->model_path, "/models/small");
  EXPECT_THAT(ids_of(**reader), ElementsAre("a", "b", "c", "d"));
}

TEST(ResultReader, ARunWithoutDocumentsHasNoResults) {
  ScratchFolder scratch;
  auto reader = ResultReader::open(run_folder(scratch, "run", {{"manifest.json", manifest(0)}}));
  ASSERT_TRUE(reader.ok());
  EXPECT_THAT(ids_of(**reader), ElementsAre());
}

TEST(ResultReader, ReadsOneFile) {
  ScratchFolder scratch;
  auto reader = ResultReader::open(scratch.write("results.jsonl", "{\"id\":\"a\"}\r\n\n{\"id\":\"b\"}\n"));
  ASSERT_TRUE(reader.ok());
  EXPECT_FALSE((*reader)->run().has_value());
  ResultLine result;
  ASSERT_TRUE(*(*reader)->next(result));
  EXPECT_EQ((*reader)->bytes(), "{\"id\":\"a\"}");
  ASSERT_TRUE(*(*reader)->next(result));
  EXPECT_EQ((*reader)->line(), 3U);
}

TEST(ResultReader, NamesFileAndLineOfWhatIsNoResult) {
  ScratchFolder scratch;
  const std::string path = scratch.write("results.jsonl", "{\"id\":\"a\"}\nid,lang\n");
  const Error error = error_of(path);
  EXPECT_EQ(error.code, ErrorCode::kInvalidData);
  EXPECT_THAT(error.to_string(), HasSubstr(path + ":2: expected a result as JSON"));
}

TEST(ResultReader, RefusesWhatIsNoWholeRun) {
  ScratchFolder scratch;
  const std::string line = "{\"id\":\"a\"}\n";
  EXPECT_EQ(error_of(run_folder(scratch, "empty", {})).code, ErrorCode::kUsage);
  EXPECT_THAT(error_of(run_folder(scratch, "running",
                                  {{"manifest.json", manifest(1, RunManifest::State::kRunning)},
                                   {"results-00000.jsonl", line}}))
                  .message,
              HasSubstr("not finished"));
  const Error gap =
      error_of(run_folder(scratch, "gap", {{"manifest.json", manifest(2)}, {"results-00001.jsonl", line}}));
  EXPECT_THAT(gap.message, HasSubstr("missing"));
  EXPECT_THAT(gap.source, HasSubstr("results-00000.jsonl"));
  for (const char* bad :
       {"", "[]", "{}", R"({"format":2})", R"({"format":1,"state":1})", R"({"format":1,"model":"x"})",
        R"({"format":1,"inputs":["x"]})", R"({"format":1,"options":{"text-field":1}})"})
    EXPECT_EQ(error_of(run_folder(scratch, "bad", {{"manifest.json", bad}})).code, ErrorCode::kInvalidData)
        << bad;
}

}  // namespace
}  // namespace bearing
