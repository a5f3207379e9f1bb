#include "corpus/record_reader.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "corpus/detect_format.hpp"
#include "corpus/file_list.hpp"
#include "corpus/folder_reader.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

constexpr std::array<std::pair<std::string_view, CorpusFormat>, 14> kFormats = {{
    {"auto", CorpusFormat::kAuto},
    {"jsonl", CorpusFormat::kJsonLines},
    {"csv", CorpusFormat::kCsv},
    {"tsv", CorpusFormat::kTsv},
    {"fasttext", CorpusFormat::kFastText},
    {"folders", CorpusFormat::kFolders},
    {"label-studio", CorpusFormat::kLabelStudio},
    {"doccano", CorpusFormat::kDoccano},
    {"text", CorpusFormat::kText},
    {"html", CorpusFormat::kHtml},
    {"pairs", CorpusFormat::kPairs},
    {"semeval-2016", CorpusFormat::kSemEval2016},
    {"fnc-1", CorpusFormat::kFnc1},
    {"vast", CorpusFormat::kVast},
}};

Error usage(std::string message, const std::string& source = {}) {
  return {ErrorCode::kUsage, std::move(message), source, 0, {}};
}

/// Gives one record that says why a file could not be read, so that the others still are.
class RefusedFile final : public RecordReader {
 public:
  explicit RefusedFile(Error error) : error_(std::move(error)) {}

  Result<bool> next(Record& record) override {
    if (done_) return false;
    done_ = true;
    clear_record(record);
    record.source = error_.source;
    record.line = 0;
    record.error = error_;
    ensure_id(record);
    return true;
  }

 private:
  Error error_;
  bool done_ = false;
};

/// A file to read, and whether it was found in a folder: one bad file of an archive must not end the run.
struct Item {
  std::string path;
  bool found = false;
  bool label_folders = false;
};

/// Many inputs, one after another, each opened when its turn comes.
class ChainedReader final : public RecordReader {
 public:
  ChainedReader(std::vector<Item> items, const ReadOptions& options)
      : items_(std::move(items)), options_(options) {}

  Result<bool> next(Record& record) override {
    for (;;) {
      if (!current_) {
        if (at_ == items_.size()) return false;
        auto opened = open(items_[at_++]);
        if (!opened) return opened.error();
        current_ = std::move(*opened);
      }
      auto more = current_->next(record);
      if (more && *more) return true;
      if (!more && !items_[at_ - 1].found) return more;
      current_ = more ? nullptr : std::make_unique<RefusedFile>(more.error());
    }
  }

 private:
  Result<std::unique_ptr<RecordReader>> open(const Item& item) const {
    if (item.label_folders) return open_folder_reader(item.path, options_);
    auto source = open_byte_source(item.path);
    auto reader = source ? open_stream_reader(std::move(*source), item.path, options_)
                         : Result<std::unique_ptr<RecordReader>>(source.error());
    if (reader || !item.found) return reader;
    return std::unique_ptr<RecordReader>(std::make_unique<RefusedFile>(reader.error()));
  }

  std::vector<Item> items_;
  ReadOptions options_;
  std::size_t at_ = 0;
  std::unique_ptr<RecordReader> current_;
};

Status add_input(const std::string& input, const ReadOptions& options, std::vector<Item>& items) {
  if (input == "-") {
    const auto same = [](const Item& item) { return item.path == "-"; };
    if (std::any_of(items.begin(), items.end(), same)) return usage("standard input is named twice", "-");
    items.push_back({input, false, false});
    return success();
  }
  struct stat status{};
  if (::stat(input.c_str(), &status) != 0) {
    return Error{ErrorCode::kIo, "cannot open: " + std::generic_category().message(errno), input, 0, {}};
  }
  if (!S_ISDIR(status.st_mode)) {
    if (options.format == CorpusFormat::kFolders)
      return usage("format folders needs a folder, found a file", input);
    items.push_back({input, false, false});
    return success();
  }
  const bool labels = options.format == CorpusFormat::kFolders ||
                      (options.format == CorpusFormat::kAuto && looks_like_label_folders(input));
  if (labels) {
    items.push_back({input, false, true});
    return success();
  }
  auto files = list_files(input);
  if (!files) return files.error();
  const std::string prefix = input.ends_with('/') ? input : input + "/";
  for (const std::string& file : *files) items.push_back({prefix + file, true, false});
  return success();
}

bool is_whole_file(CorpusFormat format) {
  return format == CorpusFormat::kText || format == CorpusFormat::kHtml;
}

