#include <filesystem>
#include <fstream>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "base/hash.hpp"
#include "corpus/folder_reader.hpp"
#include "corpus/label_coding.hpp"
#include "corpus/stream_writers.hpp"

namespace bearing {
namespace {

namespace fs = std::filesystem;

/// A name that no system takes for a hidden or special one.
std::string file_name_part(std::string_view text) {
  std::string name = percent_encoded(text, "/\\:*?\"<>|");
  if (name.starts_with('.')) name.replace(0, 1, "%2E");
  return name;
}

/// The name of a document's file. File systems take 255 bytes at most, so a long id is cut and made unique by
/// its hash.
std::string document_name(const std::string& id) {
  constexpr std::size_t kLongest = 200;
  std::string name = file_name_part(id);
  if (name.size() <= kLongest) return name;
  return name.substr(0, kLongest - 33) + "-" + hash128_hex(std::as_bytes(std::span(id)));
}

/// The folder of a label, slashes making folders in folders; empty when the label can't be one.
std::string label_folder(std::string_view label) {
  if (label == kNoneFolder) return "%5Fnone";
  std::string folder;
  for (std::size_t begin = 0; begin <= label.size();) {
    const std::size_t end = std::min(label.find('/', begin), label.size());
    if (end == begin) return {};
    folder += (begin > 0 ? "/" : "") + file_name_part(label.substr(begin, end - begin));
    begin = end + 1;
  }
  return folder;
}

class FolderWriter final : public RecordWriter {
 public:
  explicit FolderWriter(std::string root) : root_(std::move(root)) {}

  Status write(const Record& record) override {
    if (record.error) return *record.error;
    const std::string name = document_name(record.document.id) + (record.html ? ".html" : ".txt");
    if (record.document.id.empty()) return refused(record, "a document without id");
    if (!names_.insert(name).second)
      return refused(record, "a second document with id \"" + record.document.id + "\"");
    const Annotation& annotation = record.annotation;
    if (!annotation.has_topics) return write_file(record, "", name);
    if (annotation.topics.empty()) return write_file(record, std::string(kNoneFolder), name);
    for (const std::string& topic : annotation.topics) {
      const std::string folder = label_folder(topic);
      if (folder.empty()) return refused(record, "topic \"" + topic + "\"");
      if (auto written = write_file(record, folder, name); !written) return written;
    }
    return success();
  }

  Status finish() override { return success(); }

 private:
  static Error refused(const Record& record, const std::string& what) {
    return {ErrorCode::kInvalidData, "folders can't hold " + what, record.source, record.line, {}};
  }

  Status write_file(const Record& record, const std::string& folder, const std::string& name) const {
    const fs::path path = fs::path(root_) / folder / name;
    std::error_code code;
    fs::create_directories(path.parent_path(), code);
    if (code)
      return Error{ErrorCode::kIo, "cannot create the folder: " + code.message(), path.parent_path(), 0, {}};
    std::ofstream out(path, std::ios::binary);
    if (!record.document.title.empty()) out << record.document.title << "\n\n";
    out << record.document.text;
    out.close();
    if (!out) return Error{ErrorCode::kIo, "cannot write the file", path, 0, {}};
    return success();
  }

  std::string root_;
  std::unordered_set<std::string> names_;
};

}  // namespace

Result<std::unique_ptr<RecordWriter>> open_folder_writer(const std::string& root) {
  std::error_code code;
  if (fs::exists(root, code) && (!fs::is_directory(root, code) || !fs::is_empty(root, code))) {
    return Error{ErrorCode::kUsage, "is there already and not an empty folder; name a new one", root, 0, {}};
  }
  fs::create_directories(root, code);
  if (code) return Error{ErrorCode::kIo, "cannot create the folder: " + code.message(), root, 0, {}};
  return std::unique_ptr<RecordWriter>(std::make_unique<FolderWriter>(root));
}

}  // namespace bearing
