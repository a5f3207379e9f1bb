#include "archive/sqlite_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>

#include "base/hash.hpp"
#include "tests/unit/archive/run_folder_made_by_hand.hpp"

namespace bearing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Rows of a query, their columns joined by "|", NULL as "-".
std::vector<std::string> rows(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  std::vector<std::string> found;
  const auto add_row = [](void* out, int columns, char** values, char**) {
    std::string row;
    for (int i = 0; i < columns; ++i) row += (i > 0 ? "|" : "") + std::string(values[i] ? values[i] : "-");
    static_cast<std::vector<std::string>*>(out)->push_back(row);
    return 0;
  };
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), add_row, &found, &message), SQLITE_OK)
      << sql << ": " << (message ? message : "");
  sqlite3_free(message);
  sqlite3_close(database);
  return found;
}

void write_database(const std::string& path, const std::vector<std::string>& lines) {
  auto writer = SqliteWriter::open(path);
  ASSERT_TRUE(writer.ok()) << writer.error().to_string();
  for (const std::string& line : lines) ASSERT_TRUE((*writer)->add(parsed(line)).ok());
  ASSERT_TRUE((*writer)->finish().ok());
}

std::string stance(const std::string& target, const std::string& side, double confidence) {
  return R"({"target":")" + target + R"(","stance":")" + side + R"(","confidence":)" +
         std::to_string(confidence) + R"(,"holder":"author","evidence":{"text":"No.","begin":4,"end":7}})";
}

/// What article `i` is, drawn from a hash.
struct Drawn {
  std::string topic, target, side;
  int year = 0;
  double confidence = 0;
};

Drawn drawn(std::size_t i) {
  const char* const topics[] = {"maritime-disputes", "trade", "health", "floods"};
  const char* const sides[] = {"favor", "against", "neutral"};
  const auto below = [i](std::uint64_t seed, std::uint64_t limit) {
    return hash64(std::to_string(i), seed) % limit;
  };
  return {topics[below(1, 4)], below(2, 5) == 0 ? "use-of-force" : "sanctions", sides[below(3, 3)],
          static_cast<int>(2015 + below(4, 10)), static_cast<double>(below(5, 100)) / 100};
}

std::vector<std::string> many_lines(std::size_t count) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < count; ++i) {
    const Drawn article = drawn(i);
    const std::string more = R"(,"stances":[)" + stance(article.target, article.side, article.confidence) +
                             R"(],"date":")" + std::to_string(article.year) + R"(-03-11","title":"Article )" +
                             std::to_string(i) + "\"";
    lines.push_back(labelled_line("a" + std::to_string(i), article.topic, 0.5, more));
  }
  return lines;
}

