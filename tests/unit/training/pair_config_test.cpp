#include "training/pair_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace bearing {
namespace {

using testing::HasSubstr;

const std::string kConfigs = std::string(BEARING_SOURCE_DIR) + "/training/configs/";

void expect_same(const PairTrainOptions& a, const PairTrainOptions& b) {
  EXPECT_EQ(a.rules, b.rules);
  EXPECT_EQ(a.network.hidden, b.network.hidden);
  EXPECT_EQ(a.network.learning_rate, b.network.learning_rate);
  EXPECT_EQ(a.network.epochs, b.network.epochs);
  EXPECT_EQ(a.network.batch, b.network.batch);
  EXPECT_EQ(a.network.dropout, b.network.dropout);
  EXPECT_EQ(a.network.wide_decay, b.network.wide_decay);
  EXPECT_EQ(a.network.deep_decay, b.network.deep_decay);
  EXPECT_EQ(a.network.balance, b.network.balance);
  EXPECT_EQ(a.ensemble, b.ensemble);
  EXPECT_EQ(a.folds.count, b.folds.count);
  EXPECT_EQ(a.folds.by, b.folds.by);
  EXPECT_EQ(a.folds.loose, b.folds.loose);
  EXPECT_EQ(a.decision.objective, b.decision.objective);
  EXPECT_EQ(a.decision.tune, b.decision.tune);
}

TEST(PairConfig, TheFileOfDefaultsSaysWhatIsBuiltIn) {
  const auto file = read_pair_config(kConfigs + "pairs.toml");
  ASSERT_TRUE(file.ok()) << file.error().to_string();
  expect_same(*file, default_pair_options());
  const auto least = parse_pair_config("kind = \"pairs\"", "x");
  ASSERT_TRUE(least.ok()) << least.error().to_string();
  expect_same(*least, default_pair_options());
}

TEST(PairConfig, EveryFileThatShipsIsGood) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kConfigs)) {
    const auto options = read_pair_config(entry.path().string());
    EXPECT_TRUE(options.ok()) << options.error().to_string();
    ++files;
  }
  EXPECT_GE(files, 6u);
}

TEST(PairConfig, ReadsEveryKey) {
  const std::string good = R"(
kind = "pairs"
[features]
overlap = false
feeling = false
near_feeling = true
form = true
split_hashtags = true
dense_weight = 0.5
dense_by_target = 0.25
[[features.block]]
family = "near"
runs = [1, 3]
window = 8
weight = 0.5
by_target = 2
min_documents = 3
most = 100
skip_stop_words = true
[network]
hidden = 7
learning_rate = 0.01
epochs = 3
batch = 32
dropout = 0
wide_decay = 0.5
deep_decay = 0.25
balance = 1
ensemble = 2
[folds]
count = 4
by = "connected"
loose = "unrelated"
[decision]
objective = "fnc-1"
tune = false
[[cue]]
target = "a fee"
favor = ["fair"]
against = ["highway robbery", "rip-off*"]
[[cue]]
rude = ["fool*"]
)";
  const auto read = parse_pair_config(good, "x");
  ASSERT_TRUE(read.ok()) << read.error().to_string();
  PairTrainOptions expected;
  PairBlock block;
  block.family = PairFamily::kNear;
  block.smallest = 1;
  block.largest = 3;
  block.window = 8;
  block.weight = 0.5;
  block.by_target = 2;
  block.min_documents = 3;
  block.most = 100;
  block.skip_stop_words = true;
  expected.rules = {{block}, false, false, true};
  expected.network = {7, 0.01, 3, 32, 0, 0.5, 0.25, 1, 1};
  expected.ensemble = 2;
  expected.folds = {4, PairGroups::kConnected, "unrelated", 1};
  expected.decision = {PairObjective::kFnc1, false};
  expected.rules.form = expected.rules.split_hashtags = true;
  expected.rules.dense_weight = 0.5;
  expected.rules.dense_by_target = 0.25;
  expected.rules.cues = {{"a fee", "against", {"highway robbery", "rip-off*"}},
                         {"a fee", "favor", {"fair"}},
                         {"", "rude", {"fool*"}}};
  expect_same(*read, expected);
}

