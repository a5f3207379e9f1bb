// Readers of one stream each, by format.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "bearing/result.hpp"
#include "corpus/buffered_input.hpp"
#include "corpus/byte_source.hpp"
#include "corpus/csv_parser.hpp"
#include "corpus/json_record.hpp"
#include "corpus/record_reader.hpp"

namespace bearing {

/// One input stream and the name that messages use for it.
struct NamedInput {
  std::unique_ptr<BufferedInput> bytes;
  std::string name;
  std::uint64_t first_line = 1;  ///< Number of the first line that `bytes` gives.
};

/// One object a line; from the first one that goes on behind its line (as "jq ." prints them), objects of any
/// number of lines.
std::unique_ptr<RecordReader> make_json_lines_reader(NamedInput input, const ReadOptions& options,
                                                     JsonShape shape);

/// One JSON array of Label Studio tasks or native records, read element by element in bounded memory.
std::unique_ptr<RecordReader> make_json_array_reader(NamedInput input, const ReadOptions& options);

/// JSON objects that follow one another, over as many lines as they like; the first begins on line `line`.
std::unique_ptr<RecordReader> make_json_objects_reader(NamedInput input, const ReadOptions& options,
                                                       JsonShape shape, std::uint64_t line = 1);

/// Takes over the line of a row of a table, and its error where it could not be read or has other than
/// `columns` cells. Whether the row can be used.
bool check_row(const CsvRow& row, std::size_t columns, Record& record);

/// CSV as in RFC 4180 with a header row, or one of its dialects (see csv_dialect.hpp); `separator` is the
/// usual one. Quotes within an unquoted cell are taken as they are. Columns "lang", "stances" (a JSON array),
/// "targets" (one, or a JSON array) and those named in the options are interpreted, others carried through
/// when not empty. In the topics column an empty cell says "none apply" and "null" says "not annotated"; a
/// JSON array of strings is understood.
std::unique_ptr<RecordReader> make_csv_reader(NamedInput input, const ReadOptions& options, char separator);

/// fastText's supervised format: labels at the start of each line. %XX in a label stands for that byte (that
/// is how labels with spaces are written). A line without label is a document that nobody annotated.
std::unique_ptr<RecordReader> make_fasttext_reader(NamedInput input, const ReadOptions& options);

/// SemEval-2016 Task 6: a header row, then ID, Target, Tweet and Stance between tabs (or the later edition as
/// CSV, without ID). UTF-8 or windows-1252, line by line. FAVOR, AGAINST and NONE become favor, against and
/// neutral; UNKNOWN makes the target one to label. Other columns are carried through.
std::unique_ptr<RecordReader> make_semeval_reader(NamedInput input, const ReadOptions& options);

/// FNC-1: one record a body, in the order in which `pairs` first names them, with a stance for each of its
/// headlines. Pairs: CSV (Headline, Body ID, Stance) or JSON Lines (target, body_id, stance); bodies: CSV
/// (Body ID, articleBody) or JSON Lines (body_id, text). What can't be read or joined is an error record of
/// its own. Everything is held in memory.
std::unique_ptr<RecordReader> make_fnc1_reader(NamedInput pairs, NamedInput bodies,
                                               const ReadOptions& options);

/// The same, with the bodies from options.bodies or the file beside the pairs. Errors: kUsage where there is
/// none; else as open_byte_source.
Result<std::unique_ptr<RecordReader>> open_fnc1_reader(NamedInput pairs, const ReadOptions& options);

/// VAST's CSV: comments in "post", their targets in "topic_str" (or "new_topic"), labels 0 to 2. Column
/// "seen?" is carried as "seen"; the tokenised copies of the text are left out, the other columns carried.
std::unique_ptr<RecordReader> make_vast_reader(NamedInput input, const ReadOptions& options);

/// The whole stream as one document, bytes as they are. What can't be read becomes an error record.
std::unique_ptr<RecordReader> make_whole_file_reader(NamedInput input, const ReadOptions& options, bool html);

/// Texts and pages below `root`, one folder a label: see folder_reader.cpp for the layout. `meter` as for
/// open_input().
Result<std::unique_ptr<RecordReader>> open_folder_reader(const std::string& root, const ReadOptions& options,
                                                         InputMeter* meter = nullptr);

/// Makes the record of what could not be read: the error, with its place as the record's. True.
bool refused_record(const Error& error, Record& record);

/// Gives that one record.
std::unique_ptr<RecordReader> make_refused_reader(Error error);

/// WARC: HTTP responses with status 200 that are HTML or plain text, and plain "conversion" records; the rest
/// is passed over. The id is the WARC-Record-ID without "urn:uuid:", fields "url" and "date" are carried, and
/// the text is a whole-file document's: bytes, with the charset that the HTTP header declares. A damaged
/// record is an error record with its offset in the unpacked stream; reading goes on at the next one.
std::unique_ptr<RecordReader> make_warc_reader(NamedInput input, const ReadOptions& options);

/// The members of a tar or zip archive, each an input of its own named "archive/member", in stored order. One
/// that can't be read is an error record. `depth`: archives around the members, this one included.
std::unique_ptr<RecordReader> make_archive_reader(NamedInput input, const ReadOptions& options, int depth);

/// Archives in archives in archives: one more is refused.
constexpr int kMostArchives = 3;

/// The start of the stream, enough for detection. Not more than a line of substance: whoever writes into a
/// pipe may wait for the answer to its first line before it sends another.
std::string_view first_lines(BufferedInput& input);

/// The reader for a stream in the format that options.format names or detection finds; for an archive, of its
/// members. `depth`: archives around the stream.
Result<std::unique_ptr<RecordReader>> open_stream_reader(std::unique_ptr<ByteSource> source,
                                                         const std::string& name, const ReadOptions& options,
                                                         int depth = 0);

}  // namespace bearing
