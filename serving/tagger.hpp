// Lines of JSON in, the same lines with labels out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bearing/result.hpp"
#include "corpus/json_record.hpp"
#include "corpus/record.hpp"
#include "corpus/record_reader.hpp"
#include "inference/label_writer.hpp"
#include "serving/record_labeler.hpp"

namespace bearing {

struct TagOptions {
  ReadOptions read;               ///< Names of fields. Annotations aren't read, whatever it says.
  LabelWriterOptions writer;      ///< What labels say.
  std::string field = "bearing";  ///< Where they stand in the record.
};

struct RecordPlace {
  std::string_view source = "-";
  std::uint64_t line = 0;  ///< 1-based; 0 where there are no lines.
};

/// Adds labels to records. Immutable: safe for several threads, each with a Worker of its own.
class Tagger {
 public:
  /// Errors: kUsage for a field whose name a JSON string can't hold as it is, or that the text is read from.
  static Result<Tagger> make(RecordLabeler labeler, TagOptions options);

  /// What one thread needs.
  class Worker {
   public:
    explicit Worker(const Tagger& tagger) : parser_(tagger.options_.read, JsonShape::kNative) {}

    /// Why the last record has no labels; null where it has.
    const Error* error() const { return record_.error ? &*record_.error : nullptr; }

   private:
    friend class Tagger;
    Workspace workspace_;
    JsonRecordParser parser_;
    Record record_;
    std::string value_, repaired_;
  };

  /// Appends the record on `line`, a JSON object, with its labels, and a line feed; all that it holds stays
  /// as it was, byte for byte, but for bytes that are no UTF-8, which become U+FFFD. A record that can't be
  /// labelled says why in the same field ({"error":"..."}); of a line that is no JSON object that is all,
  /// with its bytes as "record" (64 KiB at most). Returns whether it was labelled. `line` must be followed by
  /// BufferedInput::kSlack readable bytes. `place` is where it comes from, for errors.
  bool tag(std::string_view line, const RecordPlace& place, Worker& worker, std::string& out) const;

  /// The answer to a line that can't be taken as a record.
  void refuse(std::string_view line, const Error& why, std::string& out) const;

 private:
  Tagger(RecordLabeler labeler, TagOptions options)
      : labeler_(std::move(labeler)), options_(std::move(options)) {}

  RecordLabeler labeler_;
  TagOptions options_;
};

}  // namespace bearing
