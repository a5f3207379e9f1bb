#include "model/tensor_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "base/file.hpp"
#include "tests/bytes_of.hpp"

namespace bearing {
namespace {

std::string small_file() {
  const std::vector<float> weights = {1.5f, -2.0f, 0.25f, 0.0f, 3.0f, 1e-20f};
  const std::vector<std::uint8_t> bytes = {7, 8, 9};
  const std::vector<std::int64_t> counts = {-1};
  auto file = serialise_tensors({make_tensor<float>("weights", Dtype::kF32, {2, 3}, weights),
                                 make_tensor<std::uint8_t>("bytes", Dtype::kU8, {3}, bytes),
                                 make_tensor<std::int64_t>("count", Dtype::kI64, {}, counts),
                                 make_tensor<float>("none", Dtype::kF32, {0, 4}, std::span<const float>())},
                                {{"name", "Thủy \"x\"\n"}, {"format", "1"}});
  EXPECT_TRUE(file.ok());
  return *std::move(file);
}

TEST(TensorFile, ReadsBackWhatWasWritten) {
  const std::string bytes = small_file();
  auto file = TensorFile::parse(bytes_of(bytes), "m");
  ASSERT_TRUE(file.ok()) << file.error().to_string();
  EXPECT_EQ((*file)->names(), (std::vector<std::string>{"weights", "bytes", "count", "none"}));
  EXPECT_EQ((*file)->metadata().at("name"), "Thủy \"x\"\n");
  EXPECT_EQ((*file)->metadata().size(), 3u);
  EXPECT_EQ((*file)->checksum(), (*file)->metadata().at("bearing.checksum"));
  EXPECT_EQ((*file)->file_size(), bytes.size());

  auto weights = (*file)->values<float>("weights", Dtype::kF32, {2, 0});
  ASSERT_TRUE(weights.ok());
  EXPECT_EQ(std::vector<float>(weights->begin(), weights->end()),
            (std::vector<float>{1.5f, -2.0f, 0.25f, 0.0f, 3.0f, 1e-20f}));
  auto count = (*file)->values<std::int64_t>("count", Dtype::kI64, {});
  ASSERT_TRUE(count.ok());
  EXPECT_EQ((*count)[0], -1);
  auto none = (*file)->values<float>("none", Dtype::kF32, {0, 4});
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(none->empty());
}

TEST(TensorFile, AlignsEveryTensorTo64Bytes) {
  const std::string bytes = small_file();
  auto file = TensorFile::parse(bytes_of(bytes), "m");
  ASSERT_TRUE(file.ok());
  for (auto [name, dtype] :
       {std::pair("weights", Dtype::kF32), std::pair("bytes", Dtype::kU8), std::pair("count", Dtype::kI64)}) {
    auto view = (*file)->tensor(name, dtype);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(view->bytes.data()) % 64, 0u) << name;
  }
}

TEST(TensorFile, IsTheSameBytesForTheSameInput) { EXPECT_EQ(small_file(), small_file()); }

TEST(TensorFile, HoldsNothingAtAll) {
  auto bytes = serialise_tensors({}, {});
  ASSERT_TRUE(bytes.ok());
  auto file = TensorFile::parse(bytes_of(*bytes), "m");
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->names().empty());
}

TEST(TensorFile, RefusesAFileCutAtAnyByte) {
  const std::string bytes = small_file();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    for (bool verify : {true, false}) {
      auto file = TensorFile::parse(bytes_of(bytes).first(size), "m", verify);
      ASSERT_FALSE(file.ok()) << size;
      EXPECT_EQ(file.error().code, ErrorCode::kInvalidModel);
      EXPECT_EQ(file.error().source, "m");
      EXPECT_TRUE(file.error().offset.has_value());
    }
  }
  EXPECT_FALSE(TensorFile::parse(bytes_of(bytes + '\0'), "m", false).ok());
}

// The checksum covers the whole file, so that no flipped bit goes unseen: not in the header, not in the
// digits themselves, not in padding.
TEST(TensorFile, RefusesAFileWithAnyBitFlipped) {
  std::string bytes = small_file();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
      auto file = TensorFile::parse(bytes_of(bytes), "m");
      ASSERT_FALSE(file.ok()) << "byte " << i << " bit " << bit;
      EXPECT_EQ(file.error().code, ErrorCode::kInvalidModel);
      // Without the checksum a flip may go unseen, but what is then believed must still be inside the file.
      auto unverified = TensorFile::parse(bytes_of(bytes), "m", false);
      if (unverified.ok()) {
        for (const auto& name : (*unverified)->names()) {
          (void)(*unverified)->values<float>(name, Dtype::kF32, {2, 3});
        }
      }
      bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
    }
  }
  EXPECT_TRUE(TensorFile::parse(bytes_of(bytes), "m").ok());
}

