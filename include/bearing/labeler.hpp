// The labeler: a trained model, opened once, used by many threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bearing/document.hpp"
#include "bearing/labels.hpp"
#include "bearing/result.hpp"

namespace bearing {

/// Scratch memory of one thread. After a few documents, labelling allocates nothing but its results.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// What results hold beyond what they always do.
struct LabelDetail {
  bool all_stances = false;  ///< The stances on targets that aren't touched, too: takes more time.
};

/// An immutable trained model. All const members are safe to call from several threads at once, each with a
/// Workspace of its own.
class Labeler {
 public:
  /// Maps the model file. Errors: kIo when it can't be read, kInvalidModel when it is damaged or of another
  /// version.
  static Result<std::shared_ptr<const Labeler>> open(const std::string& path);

  ~Labeler();

  /// Labels one document: topics, and stances on the targets of the scheme and on Document::targets. Any
  /// bytes are safe; text that can't be judged yields no assigned label and a warning.
  Labels label(const Document& document, Workspace& workspace, const LabelDetail& detail = {}) const;

  /// Why each topic got its score, word by word; then each target that is touched, and each stance assigned
  /// on it (by the words of its evidence sentence). Same confidences as label().
  std::vector<Explanation> explain(const Document& document, Workspace& workspace) const;

  /// "name@hash" as written into every result.
  const std::string& model_id() const;

  /// Topic ids in scheme order.
  const std::vector<std::string>& topics() const;

  /// Target ids in scheme order; empty when the model knows no stance.
  const std::vector<std::string>& targets() const;

  /// What people call the targets, in English, in scheme order; empty where the scheme doesn't say.
  const std::vector<std::string>& target_names() const;

  /// The stances that the model tells apart, for example "favor", "against", "neutral"; empty when it knows
  /// none.
  const std::vector<std::string>& stances() const;

  /// Whether each document has exactly one topic: the one with the highest confidence.
  bool exclusive() const;

  /// What the model was trained on, in numbers (docs/model-format.md, bearing.profile): a JSON object; empty
  /// where the file doesn't say.
  const std::string& training_profile() const;

  /// Whether the model can judge free targets (Document::targets).
  bool judges_free_targets() const;

 private:
  struct Impl;
  explicit Labeler(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bearing
