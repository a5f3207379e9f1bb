#include "archive/drift.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "archive/run_counts.hpp"

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

Document document_with(std::vector<std::pair<std::string, std::string>> fields) {
  Document document;
  document.fields = std::move(fields);
  return document;
}

Labels labels_of(const std::string& lang, double familiarity, std::size_t words) {
  Labels labels;
  labels.lang = lang;
  labels.familiarity = familiarity;
  labels.words = words;
  return labels;
}

// Documents of many sources, some of them in several months.
void add_documents(std::size_t begin, std::size_t end, DriftCounts& counts) {
  for (std::size_t i = begin; i < end; ++i) {
    counts.add(
        labels_of(i % 3 == 0 ? "vi" : "en", static_cast<double>(i % 10) / 10, i % 700),
        {"site " + std::to_string(i * i % 1999), i % 4 == 0 ? "" : "2024-0" + std::to_string(1 + i % 9)});
  }
}

TEST(DocumentOrigin, TakesTheFirstFieldThatSaysSo) {
  EXPECT_EQ(origin_of(document_with({{"site", "\"b.vn\""}, {"source", "\"Tuổi Trẻ\""}}), "").source,
            "Tuổi Trẻ");
  EXPECT_EQ(origin_of(document_with({{"source", "null"}, {"site", "\"b.vn\""}}), "").source, "b.vn");
  EXPECT_EQ(origin_of(document_with({{"source", "12"}, {"site", "\"b.vn\""}}), "").source, "b.vn");
  EXPECT_EQ(origin_of(document_with({{"desk", "12"}}), "desk").source, "12");
  EXPECT_EQ(origin_of(document_with({{"source", "{\"name\":1}"}}), "").source, "");
  EXPECT_EQ(origin_of(document_with({{"url", "\"https://me@www.News.Example.org:8080/a?b#c\""}}), "").source,
            "news.example.org");
  EXPECT_EQ(origin_of(document_with({{"url", "\"/a/b\""}, {"link", "\"http://x.org\""}}), "").source,
            "x.org");
  EXPECT_EQ(origin_of(document_with({{"source", "\"a\""}, {"desk", "\"sport\""}}), "desk").source, "sport");
  EXPECT_EQ(origin_of(document_with({{"source", "\"a\""}}), "desk").source, "");
  EXPECT_EQ(origin_of(document_with({}), "").source, "");
}

TEST(DocumentOrigin, ReadsMonthsOfIsoDates) {
  for (const char* date :
       {"\"2024-05\"", "\"2024-05-31\"", "\"2024-05-31T09:05:00Z\"", "\"2024-05-31 09:05\"", "20240531"})
    EXPECT_EQ(origin_of(document_with({{"date", date}}), "").month, "2024-05") << date;
  for (const char* date :
       {"\"31.05.2024\"", "\"2024-13-01\"", "\"2024-00\"", "\"2024-051\"", "\"2024\"", "\"\"", "null", "[]"})
    EXPECT_EQ(origin_of(document_with({{"date", date}}), "").month, "") << date;
  EXPECT_EQ(origin_of(document_with({{"date", "\"yesterday\""}, {"created_at", "\"1999-12-31\""}}), "").month,
            "1999-12");
}

TEST(DriftCounts, AreTheSameHoweverDocumentsWereParted) {
  DriftCounts whole;
  add_documents(0, 3000, whole);
  ASSERT_EQ(whole.sources.named.size(), SummaryGroups::kMostGroups);  // Of about 1,000.
  EXPECT_GT(whole.sources.other.documents, 500u);
  EXPECT_EQ(whole.texts.documents, 3000u);
  EXPECT_EQ(whole.languages.named.at("vi").documents, 1000u);
  std::uint64_t in_sources = whole.sources.other.documents;
  for (const auto& [name, texts] : whole.sources.named) in_sources += texts.documents;
  EXPECT_EQ(in_sources, 3000u);
  for (const std::size_t part : {64, 999, 2999}) {
    DriftCounts sum;
    for (std::size_t begin = 0; begin < 3000; begin += part) {
      DriftCounts counts;
      add_documents(begin, std::min<std::size_t>(begin + part, 3000), counts);
      sum += counts;
    }
    EXPECT_TRUE(sum == whole) << part;
    DriftCounts first, second;
    add_documents(0, part, first);
    add_documents(part, 3000, second);
    EXPECT_TRUE((second += first) == whole) << part;
  }
}

TEST(DriftCounts, SurviveJson) {
  DriftCounts counts, read;
  add_documents(0, 3000, counts);
  counts.add(labels_of("en", 1, 5), {std::string(99, 'a') + "ệ", "2024-01"});  // Cut before the last letter.
  counts.add(labels_of("en", 1, 5), {"bad \xFF byte", ""});
  const std::string text = to_json(counts).dump();
  ASSERT_TRUE(from_json(Json::parse(text), read));
  EXPECT_TRUE(read == counts);
  EXPECT_LT(text.size(), 200'000u);
}

TEST(DriftCounts, KeepNamesShortAndInUtf8) {
  DriftCounts counts;
  counts.add(labels_of("en", 1, 5), {std::string(99, 'a') + "ệ", ""});
  counts.add(labels_of("en", 1, 5), {"bad \xFF byte", ""});
  EXPECT_TRUE(counts.sources.named.contains(std::string(99, 'a') + " [en]"));
  EXPECT_TRUE(counts.sources.named.contains("bad \xEF\xBF\xBD byte [en]"));
}

TEST(DriftCounts, RefuseOtherJson) {
  DriftCounts counts;
  add_documents(0, 20, counts);
  const Json good = to_json(counts);
  for (const char* member : {"texts", "languages", "sources", "months"}) {
    Json damaged = good;
    damaged.erase(member);
    EXPECT_FALSE(from_json(damaged, counts)) << member;
    damaged[member] = 5;
    EXPECT_FALSE(from_json(damaged, counts)) << member;
  }
  for (const char* text : {"null", "[]", "{}", "3"})
    EXPECT_FALSE(from_json(Json::parse(text), counts)) << text;
}

TEST(RunCounts, CarryDriftThroughSumsAndJson) {
  RunCounts one, other, read;
  one.add(labels_of("en", 0.9, 100), 600, {"a.org", "2024-05"});
  one.add_reject();
  other.add(labels_of("vi", 0.5, 50), 300, {"b.vn", "2024-06"});
  one += other;
  EXPECT_EQ(one.drift.texts.documents, 2u);
  EXPECT_EQ(one.drift.sources.named.size(), 2u);
  ASSERT_TRUE(from_json(to_json(one), read));
  EXPECT_TRUE(read == one);
  Json without = to_json(one);
  without.erase("drift");
  EXPECT_FALSE(from_json(without, read));
}

}  // namespace
}  // namespace bearing
