#include "training/checkpoint.hpp"

#include <filesystem>
#include <span>

#include "base/file.hpp"
#include "base/hash.hpp"

namespace bearing {
namespace {

constexpr const char* kSuffix = ".pt";
constexpr const char* kDescription = "training.json";

bool is_ours(const std::string& name) {
  if (name == kDescription) return true;
  for (const char* view : {"documents-", "sentences-", "stances-", "evidence-"}) {
    if (name.starts_with(view)) return true;
  }
  return false;
}

template <class T>
std::string hash_of(const std::vector<T>& values) {
  return hash128_hex(std::as_bytes(std::span(values)));
}

std::string hash_of_view(const View& view) {
  return hash_of(view.features.starts) + hash_of(view.features.column) + hash_of(view.features.value) +
         hash_of(view.labels) + hash_of(view.known) + hash_of(view.row_weights) + hash_of(view.document) +
         hash_of(view.copy);
}

std::string hash_of_marks(const std::vector<StanceMark>& marks) {
  std::vector<std::uint8_t> bytes;
  for (const StanceMark& mark : marks) {
    bytes.insert(bytes.end(), {mark.shows, mark.chosen, static_cast<std::uint8_t>(mark.touches ? 1 : 0),
                               static_cast<std::uint8_t>(mark.known ? 1 : 0)});
  }
  return hash_of(bytes);
}

}  // namespace

Status TrainingCheckpoint::open(const std::string& fingerprint) const {
  const std::string path = folder_ + "/" + kDescription;
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    auto found = read_file(path);
    if (!found) return found.error();
    if (*found == fingerprint) return success();
    return Error{ErrorCode::kUsage,
                 "the checkpoint is of another corpus or other options: remove it, or train as before",
                 folder_,
                 0,
                 {}};
  }
  std::filesystem::create_directories(folder_, error);
  if (error)
    return Error{ErrorCode::kIo, "can't make the checkpoint folder: " + error.message(), folder_, 0, {}};
  remove_files();  // Left by a training that got no further than this line: of what, nobody knows.
  return write_file_atomically(path, fingerprint);
}

std::string TrainingCheckpoint::file_of(const std::string& view, std::uint32_t fold) const {
  return folder_ + "/" + view + "-" + std::to_string(fold) + kSuffix;
}

void TrainingCheckpoint::remove_files() const {
  std::error_code ignored;
  std::vector<std::filesystem::path> ours;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    if (entry.is_regular_file(ignored) && is_ours(entry.path().filename().string()))
      ours.push_back(entry.path());
  }
  for (const auto& path : ours) std::filesystem::remove(path, ignored);
}

void TrainingCheckpoint::remove() const {
  remove_files();
  std::error_code ignored;
  std::filesystem::remove(folder_, ignored);  // Stays when something else is in it.
}

std::string fingerprint(const FeatureMatrices& features, const std::vector<std::uint32_t>& folds) {
  const std::string all = hash_of(features.terms.tags) + hash_of(features.chars.tags) +
                          hash_of_view(features.documents) + hash_of_view(features.sentences) +
                          hash_of_marks(features.marks) + hash_of(folds);
  return hash128_hex(std::as_bytes(std::span(all)));
}

}  // namespace bearing
