// The models that a server has open, by name; any of them can be replaced while others use it.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bearing/labeler.hpp"
#include "bearing/result.hpp"
#include "model/training_profile.hpp"

namespace bearing {

/// A model file and the name that requests use for it.
struct ModelSource {
  std::string name;
  std::string path;
};

/// Parses "name=path", or a path alone, whose name is that of the file without its ending. Errors: kUsage for
/// an empty name or path, or a name with other characters than letters, digits, '.', '_' and '-'.
Result<ModelSource> parse_model_source(const std::string& text);

/// A model as it was opened. Immutable.
struct ServedModel {
  std::string name;
  std::string path;
  std::shared_ptr<const Labeler> labeler;
  std::shared_ptr<const TrainingProfile> profile;  ///< Null where the file has none.
  std::chrono::system_clock::time_point opened;
};

/// What became of an attempt to open a model again.
struct ModelReload {
  std::string name;
  std::string before, after;   ///< Model ids; equal when the file holds the same model.
  std::optional<Error> error;  ///< Then the model from before stays.
};

/// Thread-safe. Whoever has got a model keeps it alive, whatever becomes of its name.
class ModelSet {
 public:
  /// Opens all models; the first is the one that is used where none is named. Errors: kUsage for no model or
  /// two of one name; those of Labeler::open.
  static Result<std::unique_ptr<ModelSet>> open(std::vector<ModelSource> sources,
                                                std::optional<ModelSource> shadow = {});

  /// The model of that name; the first for an empty name; null where there is none.
  std::shared_ptr<const ServedModel> find(std::string_view name) const;
  /// All but the shadow, in their order.
  std::vector<std::shared_ptr<const ServedModel>> all() const;
  /// The model whose labels are only compared with those of the first; null where there is none.
  std::shared_ptr<const ServedModel> shadow() const;

  /// Opens all model files again, or those alone that aren't what they were when they were last tried. A
  /// file that can't be opened leaves its model as it is. Takes as long as opening takes; meanwhile the
  /// others go on. What was tried, in order.
  std::vector<ModelReload> reload(bool only_changed);

 private:
  struct Slot {
    ModelSource source;
    std::string stamp;  ///< Identity of the file when it was last tried.
    std::shared_ptr<const ServedModel> model;
  };
  static Result<Slot> open_slot(ModelSource source);

  mutable std::mutex mutex_;  ///< Of the models within the slots.
  std::mutex reloading_;      ///< One attempt at a time.
  std::vector<Slot> slots_;
  bool has_shadow_ = false;  ///< It is the last slot.
};

}  // namespace bearing
