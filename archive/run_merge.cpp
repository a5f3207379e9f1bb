#include "archive/run_merge.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "archive/run_folder.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"

namespace bearing {
namespace {

namespace fs = std::filesystem;

struct PartRun {
  std::string folder;
  RunManifest manifest;
  Journal journal;
  std::vector<InputItem> items;
};

Error unfit(const std::string& folder, std::string why) {
  return {ErrorCode::kUsage, std::move(why), folder, 0, {}};
}

Error damaged(const std::string& file, std::string what) {
  return {ErrorCode::kInvalidData, std::move(what), file, 0, {}};
}

std::string part_name(std::uint64_t number, std::uint64_t parts) {
  return std::to_string(number + 1) + "/" + std::to_string(parts);
}

Result<PartRun> read_part(const std::string& folder) {
  auto stored = read_run(folder);
  if (!stored) return stored.error();
  if (stored->manifest.state != RunManifest::State::kFinished)
    return unfit(folder,
                 "this run isn't finished (\"bearing label --resume " + folder + "\" goes on with it)");
  const std::string list_path = folder + "/" + kInputsFile;
  auto list = read_file(list_path);
  if (!list) return list.error();
  if (hash128_hex(std::as_bytes(std::span(*list))) != stored->manifest.input_list_hash)
    return damaged(list_path, "the list of inputs isn't the one that the run began with");
  auto items = parse_input_list(*list, list_path);
  if (!items) return items.error();
  return PartRun{folder, std::move(stored->manifest), std::move(stored->journal), std::move(*items)};
}

// Every part once, in order, and all of one archive.
Status check_together(const std::vector<PartRun>& parts) {
  const RunManifest& first = parts.front().manifest;
  for (const PartRun& part : parts) {
    const RunManifest& manifest = part.manifest;
    const auto differs = [&](const std::string& what, const std::string& a, const std::string& b) {
      return unfit(part.folder,
                   what + " isn't that of " + parts.front().folder + ": " + b + ", expected " + a);
    };
    if (manifest.parts != first.parts)
      return differs("the number of parts", std::to_string(first.parts), std::to_string(manifest.parts));
    if (manifest.model != first.model) return differs("the model", first.model, manifest.model);
    if (manifest.version != first.version)
      return differs("the version of Bearing", first.version, manifest.version);
    if (manifest.options != first.options)
      return differs("one of the options", first.options.dump(), manifest.options.dump());
    if (manifest.shard_suffix != first.shard_suffix)
      return differs("the way of packing", first.shard_suffix, manifest.shard_suffix);
    if (manifest.archive_hash != first.archive_hash)
      return unfit(part.folder, "this is a part of another archive");
  }
  for (std::size_t i = 0; i < std::max<std::size_t>(parts.size(), first.parts); ++i) {
    if (i < parts.size() && i > 0 && parts[i].manifest.part == parts[i - 1].manifest.part) {
      return unfit(parts[i].folder, "part " + part_name(parts[i].manifest.part, first.parts) +
                                        " is there twice, also in " + parts[i - 1].folder);
    }
    if (i >= parts.size() || parts[i].manifest.part != i)
      return unfit({}, "part " + part_name(i, first.parts) + " is missing");
  }
  return success();
}

Status check_shards(const PartRun& part) {
  for (const FinishedShard& shard : part.journal.shards) {
    const std::string path = part.folder + "/" + shard_name(shard.number, part.manifest.shard_suffix);
    auto file = MappedFile::open(path);
    if (!file) return file.error();
    if ((*file)->bytes().size() != shard.bytes || hash128_hex((*file)->bytes()) != shard.hash)
      return damaged(path, "this shard isn't the one that the run wrote");
  }
  return success();
}

// Each input read once, to its end, and a result for each of its records.
Status check_coverage(const PartRun& part) {
  std::vector<std::uint64_t> times(part.items.size());
  std::uint64_t records = 0, documents = 0;
  for (const FinishedShard& shard : part.journal.shards) {
    documents += shard.counts.documents;
    for (const FinishedInput& input : shard.inputs) {
      if (input.item >= times.size())
        return damaged(part.folder, "the journal names inputs that the run doesn't have");
      ++times[input.item];
      records += input.records;
    }
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i] == 1) continue;
    return damaged(part.folder,
                   "input " + part.items[i].path + " was read " + std::to_string(times[i]) + " times");
  }
  if (records != documents || documents != part.manifest.counts.documents) {
    return damaged(part.folder, "there are " + std::to_string(documents) + " results for " +
                                    std::to_string(records) + " records");
  }
  return success();
}

