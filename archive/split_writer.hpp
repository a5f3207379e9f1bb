// Results parted by label: one file for each.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "archive/result_line.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// By what results are parted.
enum class SplitBy { kTopic, kLang, kStance, kTarget };

/// Names as on the command line: topic, lang, stance, target. Errors: kUsage.
Result<SplitBy> parse_split_by(const std::string& name);

/// Writes results into files of a new folder: LABEL.jsonl for each label, in which every document that has
/// it stands once, in order; _none.jsonl for documents without any; _errors.jsonl for those that could not be
/// read. Only labels that are assigned count. Bytes that file names can't hold are written %XX, and so is a
/// "_" or "." at the start; very long labels are cut and told apart by a hash.
///
/// The folder appears under its name when finish() has succeeded; without it, nothing is left. However many
/// labels there are, no file stays open and some 20 MB of memory are used. Not thread-safe.
class SplitWriter {
 public:
  /// Errors: kUsage when the folder is there and not empty; kIo.
  static Result<std::unique_ptr<SplitWriter>> open(const std::string& folder, SplitBy by);
  ~SplitWriter();

  /// Adds a document: its result, and the line of it (without line feed) that is written. Errors: kIo;
  /// kInvalidData when there are too many labels for a file each (more than 50,000).
  Status add(const ResultLine& result, std::string_view line);

  Status finish();

 private:
  struct Impl;
  explicit SplitWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bearing
