// Streams of records from files, folders and standard input.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"

namespace bearing {

enum class CorpusFormat {
  kAuto,       ///< By content first, then by name.
  kJsonLines,  ///< Native format.
  kCsv,
  kTsv,          ///< Named columns.
  kFastText,     ///< __label__a __label__b text
  kFolders,      ///< One folder a label, one document a file.
  kLabelStudio,  ///< Label Studio JSON export (choices).
  kDoccano,      ///< doccano JSON Lines export ("label"/"labels").
  kText,         ///< One document a file.
  kHtml,         ///< One page a file.
  kPairs,        ///< JSON Lines of (text, target, stance): read as native, written one pair a line.
  kSemEval2016,  ///< SemEval-2016 Task 6: tweets with target and stance, tab-separated.
  kFnc1,         ///< Fake News Challenge 1: headlines and stances, bodies in a file beside them.
  kVast,         ///< VAST: comments with topics and stances, CSV.
  kWarc,         ///< WARC 1.0 and 1.1: pages as crawlers keep them.
};

/// Names as on the command line: auto, jsonl, csv, tsv, fasttext, folders, label-studio, doccano, text, html,
/// pairs, semeval-2016, fnc-1, vast, warc.
Result<CorpusFormat> parse_corpus_format(const std::string& name);

/// All of these names, in that order.
std::vector<std::string> corpus_format_names();

/// What is read of a record beside its text, to learn from it or to answer it: the rest is carried as any
/// other field is, and so is a language that is no text.
enum class Annotations {
  kAll,      ///< Topics, stances and targets.
  kTargets,  ///< Only the targets that labels are wanted for.
  kNone,     ///< Not even an id, unless it is a text.
};

struct ReadOptions {
  CorpusFormat format = CorpusFormat::kAuto;
  std::string text_field = "text";
  std::string title_field = "title";
  std::string id_field = "id";
  std::string label_field = "topics";  ///< JSON array or string; in CSV/TSV joined by `label_separator`. JSON
                                       ///< Lines also accept "labels".
  std::string label_separator = ";";
  /// The target and the stance of records that hold one pair instead of a list "stances". Under their default
  /// names they give way to another field that has that name.
  std::string target_field = "target";
  std::string stance_field = "stance";
  /// The bodies of FNC-1. Empty: the file beside the stances that has "bodies" for "stances" (or "pairs") in
  /// its name.
  std::string bodies;
  Annotations annotations = Annotations::kAll;           ///< Of JSON.
  std::size_t max_record_bytes = std::size_t{64} << 20;  ///< Longer records become error records.
  /// Longer texts are cut, at a character, and marked `truncated`. Of pages it limits the HTML without
  /// scripts and styles.
  std::size_t max_text_bytes = std::size_t{1} << 20;
  Status validate() const;
};

/// Reads records one at a time. Inputs: files (plain, compressed, tar or zip by content: see
/// archive_reader.hpp), folders (recursively, in byte order of their paths), "-". Entries without an id get
/// "source:line" (or the path). Not thread-safe.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  /// True and a record (perhaps one with `error`), or false at the end. Errors: what makes going on
  /// impossible (file unreadable, stream damaged).
  virtual Result<bool> next(Record& record) = 0;
  /// Entries so far that are no documents by their nature (requests, images and answers other than 200 in a
  /// WARC file) and gave no record.
  virtual std::uint64_t passed_over() const { return 0; }
};

Result<std::unique_ptr<RecordReader>> open_records(const std::vector<std::string>& inputs,
                                                   const ReadOptions& options);

/// Reads everything; the first error record or stream error is returned as the error.
Result<std::vector<Record>> read_corpus(const std::vector<std::string>& inputs, const ReadOptions& options);

}  // namespace bearing
