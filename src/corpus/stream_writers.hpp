// Writers by format.
#pragma once

#include <memory>
#include <string>

#include "bearing/result.hpp"
#include "corpus/output_sink.hpp"
#include "corpus/record_writer.hpp"

namespace bearing {

/// A table as make_csv_reader reads it. Carried fields become columns: strings as their text, other values as
/// JSON. They are all strings when read back; empty ones are gone. Where the first records hold one pair of
/// target and stance each, these have columns of their own; otherwise, and for any record that doesn't fit,
/// column "stances" holds the JSON array.
std::unique_ptr<RecordWriter> make_csv_writer(std::unique_ptr<OutputSink> sink, char separator,
                                              const std::string& label_separator);

/// One record for every pair of target and stance, and for every target to label, handed on to `writer`. The
/// pairs of a record that has several get "#1", "#2" ... appended to its id. Topics have no place; a record
/// without pairs is not written.
std::unique_ptr<RecordWriter> make_pairs_writer(std::unique_ptr<RecordWriter> writer);

/// fastText's lines. The title goes before the text, line breaks become spaces; ids, stances and carried
/// fields have no place. Spaces and percent signs in labels are written as %20 and %25; the bare "__label__"
/// says that no topic applies.
std::unique_ptr<RecordWriter> make_fasttext_writer(std::unique_ptr<OutputSink> sink);

/// The layout of folder_reader.cpp. The title becomes the first paragraph; stances and carried fields have no
/// place.
Result<std::unique_ptr<RecordWriter>> open_folder_writer(const std::string& root);

}  // namespace bearing
