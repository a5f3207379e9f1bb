#include "corpus/folder_reader.hpp"

#include <map>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "corpus/detect_format.hpp"
#include "corpus/file_list.hpp"
#include "corpus/label_coding.hpp"
#include "corpus/stream_readers.hpp"

// The layout: root/LABEL/NAME.txt (or .html) is a document of that label; a folder in a folder is a label
// with a slash. A document of several labels lies in several folders, under the same name and with the same
// bytes. Files of the same name with different bytes are different documents ("sport/1.txt",
// "politics/1.txt"); their ids keep the folder. Files in the root have no annotation; files in "_none" are
// annotated with no topic.

namespace bearing {
namespace {

/// One document: its file (the first of them) and its labels.
struct Entry {
  std::string id;
  std::string file;
  std::vector<std::string> labels;
  bool annotated = false;
};

std::string_view folder_of(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : file.substr(0, slash);
}

std::string_view name_of(std::string_view file) { return file.substr(file.rfind('/') + 1); }

/// The name without extension, as an id was encoded in it.
std::string stem_of(std::string_view path) {
  const std::size_t name_begin = path.rfind('/') + 1;
  for (const std::string_view suffix : {".gz", ".zst", ".bz2", ".xz"}) {
    if (path.ends_with(suffix)) path.remove_suffix(suffix.size());
  }
  const std::size_t dot = path.rfind('.');
  if (dot != std::string_view::npos && dot > name_begin) path = path.substr(0, dot);
  return percent_decoded(path);
}

void add_label(std::string_view file, Entry& entry) {
  const std::string_view folder = folder_of(file);
  if (folder.empty()) return;
  entry.annotated = true;
  if (folder != kNoneFolder) entry.labels.emplace_back(percent_decoded(folder));
}

/// Files of one name become one document for each content. A file that can't be read stays alone: reading it
/// will say why.
void add_namesakes(const std::string& root, const std::vector<std::string>& files,
                   std::vector<Entry>& entries) {
  const std::size_t first = entries.size();
  std::vector<std::pair<std::uint64_t, std::size_t>> seen;  // size and hash of the content -> entry
  for (const std::string& file : files) {
    std::size_t place = entries.size();
    if (files.size() > 1) {
      const auto bytes = read_file(root + "/" + file);
      const std::uint64_t hash = bytes ? mix(hash64(*bytes), bytes->size()) : hash64(file);
      for (const auto& [known, entry] : seen) {
        if (known == hash) place = entry;
      }
      if (place == entries.size()) seen.emplace_back(hash, place);
    }
    if (place == entries.size()) entries.push_back({{}, file, {}, false});
    add_label(file, entries[place]);
  }
  const bool unique = entries.size() == first + 1;
  for (std::size_t i = first; i < entries.size(); ++i) {
    entries[i].id = stem_of(unique ? name_of(entries[i].file) : std::string_view(entries[i].file));
  }
}

class FolderReader final : public RecordReader {
 public:
  FolderReader(std::string root, std::vector<Entry> entries, const ReadOptions& options, InputMeter* meter)
      : root_(std::move(root)), entries_(std::move(entries)), options_(options), meter_(meter) {}

  Result<bool> next(Record& record) override {
    if (at_ == entries_.size()) return false;
    Entry& entry = entries_[at_++];
    const std::string path = root_ + "/" + entry.file;
    clear_record(record);
    record.source = path;
    record.line = 0;
    if (auto source = open_byte_source(path, meter_)) {
      const bool html = format_of_name(path) == CorpusFormat::kHtml;
      auto bytes = std::make_unique<BufferedInput>(std::move(*source));
      auto file = make_whole_file_reader({std::move(bytes), path}, options_, html);
      if (auto read = file->next(record); !read) return read;
    } else {
      record.error = source.error();
    }
    record.document.id = std::move(entry.id);
    record.annotation.has_topics = entry.annotated;
    record.annotation.topics = std::move(entry.labels);
    return true;
  }

 private:
  std::string root_;
  std::vector<Entry> entries_;
  ReadOptions options_;
  InputMeter* meter_;
  std::size_t at_ = 0;
};

}  // namespace

bool are_label_folders(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const CorpusFormat format = format_of_name(file);
    const bool one_down = file.find('/') != std::string::npos && file.find('/') == file.rfind('/');
    if (!one_down || (format != CorpusFormat::kText && format != CorpusFormat::kHtml)) return false;
  }
  return !files.empty();
}

Result<std::unique_ptr<RecordReader>> open_folder_reader(const std::string& root, const ReadOptions& options,
                                                         InputMeter* meter) {
  auto files = list_files(root);
  if (!files) return files.error();
  std::map<std::string_view, std::vector<std::string>> by_name;
  std::vector<std::string_view> names;  // in the byte order of the first file of each
  for (const std::string& file : *files) {
    auto& namesakes = by_name[name_of(file)];
    if (namesakes.empty()) names.push_back(name_of(file));
    namesakes.push_back(file);
  }
  std::vector<Entry> entries;
  for (const std::string_view name : names) add_namesakes(root, by_name[name], entries);
  return std::unique_ptr<RecordReader>(
      std::make_unique<FolderReader>(root, std::move(entries), options, meter));
}

}  // namespace bearing