// The inputs of all parts, pieces of one joined again.
std::vector<InputItem> joined(const std::vector<PartRun>& parts) {
  std::vector<InputItem> items;
  for (const PartRun& part : parts) {
    for (const InputItem& item : part.items) {
      if (!items.empty() && items.back().path == item.path && item.begin > 0 &&
          items.back().end == item.begin) {
        items.back().end = item.end;
      } else {
        items.push_back(item);
      }
    }
  }
  for (InputItem& item : items) {
    if (item.begin == 0 && item.end == item.bytes) item.end = 0;
  }
  return items;
}

Status link_or_copy(const std::string& from, const std::string& to) {
  std::error_code code;
  fs::create_hard_link(from, to, code);
  if (!code) return success();
  fs::copy_file(from, to, code);
  if (code)
    return Error{ErrorCode::kIo, "cannot copy this shard to " + to + ": " + code.message(), from, 0, {}};
  return success();
}

class Merge {
 public:
  Merge(const std::vector<PartRun>& parts, std::string out) : parts_(parts), out_(std::move(out)) {}

  Result<RunCounts> write() {
    std::error_code code;
    if (fs::exists(out_, code) && !fs::is_empty(out_, code))
      return unfit(out_, "runs are merged into a new folder");
    fs::create_directories(out_, code);
    if (code) return Error{ErrorCode::kIo, "cannot make this folder: " + code.message(), out_, 0, {}};
    manifest_ = parts_.front().manifest;
    manifest_.counts = {};
    manifest_.seconds = 0;
    std::vector<InputItem> items;
    for (const PartRun& part : parts_) {
      if (auto added = add(part, items.size()); !added) return added.error();
      items.insert(items.end(), part.items.begin(), part.items.end());
    }
    return finish(items);
  }

 private:
  Status add(const PartRun& part, std::uint64_t first_item) {
    auto rejects = read_file(part.folder + "/" + kRejectsFile);
    if (!rejects) return rejects.error();
    const std::uint64_t rejects_before = rejects_.size();
    for (FinishedShard shard : part.journal.shards) {
      const std::string from = part.folder + "/" + shard_name(shard.number, manifest_.shard_suffix);
      shard.number = shards_++;
      if (auto placed = link_or_copy(from, out_ + "/" + shard_name(shard.number, manifest_.shard_suffix));
          !placed)
        return placed;
      shard.rejects_bytes += rejects_before;
      shard.end.item += first_item;
      for (FinishedInput& input : shard.inputs) input.item += first_item;
      hashes_ += shard.hash;
      manifest_.counts += shard.counts;
      journal_ += journal_line(shard);
    }
    rejects_ += *rejects;
    manifest_.seconds += part.manifest.seconds;
    manifest_.resumed += &part == parts_.data() ? 0 : part.manifest.resumed;
    manifest_.started = std::min(manifest_.started, part.manifest.started);
    manifest_.finished = std::max(manifest_.finished, part.manifest.finished);
    return success();
  }

  Result<RunCounts> finish(const std::vector<InputItem>& items) {
    const std::string list = input_list_jsonl(items);
    manifest_.input_list_hash = hash128_hex(std::as_bytes(std::span(list)));
    manifest_.input_files = items.size();
    manifest_.input_bytes = 0;
    for (const InputItem& item : items) manifest_.input_bytes += stored_bytes(item);
    manifest_.part = 0;
    manifest_.parts = 1;
    manifest_.shards = shards_;
    manifest_.results_hash = hash128_hex(std::as_bytes(std::span(hashes_)));
    const std::string manifest = manifest_json(manifest_);
    for (const auto& [name, bytes] : {std::pair<const char*, const std::string*>(kInputsFile, &list),
                                      {kRejectsFile, &rejects_},
                                      {kJournalFile, &journal_},
                                      {kManifestFile, &manifest}}) {  // The manifest makes it a run.
      if (auto written = write_file_atomically(out_ + "/" + name, *bytes); !written) return written.error();
    }
    return manifest_.counts;
  }

  const std::vector<PartRun>& parts_;
  std::string out_;
  RunManifest manifest_;
  std::uint64_t shards_ = 0;
  std::string rejects_, journal_, hashes_;
};

}  // namespace

Result<RunCounts> merge_runs(const std::vector<std::string>& folders, const std::string& out) {
  if (folders.empty()) return unfit({}, "no run is named");
  std::vector<PartRun> parts;
  for (const std::string& folder : folders) {
    auto part = read_part(folder);
    if (!part) return part.error();
    parts.push_back(std::move(*part));
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const PartRun& a, const PartRun& b) { return a.manifest.part < b.manifest.part; });
  if (auto together = check_together(parts); !together) return together.error();
  if (archive_hash(joined(parts)) != parts.front().manifest.archive_hash)
    return unfit({}, "the inputs of the parts, put together, are not those of the archive");
  for (const PartRun& part : parts) {
    if (auto covered = check_coverage(part); !covered) return covered.error();
    if (auto whole = check_shards(part); !whole) return whole.error();
  }
  return Merge(parts, out).write();
}

}  // namespace bearing
