#include "corpus/stream_readers.hpp"

#include <utility>

#include "corpus/archive_stream.hpp"
#include "corpus/detect_format.hpp"
#include "corpus/utf16_source.hpp"

namespace bearing {
namespace {

bool is_whole_file(CorpusFormat format) {
  return format == CorpusFormat::kText || format == CorpusFormat::kHtml;
}

/// Of text, in UTF-16 too.
CorpusFormat format_of_head(std::string_view head, const NamedInput& input, const ReadOptions& options) {
  if (is_utf16(head)) {
    // Excel's "Unicode text" is a table between tabs, whatever its name.
    const std::string text = utf16_head_as_utf8(head);
    const CorpusFormat by_content = detect_format(text, {}, options);
    return by_content == CorpusFormat::kTsv ? by_content : detect_format(text, input.name, options);
  }
  // Nothing on standard input is no document; an empty file of text still is one.
  const bool nothing = head.empty() && !input.bytes->error() && !is_whole_file(format_of_name(input.name));
  return nothing ? CorpusFormat::kJsonLines : detect_format(head, input.name, options);
}

/// Byte order marks are left out, and UTF-16 becomes UTF-8.
void read_as_utf8(NamedInput& input) {
  if (is_utf16(input.bytes->window())) {
    input.bytes = std::make_unique<BufferedInput>(utf16_as_utf8(std::move(input.bytes)));
    first_lines(*input.bytes);
  } else if (input.bytes->window().starts_with("\xEF\xBB\xBF")) {
    input.bytes->consume(3);
  }
}

Error not_text(std::string_view what, const std::string& name) {
  return {ErrorCode::kInvalidData, "can't be read as text: this is " + std::string(what), name, 0, {}};
}

Result<std::unique_ptr<RecordReader>> open_archive(NamedInput input, const ReadOptions& options, int depth) {
  if (const std::string_view what = office_kind(input.bytes->window()); !what.empty())
    return not_text(what, input.name);
  if (depth == kMostArchives) {
    return Error{
        ErrorCode::kInvalidData,
        "archives are nested more than " + std::to_string(kMostArchives) + " deep; unpack the outer ones",
        input.name,
        0,
        {}};
  }
  return make_archive_reader(std::move(input), options, depth + 1);
}

}  // namespace

std::string_view first_lines(BufferedInput& input) {
  for (;;) {
    const std::string_view window = input.window();
    // Text has no zeros, and where there are some there is more: the header of an archive.
    const bool wanting = window.size() < kArchiveHeadBytes && window.find('\0') != std::string_view::npos;
    const std::size_t solid = window.find_first_not_of(" \t\r\n");
    const std::size_t second =
        solid == std::string_view::npos ? solid : window.find_first_not_of(" \t\r\n", solid + 1);
    const bool line = second != std::string_view::npos && window.find('\n', second) != std::string_view::npos;
    if ((line && !wanting) || window.size() >= kDetectionBytes || !input.fill())
      return input.window().substr(0, kDetectionBytes);
  }
}

Result<std::unique_ptr<RecordReader>> open_stream_reader(std::unique_ptr<ByteSource> source,
                                                         const std::string& name, const ReadOptions& options,
                                                         int depth) {
  NamedInput input{std::make_unique<BufferedInput>(std::move(source)), name};
  const std::string_view head = first_lines(*input.bytes);
  if (archive_kind(head) != ArchiveKind::kNone) return open_archive(std::move(input), options, depth);
  CorpusFormat format = options.format;
  if (format == CorpusFormat::kAuto) format = format_of_head(head, input, options);
  if (const std::string_view what = binary_kind(head); !what.empty()) return not_text(what, name);
  if (!is_whole_file(format)) read_as_utf8(input);
  switch (format) {
    case CorpusFormat::kJsonLines:
    case CorpusFormat::kPairs:
      return make_json_lines_reader(std::move(input), options, JsonShape::kNative);
    case CorpusFormat::kSemEval2016:
      return make_semeval_reader(std::move(input), options);
    case CorpusFormat::kFnc1:
      // A member has no files beside it, and its name may lead anywhere.
      if (depth > 0 && options.bodies.empty())
        return Error{ErrorCode::kUsage, "FNC-1 in an archive needs its bodies named (--bodies)", name, 0, {}};
      return open_fnc1_reader(std::move(input), options);
    case CorpusFormat::kVast:
      return make_vast_reader(std::move(input), options);
    case CorpusFormat::kDoccano:
      return make_json_lines_reader(std::move(input), options, JsonShape::kDoccano);
    case CorpusFormat::kLabelStudio:
      return make_json_array_reader(std::move(input), options);
    case CorpusFormat::kCsv:
      return make_csv_reader(std::move(input), options, ',');
    case CorpusFormat::kTsv:
      return make_csv_reader(std::move(input), options, '\t');
    case CorpusFormat::kFastText:
      return make_fasttext_reader(std::move(input), options);
    case CorpusFormat::kWarc:
      return make_warc_reader(std::move(input), options);
    case CorpusFormat::kHtml:
      return make_whole_file_reader(std::move(input), options, true);
    case CorpusFormat::kText:
      return make_whole_file_reader(std::move(input), options, false);
    case CorpusFormat::kAuto:
    case CorpusFormat::kFolders:
      break;
  }
  return Error{ErrorCode::kUsage, "format folders needs a folder, found a stream", name, 0, {}};
}

}  // namespace bearing
