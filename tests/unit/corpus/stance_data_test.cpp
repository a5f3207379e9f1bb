// SemEval-2016 Task 6 and VAST as their authors distribute them. The lines are made up.
#include <gtest/gtest.h>

#include <algorithm>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

using Stances = std::vector<StanceAnnotation>;
using Strings = std::vector<std::string>;

const std::string kTweets =
    "ID\tTarget\tTweet\tStance\r\n"
    "101\tAtheism\t\"Quotes\" stay, and so does \"this\tAGAINST\r\n"
    "102\tA longer target\tno view at all #SemST\tNONE\r\n"
    "103\tAtheism\tyes\tFAVOR\r\n";

Reading tweets(const std::string& bytes) {
  return read_bytes(bytes, CorpusFormat::kAuto, "semeval-train.txt");
}

TEST(SemEval, ReadsTweetsAsTheyAre) {
  const Reading reading = tweets(kTweets);
  ASSERT_FALSE(reading.error);
  EXPECT_EQ(reading.ids(), "101 102 103");
  const Record& first = reading.records[0];
  EXPECT_EQ(first.document.text, "\"Quotes\" stay, and so does \"this");
  EXPECT_EQ(first.line, 2u);
  EXPECT_TRUE(first.annotation.has_stances);
  EXPECT_FALSE(first.annotation.has_topics);
  EXPECT_EQ(first.annotation.stances, (Stances{{"Atheism", "against", "", ""}}));
  EXPECT_EQ(reading.records[1].annotation.stances, (Stances{{"A longer target", "neutral", "", ""}}));
  EXPECT_EQ(reading.records[2].annotation.stances, (Stances{{"Atheism", "favor", "", ""}}));
}

TEST(SemEval, ReadsWindows1252AndUtf8) {
  const Reading reading =
      tweets("ID\tTarget\tTweet\tStance\n1\tT\tcaf\xE9 \x93so\x94 \x80\x81\tFAVOR\n2\tT\tcafé “so”\tFAVOR\n");
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_EQ(reading.records[0].document.text, "café “so” €\xEF\xBF\xBD");
  EXPECT_EQ(reading.records[0].replaced, 1u);
  EXPECT_EQ(reading.records[1].document.text, "café “so”");
  EXPECT_EQ(reading.records[1].replaced, 0u);
}

TEST(SemEval, ReadsUnlabelledTweetsAndTheEditionInCsv) {
  const Reading test = tweets("ID\tTarget\tTweet\tStance\n1\tT\ta\tUNKNOWN\n");
  EXPECT_EQ(test.records.at(0).document.targets, Strings{"T"});
  EXPECT_FALSE(test.records[0].annotation.has_stances);
  const Reading later = read_bytes(
      "Tweet,Target,Stance,Opinion Towards,Sentiment\n\"a, \"\"b\"\" \xE9\",T,AGAINST,1.  TARGET,neg\n",
      CorpusFormat::kAuto, "train.csv");
  ASSERT_EQ(later.records.size(), 1u);
  EXPECT_EQ(later.records[0].document.text, "a, \"b\" é");
  EXPECT_EQ(later.records[0].document.id, "train.csv:2");
  EXPECT_EQ(later.records[0].annotation.stances, (Stances{{"T", "against", "", ""}}));
  EXPECT_EQ(later.records[0].document.fields.size(), 2u);
}

TEST(SemEval, SaysWhatIsWrong) {
  const Reading reading =
      tweets("ID\tTarget\tTweet\tStance\n1\tT\ta\tMAYBE\n2\tT\ta\n\n3\t\ta\tNONE\n4\tT\ta\tNone\n");
  ASSERT_EQ(reading.records.size(), 4u);
  EXPECT_EQ(reading.records[0].error->to_string(),
            "semeval-train.txt:2: unknown stance \"MAYBE\"; expected favor, against or none");
  EXPECT_EQ(reading.records[1].error->to_string(),
            "semeval-train.txt:3: the row has 3 cells, the header names 4 columns");
  EXPECT_EQ(reading.records[2].error->to_string(), "semeval-train.txt:5: the target is empty");
  EXPECT_FALSE(reading.records[3].error);
  const Reading other = read_bytes("a\tb\n1\t2\n", CorpusFormat::kSemEval2016, "c");
  EXPECT_EQ(other.error->to_string(),
            "c:1: the header names no columns \"Target\" and \"Tweet\", as SemEval-2016 Task 6 does");
}

const std::string kVastHeader =
    "author,post,ori_topic,ori_id,new_topic,label,type_idx,new_id,arc_id,text,text_s,topic,topic_str,seen?,"
    "contains_topic?\n";

TEST(Vast, ReadsTheWholeTable) {
  const Reading reading = read_bytes(
      kVastHeader +
          "Ann,\"A post,\nwith lines\",o,1,New Topic,0,2,77,9,\"[['post']]\",post,\"['t']\",topic,1,0\n"
          "Bob,Another,o,1,New Topic,1,2,78,9,x,x,x,,0,1\n"
          "Bob,Third,o,1,New Topic,2,2,79,9,x,x,x,topic,0,1\n",
      CorpusFormat::kAuto, "vast_dev.csv");
  ASSERT_FALSE(reading.error);
  EXPECT_EQ(reading.ids(), "77 78 79");
  const Record& first = reading.records[0];
  ASSERT_FALSE(first.error);
  EXPECT_EQ(first.document.text, "A post,\nwith lines");
  EXPECT_FALSE(first.annotation.has_topics);
  EXPECT_EQ(first.annotation.stances, (Stances{{"topic", "against", "", ""}}));
  const std::pair<std::string, std::string> seen("seen", "\"1\"");
  EXPECT_EQ(std::count(first.document.fields.begin(), first.document.fields.end(), seen), 1);
  std::string line;
  append_json_line(first, line);
  EXPECT_EQ(line.find("\"text_s\""), std::string::npos);
  EXPECT_NE(line.find("\"new_topic\":\"New Topic\""), std::string::npos) << line;
  EXPECT_EQ(reading.records[1].annotation.stances, (Stances{{"New Topic", "favor", "", ""}}));
  EXPECT_EQ(reading.records[2].annotation.stances, (Stances{{"topic", "neutral", "", ""}}));
}

TEST(Vast, SaysWhatIsWrong) {
  const Reading reading =
      read_bytes("post,new_topic,label\na,t,3\nb,,1\nc,t,\n", CorpusFormat::kAuto, "v.csv");
  ASSERT_EQ(reading.records.size(), 3u);
  EXPECT_EQ(reading.records[0].error->to_string(), "v.csv:2: unknown stance \"3\"; expected 0, 1 or 2");
  EXPECT_EQ(reading.records[1].error->to_string(), "v.csv:3: columns topic_str and new_topic are empty");
  EXPECT_EQ(reading.records[2].document.targets, Strings{"t"});
  EXPECT_EQ(reading.records[2].document.id, "v.csv:4");
}

}  // namespace
}  // namespace bearing
