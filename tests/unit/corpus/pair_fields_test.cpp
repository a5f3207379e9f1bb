// Records with a target and a stance in fields of their own, and targets to label.
#include <gtest/gtest.h>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

using Stances = std::vector<StanceAnnotation>;
using Strings = std::vector<std::string>;

Record json(const std::string& line, const ReadOptions& options = {}) {
  const Reading reading = read_bytes(line + "\n", CorpusFormat::kJsonLines, "c.jsonl", options);
  EXPECT_FALSE(reading.error);
  return reading.records.at(0);
}

std::string pair_fault(const std::string& line) {
  const Record record = json(line);
  return record.error ? record.error->message : "none";
}

std::string written(const Record& record) {
  std::string line;
  append_json_line(record, line);
  return line;
}

TEST(PairFields, MakeOneStance) {
  const Record record = json(
      R"({"id":"1","target":"a ban; at once","text":"No.","stance":"against","holder":"author","evidence":"No.","x":1})");
  ASSERT_FALSE(record.error);
  EXPECT_TRUE(record.annotation.has_stances);
  EXPECT_EQ(record.annotation.stances, (Stances{{"a ban; at once", "against", "author", "No."}}));
  EXPECT_TRUE(record.document.targets.empty());
  EXPECT_EQ(written(record),
            R"({"id":"1","text":"No.","stances":[{"target":"a ban; at once","stance":"against",)"
            R"("holder":"author","evidence":"No."}],"x":1})");
}

TEST(PairFields, TakeAnyLabelAndClassNumbers) {
  EXPECT_EQ(json(R"({"text":"a","target":"t","stance":"unrelated"})").annotation.stances[0].stance,
            "unrelated");
  EXPECT_EQ(json(R"({"text":"a","target":"t","stance":2})").annotation.stances[0].stance, "2");
  EXPECT_EQ(json(R"({"text":"a","target":"t","stance":"x","holder":null})").annotation.stances,
            (Stances{{"t", "x", "", ""}}));
}

TEST(PairFields, WithoutStanceAskForOne) {
  for (const char* line :
       {R"({"text":"a","target":"t"})", R"({"stance":null,"text":"a","target":"t"})",
        R"({"text":"a","target":"t","stance":""})", R"({"text":"a","targets":["t"],"target":"t"})"}) {
    const Record record = json(line);
    ASSERT_FALSE(record.error) << line;
    EXPECT_FALSE(record.annotation.has_stances) << line;
    EXPECT_EQ(record.document.targets, Strings{"t"}) << line;
    EXPECT_TRUE(record.document.fields.empty()) << line;
  }
}

TEST(PairFields, AreCarriedBesideAListOfStances) {
  const std::string line =
      R"({"id":"1","text":"a","stances":[{"target":"t","stance":"favor"}],"target":"goal","stance":"firm"})";
  EXPECT_EQ(written(json(line)), line);
  EXPECT_EQ(written(json(R"({"stance":"firm","id":"1","target":"goal","stances":[],"text":"a"})")),
            R"({"id":"1","text":"a","stances":[],"stance":"firm","target":"goal"})");
}

TEST(PairFields, AreCarriedWhereTheTargetIsNoWords) {
  for (const std::string line :
       {R"({"id":"1","text":"a","target":5,"stance":"x"})",
        R"({"id":"1","text":"a","target":"","stance":"x"})", R"({"id":"1","text":"a","target":null})",
        R"({"id":"1","text":"a","target":["x"]})", R"({"id":"1","text":"a","stance":"x","holder":1})"}) {
    EXPECT_EQ(written(json(line)), line);
  }
}

TEST(PairFields, SayWhatIsWrong) {
  EXPECT_EQ(pair_fault(R"({"text":"a","target":"t","stance":[1]})"),
            "field \"stance\": expected a string, since the record has a target");
  EXPECT_EQ(pair_fault(R"({"text":"a","target":"t","stance":true})"),
            "field \"stance\": expected a string, since the record has a target");
  EXPECT_EQ(pair_fault(R"({"text":"a","target":"t","stance":"x","evidence":1})"),
            "field \"evidence\": expected a string, since the record has a target");
}

TEST(PairFields, GoByOtherNames) {
  ReadOptions options;
  options.target_field = "claim";
  options.stance_field = "label";
  const Record record = json(R"({"text":"a","claim":"t","label":"favor","target":"kept"})", options);
  EXPECT_EQ(record.annotation.stances, (Stances{{"t", "favor", "", ""}}));
  EXPECT_FALSE(record.annotation.has_topics);
  EXPECT_EQ(json(R"({"id":"1","text":"a","target":"kept"})", options).document.fields.size(), 1u);
  // As "target" it would come back as a target to label.
  EXPECT_EQ(written(json(R"({"id":"1","text":"a","target":"kept"})", options)),
            R"({"id":"1","text":"a","target_":"kept"})");
}

