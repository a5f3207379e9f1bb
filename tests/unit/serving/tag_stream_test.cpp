#include "serving/tag_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <functional>

#include "tests/small_model.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

// Gives its pieces one by one; `before` is called before each, and before the end.
class Pieces final : public ByteSource {
 public:
  explicit Pieces(std::vector<std::string> pieces, std::function<void(std::size_t)> before = {},
                  std::optional<Error> error = {})
      : pieces_(std::move(pieces)), before_(std::move(before)), error_(std::move(error)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (before_) before_(next_);
    if (next_ == pieces_.size()) {
      if (error_) return *error_;
      return std::size_t{0};
    }
    std::string& piece = pieces_[next_];
    const std::size_t count = std::min(buffer.size(), piece.size());
    std::memcpy(buffer.data(), piece.data(), count);
    piece.erase(0, count);
    if (piece.empty()) ++next_;
    return count;
  }

 private:
  std::vector<std::string> pieces_;
  std::function<void(std::size_t)> before_;
  std::optional<Error> error_;
  std::size_t next_ = 0;
};

class TagStreamTest : public testing::Test {
 protected:
  TagStreamTest() : tagger_(make()) {}

  Tagger make() const {
    auto labeler = *Labeler::open(folder_.write("m", small_model_bytes()));
    TagOptions options;
    options.writer.topics = labeler->topics();
    return *Tagger::make(*RecordLabeler::make(labeler, {}), options);
  }
  Result<TagCounts> tag(std::unique_ptr<ByteSource> source, const TagStreamOptions& options = {}) {
    return tag_stream(std::move(source), tagger_, options, [this](std::string_view lines) {
      EXPECT_TRUE(lines.empty() || lines.ends_with('\n'));
      out_.append(lines);
      return success();
    });
  }
  std::size_t lines() const { return static_cast<std::size_t>(std::count(out_.begin(), out_.end(), '\n')); }

  ScratchFolder folder_;
  Tagger tagger_;
  std::string out_;
};

std::string line_of(int number) {
  return "{\"id\":" + std::to_string(number) + ",\"text\":\"The flood reached town " +
         std::to_string(number) + ".\"}\n";
}

TEST_F(TagStreamTest, AnswersEachLineBeforeItWaitsForTheNext) {
  std::vector<std::string> pieces;
  for (int i = 0; i < 5; ++i) pieces.push_back(line_of(i));
  pieces.push_back(line_of(5) + line_of(6) + "{\"te");
  pieces.push_back("xt\":\"unfinished\"}");
  const std::vector<std::size_t> answered = {0, 1, 2, 3, 4, 5, 7, 7};
  const auto counts =
      tag(std::make_unique<Pieces>(pieces, [&](std::size_t piece) { EXPECT_EQ(lines(), answered[piece]); }));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->lines, 8u);
  EXPECT_EQ(lines(), 8u);
  EXPECT_THAT(out_, HasSubstr("\"unfinished\",\"bearing\":"));
}

TEST_F(TagStreamTest, KeepsTheOrderForAnyNumberOfWorkersAndAnyPieces) {
  std::string all;
  for (int i = 0; i < 300; ++i)
    all += i % 50 == 7 ? "\n" : i % 70 == 9 ? "broken " + std::to_string(i) + "\r\n" : line_of(i);
  ASSERT_TRUE(tag(std::make_unique<Pieces>(std::vector<std::string>{all})).ok());
  const std::string expected = std::move(out_);
  for (const std::size_t workers : {1, 2, 5}) {
    for (const std::size_t size : {1, 37, 4096}) {
      std::vector<std::string> pieces;
      for (std::size_t at = 0; at < all.size(); at += size) pieces.push_back(all.substr(at, size));
      out_.clear();
      TagStreamOptions options;
      options.workers = workers;
      const auto counts = tag(std::make_unique<Pieces>(pieces), options);
      ASSERT_TRUE(counts.ok());
      EXPECT_EQ(counts->lines, 300u);
      EXPECT_EQ(counts->errors, 5u);
      EXPECT_EQ(out_, expected) << workers << " workers, pieces of " << size;
    }
  }
}

TEST_F(TagStreamTest, RefusesLinesThatAreTooLongAndGoesOn) {
  TagStreamOptions options;
  options.max_line = 100'000;
  const std::string limit = "{\"text\":\"" + std::string(options.max_line - 11, 'x') + "\"}";
  ASSERT_EQ(limit.size(), options.max_line);
  const std::string all = limit + "\n" + limit + " \n" + std::string(3'000'000, 'y') + "\n" + line_of(1) +
                          std::string(200'000, 'z');
  for (const std::size_t size : {all.size(), std::size_t{65'536}}) {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < all.size(); at += size) pieces.push_back(all.substr(at, size));
    out_.clear();
    const auto counts = tag(std::make_unique<Pieces>(pieces), options);
    ASSERT_TRUE(counts.ok());
    EXPECT_EQ(counts->lines, 5u);
    EXPECT_EQ(counts->errors, 3u);
    EXPECT_THAT(out_, HasSubstr("-:2: the line is longer than 100000 bytes"));
    EXPECT_THAT(out_, HasSubstr("-:3: the line is longer than 100000 bytes"));
    EXPECT_THAT(out_, HasSubstr("-:5: the line is longer than 100000 bytes"));
    EXPECT_LT(out_.size(), 500'000u) << "of a long line 64 KiB come back";
  }
}

TEST_F(TagStreamTest, LeavesAnUnfinishedLineAloneWhenStopped) {
  std::atomic<bool> stop = false;
  TagStreamOptions options;
  options.stop = &stop;
  const auto counts = tag(std::make_unique<Pieces>(std::vector<std::string>{line_of(1) + "{\"te"},
                                                   [&](std::size_t piece) { stop = piece == 1; }),
                          options);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->lines, 1u);
  EXPECT_EQ(counts->left_bytes, 4u);
}

TEST_F(TagStreamTest, AnswersWhatCameBeforeAnError) {
  const Error broken{ErrorCode::kIo, "cannot read: it broke", "-", 0, {}};
  const auto counts =
      tag(std::make_unique<Pieces>(std::vector<std::string>{line_of(1) + line_of(2) + "{"}, nullptr, broken));
  ASSERT_FALSE(counts.ok());
  EXPECT_EQ(counts.error().message, broken.message);
  EXPECT_EQ(lines(), 2u);
}

TEST_F(TagStreamTest, EndsWhenNobodyTakesTheAnswers) {
  const auto counts =
      tag_stream(std::make_unique<Pieces>(std::vector<std::string>(1000, line_of(1))), tagger_, {},
                 [](std::string_view) -> Status { return Error{ErrorCode::kIo, "full", "out", 0, {}}; });
  ASSERT_FALSE(counts.ok());
  EXPECT_EQ(counts.error().message, "full");
}

}  // namespace
}  // namespace bearing
