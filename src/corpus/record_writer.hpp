// Records written in any corpus format.
#pragma once

#include <memory>
#include <string>

#include "bearing/result.hpp"
#include "corpus/record.hpp"
#include "corpus/record_reader.hpp"

namespace bearing {

class RecordWriter {
 public:
  virtual ~RecordWriter() = default;
  /// Errors: kIo; kInvalidData when the format can't hold the record (the message says which part).
  virtual Status write(const Record& record) = 0;
  /// Must be called once at the end; flushes and reports what could not be written.
  virtual Status finish() = 0;
};

/// `path` "-" is standard output; ".gz" and ".zst" compress. A file appears under its name when finish() has
/// succeeded, never a part of it. kFolders takes a folder that must not exist or be empty. kAuto goes by the
/// name (a trailing slash means folders), and is JSON Lines where that says nothing. kPairs is a table where
/// the name ends in .csv or .tsv. Fields are written under their native names; of the options only
/// label_separator counts. What a format can't hold is said in stream_writers.hpp.
Result<std::unique_ptr<RecordWriter>> open_writer(const std::string& path, CorpusFormat format,
                                                  const ReadOptions& options);

/// The record as one line of native JSON, without line feed: known fields first, then the others as they
/// came.
void append_json_line(const Record& record, std::string& out);

/// Appends a JSON string literal of valid UTF-8 (bad bytes become U+FFFD).
void append_json_string(std::string_view text, std::string& out);

}  // namespace bearing
