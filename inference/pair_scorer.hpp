// The class of a pair (text, target) under a pair model, and what each word added.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "feature/pair_features.hpp"
#include "model/pair_model.hpp"

namespace bearing {

/// What a token adds to a class's score through the wide part.
struct PairContribution {
  enum class Field : std::uint8_t { kText, kTitle, kTarget };
  Field field;
  std::uint32_t token;  ///< Index into the AnalyzedText::tokens of its field.
  double weight;
};

/// Scores pairs. Scratch memory inside, nothing is allocated once it has grown: one per thread and model.
class PairScorer {
 public:
  /// `model` must outlive the scorer.
  explicit PairScorer(const PairModel& model);
  ~PairScorer();
  PairScorer(PairScorer&&) noexcept;
  PairScorer& operator=(PairScorer&&) = delete;

  /// The logits [classes] of a pair whose numbers were made by the model's rules and stems; they hold until
  /// the next call.
  const std::vector<float>& score(const PairInput& input);

  /// After score(): softmax of the logits at the model's temperature, as doubles that add up to 1.
  const std::vector<double>& probabilities();

  /// After score(): the class that is decided for, argmax of logits + offsets (the first among equals).
  std::size_t decision() const;

  /// After score() of what `extractor` gave last: what each token adds to the logit of `class_number` through
  /// the sparse features, in order of field and token; each token once. A feature is shared evenly by its
  /// occurrences and an occurrence by its tokens. Returns the rest: bias, the known target, marks, and the
  /// dense features with the hidden layer, which belong to no word. Rest and contributions add up to the
  /// logit.
  double explain(const PairInput& input, const PairExtractor& extractor, std::size_t class_number,
                 std::vector<PairContribution>& out) const;

 private:
  struct Workspace;
  const PairModel& model_;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace bearing
