// Where a document stands on targets that the user names: claims, headlines, proposals in words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bearing/labels.hpp"
#include "feature/pair_features.hpp"
#include "feature/stance_features.hpp"
#include "inference/pair_scorer.hpp"
#include "model/pair_model.hpp"
#include "text/analyze.hpp"

namespace bearing {

/// The class of pair models that says: the text has nothing to do with the target. No stance.
inline constexpr const char* kUnrelatedClass = "unrelated";

/// Scores free targets with a pair model. Scratch memory inside: one per thread and model.
class FreeTargetScorer {
 public:
  /// `model` must outlive the scorer. With `by_sentence` a text is judged sentence by sentence and the
  /// answers are pooled (a pair model beside a topic model has learnt from sentences); otherwise as a whole.
  FreeTargetScorer(const PairModel& model, bool by_sentence);

  /// Takes up a document. Both must stay as they are while targets are judged.
  void start(const AnalyzedText& title, const AnalyzedText& text);

  /// Stances in the order of the model's classes, without "unrelated". The evidence is that of a judgement by
  /// sentence: a sentence of the text, in `evidence` of each stance, as bytes of the normalised text.
  TargetLabel judge(const std::string& target);

 private:
  TargetLabel judge_whole(const std::string& target);
  TargetLabel judge_sentences(const std::string& target);
  void split(const std::vector<double>& probabilities, double& touched, std::vector<double>& stances) const;
  std::string_view class_name(std::size_t c) const { return model_.classes[c]; }

  const PairModel& model_;
  bool by_sentence_;
  TextAnalyzer analyzer_;
  AnalyzedText no_title_, target_;
  PairExtractor extractor_;
  PairScorer scorer_;
  PairInput input_;
  const AnalyzedText* text_ = nullptr;
};

}  // namespace bearing
