// Records from JSON objects.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "corpus/record.hpp"
#include "corpus/record_reader.hpp"

namespace bearing {

/// What kind of objects a stream holds.
enum class JsonShape {
  kNative,       ///< Bearing's own; also a public data set with "labels" or "label" in place of topics.
  kDoccano,      ///< doccano's export: like native, but "label" or "labels" must be text classes.
  kLabelStudio,  ///< Tasks of Label Studio: the document below "data", the topics below "annotations". Others
                 ///< as native.
};

/// Makes records of JSON objects; keeps its scratch memory from one to the next. Not thread-safe.
///
/// Field names and types: id (string or integer), lang, title, text (strings), topics (strings; one string
/// will do), stances (objects of strings), targets (strings; one string will do); and target with stance,
/// holder and evidence (strings) where there are no stances. null counts as missing. All else is carried
/// through as raw JSON. A name that comes twice counts as it came last, as in Python and JavaScript.
///
/// Field names of the options may lead into objects: "data.body" is "body" in the object "data", unless a
/// field is called so itself. Other fields of that object are carried under such names, too.
/// Strings longer than options.max_text_bytes are cut (record.truncated).
class JsonRecordParser {
 public:
  JsonRecordParser(const ReadOptions& options, JsonShape shape);
  ~JsonRecordParser();
  JsonRecordParser(JsonRecordParser&&) noexcept;

  /// Fills the record from `json`, which must be followed by BufferedInput::kSlack readable bytes. Reuses the
  /// record's memory. Leaves source and line alone; bad input sets the record's error, with the place taken
  /// from the record.
  void parse(std::string_view json, Record& record);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Parses a JSON array of stances, as in native JSON Lines, into the annotation. Empty on success, else what
/// is wrong.
std::string parse_stances(std::string_view json, Annotation& annotation);

}  // namespace bearing