TEST(TensorFile, RefusesEveryByteReplacedInTheHeader) {
  const std::string original = small_file();
  std::string bytes = original;
  for (std::size_t i = 0; i < 300; ++i) {
    for (char other : {'\0', ' ', '0', '"', '{', '}', '[', ',', '\\', '\xff'}) {
      if (original[i] == other) continue;
      bytes[i] = other;
      EXPECT_FALSE(TensorFile::parse(bytes_of(bytes), "m").ok()) << i;
    }
    bytes[i] = original[i];
  }
}

TEST(TensorFile, RefusesTensorsOfAnotherKind) {
  const std::string bytes = small_file();
  auto file = TensorFile::parse(bytes_of(bytes), "m");
  ASSERT_TRUE(file.ok());
  const TensorFile& model = **file;
  EXPECT_FALSE(model.tensor("missing", Dtype::kF32).ok());
  EXPECT_FALSE(model.tensor("weights", Dtype::kI32).ok());
  EXPECT_FALSE(model.values<float>("weights", Dtype::kF32, {3, 2}).ok());
  EXPECT_FALSE(model.values<float>("weights", Dtype::kF32, {6}).ok());
  EXPECT_FALSE(model.values<float>("weights", Dtype::kF32, {}).ok());
  auto wrong_type = model.values<double>("weights", Dtype::kF32, {2, 3});
  ASSERT_FALSE(wrong_type.ok());
  EXPECT_EQ(wrong_type.error().code, ErrorCode::kInternal);
  auto wrong_shape = model.values<float>("weights", Dtype::kF32, {3, 0});
  ASSERT_FALSE(wrong_shape.ok());
  EXPECT_NE(wrong_shape.error().message.find("[3, 0]"), std::string::npos) << wrong_shape.error().message;
  EXPECT_NE(wrong_shape.error().message.find("[2, 3]"), std::string::npos);
}

TEST(SerialiseTensors, RefusesWhatCannotBeReadBack) {
  const std::vector<float> one = {1};
  const auto tensor = [&](std::string name, std::vector<std::uint64_t> shape) {
    return make_tensor<float>(std::move(name), Dtype::kF32, std::move(shape), one);
  };
  const std::uint64_t huge = std::uint64_t{1} << 63;
  EXPECT_FALSE(serialise_tensors({tensor("a", {1}), tensor("a", {1})}, {}).ok());
  EXPECT_FALSE(serialise_tensors({tensor("a", {2})}, {}).ok());
  EXPECT_FALSE(serialise_tensors({tensor("a", {huge, 2})}, {}).ok());
  EXPECT_FALSE(serialise_tensors({tensor("a", {1, 1, 1, 1, 1, 1, 1, 1, 1})}, {}).ok());
  EXPECT_FALSE(serialise_tensors({tensor("__metadata__", {1})}, {}).ok());
  EXPECT_FALSE(serialise_tensors({tensor("bearing.filler.0", {1})}, {}).ok());
  EXPECT_FALSE(serialise_tensors({tensor("\xff", {1})}, {}).ok());
  EXPECT_FALSE(serialise_tensors({}, {{"a", "\xc3"}}).ok());
  EXPECT_FALSE(serialise_tensors({}, {{"x\"bearing.checksum", "looks like the checksum"}}).ok());
  EXPECT_TRUE(serialise_tensors({tensor("a", {1})}, {{"a", "\"bearing.checksum\":\"no\""}}).ok());
}

class TensorFileOnDisk : public testing::Test {
 protected:
  TensorFileOnDisk() : path_(testing::TempDir() + "bearing-" + std::to_string(::getpid()) + ".safetensors") {}
  ~TensorFileOnDisk() override { std::remove(path_.c_str()); }
  std::string path_;
};

TEST_F(TensorFileOnDisk, IsMappedWhereItLies) {
  ASSERT_TRUE(write_file_atomically(path_, small_file()).ok());
  auto file = TensorFile::open(path_);
  ASSERT_TRUE(file.ok()) << file.error().to_string();
  auto count = (*file)->values<std::int64_t>("count", Dtype::kI64, {});
  ASSERT_TRUE(count.ok());
  EXPECT_EQ((*count)[0], -1);
}

TEST_F(TensorFileOnDisk, TellsMissingFromEmpty) {
  auto missing = TensorFile::open(path_);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kIo);
  ASSERT_TRUE(write_file_atomically(path_, "").ok());
  auto empty = TensorFile::open(path_);
  ASSERT_FALSE(empty.ok());
  EXPECT_EQ(empty.error().code, ErrorCode::kInvalidModel);
}

// The script compares what the reference reader sees; it exits with 77 where that reader isn't installed.
TEST_F(TensorFileOnDisk, IsReadableByTheReferenceReader) {
  ASSERT_TRUE(write_file_atomically(path_, small_file()).ok());
  const char* python = std::getenv("BEARING_PYTHON");
  const std::string command = std::string(python ? python : "python3") +
                              " " BEARING_SOURCE_DIR "/tests/unit/model/read_tensors.py " + path_;
  const int status = std::system(command.c_str());
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "python3 has no safetensors package";
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace bearing
