#include "corpus/input_list.hpp"

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/io_error.hpp"
#include "base/usage_error.hpp"
#include "corpus/file_list.hpp"
#include "corpus/folder_reader.hpp"
#include "corpus/line_range.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

std::int64_t modified_ns(const struct stat& status) {
  return std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

InputItem file_item(std::string path, bool found, const struct stat& status) {
  InputItem item{.path = std::move(path), .found = found};
  if (!S_ISREG(status.st_mode)) return item;
  item.bytes = static_cast<std::uint64_t>(status.st_size);
  item.modified_ns = modified_ns(status);
  return item;
}

/// One that can't be looked at is listed all the same: opening it will say why.
InputItem found_item(std::string path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) status = {};
  return file_item(std::move(path), true, status);
}

InputItem label_folders_item(const std::string& root, const std::vector<std::string>& files) {
  InputItem item{.path = root, .label_folders = true};
  for (const std::string& file : files) {
    const InputItem found = found_item(root + "/" + file);
    item.bytes += found.bytes;
    item.modified_ns = std::max(item.modified_ns, found.modified_ns);
  }
  return item;
}

/// The paths that a pattern matches, in byte order.
Result<std::vector<std::string>> matches(const std::string& pattern) {
  glob_t found{};
  const int code = ::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found);
  std::vector<std::string> paths;
  for (std::size_t i = 0; code == 0 && i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  ::globfree(&found);
  if (code == GLOB_NOMATCH) return usage_error("the pattern matches no file", pattern);
  if (code != 0) return Error{ErrorCode::kIo, "cannot look for files that match the pattern", pattern, 0, {}};
  std::sort(paths.begin(), paths.end());
  return paths;
}

class InputLister {
 public:
  explicit InputLister(const ReadOptions& options) : options_(options) {}

  Status add(const std::string& input) {
    if (input == "-") return add_standard_input();
    struct stat status{};
    if (::stat(input.c_str(), &status) == 0) return add_path(input, status);
    const bool pattern = errno == ENOENT && input.find_first_of("*?[") != std::string::npos;
    if (!pattern) return io_error(input, "cannot open");
    auto paths = matches(input);
    if (!paths) return paths.error();
    for (const std::string& path : *paths) {
      if (::stat(path.c_str(), &status) != 0) return io_error(path, "cannot open");
      if (auto added = add_path(path, status); !added) return added;
    }
    return success();
  }

  std::vector<InputItem> take() { return std::move(items_); }

 private:
  Status add_standard_input() {
    const auto same = [](const InputItem& item) { return item.path == "-"; };
    if (std::any_of(items_.begin(), items_.end(), same))
      return usage_error("standard input is named twice", "-");
    struct stat status{};
    if (::fstat(STDIN_FILENO, &status) != 0) status = {};
    items_.push_back(file_item("-", false, status));
    return success();
  }

  Status add_path(const std::string& path, const struct stat& status) {
    if (!S_ISDIR(status.st_mode)) {
      if (options_.format == CorpusFormat::kFolders)
        return usage_error("format folders needs a folder, found a file", path);
      items_.push_back(file_item(path, false, status));
      return success();
    }
    auto files = list_files(path);
    if (!files) return files.error();
    if (options_.format == CorpusFormat::kFolders ||
        (options_.format == CorpusFormat::kAuto && are_label_folders(*files))) {
      items_.push_back(label_folders_item(path, *files));
      return success();
    }
    const std::string prefix = path.ends_with('/') ? path : path + "/";
    for (const std::string& file : *files) items_.push_back(found_item(prefix + file));
    return success();
  }

  const ReadOptions& options_;
  std::vector<InputItem> items_;
};

/// Turns the error that ends an input into its last record.
class ForgivingReader final : public RecordReader {
 public:
  explicit ForgivingReader(std::unique_ptr<RecordReader> reader) : reader_(std::move(reader)) {}

  Result<bool> next(Record& record) override {
    if (ended_) return false;
    auto more = reader_->next(record);
    if (more) return more;
    ended_ = true;
    return refused_record(more.error(), record);
  }

  std::uint64_t passed_over() const override { return reader_->passed_over(); }

 private:
  std::unique_ptr<RecordReader> reader_;
  bool ended_ = false;
};

Result<std::unique_ptr<RecordReader>> open_plainly(const InputItem& item, const ReadOptions& options,
                                                   InputMeter* meter) {
  if (item.end > 0) {
    auto range = open_line_range(item.path, item.begin, item.end, meter);
    if (!range) return range.error();
    NamedInput input{std::make_unique<BufferedInput>(std::move(range->source)), item.path, range->first_line};
    return make_json_lines_reader(std::move(input), options, JsonShape::kNative);
  }
  if (item.label_folders) return open_folder_reader(item.path, options, meter);
  auto source = open_byte_source(item.path, meter);
  if (!source) return source.error();
  return open_stream_reader(std::move(*source), item.path, options);
}

}  // namespace

Result<std::vector<InputItem>> list_inputs(const std::vector<std::string>& inputs,
                                           const ReadOptions& options) {
  if (inputs.empty()) return usage_error("no input is named");
  InputLister lister(options);
  for (const std::string& input : inputs) {
    if (auto added = lister.add(input); !added) return added.error();
  }
  return lister.take();
}

Result<std::unique_ptr<RecordReader>> open_input(const InputItem& item, const ReadOptions& options,
                                                 InputMeter* meter) {
  auto reader = open_plainly(item, options, meter);
  if (!item.found) return reader;
  if (!reader) return make_refused_reader(reader.error());
  return std::unique_ptr<RecordReader>(std::make_unique<ForgivingReader>(std::move(*reader)));
}

}  // namespace bearing
