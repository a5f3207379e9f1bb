// Corpora in memory and in folders that vanish, for the tests of this room.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "corpus/byte_source.hpp"
#include "corpus/record_reader.hpp"
#include "corpus/record_writer.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {

/// All that a stream gave: its records, then the error that ended it, if any.
struct Reading {
  std::vector<Record> records;
  std::optional<Error> error;

  /// The whole as text: an easy thing to compare and to print.
  std::string ids() const {
    std::string out;
    for (const Record& record : records) out += (out.empty() ? "" : " ") + record.document.id;
    return out;
  }
};

inline Reading drain(RecordReader& reader) {
  Reading reading;
  Record record;  // the same for all, as callers do: nothing may leak from one record to the next
  for (;;) {
    auto more = reader.next(record);
    if (!more) reading.error = more.error();
    if (!more || !*more) return reading;
    reading.records.push_back(record);
  }
}

inline Reading read_bytes(const std::string& bytes, CorpusFormat format = CorpusFormat::kAuto,
                          const std::string& name = "c", ReadOptions options = {}) {
  options.format = format;
  auto source = memory_byte_source(bytes, name);
  if (!source) return {{}, source.error()};
  auto reader = open_stream_reader(std::move(*source), name, options);
  if (!reader) return {{}, reader.error()};
  return drain(**reader);
}

inline Reading read_paths(const std::vector<std::string>& paths, ReadOptions options = {}) {
  auto reader = open_records(paths, options);
  if (!reader) return {{}, reader.error()};
  return drain(**reader);
}

/// A new empty folder, gone with its contents at the end of the scope.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "bearing-corpus-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path(const std::string& name = {}) const { return name.empty() ? path_ : path_ + "/" + name; }

  std::string write(const std::string& name, const std::string& bytes) const {
    const std::string file = path(name);
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }

 private:
  std::string path_;
};

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_all(const std::string& path, CorpusFormat format, const std::vector<Record>& records) {
  auto writer = open_writer(path, format, {});
  ASSERT_TRUE(writer) << writer.error().to_string();
  for (const Record& record : records) {
    const auto written = (*writer)->write(record);
    ASSERT_TRUE(written) << written.error().to_string();
  }
  ASSERT_TRUE((*writer)->finish());
}

}  // namespace bearing
