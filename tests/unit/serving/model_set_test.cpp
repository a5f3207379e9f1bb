#include "serving/model_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "serving/model_watcher.hpp"
#include "tests/small_model.hpp"

namespace bearing {
namespace {

using testing::HasSubstr;

class ModelSetTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& bytes) { return folder_.write(name, bytes); }

  ScratchFolder folder_;
  std::string good_ = small_model_bytes({});
  std::string other_ = small_model_bytes({.seed = 2});
};

TEST(ModelSource, IsAFileWithOrWithoutAName) {
  EXPECT_EQ(parse_model_source("news=a/b.safetensors")->name, "news");
  EXPECT_EQ(parse_model_source("news=a/b.safetensors")->path, "a/b.safetensors");
  EXPECT_EQ(parse_model_source("a/b.safetensors")->name, "b");
  EXPECT_EQ(parse_model_source("x=a/b=c.safetensors")->path, "a/b=c.safetensors");
  for (const char* bad : {"", "a=", "=b", "a b=c", "a/b=c", "x\"y=z"})
    EXPECT_FALSE(parse_model_source(bad).ok()) << bad;
}

TEST_F(ModelSetTest, FindsByNameAndTheFirstWithoutOne) {
  const auto set = ModelSet::open({{"a", write("a", good_)}, {"b", write("b", good_)}},
                                  ModelSource{"c", write("c", good_)});
  ASSERT_TRUE(set.ok());
  EXPECT_EQ((*set)->find("")->name, "a");
  EXPECT_EQ((*set)->find("b")->name, "b");
  EXPECT_EQ((*set)->find("c"), nullptr);  // The shadow has no face.
  EXPECT_EQ((*set)->shadow()->name, "c");
  EXPECT_EQ((*set)->all().size(), 2U);
}

TEST_F(ModelSetTest, RefusesNoneTwoOfANameAndBadOnes) {
  EXPECT_EQ(ModelSet::open({}).error().code, ErrorCode::kUsage);
  EXPECT_EQ(ModelSet::open({{"a", write("a", good_)}, {"a", write("b", good_)}}).error().code,
            ErrorCode::kUsage);
  EXPECT_EQ(ModelSet::open({{"a", write("bad", good_.substr(0, 100))}}).error().code,
            ErrorCode::kInvalidModel);
}

TEST_F(ModelSetTest, KeepsTheOldModelWhereTheNewOneIsBad) {
  const std::string path = write("m", good_);
  const auto set = ModelSet::open({{"m", path}});
  ASSERT_TRUE(set.ok());
  const auto before = (*set)->find("m");
  write("m", good_.substr(0, good_.size() - 1));
  auto tried = (*set)->reload(false);
  ASSERT_EQ(tried.size(), 1U);
  ASSERT_TRUE(tried[0].error);
  EXPECT_EQ((*set)->find("m"), before);
  write("m", other_);
  tried = (*set)->reload(false);
  ASSERT_FALSE(tried[0].error);
  EXPECT_EQ(tried[0].before, before->labeler->model_id());
  EXPECT_EQ((*set)->find("m")->labeler->model_id(), tried[0].after);
  EXPECT_NE(tried[0].before, tried[0].after);
  Workspace workspace;  // Who still holds the old one can go on with it.
  EXPECT_EQ(before->labeler->label(document_of("flood"), workspace).topics.size(), 3U);
}

TEST_F(ModelSetTest, TriesAFileOnceUntilItChangesAgain) {
  const auto set = ModelSet::open({{"m", write("m", good_)}, {"n", write("n", good_)}});
  ASSERT_TRUE(set.ok());
  EXPECT_TRUE((*set)->reload(true).empty());
  write("m", "nonsense");
  ASSERT_EQ((*set)->reload(true).size(), 1U);
  EXPECT_TRUE((*set)->reload(true).empty());
  std::filesystem::remove(folder_.path("m"));
  ASSERT_EQ((*set)->reload(true).size(), 1U);
  EXPECT_TRUE((*set)->reload(true).empty());
  write("m", other_);
  const auto tried = (*set)->reload(true);
  ASSERT_EQ(tried.size(), 1U);
  EXPECT_FALSE(tried[0].error);
}

TEST_F(ModelSetTest, IsWatched) {
  const auto set = ModelSet::open({{"m", write("m", good_)}});
  ASSERT_TRUE(set.ok());
  std::promise<ModelReload> told;
  {
    ModelWatcher watcher(**set, std::chrono::milliseconds(5),
                         [&](const ModelReload& reload) { told.set_value(reload); });
    write("m", other_);
    EXPECT_FALSE(told.get_future().get().error);
  }
  std::promise<void> asked;
  ModelWatcher watcher(**set, {}, [&](const ModelReload&) { asked.set_value(); });
  watcher.ask();
  asked.get_future().wait();
}

}  // namespace
}  // namespace bearing
