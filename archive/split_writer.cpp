#include "archive/split_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "base/io_error.hpp"
#include "corpus/label_coding.hpp"

namespace bearing {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostParts = 50'000;
/// What waits to be written: for one label, and for all.
constexpr std::size_t kPartBytes = std::size_t{1} << 18, kAllBytes = std::size_t{16} << 20;

constexpr const char* kNone = "_none.jsonl";
constexpr const char* kErrors = "_errors.jsonl";

std::string file_name(const std::string& label) {
  constexpr std::size_t kLongest = 200;  // File systems take 255 bytes.
  std::string name = percent_encoded(label, "/\\:*?\"<>|");
  if (name.starts_with('.')) name.replace(0, 1, "%2E");
  if (name.starts_with('_')) name.replace(0, 1, "%5F");
  if (name.size() > kLongest) {
    std::size_t cut = kLongest - 33;
    while ((static_cast<unsigned char>(name[cut]) & 0xC0) == 0x80) --cut;  // Whole characters only.
    name = name.substr(0, cut) + "-" + hash128_hex(std::as_bytes(std::span(label)));
  }
  return name + ".jsonl";
}

/// `name` stands in errors.
Status append_to_file(const std::string& path, std::string_view bytes, const std::string& name) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) return io_error(name, "cannot write");
  auto written = write_all(fd, bytes, name);
  if (::close(fd) != 0 && written) written = io_error(name, "cannot write");
  return written;
}

/// The files, by name, that a document goes into; each once.
void add_labels(const ResultLine& result, SplitBy by, std::vector<std::string>& labels) {
  switch (by) {
    case SplitBy::kLang:
      if (!result.lang.empty()) labels.push_back(result.lang);
      return;
    case SplitBy::kTopic:
      for (const ResultTopic& topic : result.topics) {
        if (topic.assigned) labels.push_back(topic.label);
      }
      break;
    case SplitBy::kStance:
      for (const ResultStance& stance : result.stances) labels.push_back(stance.stance);
      break;
    case SplitBy::kTarget:
      for (const ResultStance& stance : result.stances) labels.push_back(stance.target);
      break;
  }
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
}

}  // namespace

Result<SplitBy> parse_split_by(const std::string& name) {
  constexpr std::pair<const char*, SplitBy> kNames[] = {{"topic", SplitBy::kTopic},
                                                        {"lang", SplitBy::kLang},
                                                        {"stance", SplitBy::kStance},
                                                        {"target", SplitBy::kTarget}};
  for (const auto& [known, by] : kNames) {
    if (known == name) return by;
  }
  return Error{ErrorCode::kUsage,
               "results can be split by topic, lang, stance or target, not by \"" + name + "\"",
               {},
               0,
               {}};
}

struct SplitWriter::Impl {
  std::string folder{}, temporary{};
  SplitBy by = SplitBy::kTopic;
  std::map<std::string, std::string> parts{};  ///< By file name: the lines that wait.
  std::size_t waiting = 0;                     ///< Bytes in all parts.
  std::vector<std::string> labels{};

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    std::error_code code;
    if (!temporary.empty()) fs::remove_all(temporary, code);
  }

  Status add_to(const std::string& name, std::string_view line);
  Status flush(const std::string& name, std::string& lines);
  Status flush_all();
};

Status SplitWriter::Impl::flush(const std::string& name, std::string& lines) {
  if (lines.empty()) return success();
  auto written =
      append_to_file((fs::path(temporary) / name).string(), lines, (fs::path(folder) / name).string());
  if (!written) return written;
  waiting -= lines.size();
  lines.clear();
  lines.shrink_to_fit();
  return success();
}

Status SplitWriter::Impl::flush_all() {
  for (auto& [name, lines] : parts) {
    if (auto flushed = flush(name, lines); !flushed) return flushed;
  }
  return success();
}

Status SplitWriter::Impl::add_to(const std::string& name, std::string_view line) {
  const auto [part, fresh] = parts.try_emplace(name);
  if (fresh && parts.size() > kMostParts) {
    return Error{ErrorCode::kInvalidData,
                 "the results have more than " + std::to_string(kMostParts) +
                     " labels of this kind, too many for a file each; export them as a database instead",
                 folder,
                 0,
                 {}};
  }
  part->second.append(line).append("\n");
  waiting += line.size() + 1;
  if (part->second.size() >= kPartBytes) {
    if (auto flushed = flush(name, part->second); !flushed) return flushed;
  }
  return waiting >= kAllBytes ? flush_all() : success();
}

Result<std::unique_ptr<SplitWriter>> SplitWriter::open(const std::string& folder, SplitBy by) {
  auto impl = std::make_unique<Impl>();
  impl->by = by;
  impl->folder = folder;
  while (impl->folder.size() > 1 && impl->folder.ends_with('/')) impl->folder.pop_back();
  std::error_code code;
  if (folder.empty() || folder == "-" ||
      (fs::exists(folder, code) && (!fs::is_directory(folder, code) || !fs::is_empty(folder, code)))) {
    return Error{
        ErrorCode::kUsage, "expected a folder that is new or empty, for a file a label", folder, 0, {}};
  }
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::string name = impl->folder + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(attempt);
    if (fs::create_directory(name, code)) {
      impl->temporary = std::move(name);
      return std::unique_ptr<SplitWriter>(new SplitWriter(std::move(impl)));
    }
    if (code) break;
  }
  return io_error(folder, "cannot create a folder beside it", code.value());
}

SplitWriter::SplitWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SplitWriter::~SplitWriter() = default;

Status SplitWriter::add(const ResultLine& result, std::string_view line) {
  if (!result.error.empty()) return impl_->add_to(kErrors, line);
  impl_->labels.clear();
  add_labels(result, impl_->by, impl_->labels);
  if (impl_->labels.empty()) return impl_->add_to(kNone, line);
  for (const std::string& label : impl_->labels) {
    if (auto added = impl_->add_to(file_name(label), line); !added) return added;
  }
  return success();
}

Status SplitWriter::finish() {
  if (auto flushed = impl_->flush_all(); !flushed) return flushed;
  if (::rename(impl_->temporary.c_str(), impl_->folder.c_str()) != 0)
    return io_error(impl_->folder, "cannot rename the finished folder to it");
  impl_->temporary.clear();
  return success();
}

}  // namespace bearing
