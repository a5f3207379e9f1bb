// One entry of a corpus and where it stands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bearing/document.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// A document with its annotation and its place. `error` is set instead when the entry could not be read: it
/// still counts as one record, so that nothing is lost and order is kept. Its id is kept where it could be
/// read.
struct Record {
  Document document;
  Annotation annotation;
  std::string source;      ///< File name or "-".
  std::uint64_t line = 0;  ///< 1-based; 0 for whole-file documents.
  bool html = false;       ///< document.text is an HTML page as bytes, still to be extracted.
  bool truncated = false;  ///< The text (or another long string) was cut: see ReadOptions::max_text_bytes.
  std::string declared_charset;  ///< What an HTTP header said of the bytes of a whole-file document.
  std::string charset;           ///< Charset found while decoding a whole-file document; empty for JSON.
  /// Bad bytes and lone surrogate escapes that became U+FFFD while a JSON entry was read or a whole file was
  /// decoded. Text from other formats comes as it is; the analysis of the text repairs and counts there.
  std::size_t replaced = 0;
  std::optional<Error> error;
  std::string refused;  ///< With an error: the bytes of the line, row or JSON value, where it has some; cut.
};

/// Empties a record for reuse. Its memory, source and line stay.
void clear_record(Record& record);

/// Sets the record's error: kInvalidData at the record's own place.
void set_record_error(Record& record, std::string message);

/// Keeps the bytes of a record that has an error, so that it can be mended: 64 KiB of them at most.
void keep_refused(std::string_view bytes, Record& record);

/// Whether a record only teaches: it has stances but no topics, and its `targets` say which targets people
/// looked at, so that nothing is known of the others and nothing can be measured on it.
bool only_teaches(const Record& record);

/// A hash of everything in a record but its place, and of a corpus: 16 hexadecimal digits.
std::uint64_t record_hash(const Record& record);
std::string corpus_hash(const std::vector<Record>& records);

/// Gives a record without id its place as one: "source:line", or the source alone for a whole file.
void ensure_id(Record& record);

}  // namespace bearing
