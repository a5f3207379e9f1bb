#include "serving/model_set.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

namespace bearing {
namespace {

// Tells a file from another of the same name: what a rename or a write changes.
std::string stamp_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return {};
  std::string stamp;
  for (const auto number :
       {static_cast<long long>(status.st_dev), static_cast<long long>(status.st_ino),
        static_cast<long long>(status.st_size), static_cast<long long>(status.st_mtim.tv_sec),
        static_cast<long long>(status.st_mtim.tv_nsec)})
    stamp += std::to_string(number) + ' ';
  return stamp;
}

bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

Error bad_source(std::string message) { return {ErrorCode::kUsage, std::move(message), {}, 0, {}}; }

std::shared_ptr<const TrainingProfile> profile_of(const Labeler& labeler) {
  auto profile = profile_from_json(nlohmann::ordered_json::parse(labeler.training_profile(), nullptr, false));
  return profile ? std::make_shared<const TrainingProfile>(std::move(*profile)) : nullptr;
}

}  // namespace

Result<ModelSource> parse_model_source(const std::string& text) {
  const std::size_t sign = text.find('=');
  const bool named = sign != std::string::npos && text.find('/') > sign;
  ModelSource source;
  source.path = named ? text.substr(sign + 1) : text;
  source.name = named ? text.substr(0, sign) : std::filesystem::path(text).stem().string();
  if (source.path.empty()) return bad_source("model \"" + text + "\": expected a file, or name=file");
  if (!is_name(source.name)) {
    return bad_source("model \"" + text + "\": \"" + source.name +
                      "\" is no name (letters, digits, '.', '_' and '-'); give one with name=file");
  }
  return source;
}

Result<ModelSet::Slot> ModelSet::open_slot(ModelSource source) {
  Slot slot;
  slot.stamp = stamp_of(source.path);  // Before opening: what is written meanwhile counts as a change.
  auto labeler = Labeler::open(source.path);
  if (!labeler) return labeler.error();
  auto profile = profile_of(**labeler);
  slot.model = std::make_shared<ServedModel>(ServedModel{
      source.name, source.path, std::move(*labeler), std::move(profile), std::chrono::system_clock::now()});
  slot.source = std::move(source);
  return slot;
}

Result<std::unique_ptr<ModelSet>> ModelSet::open(std::vector<ModelSource> sources,
                                                 std::optional<ModelSource> shadow) {
  if (sources.empty()) return bad_source("there is no model to serve");
  auto set = std::make_unique<ModelSet>();
  for (ModelSource& source : sources) {
    for (const Slot& other : set->slots_) {
      if (other.source.name == source.name)
        return bad_source("two models are called \"" + source.name + "\"; tell them apart with name=file");
    }
    auto slot = open_slot(std::move(source));
    if (!slot) return slot.error();
    set->slots_.push_back(std::move(*slot));
  }
  if (shadow) {
    auto slot = open_slot(std::move(*shadow));
    if (!slot) return slot.error();
    set->slots_.push_back(std::move(*slot));
    set->has_shadow_ = true;
  }
  return set;
}

std::shared_ptr<const ServedModel> ModelSet::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i + (has_shadow_ ? 1 : 0) < slots_.size(); ++i) {
    if (name.empty() || slots_[i].source.name == name) return slots_[i].model;
  }
  return nullptr;
}

std::vector<std::shared_ptr<const ServedModel>> ModelSet::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const ServedModel>> models;
  for (const Slot& slot : slots_) models.push_back(slot.model);
  if (has_shadow_) models.pop_back();
  return models;
}

std::shared_ptr<const ServedModel> ModelSet::shadow() const {
  const std::lock_guard lock(mutex_);
  return has_shadow_ ? slots_.back().model : nullptr;
}

std::vector<ModelReload> ModelSet::reload(bool only_changed) {
  const std::lock_guard one(reloading_);
  std::vector<ModelReload> tried;
  for (Slot& slot : slots_) {
    if (only_changed && stamp_of(slot.source.path) == slot.stamp) continue;
    ModelReload reload;
    reload.name = slot.source.name;
    reload.before = reload.after = slot.model->labeler->model_id();
    const std::string stamp = stamp_of(slot.source.path);
    auto opened = open_slot(slot.source);
    if (opened) {
      reload.after = opened->model->labeler->model_id();
      const std::lock_guard lock(mutex_);
      slot.model.swap(opened->model);
    } else {
      reload.error = opened.error();
    }
    slot.stamp = stamp;
    tried.push_back(std::move(reload));
  }
  return tried;
}

}  // namespace bearing
