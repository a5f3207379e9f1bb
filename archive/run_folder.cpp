#include "archive/run_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/io_error.hpp"
#include "base/usage_error.hpp"
#include "base/utf8.hpp"
#include "corpus/label_coding.hpp"
#include "corpus/line_reader.hpp"

namespace bearing {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view kShardPrefix = "results-";

// A rename is on the disk when the folder is.
Status sync_folder(const std::string& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return io_error(folder, "cannot open");
  ::fsync(file);  // Some file systems refuse: no harm done.
  ::close(file);
  return success();
}

Result<std::string> hash_of_file(const std::string& path, std::uint64_t& bytes) {
  auto file = MappedFile::open(path);
  if (!file) return file.error();
  bytes = (*file)->bytes().size();
  return hash128_hex((*file)->bytes());
}

// What this class puts into a folder before and beside the manifest.
bool is_temporary(const std::string& name) {
  return name.starts_with(std::string(kManifestFile) + ".tmp-") ||
         name.starts_with(std::string(kInputsFile) + ".tmp-");
}
bool is_leftover(const std::string& name) {
  return name == kJournalFile || name == kInputsFile || name == kRejectsFile || is_temporary(name);
}

Status make_folder(const std::string& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code || !fs::is_directory(folder, code))
    return Error{ErrorCode::kIo, "cannot make this folder: " + code.message(), folder, 0, {}};
  if (is_run_folder(folder)) {
    return usage_error(
        "this folder holds a run already (\"bearing label --resume " + folder + "\" goes on with it)",
        folder);
  }
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    const std::string name = entry.path().filename().string();
    if (!is_leftover(name))
      return usage_error("a run needs a new or an empty folder; this one holds \"" + name + "\"", folder);
  }
  if (code) return Error{ErrorCode::kIo, "cannot read this folder: " + code.message(), folder, 0, {}};
  return success();
}

Error no_run(const std::string& folder) {
  return usage_error("there is no run in this folder (or it was stopped before it began): begin one with -o",
                     folder);
}

Error missing_shard(const std::string& path) {
  return {ErrorCode::kInvalidData, "this finished shard of the run is missing", path, 0, {}};
}

}  // namespace

std::string shard_name(std::uint64_t number, const std::string& suffix) {
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%05llu", static_cast<unsigned long long>(number));
  return std::string(kShardPrefix) + digits.data() + suffix;
}

std::string input_list_jsonl(const std::vector<InputItem>& items) {
  std::string lines;
  for (const InputItem& item : items) {
    Json json;
    // JSON can't hold other bytes.
    const bool plain = is_valid_utf8(item.path);
    json[plain ? "path" : "path_percent_encoded"] = plain ? item.path : percent_encoded(item.path, [] {
      std::string high;
      for (int c = 0x80; c < 0x100; ++c) high.push_back(static_cast<char>(c));
      return high;
    }());
    json["bytes"] = item.bytes;
    json["modified_ns"] = item.modified_ns;
    if (item.found) json["found"] = true;
    if (item.label_folders) json["label_folders"] = true;
    if (item.end > 0) {
      json["begin"] = item.begin;
      json["end"] = item.end;
    }
    lines += json.dump() + "\n";
  }
  return lines;
}

Result<std::vector<InputItem>> parse_input_list(const std::string& bytes, const std::string& source) {
  std::vector<InputItem> items;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const Json json = Json::parse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                  bytes.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
    InputItem& item = items.emplace_back();
    try {
      item.path = json.contains("path") ? json.at("path").get<std::string>()
                                        : percent_decoded(json.at("path_percent_encoded").get<std::string>());
      json.at("bytes").get_to(item.bytes);
      json.at("modified_ns").get_to(item.modified_ns);
      item.found = json.value("found", false);
      item.label_folders = json.value("label_folders", false);
      item.begin = json.value("begin", std::uint64_t{0});
      item.end = json.value("end", std::uint64_t{0});
    } catch (const Json::exception&) {
      return Error{ErrorCode::kInvalidData, "this line names no input", source, items.size(), {}};
    }
    at = end + 1;
  }
  return items;
}

std::string archive_hash(const std::vector<InputItem>& items) {
  std::string names;
  for (const InputItem& item : items) {
    names.append(item.path).append(1, '\0').append(std::to_string(item.bytes)).append(1, '\0');
    if (item.end > 0) names += std::to_string(item.begin) + "-" + std::to_string(item.end);
  }
  return hash128_hex(std::as_bytes(std::span(names)));
}

std::uint64_t stored_bytes(const InputItem& item) {
  return item.end > 0 ? item.end - item.begin : item.bytes;
}

bool is_run_folder(const std::string& path) {
  std::error_code code;
  return fs::is_regular_file(path + "/" + kManifestFile, code);
}

