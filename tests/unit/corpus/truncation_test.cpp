#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "corpus_in_memory.hpp"

namespace bearing {
namespace {

std::string small_corpus(CorpusFormat format, const std::string& suffix) {
  TemporaryFolder folder;
  std::vector<Record> records(3);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].document.id = "d" + std::to_string(i);
    records[i].document.title = "Tiêu đề";
    records[i].document.text = "first \"line\"\nsecond, line " + std::string(i, '\\');
    records[i].document.fields = {{"x", "{\"y\":[1,2]}"}};
    records[i].annotation.has_topics = records[i].annotation.has_stances = true;
    records[i].annotation.topics = {"a b", "c"};
    records[i].annotation.stances = {{"t", "against", "author", "second"}};
  }
  write_all(folder.path("c" + suffix), format, records);
  return bytes_of(folder.path("c" + suffix));
}

bool sound(const Record& record) { return !record.error; }

using Case = std::pair<CorpusFormat, const char*>;
class Truncation : public ::testing::TestWithParam<Case> {};

TEST_P(Truncation, AtAnyByteGivesFewerRecordsOrAnError) {
  const auto [format, suffix] = GetParam();
  const std::string bytes = small_corpus(format, suffix);
  ASSERT_EQ(read_bytes(bytes, format).records.size(), 3u);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    for (const CorpusFormat as : {format, CorpusFormat::kAuto}) {
      const Reading reading = read_bytes(bytes.substr(0, size), as);
      // A cut quoted cell makes each line of it an error of its own: what counts is that nothing sound is
      // made up.
      EXPECT_LE(std::count_if(reading.records.begin(), reading.records.end(), sound), 3) << size;
    }
  }
}

TEST_P(Truncation, SurvivesAnyChangedByte) {
  const auto [format, suffix] = GetParam();
  const std::string bytes = small_corpus(format, suffix);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const char other : {'\0', '"', '\n', '{', ']', ',', '\\', '\xFF'}) {
      std::string changed = bytes;
      changed[i] = other;
      const Reading reading = read_bytes(changed, format);
      EXPECT_LE(std::count_if(reading.records.begin(), reading.records.end(), sound), 4) << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Truncation,
                         ::testing::Values(Case(CorpusFormat::kJsonLines, ""), Case(CorpusFormat::kCsv, ""),
                                           Case(CorpusFormat::kTsv, ""), Case(CorpusFormat::kFastText, ""),
                                           Case(CorpusFormat::kLabelStudio, ""),
                                           Case(CorpusFormat::kDoccano, ""),
                                           Case(CorpusFormat::kJsonLines, ".gz"),
                                           Case(CorpusFormat::kCsv, ".zst")));

/// Public stance data, three sound records each.
Reading read_stance_data(CorpusFormat format, const std::string& bytes) {
  if (format != CorpusFormat::kFnc1) return read_bytes(bytes, format);
  const auto input = [](const std::string& part) {
    return NamedInput{std::make_unique<BufferedInput>(*memory_byte_source(part, "c")), "c"};
  };
  const std::size_t middle = bytes.find("Headline");
  if (middle == std::string::npos) return {};
  return drain(*make_fnc1_reader(input(bytes.substr(middle)), input(bytes.substr(0, middle)), {}));
}

TEST(Truncation, AndChangesOfStanceDataMakeNothingUp) {
  const std::vector<std::pair<CorpusFormat, std::string>> cases = {
      {CorpusFormat::kSemEval2016,
       "ID\tTarget\tTweet\tStance\n1\tT\ta\tFAVOR\n2\tT\t\xE9\tNONE\n3\tU\tc\tAGAINST\n"},
      {CorpusFormat::kVast, "post,new_topic,label,seen?\n\"a,\n\"\"b\"\"\",t,0,1\nc,u,1,0\nd,v,2,0\n"},
      {CorpusFormat::kFnc1,
       "Body ID,articleBody\n1,\"a\nb\"\n2,c\n3,d\nHeadline,Body ID,Stance\nh,2,agree\n\"i, "
       "j\",1,discuss\nk,3,agree\n"}};
  for (const auto& [format, bytes] : cases) {
    ASSERT_EQ(read_stance_data(format, bytes).records.size(), 3u);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const auto sound_records = [&](const std::string& other) {
        const Reading reading = read_stance_data(format, other);
        return std::count_if(reading.records.begin(), reading.records.end(), sound);
      };
      EXPECT_LE(sound_records(bytes.substr(0, i)), 3) << i;
      for (const char other : {'\0', '"', '\n', '\t', ',', '\xFF'}) {
        std::string changed = bytes;
        changed[i] = other;
        EXPECT_LE(sound_records(changed), 4) << i;
      }
    }
  }
}

TEST(Truncation, NeverTurnsACutLineIntoADocument) {
  const std::string bytes = small_corpus(CorpusFormat::kJsonLines, "");
  const std::string last = bytes.substr(bytes.rfind("{\"id\""));
  for (std::size_t cut = 2; cut < last.size(); ++cut) {
    const Reading reading = read_bytes(bytes.substr(0, bytes.size() - cut), CorpusFormat::kJsonLines);
    EXPECT_EQ(std::count_if(reading.records.begin(), reading.records.end(), sound), 2) << cut;
    EXPECT_TRUE(reading.error || reading.records.size() == 3) << cut;
  }
}

}  // namespace
}  // namespace bearing