struct Fault {
  const char* toml;
  std::uint64_t line;
  const char* message;
};

TEST(PairConfig, SaysWhatIsWrongAndWhere) {
  const Fault faults[] = {
      {"kind = \"topics\"", 1, "expected kind = \"pairs\""},
      {"", 1, "expected kind = \"pairs\""},
      {"kind = \"pairs\"\nfold = 3", 2, "unknown key \"fold\"; expected kind, features, network, folds"},
      {"kind = \"pairs\"\n[network]\nhiden = 3", 3, "network: unknown key \"hiden\"; expected hidden"},
      {"kind = \"pairs\"\n[network]\nhidden = \"x\"", 3, "network.hidden: expected a whole number"},
      {"kind = \"pairs\"\n[network]\nhidden = -1", 3, "found -1"},
      {"kind = \"pairs\"\n[network]\nhidden = 1.5", 3, "found a number"},
      {"kind = \"pairs\"\nnetwork = 3", 2, "network: expected a table, found a number"},
      {"kind = \"pairs\"\n[folds]\nby = \"texts\"", 3,
       "expected \"text\", \"target\", \"connected\", found \"texts\""},
      {"kind = \"pairs\"\n[decision]\ntune = 1", 3, "expected true or false, found 1"},
      {"kind = \"pairs\"\n[[features.block]]\nruns = [1, 2]", 2, "a family is missing"},
      {"kind = \"pairs\"\n[[features.block]]\nfamily = \"near\"\nruns = [2, 1]", 4, "the smaller first"},
      {"kind = \"pairs\"\n[[features.block]]\nfamily = \"near\"\nruns = 0", 4, "from 1"},
      {"kind = \"pairs\"\n[features]\nblock = 3", 3, "expected [[features.block]] tables"},
      {"kind = \"pairs\"\n[network]\ndropout = 1", 0, "dropout"},
      {"kind = \"pairs\"\n[folds]\ncount = 1", 0, "folds must be 2 to 100"},
      {"kind = \"pairs\"\n[network", 2, ""},
      {"kind = \"pairs\"\n[features]\ndense_by_target = -1", 0, "dense_by_target must be from 0"},
      {"kind = \"pairs\"\n[features]\nform = 1", 3, "features.form: expected true or false, found 1"},
      {"kind = \"pairs\"\n[[cue]]\ntarget = \"t\"\nfavor = [\"x\"]\n[[cue]]\ntarget = \"t\"\nfavor = [\"y\"]",
       0, "two lists for \"favor\""},
      {"kind = \"pairs\"\n[[cue]]\ntarget = \"\"\nfavor = [\"x\"]", 3, "cue.target: expected"},
      {"kind = \"pairs\"\n[[cue]]\nrude = [\"x\"]\n[[cue]]\nrude = [\"y\"]", 0, "two lists for \"rude\""},
      {"kind = \"pairs\"\n[[cue]]\ntarget = \"t\"\nfavor = \"x\"", 4, "expected a list of phrases"},
      {"kind = \"pairs\"\n[[cue]]\ntarget = \"t\"\nfavor = [\"x\", 3]", 4, "found a number"},
  };
  for (const Fault& fault : faults) {
    const auto options = parse_pair_config(fault.toml, "my.toml");
    ASSERT_FALSE(options.ok()) << fault.toml;
    EXPECT_EQ(options.error().code, ErrorCode::kInvalidData);
    EXPECT_EQ(options.error().source, "my.toml");
    EXPECT_EQ(options.error().line, fault.line) << fault.toml;
    EXPECT_THAT(options.error().message, HasSubstr(fault.message)) << fault.toml;
  }
}

TEST(PairConfig, AMissingFileIsNotAFaultOfItsText) {
  const auto options = read_pair_config("/nowhere/pairs.toml");
  ASSERT_FALSE(options.ok());
  EXPECT_EQ(options.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace bearing