Result<RunManifest> read_manifest(const std::string& folder) {
  if (!is_run_folder(folder)) return no_run(folder);
  const std::string path = folder + "/" + kManifestFile;
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  return parse_manifest(*bytes, path);
}

Result<std::vector<std::string>> shards_of(const std::string& folder, const RunManifest& manifest) {
  std::vector<std::string> paths;
  std::error_code code;
  for (std::uint64_t number = 0; number < manifest.shards; ++number) {
    paths.push_back(folder + "/" + shard_name(number, manifest.shard_suffix));
    if (!fs::is_regular_file(paths.back(), code)) return missing_shard(paths.back());
  }
  return paths;
}

Result<StoredRun> read_run(const std::string& folder) {
  auto manifest = read_manifest(folder);
  if (!manifest) return manifest.error();
  const std::string path = folder + "/" + kJournalFile;
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  auto journal = parse_journal(*bytes, path);
  if (!journal) return journal.error();
  return StoredRun{std::move(*manifest), std::move(*journal)};
}

RunFolder::~RunFolder() {
  shard_.reset();  // Removes what is unfinished.
  if (journal_ >= 0) ::close(journal_);
  if (rejects_ >= 0) ::close(rejects_);
}

std::string RunFolder::shard_path(std::uint64_t number) const {
  return path(shard_name(number, manifest_.shard_suffix));
}

