#include "base/file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace bearing {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "bearing-file-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(FileTest, ReadsBackWhatWasWritten) {
  std::string big(300'000, 'x');
  big[70'000] = '\0';
  for (const std::string& bytes : {std::string(), std::string("a\r\n\0b", 5), big}) {
    ASSERT_TRUE(write_file_atomically(at("f"), bytes).ok());
    auto read = read_file(at("f"));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, bytes);
  }
  EXPECT_EQ(entries(), 1u) << "temporary files are left over";
}

TEST_F(FileTest, SaysWhatTheSystemSaid) {
  auto missing = read_file(at("missing"));
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kIo);
  EXPECT_EQ(missing.error().source, at("missing"));
  EXPECT_NE(missing.error().message.find("No such file"), std::string::npos) << missing.error().message;
  auto directory = read_file(folder_.string());
  ASSERT_FALSE(directory.ok());
  EXPECT_NE(directory.error().message.find("directory"), std::string::npos);
}

TEST_F(FileTest, LeavesNothingBehindWhenItCannotWrite) {
  auto nowhere = write_file_atomically(at("no/such/folder/f"), "x");
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().code, ErrorCode::kIo);
  ASSERT_TRUE(fs::create_directory(at("d")));
  EXPECT_FALSE(write_file_atomically(at("d"), "x").ok());
  EXPECT_EQ(entries(), 1u);
}

TEST_F(FileTest, KeepsPermissionsAndLinks) {
  ASSERT_TRUE(write_file_atomically(at("f"), "old").ok());
  ASSERT_EQ(::chmod(at("f").c_str(), 0640), 0);
  fs::create_symlink("f", at("link"));
  ASSERT_TRUE(write_file_atomically(at("link"), "new").ok());
  EXPECT_TRUE(fs::is_symlink(at("link")));
  EXPECT_EQ(*read_file(at("f")), "new");
  EXPECT_EQ(static_cast<unsigned>(fs::status(at("f")).permissions()), 0640u);
}

TEST_F(FileTest, ReplacesRatherThanOverwrites) {
  ASSERT_TRUE(write_file_atomically(at("f"), "old").ok());
  auto mapped = MappedFile::open(at("f"));
  ASSERT_TRUE(mapped.ok());
  ASSERT_TRUE(write_file_atomically(at("f"), "new").ok());
  const auto bytes = (*mapped)->bytes();
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), "old");
}

TEST_F(FileTest, WritesToDevicesInPlace) {
  EXPECT_TRUE(write_file_atomically("/dev/null", "x").ok());
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_FALSE(write_file_atomically("/dev/full", "x").ok());
}

TEST_F(FileTest, ReadsPipes) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  const std::string sent(200'000, 'p');
  std::thread writer([&] { std::ofstream(at("pipe")) << sent; });
  auto read = read_file(at("pipe"));
  writer.join();
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, sent);
}

TEST_F(FileTest, MapsEmptyFilesToNoBytes) {
  ASSERT_TRUE(write_file_atomically(at("f"), "").ok());
  auto mapped = MappedFile::open(at("f"));
  ASSERT_TRUE(mapped.ok());
  EXPECT_TRUE((*mapped)->bytes().empty());
}

TEST_F(FileTest, MapsRegularFilesOnly) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  for (const std::string& path : {at("missing"), folder_.string(), at("pipe"), std::string("/dev/null")}) {
    auto mapped = MappedFile::open(path);
    ASSERT_FALSE(mapped.ok()) << path;
    EXPECT_EQ(mapped.error().code, ErrorCode::kIo);
  }
}

}  // namespace
}  // namespace bearing