TEST(PairFields, GiveWayToAnotherMeaningOfTheirName) {
  ReadOptions options;
  options.text_field = "target";
  ASSERT_TRUE(options.validate());
  EXPECT_EQ(json(R"({"target":"a","stance":"x"})", options).document.text, "a");
  options.text_field = "text";
  options.stance_field = "topics";
  EXPECT_FALSE(options.validate());
}

TEST(PairFields, CountLoneSurrogates) {
  const Record record = json(R"({"text":"a","target":"t\ud800","stance":"x"})");
  EXPECT_EQ(record.annotation.stances[0].target, "t\xEF\xBF\xBD");
  EXPECT_EQ(record.replaced, 1u);
}

TEST(Targets, AreAListOrOneString) {
  EXPECT_EQ(json(R"({"text":"a","targets":["x","y z"]})").document.targets, (Strings{"x", "y z"}));
  EXPECT_EQ(json(R"({"text":"a","targets":"x"})").document.targets, Strings{"x"});
  EXPECT_EQ(json(R"({"text":"a","targets":[]})").document.targets, Strings{});
  EXPECT_EQ(json(R"({"text":"a","targets":null})").document.targets, Strings{});
  EXPECT_EQ(json(R"({"text":"a","targets":["x"],"targets":["y"]})").document.targets, Strings{"y"});
  EXPECT_EQ(json(R"({"text":"a","targets":["x"],"target":"y"})").document.targets, (Strings{"x", "y"}));
  const std::string line = R"({"id":"1","text":"a","targets":["x"],"stances":[{"target":"y","stance":"z"}]})";
  EXPECT_EQ(written(json(line)), line);
}

TEST(Targets, SayWhatIsWrong) {
  EXPECT_EQ(pair_fault(R"({"text":"a","targets":[1]})"),
            "field \"targets\": expected an array of strings, found an array of other things");
  EXPECT_EQ(pair_fault(R"({"text":"a","targets":{}})"),
            "field \"targets\": expected an array of strings, found an object");
  EXPECT_EQ(pair_fault(R"({"text":"a","targets":nul})").substr(0, 14), "not valid JSON");
  EXPECT_EQ(pair_fault(R"({"text":"a","targets":["x",""]})"), "field \"targets\": a target is empty");
}

TEST(CsvPairs, AreReadFromColumns) {
  const Reading reading = read_bytes(
      "id,text,target,stance,holder,evidence,n\n1,a b,\" a; claim \",favor,author,b,5\n2,c,t,,,,\n3,d,,,,,\n",
      CorpusFormat::kCsv, "c.csv");
  ASSERT_EQ(reading.records.size(), 3u);
  EXPECT_EQ(reading.records[0].annotation.stances, (Stances{{"a; claim", "favor", "author", "b"}}));
  EXPECT_EQ(reading.records[0].document.fields.size(), 1u);
  EXPECT_FALSE(reading.records[1].annotation.has_stances);
  EXPECT_EQ(reading.records[1].document.targets, Strings{"t"});
  EXPECT_FALSE(reading.records[2].annotation.has_stances);
  EXPECT_TRUE(reading.records[2].document.targets.empty());
}

TEST(CsvPairs, GoByOtherNamesAndBesideAList) {
  ReadOptions options;
  options.target_field = "claim";
  options.stance_field = "label";
  const Reading reading = read_bytes(
      "text,claim,label,stances\na,t,con,\nb,t,con,\"[{\"\"target\"\":\"\"u\"\",\"\"stance\"\":\"\"pro\"\"}]"
      "\"\n",
      CorpusFormat::kCsv, "c.csv", options);
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_EQ(reading.records[0].annotation.stances, (Stances{{"t", "con", "", ""}}));
  EXPECT_EQ(reading.records[1].annotation.stances, (Stances{{"u", "pro", "", ""}}));
  EXPECT_EQ(reading.records[1].document.fields.size(), 2u);
}

TEST(CsvPairs, TargetsAreOneOrAJsonArray) {
  const Reading reading = read_bytes(
      "text,targets\na,one; not two\nb,\"[\"\"x\"\",\"\"y\"\"]\"\nc,[not json\nd,\nf,\"[\"\"\"\"]\"\n",
      CorpusFormat::kCsv, "c.csv");
  ASSERT_EQ(reading.records.size(), 5u);
  EXPECT_EQ(reading.records[0].document.targets, Strings{"one; not two"});
  EXPECT_EQ(reading.records[1].document.targets, (Strings{"x", "y"}));
  EXPECT_EQ(reading.records[2].document.targets, Strings{"[not json"});
  EXPECT_EQ(reading.records[3].document.targets, Strings{});
  EXPECT_EQ(reading.records[4].error->message, "column \"targets\": a target is empty");
}

}  // namespace
}  // namespace bearing
