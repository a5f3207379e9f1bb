#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <lzma.h>

#include <algorithm>

#include "packed_files.hpp"

namespace bearing {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

const Members kSmall = {{"a.txt", "first text"},
                        {"d/b.jsonl", "{\"id\":\"1\",\"text\":\"x\"}\n{\"id\":\"2\",\"text\":\"y\"}\n"},
                        {"d/page", "<html>page"}};
constexpr const char* kSmallIds = "c/a.txt 1 2 c/d/page";

class Archives : public ::testing::TestWithParam<Packing> {};

TEST_P(Archives, GiveEachMemberAsAnInputOfItsOwn) {
  const Reading reading = read_bytes(packed_files(kSmall, GetParam()));
  EXPECT_FALSE(reading.error);
  EXPECT_EQ(reading.ids(), kSmallIds);
  ASSERT_EQ(reading.records.size(), 4u);
  EXPECT_EQ(reading.records[2].source, "c/d/b.jsonl");
  EXPECT_EQ(reading.records[2].line, 2u);
  EXPECT_TRUE(reading.records[3].html);
}

TEST_P(Archives, DeliverWhatStandsBeforeACut) {
  const Reading whole = read_bytes(packed_files(kSmall, GetParam()));
  const std::string bytes = packed_files(kSmall, GetParam());
  const std::size_t step = bytes.size() > 2000 ? 61 : 1;  // a tar is mostly padding
  for (std::size_t size = 1; size < bytes.size(); size += step) {
    const Reading reading = read_bytes(bytes.substr(0, size));
    std::size_t sound = 0;
    for (const Record& record : reading.records) {
      if (record.error || record.document.id == "c") continue;  // too short to be known as an archive
      EXPECT_EQ(record.document.text, whole.records[sound].document.text) << size;
      ++sound;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Packings, Archives,
                         ::testing::Values(Packing::kTar, Packing::kTarGzip, Packing::kTarXz, Packing::kZip,
                                           Packing::kZipStored));

TEST(Archive, NamesAreNamesAndNoPaths) {
  const Reading reading = read_bytes(
      packed_files({{"../../etc/x.txt", "a"}, {"/abs.txt", "b"}, {"./e.txt", "c"}, {"tiếng/v.txt", "d"}}));
  EXPECT_EQ(reading.ids(), "c/../../etc/x.txt c//abs.txt c/e.txt c/tiếng/v.txt");
}

TEST(Archive, PassesOverWhatIsNoFile) {
  TemporaryFolder folder;
  archive* out = archive_write_new();
  archive_write_set_format_pax_restricted(out);
  archive_write_open_filename(out, folder.path("a.tar").c_str());
  for (const unsigned type : {AE_IFDIR, AE_IFLNK, AE_IFCHR, AE_IFIFO}) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, "odd");
    archive_entry_set_filetype(entry, type);
    if (type == AE_IFLNK) archive_entry_set_symlink(entry, "/etc/passwd");
    archive_write_header(out, entry);
    archive_entry_free(entry);
  }
  archive_write_free(out);
  const Reading reading = read_paths({folder.path("a.tar")});
  EXPECT_FALSE(reading.error);
  EXPECT_TRUE(reading.records.empty());
  EXPECT_EQ(read_bytes(packed_files({{".git/x.txt", "a"}, {"__MACOSX/y.txt", "b"}, {"z.txt", "c"}})).ids(),
            "c/z.txt");
}

TEST(Archive, MakesErrorRecordsOfWhatIsNoText) {
  const Reading reading =
      read_bytes(packed_files({{"a.pdf", "%PDF-1.7"}, {"b.txt", "fine"}, {"c.png", "\x89PNG\r\n"}}));
  EXPECT_FALSE(reading.error);
  ASSERT_EQ(reading.records.size(), 3u);
  EXPECT_EQ(reading.records[0].error->to_string(), "c/a.pdf: can't be read as text: this is a PDF document");
  EXPECT_FALSE(reading.records[1].error);
  EXPECT_TRUE(reading.records[2].error);
}

TEST(Archive, OfficeDocumentsAreNone) {
  const Reading reading = read_bytes(
      packed_files({{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", "<w/>"}}, Packing::kZip));
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->message, "can't be read as text: this is an office document");
}

TEST(Archive, NestsThreeDeep) {
  std::string bytes = packed_files({{"t.txt", "deep"}}, Packing::kZip);
  bytes = packed_files({{"1.zip", bytes}}, Packing::kTarGzip);
  bytes = packed_files({{"2.tgz", bytes}}, Packing::kZip);
  EXPECT_EQ(read_bytes(bytes).ids(), "c/2.tgz/1.zip/t.txt");
  const Reading reading = read_bytes(packed_files({{"3.zip", bytes}, {"u.txt", "up"}}));
  EXPECT_EQ(reading.ids(), "c/3.zip/2.tgz/1.zip c/u.txt");
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_NE(reading.records[0].error->message.find("more than 3 deep"), std::string::npos);
}

TEST(Archive, ReadsCompressedMembers) {
  const std::string line = "{\"id\":\"z\",\"text\":\"x\"}\n";
  EXPECT_EQ(read_bytes(packed_files({{"a.jsonl.xz", xz_packed(line)}}, Packing::kZip)).ids(), "z");
}

TEST(Archive, GoesOnBehindAnEncryptedMember) {
  std::string bytes = packed_files({{"a.txt", "secret"}, {"b.txt", "plain"}}, Packing::kZipStored);
  bytes[6] = static_cast<char>(bytes[6] | 1);  // the first local header's flag for encryption
  const Reading reading = read_bytes(bytes);
  ASSERT_EQ(reading.records.size(), 2u);
  ASSERT_TRUE(reading.records[0].error);
  EXPECT_NE(reading.records[0].error->message.find("encrypted"), std::string::npos);
  EXPECT_EQ(reading.records[1].document.text, "plain");
}

TEST(Archive, SeesADamagedMemberByItsChecksum) {
  std::string bytes = packed_files({{"a.txt", "damaged text"}, {"b.txt", "plain"}}, Packing::kZip);
  const std::size_t checksum = bytes.find("PK\x07\x08") + 4;
  bytes[checksum] = static_cast<char>(~bytes[checksum]);
  const Reading reading = read_bytes(bytes);
  ASSERT_EQ(reading.records.size(), 2u);
  ASSERT_TRUE(reading.records[0].error);
  EXPECT_EQ(reading.records[0].error->source, "c/a.txt");
  EXPECT_EQ(reading.records[1].document.text, "plain");
}

TEST(Archive, SaysWhereItIsDamaged) {
  const std::string bytes = packed_files({{"a.txt", "text"}, {"b.txt", std::string(5000, 'x')}});
  const Reading reading = read_bytes(bytes.substr(0, 3000));
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_EQ(reading.records[0].document.text, "text");
  ASSERT_TRUE(reading.records[1].error);
  EXPECT_EQ(reading.records[1].error->source, "c/b.txt");
  EXPECT_TRUE(reading.records[1].error->offset);
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->source, "c");
}

TEST(Archive, SurvivesAHugeMember) {
  // 80 MB of zeros, packed into 80 KB: an error of its own, and the next member is read.
  const Reading reading = read_bytes(
      packed_files({{"bomb.txt", std::string(80'000'000, '\0')}, {"b.txt", "plain"}}, Packing::kZip));
  ASSERT_EQ(reading.records.size(), 2u);
  EXPECT_TRUE(reading.records[0].error);
  EXPECT_EQ(reading.records[1].document.text, "plain");
}

TEST(Archive, RefusesSparseMembers) {
  TemporaryFolder folder;
  archive* out = archive_write_new();
  archive_write_set_format_pax_restricted(out);
  archive_write_open_filename(out, folder.path("a.tar").c_str());
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, "hole.txt");
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_size(entry, la_int64_t{1} << 50);
  archive_entry_sparse_add_entry(entry, (la_int64_t{1} << 50) - 4, 4);
  archive_write_header(out, entry);
  archive_write_data(out, "text", 4);
  archive_entry_free(entry);
  archive_write_free(out);
  const Reading reading = read_paths({folder.path("a.tar")});
  for (const Record& record : reading.records) EXPECT_TRUE(record.error);
}

TEST(Compressed, RefusesWindowsThatTakeTooMuchMemory) {
  lzma_options_lzma options;
  lzma_lzma_preset(&options, 1);
  options.dict_size = std::uint32_t{1} << 29;
  const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  std::string out(1000, '\0');
  std::size_t size = 0;
  ASSERT_EQ(lzma_stream_buffer_encode(const_cast<lzma_filter*>(filters), LZMA_CHECK_CRC32, nullptr,
                                      reinterpret_cast<const std::uint8_t*>("text"), 4,
                                      reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size()),
            LZMA_OK);
  const Reading reading = read_bytes(out.substr(0, size), CorpusFormat::kAuto, "a.txt");
  ASSERT_EQ(reading.records.size(), 1u);
  EXPECT_NE(reading.records[0].error->message.find("more memory than 100 MiB"), std::string::npos);
}

}  // namespace
}  // namespace bearing
