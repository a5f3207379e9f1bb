// FNC-1 as its organisers distribute it, and as JSON Lines. The lines are made up.
#include <gtest/gtest.h>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

using Stances = std::vector<StanceAnnotation>;
using Strings = std::vector<std::string>;

const std::string kBodies =
    "Body ID,articleBody\r\n"
    "0,\"First line.\n\nA \"\"second\"\", with comma.\"\r\n"
    "4,Another body\r\n"
    "9,Nobody's\r\n";
const std::string kPairs =
    "Headline,Body ID,Stance\r\n"
    "\"Ship sinks, they say\",4,unrelated\r\n"
    "Ship found,0,agree\r\n"
    "Ship lost,4,discuss\r\n"
    "Ship lost,0,disagree\r\n";

TEST(Fnc1, JoinsHeadlinesToOneRecordABody) {
  TemporaryFolder folder;
  folder.write("train_bodies.csv", kBodies);
  const std::string path = folder.write("train_stances.csv", kPairs);
  const Reading reading = read_paths({path});
  ASSERT_FALSE(reading.error) << reading.error->to_string();
  EXPECT_EQ(reading.ids(), "4 0");
  const Record& first = reading.records[0];
  EXPECT_EQ(first.document.text, "Another body");
  EXPECT_EQ(first.source, path);
  EXPECT_EQ(first.line, 2u);
  EXPECT_EQ(first.annotation.stances,
            (Stances{{"Ship sinks, they say", "unrelated", "", ""}, {"Ship lost", "neutral", "", ""}}));
  const Record& second = reading.records[1];
  EXPECT_EQ(second.document.text, "First line.\n\nA \"second\", with comma.");
  EXPECT_EQ(second.line, 3u);
  EXPECT_EQ(second.annotation.stances,
            (Stances{{"Ship found", "favor", "", ""}, {"Ship lost", "against", "", ""}}));
}

TEST(Fnc1, ReadsJsonLines) {
  TemporaryFolder folder;
  folder.write("a_bodies.jsonl",
               "{\"body_id\":\"7\",\"text\":\"B\",\"lang\":\"en\"}\n{\"body_id\":8,\"text\":\"C\"}\n");
  const std::string path =
      folder.write("a_pairs.jsonl",
                   "{\"id\":\"p\",\"body_id\":8,\"target\":\"H1\",\"stance\":\"favor\"}\n"
                   "{\"id\":\"q\",\"body_id\":\"7\",\"target\":\"H2\",\"stance\":\"disagree\"}\n"
                   "{\"id\":\"r\",\"body_id\":\"7\",\"target\":\"H3\"}\n");
  const Reading reading = read_paths({path});
  ASSERT_FALSE(reading.error) << reading.error->to_string();
  EXPECT_EQ(reading.ids(), "8 7");
  EXPECT_EQ(reading.records[0].annotation.stances, (Stances{{"H1", "favor", "", ""}}));
  EXPECT_EQ(reading.records[1].annotation.stances, (Stances{{"H2", "against", "", ""}}));
  EXPECT_EQ(reading.records[1].document.targets, Strings{"H3"});
  EXPECT_EQ(reading.records[1].document.lang, "en");
}

TEST(Fnc1, LosesNothingThatCannotBeJoined) {
  TemporaryFolder folder;
  const std::string bodies =
      folder.write("x_bodies.csv", kBodies + "4,Other text\r\n0,a,b\r\n4,Another body\r\n");
  const std::string path = folder.write(
      "x_stances.csv", kPairs + "Lost,99,agree\nOdd,4,perhaps\nNone,,agree\nShort,4\n,4,agree\n");
  const Reading reading = read_paths({path});
  ASSERT_FALSE(reading.error);
  std::vector<std::string> errors;
  for (const Record& record : reading.records) {
    if (record.error) errors.push_back(record.error->to_string());
  }
  EXPECT_EQ(errors,
            (Strings{bodies + ":7: body \"4\" stands on line 5 with another text",
                     bodies + ":8: the row has 3 cells, the header names 2 columns",
                     path + ":6: body \"99\" is not in " + bodies,
                     path + ":7: unknown stance \"perhaps\"; expected agree, disagree, discuss or unrelated",
                     path + ":8: the pair names no body",
                     path + ":9: the row has 2 cells, the header names 3 columns",
                     path + ":10: the headline is empty"}));
  EXPECT_EQ(reading.records.size(), 9u);
}

TEST(Fnc1, FindsItsBodies) {
  TemporaryFolder folder;
  const std::string bodies = folder.write("elsewhere.csv", kBodies);
  const std::string path = folder.write("train_stances.csv", kPairs);
  const Reading without = read_paths({path});
  EXPECT_EQ(without.error->to_string(), path + ": the bodies of FNC-1 are in another file (" +
                                            folder.path("train_bodies.csv") +
                                            " is not there); name it with --bodies");
  EXPECT_EQ(without.error->code, ErrorCode::kUsage);
  ReadOptions options;
  options.bodies = bodies;
  EXPECT_EQ(read_paths({path}, options).ids(), "4 0");
  options.bodies = folder.path("nowhere.csv");
  EXPECT_EQ(read_paths({path}, options).error->code, ErrorCode::kIo);
  folder.write("competition_test_bodies.csv", "\xEF\xBB\xBF" + kBodies);
  const std::string unlabelled =
      folder.write("competition_test_stances_unlabeled.csv", "Headline,Body ID\nShip found,0\n");
  EXPECT_EQ(read_paths({unlabelled}).records.at(0).document.targets, Strings{"Ship found"});
  const Reading confused = read_paths({folder.path("competition_test_bodies.csv")});
  EXPECT_NE(confused.error->message.find("name the file of stances"), std::string::npos);
}

TEST(Fnc1, EndsWhereAStreamBreaksOff) {
  TemporaryFolder folder;
  std::vector<Record> records(2);
  for (Record& record : records) {
    record.document.fields = {{"body_id", "4"}};
    record.annotation.has_stances = true;
    record.annotation.stances = {{"H", "agree", "", ""}};
  }
  write_all(folder.path("whole.jsonl.gz"), CorpusFormat::kPairs, records);
  const std::string whole = bytes_of(folder.path("whole.jsonl.gz"));
  const std::string cut = folder.write("cut_pairs.jsonl.gz", whole.substr(0, whole.size() - 4));
  ReadOptions options;
  options.format = CorpusFormat::kFnc1;
  options.bodies = folder.write("bodies.csv", kBodies);
  const Reading pairs_cut = read_paths({cut}, options);
  EXPECT_TRUE(pairs_cut.error);
  EXPECT_EQ(pairs_cut.ids(), "4");  // what came before is not lost
  options.bodies = cut;
  const Reading bodies_cut = read_paths({folder.path("whole.jsonl.gz")}, options);
  EXPECT_TRUE(bodies_cut.error);
  EXPECT_TRUE(bodies_cut.records.empty());
}

}  // namespace
}  // namespace bearing
