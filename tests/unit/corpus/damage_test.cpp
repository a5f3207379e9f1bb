// Cut and corrupted inputs of every kind: what stands before the damage comes unchanged, and nothing crashes
// or hangs.
#include <gtest/gtest.h>

#include <random>

#include "packed_files.hpp"

namespace bearing {
namespace {

struct Damaged {
  const char* name;
  std::string bytes;
};

std::string lines(bool array) {
  std::string out = array ? "[" : "";
  for (int i = 0; i < 40; ++i) {
    out += std::string(i > 0 && array ? "," : "") + "{\"id\":\"" + std::to_string(i) + "\",\"text\":\"word " +
           std::string(static_cast<std::size_t>(i), 'x') + "\"}\n";
  }
  return out + (array ? "]" : "");
}

std::string pretty() {
  std::string out;
  for (int i = 0; i < 40; ++i)
    out += "{\n  \"id\": \"" + std::to_string(i) + "\",\n  \"text\": \"word\",\n  \"x\": [\n    {}\n  ]\n}\n";
  return out;
}

std::string rows() {
  std::string out = "id;text\r\n";
  for (int i = 0; i < 40; ++i) out += std::to_string(i) + ";\"a \"\"word\"\"\n in two lines\"\r\n";
  return out;
}

std::string warc() {
  std::string out;
  for (int i = 0; i < 20; ++i) {
    const std::string body = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>page " + std::to_string(i);
    out += "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:" + std::to_string(i) +
           ">\r\nContent-Type: application/http\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body + "\r\n\r\n";
  }
  return out;
}

std::vector<Damaged> inputs() {
  TemporaryFolder folder;
  std::vector<Record> records(40);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].document.id = std::to_string(i);
    records[i].document.text = "word " + std::to_string(i * 7919);
  }
  write_all(folder.path("c.gz"), CorpusFormat::kJsonLines, records);
  write_all(folder.path("c.zst"), CorpusFormat::kJsonLines, records);
  const std::vector<std::pair<std::string, std::string>> members = {{"a.txt", "first"},
                                                                    {"b.jsonl", lines(false)},
                                                                    {"c.html", "<p>x"},
                                                                    {"d.csv", rows()},
                                                                    {"e.warc", warc()}};
  std::vector<Damaged> all = {{"gzip", bytes_of(folder.path("c.gz"))},
                              {"zstd", bytes_of(folder.path("c.zst"))},
                              {"bzip2", bzip2_packed(lines(false))},
                              {"xz", xz_packed(lines(false))},
                              {"jsonl", lines(false)},
                              {"array", lines(true)},
                              {"pretty", pretty()},
                              {"csv", rows()},
                              {"warc", warc()}};
  all.push_back({"tar", packed_files(members)});
  all.push_back({"tar.gz", packed_files(members, Packing::kTarGzip)});
  all.push_back({"tar.xz", packed_files(members, Packing::kTarXz)});
  all.push_back({"zip", packed_files(members, Packing::kZip)});
  all.push_back({"stored", packed_files(members, Packing::kZipStored)});
  all.push_back(
      {"nested", packed_files({{"in.zip", packed_files(members, Packing::kZip)}, {"z.txt", "last"}})});
  return all;
}

/// Records before the damage, as they were: those that both readings begin with.
std::size_t same_start(const Reading& whole, const Reading& part) {
  std::size_t count = 0;
  while (count < part.records.size() && count < whole.records.size() && !part.records[count].error &&
         part.records[count].document.id == whole.records[count].document.id &&
         part.records[count].document.text == whole.records[count].document.text)
    ++count;
  return count;
}

TEST(Damage, CutAnywhereKeepsWhatStandsBefore) {
  std::mt19937 random(7);
  for (const auto& [name, bytes] : inputs()) {
    const Reading whole = read_bytes(bytes);
    ASSERT_FALSE(whole.error) << name;
    ASSERT_GE(whole.records.size(), 20u) << name;
    std::size_t last = 0;
    for (std::size_t size = 0; size < bytes.size(); size += 1 + random() % (bytes.size() / 60 + 1)) {
      const Reading part = read_bytes(bytes.substr(0, size));
      EXPECT_LE(part.records.size(), whole.records.size() + 1) << name << " " << size;
      const std::size_t kept = same_start(whole, part);
      EXPECT_GE(kept, last) << name << " cut at " << size << ": more of the input gave fewer records";
      last = std::max(last, kept);
    }
  }
}

TEST(Damage, AnyChangedBytesAreSurvived) {
  std::mt19937 random(11);
  for (const auto& [name, bytes] : inputs()) {
    const Reading whole = read_bytes(bytes);
    for (int run = 0; run < 150; ++run) {
      std::string changed = bytes;
      for (unsigned left = 1 + random() % 3; left > 0; --left) {
        const std::size_t at = random() % changed.size();
        switch (random() % 4) {
          case 0:
            changed[at] = static_cast<char>(random());
            break;
          case 1:
            changed.erase(at, random() % 20);
            break;
          case 2:
            changed.insert(at, random() % 20, static_cast<char>(random()));
            break;
          default:
            changed.insert(at, changed.substr(random() % changed.size(), random() % 300));
        }
        if (changed.empty()) changed = bytes;
      }
      const Reading part = read_bytes(changed);
      EXPECT_LE(part.records.size(), 60 * whole.records.size()) << name << " " << run;
    }
  }
}

TEST(Damage, AnEndlessLineIsOneErrorRecord) {
  ReadOptions options;
  options.max_record_bytes = 100'000;
  for (const char* begin : {"{\"text\":\"", "id,text\n1,\"", "[{\"text\":\"", "{\n\"text\":\""}) {
    const std::string bytes = begin + std::string(3'000'000, 'x');
    const Reading reading = read_bytes(bytes, CorpusFormat::kAuto, "c", options);
    EXPECT_EQ(reading.records.size() + (reading.error ? 1 : 0), 1u) << begin;
    for (const Record& record : reading.records) EXPECT_TRUE(record.error) << begin;
  }
}

}  // namespace
}  // namespace bearing
