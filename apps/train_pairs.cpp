#include "apps/train_pairs.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/hash.hpp"
#include "training/pair_config.hpp"

namespace bearing {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> places_of(const std::string& name) {
  const std::string file = name.ends_with(".toml") ? name : name + ".toml";
  std::error_code ignored;
  std::vector<fs::path> places;
  const fs::path self = fs::read_symlink("/proc/self/exe", ignored);
  if (!self.empty()) places.push_back(self.parent_path().parent_path() / "share/bearing/configs" / file);
  places.push_back(fs::path(BEARING_SOURCE_CONFIGS) / file);
  return places;
}

// "fnc-1, newsmtsc, ...": what there is instead.
std::string names_in(const std::vector<fs::path>& places) {
  std::vector<std::string> names;
  for (const fs::path& place : places) {
    std::error_code error;
    for (fs::directory_iterator at(place.parent_path(), error), end; !error && at != end;
         at.increment(error)) {
      if (at->path().extension() == ".toml") names.push_back(at->path().stem().string());
    }
    if (!names.empty()) break;
  }
  std::sort(names.begin(), names.end());
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined;
}

Result<std::string> config_path(const std::string& given) {
  std::error_code ignored;
  if (given.find('/') != std::string::npos || fs::exists(given, ignored)) return given;
  const auto places = places_of(given);
  for (const fs::path& place : places) {
    if (fs::exists(place, ignored)) return place.string();
  }
  const std::string names = names_in(places);
  return Error{
      ErrorCode::kUsage,
      "no such file, and no configuration of this name ships" + (names.empty() ? "" : "; there are " + names),
      given,
      0,
      {}};
}

}  // namespace

bool are_pairs(const std::vector<Record>& records) {
  const auto has_topics = [](const Record& record) { return record.annotation.has_topics; };
  const auto has_stances = [](const Record& record) { return !record.annotation.stances.empty(); };
  return std::none_of(records.begin(), records.end(), has_topics) &&
         std::any_of(records.begin(), records.end(), has_stances);
}

Result<PairTrainOptions> pair_options(const PairTraining& training) {
  PairTrainOptions options = default_pair_options();
  if (!training.config.empty()) {
    auto path = config_path(training.config);
    if (!path) return path.error();
    auto read = read_pair_config(*path);
    if (!read) return read.error();
    options = std::move(*read);
    options.name = fs::path(*path).stem().string();
  }
  if (!training.name.empty()) options.name = training.name;
  if (training.folds > 0) options.folds.count = training.folds;
  options.folds.seed = training.seed;
  options.threads = training.threads;
  return options;
}

}  // namespace bearing