/// What stands in the way of reading `head` as `format`, if anything.
std::string_view obstacle(std::string_view head, CorpusFormat format) {
  if (const std::string_view kind = binary_kind(head); !kind.empty()) return kind;
  const bool utf16 = head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
  if (utf16 && !is_whole_file(format)) return "UTF-16 text; convert it to UTF-8 first";
  return {};
}

/// The start of the stream, enough for detection. Not more than a line of substance: whoever writes into a
/// pipe may wait for the answer to its first line before it sends another.
std::string_view first_lines(BufferedInput& input) {
  for (;;) {
    const std::string_view window = input.window();
    const std::size_t solid = window.find_first_not_of(" \t\r\n");
    const std::size_t second =
        solid == std::string_view::npos ? solid : window.find_first_not_of(" \t\r\n", solid + 1);
    const bool line = second != std::string_view::npos && window.find('\n', second) != std::string_view::npos;
    if (line || window.size() >= kDetectionBytes || !input.fill())
      return input.window().substr(0, kDetectionBytes);
  }
}

}  // namespace

Result<CorpusFormat> parse_corpus_format(const std::string& name) {
  std::string names;
  for (const auto& [known, format] : kFormats) {
    if (known == name) return format;
    names.append(names.empty() ? "" : ", ").append(known);
  }
  return usage("unknown format \"" + name + "\"; the formats are " + names);
}

Status ReadOptions::validate() const {
  std::vector<const std::string*> fields = {&text_field, &title_field, &id_field, &label_field};
  const ReadOptions defaults;
  if (target_field != defaults.target_field) fields.push_back(&target_field);
  if (stance_field != defaults.stance_field) fields.push_back(&stance_field);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i]->empty()) return usage("the name of a field is empty");
    for (std::size_t j = 0; j < i; ++j) {
      if (*fields[i] == *fields[j]) return usage("field \"" + *fields[i] + "\" is given two meanings");
    }
  }
  if (label_separator.empty()) return usage("the label separator is empty");
  if (max_record_bytes == 0) return usage("the limit for one record is 0 bytes");
  return success();
}

Result<std::unique_ptr<RecordReader>> open_stream_reader(std::unique_ptr<ByteSource> source,
                                                         const std::string& name,
                                                         const ReadOptions& options) {
  NamedInput input{std::make_unique<BufferedInput>(std::move(source)), name};
  const std::string_view head = first_lines(*input.bytes);
  CorpusFormat format = options.format;
  if (format == CorpusFormat::kAuto) {
    // Nothing on standard input is no document; an empty file of text still is one.
    const bool nothing = head.empty() && !input.bytes->error() && !is_whole_file(format_of_name(name));
    format = nothing ? CorpusFormat::kJsonLines : detect_format(head, name, options);
  }
  if (const std::string_view what = obstacle(head, format); !what.empty()) {
    return Error{ErrorCode::kInvalidData, "can't be read as text: this is " + std::string(what), name, 0, {}};
  }
  if (!is_whole_file(format) && head.starts_with("\xEF\xBB\xBF")) input.bytes->consume(3);
  switch (format) {
    case CorpusFormat::kJsonLines:
    case CorpusFormat::kPairs:
      return make_json_lines_reader(std::move(input), options, JsonShape::kNative);
    case CorpusFormat::kSemEval2016:
      return make_semeval_reader(std::move(input), options);
    case CorpusFormat::kFnc1:
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
    case CorpusFormat::kHtml:
      return make_whole_file_reader(std::move(input), options, true);
    case CorpusFormat::kText:
      return make_whole_file_reader(std::move(input), options, false);
    case CorpusFormat::kAuto:
    case CorpusFormat::kFolders:
      break;
  }
  return usage("format folders needs a folder, found a stream", name);
}

Result<std::unique_ptr<RecordReader>> open_records(const std::vector<std::string>& inputs,
                                                   const ReadOptions& options) {
  if (auto valid = options.validate(); !valid) return valid.error();
  if (inputs.empty()) return usage("no input is named");
  std::vector<Item> items;
  for (const std::string& input : inputs) {
    if (auto added = add_input(input, options, items); !added) return added.error();
  }
  return std::unique_ptr<RecordReader>(std::make_unique<ChainedReader>(std::move(items), options));
}

Result<std::vector<Record>> read_corpus(const std::vector<std::string>& inputs, const ReadOptions& options) {
  auto reader = open_records(inputs, options);
  if (!reader) return reader.error();
  std::vector<Record> records;
  for (;;) {
    Record record;
    auto more = (*reader)->next(record);
    if (!more) return more.error();
    if (!*more) return records;
    if (record.error) return *record.error;
    records.push_back(std::move(record));
  }
}

}  // namespace bearing