/// The first block of SQL in the document.
std::string documented_query() {
  const std::string text = bytes_of(std::string(BEARING_SOURCE_DIR) + "/docs/archives.md");
  const std::size_t begin = text.find("```sql\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin + 7, text.find("```", begin + 7) - begin - 7);
}

TEST(SqliteWriter, PutsEverythingInItsTable) {
  ScratchFolder scratch;
  const std::string path = scratch.path("out.sqlite");
  write_database(
      path,
      {labelled_line("a", "floods", 0.75,
                     R"(,"stances":[)" + stance("dams", "against", 0.5) +
                         R"(],"warnings":["short-text"],"source":"Daily","title":"Rain",)"
                         R"("published":"2021-03-04 05:06","n":1)"),
       R"({"id":"b","error":"bad"})",
       R"({"id":"c","lang":"vi","topics":[{"label":"x","confidence":0.1,"assigned":false}],"warnings":[]})"});
  EXPECT_THAT(rows(path, "SELECT * FROM documents"),
              ElementsAre("1|a|en|2021-03-04T05:06|Daily|Rain|-|[\"short-text\"]|"
                          "{\"published\":\"2021-03-04 05:06\",\"n\":1}",
                          "2|b|-|-|-|-|bad|-|-", "3|c|vi|-|-|-|-|-|-"));
  EXPECT_THAT(rows(path, "SELECT * FROM topics"), ElementsAre("1|1|floods|2021-03-04|0.75"));
  EXPECT_THAT(rows(path, "SELECT * FROM stances"),
              ElementsAre("1|dams|against|2021-03-04|0.5|author|No.|text|4|7"));
  EXPECT_THAT(rows(path, "SELECT * FROM labels"),
              ElementsAre("stance|against|1", "target|dams|1", "topic|floods|1"));
  EXPECT_THAT(rows(path, "SELECT * FROM run"),
              ElementsAre("documents|3", "errors|1", "model|small@12345678", "schema|1"));
  EXPECT_THAT(rows(path, "SELECT topic, target FROM articles"), ElementsAre("floods|dams"));
  EXPECT_THAT(rows(path, "SELECT number, topic FROM topic_articles"), ElementsAre("1|floods"));
  EXPECT_THAT(rows(path, "SELECT begin, end FROM stances"), ElementsAre("4|7"));
  EXPECT_THAT(rows(path, "PRAGMA integrity_check"), ElementsAre("ok"));
}

TEST(SqliteWriter, TakesTheFirstFieldThatHoldsADate) {
  ScratchFolder scratch;
  const std::string path = scratch.path("out.sqlite");
  write_database(path, {R"({"id":"a","publishedAt":"2020-01-02","date":"yesterday"})",
                        R"({"id":"b","pub-date":20200103,"date":"2020-01-04"})",
                        R"({"id":"c","created":"2020-01-02","date":null})"});
  EXPECT_THAT(rows(path, "SELECT date, fields FROM documents"),
              ElementsAre("2020-01-02|{\"date\":\"yesterday\"}", "2020-01-04|{\"pub-date\":20200103}",
                          "-|{\"created\":\"2020-01-02\",\"date\":null}"));
}

TEST(SqliteWriter, GivesTheSameBytesForTheSameResults) {
  ScratchFolder scratch;
  const auto lines = many_lines(25'000);  // more than two transactions
  write_database(scratch.path("one.sqlite"), lines);
  write_database(scratch.path("another name.db"), lines);
  const std::string bytes = bytes_of(scratch.path("one.sqlite"));
  EXPECT_GT(bytes.size(), 1'000'000U);
  EXPECT_TRUE(bytes == bytes_of(scratch.path("another name.db")));
  EXPECT_THAT(rows(scratch.path("one.sqlite"), "SELECT count(*), max(number) FROM documents"),
              ElementsAre("25000|25000"));
}

TEST(SqliteWriter, AnswersTheDocumentedQuestionByIndex) {
  ScratchFolder scratch;
  const std::string path = scratch.path("out.sqlite");
  write_database(path, many_lines(25'000));
  const std::string query = documented_query();
  ASSERT_THAT(query, HasSubstr("FROM articles"));
  std::size_t expected = 0;
  for (std::size_t i = 0; i < 25'000; ++i) {
    const Drawn article = drawn(i);
    expected += article.topic == "maritime-disputes" && article.target == "use-of-force" &&
                article.side == "against" && article.confidence > 0.8 && article.year == 2021;
  }
  ASSERT_GT(expected, 1U);
  EXPECT_EQ(rows(path, query).size(), expected);
  for (const std::string& step : rows(path, "EXPLAIN QUERY PLAN " + query)) {
    EXPECT_THAT(step, Not(HasSubstr("SCAN"))) << query;
  }
}

TEST(SqliteWriter, LooksUpDocumentsByIndex) {
  ScratchFolder scratch;
  const std::string path = scratch.path("out.sqlite");
  write_database(path, many_lines(1'000));
  for (const char* query :
       {"SELECT * FROM documents WHERE id = 'a7'",
        "SELECT * FROM documents WHERE date BETWEEN '2021' AND '2022'",
        "SELECT * FROM topic_articles WHERE topic = 'trade' AND confidence > 0.4",
        "SELECT * FROM stance_articles WHERE target = 'sanctions'",
        "SELECT * FROM stances WHERE document = 7", "SELECT * FROM topics WHERE document = 7"}) {
    EXPECT_THAT(rows(path, query), Not(IsEmpty())) << query;
    for (const std::string& step : rows(path, std::string("EXPLAIN QUERY PLAN ") + query)) {
      EXPECT_THAT(step, HasSubstr("SEARCH")) << query;
    }
  }
}

TEST(SqliteWriter, ReplacesAFileOnlyWhenItIsDone) {
  ScratchFolder scratch;
  const std::string path = scratch.write("out.sqlite", "old");
  {
    auto writer = SqliteWriter::open(path);
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->add(parsed(R"({"id":"a"})")).ok());
  }
  EXPECT_EQ(bytes_of(path), "old");
  write_database(path, {R"({"id":"a"})"});
  EXPECT_THAT(rows(path, "SELECT id FROM documents"), ElementsAre("a"));
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(scratch.path(""))) ++files;
  EXPECT_EQ(files, 1U);
}

TEST(SqliteWriter, RefusesPlacesThatHoldNoDatabase) {
  for (const char* path : {"-", "", "/dev/null", "x.sqlite.gz"}) {
    auto writer = SqliteWriter::open(path);
    ASSERT_FALSE(writer.ok()) << path;
    EXPECT_EQ(writer.error().code, ErrorCode::kUsage) << path;
  }
  EXPECT_EQ(SqliteWriter::open("/no/such/folder/x.sqlite").error().code, ErrorCode::kIo);
}

TEST(SqliteWriter, ReportsAFullDiskAndLeavesNothing) {
  ScratchFolder scratch;
  const auto lines = many_lines(2'000);
  // A limit on the size of files stands for the end of the disk.
  auto* before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  const rlimit small{1 << 16, old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  {
    auto writer = SqliteWriter::open(scratch.path("out.sqlite"));
    Status status = writer.ok() ? success() : Status(writer.error());
    for (std::size_t i = 0; i < lines.size() && status.ok(); ++i) status = (*writer)->add(parsed(lines[i]));
    if (status.ok()) status = (*writer)->finish();
    const bool finished = writer.ok() && (*writer)->finish().ok();
    EXPECT_FALSE(finished);
    EXPECT_EQ(status.ok() ? ErrorCode::kInternal : status.error().code, ErrorCode::kIo);
  }
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, before);
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path("")));
}

}  // namespace
}  // namespace bearing