Status RunFolder::lock_journal(bool fresh) {
  const std::string name = path(kJournalFile);
  journal_ = ::open(name.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | (fresh ? O_CREAT : 0), 0666);
  if (journal_ < 0) return io_error(name, "cannot open");
  if (::flock(journal_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return usage_error("another run is at work in this folder", folder_);
    return io_error(name, "cannot lock");
  }
  return success();
}

Status RunFolder::open_rejects(std::uint64_t bytes) {
  const std::string name = path(kRejectsFile);
  rejects_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (rejects_ < 0) return io_error(name, "cannot open for writing");
  struct stat status{};
  if (::fstat(rejects_, &status) != 0) return io_error(name, "cannot open for writing");
  if (static_cast<std::uint64_t>(status.st_size) < bytes) {
    return Error{ErrorCode::kInvalidData,
                 "the file of rejects has " + std::to_string(status.st_size) + " bytes, the journal knows " +
                     std::to_string(bytes),
                 name,
                 0,
                 {}};
  }
  if (::ftruncate(rejects_, static_cast<off_t>(bytes)) != 0) return io_error(name, "cannot write");
  rejects_bytes_ = bytes;
  return success();
}

Status RunFolder::write_manifest() const {
  return write_file_atomically(path(kManifestFile), manifest_json(manifest_));
}

Result<std::unique_ptr<RunFolder>> RunFolder::create(const std::string& folder, RunManifest manifest,
                                                     std::vector<InputItem> items) {
  if (auto made = make_folder(folder); !made) return made.error();
  std::unique_ptr<RunFolder> run(new RunFolder(folder));
  if (auto locked = run->lock_journal(true); !locked) return locked.error();
  if (auto cleared = run->clear_unfinished(); !cleared) return cleared.error();
  if (::ftruncate(run->journal_, 0) != 0) return io_error(run->path(kJournalFile), "cannot write");
  const std::string list = input_list_jsonl(items);
  if (auto written = write_file_atomically(run->path(kInputsFile), list); !written) return written.error();
  manifest.input_list_hash = hash128_hex(std::as_bytes(std::span(list)));
  manifest.input_files = items.size();
  manifest.input_bytes = 0;
  for (const InputItem& item : items) manifest.input_bytes += stored_bytes(item);
  manifest.started = utc_now();
  run->manifest_ = std::move(manifest);
  run->items_ = std::move(items);
  if (auto opened = run->open_rejects(0); !opened) return opened.error();
  if (auto written = run->write_manifest(); !written) return written.error();
  return run;
}

// Shards that were renamed but not entered in the journal, and what was being written.
Status RunFolder::clear_unfinished() const {
  std::error_code code;
  std::vector<fs::path> unfinished;
  for (const auto& entry : fs::directory_iterator(folder_, code)) {
    const std::string name = entry.path().filename().string();
    if (is_temporary(name)) unfinished.push_back(entry.path());
    if (!name.starts_with(kShardPrefix)) continue;
    const std::uint64_t number = std::strtoull(name.c_str() + kShardPrefix.size(), nullptr, 10);
    if (name != shard_name(number, manifest_.shard_suffix) || number >= shards_)
      unfinished.push_back(entry.path());
  }
  for (const fs::path& file : unfinished) {
    if (!code) fs::remove(file, code);
  }
  if (code)
    return Error{ErrorCode::kIo, "cannot clear what is unfinished: " + code.message(), folder_, 0, {}};
  for (std::uint64_t number = 0; number < shards_; ++number) {
    if (!fs::is_regular_file(shard_path(number), code)) return missing_shard(shard_path(number));
  }
  return success();
}

Status RunFolder::check_inputs() const {
  for (const InputItem& item : items_) {
    struct stat status{};
    if (item.modified_ns == 0) continue;  // A pipe, or a folder as a whole.
    const std::string from_here = (fs::path(manifest_.directory) / item.path).string();
    if (::stat(from_here.c_str(), &status) != 0)
      return io_error(item.path, "this input of the run can't be opened");
    const std::int64_t modified =
        status.st_mtim.tv_sec * std::int64_t{1'000'000'000} + status.st_mtim.tv_nsec;
    if (static_cast<std::uint64_t>(status.st_size) == item.bytes && modified == item.modified_ns) continue;
    return Error{ErrorCode::kInvalidData,
                 "this input has changed since the run began (" + std::to_string(item.bytes) +
                     " bytes then, " + std::to_string(status.st_size) + " now): begin a new run",
                 item.path,
                 0,
                 {}};
  }
  return success();
}

Result<std::unique_ptr<RunFolder>> RunFolder::resume(const std::string& folder) {
  if (!is_run_folder(folder)) return no_run(folder);
  std::unique_ptr<RunFolder> run(new RunFolder(folder));
  if (auto locked = run->lock_journal(false); !locked) return locked.error();
  auto stored = read_run(folder);
  if (!stored) return stored.error();
  run->manifest_ = std::move(stored->manifest);
  auto list = read_file(run->path(kInputsFile));
  if (!list) return list.error();
  if (hash128_hex(std::as_bytes(std::span(*list))) != run->manifest_.input_list_hash)
    return Error{ErrorCode::kInvalidData,
                 "the list of inputs isn't the one that the run began with",
                 run->path(kInputsFile),
                 0,
                 {}};
  auto items = parse_input_list(*list, run->path(kInputsFile));
  if (!items) return items.error();
  run->items_ = std::move(*items);
  for (const FinishedShard& shard : stored->journal.shards) {
    run->counts_ += shard.counts;
    run->shard_hashes_ += shard.hash;
    run->rejects_bytes_ = shard.rejects_bytes;
    run->position_ = shard.end;
  }
  run->shards_ = stored->journal.shards.size();
  if (run->finished()) return run;
  if (::ftruncate(run->journal_, static_cast<off_t>(stored->journal.whole_bytes)) != 0)
    return io_error(run->path(kJournalFile), "cannot write");
  if (auto cleared = run->clear_unfinished(); !cleared) return cleared.error();
  if (auto opened = run->open_rejects(run->rejects_bytes_); !opened) return opened.error();
  if (auto same = run->check_inputs(); !same) return same.error();
  ++run->manifest_.resumed;
  if (auto written = run->write_manifest(); !written) return written.error();
  return run;
}

Status RunFolder::write(std::string_view results, std::string_view rejects, const RunCounts& counts) {
  if (!shard_) {
    auto opened = open_output(shard_path(shards_));
    if (!opened) return opened.error();
    shard_ = std::move(*opened);
  }
  if (auto written = shard_->write(results); !written) return written;
  if (auto written = write_all(rejects_, rejects, path(kRejectsFile)); !written) return written;
  rejects_bytes_ += rejects.size();
  shard_counts_ += counts;
  return success();
}

Status RunFolder::end_shard(const InputPosition& end, std::vector<FinishedInput> inputs) {
  if (!shard_) {
    if (inputs.empty()) return success();
    // Inputs that ended after the last record of a full shard: an empty one tells of them.
    if (auto opened = write({}, {}, {}); !opened) return opened;
  }
  if (auto finished = shard_->finish(); !finished) return finished;
  shard_.reset();
  FinishedShard shard;
  shard.number = shards_;
  auto hash = hash_of_file(shard_path(shards_), shard.bytes);
  if (!hash) return hash.error();
  shard.hash = std::move(*hash);
  shard.rejects_bytes = rejects_bytes_;
  shard.end = end;
  shard.inputs = std::move(inputs);
  shard.counts = std::exchange(shard_counts_, {});
  if (::fsync(rejects_) != 0) return io_error(path(kRejectsFile), "cannot write");
  if (auto synced = sync_folder(folder_); !synced) return synced;
  if (auto written = write_all(journal_, journal_line(shard), path(kJournalFile)); !written) return written;
  if (::fsync(journal_) != 0) return io_error(path(kJournalFile), "cannot write");
  counts_ += shard.counts;
  shard_hashes_ += shard.hash;
  position_ = end;
  ++shards_;
  return success();
}

Status RunFolder::finish(double seconds) {
  manifest_.seconds += seconds;
  manifest_.finished = utc_now();
  manifest_.state = RunManifest::State::kFinished;
  manifest_.shards = shards_;
  manifest_.results_hash = hash128_hex(std::as_bytes(std::span(shard_hashes_)));
  manifest_.counts = counts_;
  return write_manifest();
}

}  // namespace bearing
