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
  /// `model` must outlive the scorer. With `by_sentence`, and where the model has a touch (pair_model.hpp),
  /// that says whether a text bears on a target, and stances are judged sentence by sentence and pooled;
  /// otherwise the classes of the model are those of the text as a whole.
  FreeTargetScorer(const PairModel& model, bool by_sentence);

  /// Takes up a document. Both must stay as they are while targets are judged.
  void start(const AnalyzedText& title, const AnalyzedText& text);

  /// Stances in the order of the model's classes, without "unrelated". The evidence is that of a judgement by
  /// sentence: a sentence of the text that shares a word with the target, in `evidence` of each stance, as
  /// bytes of the normalised text.
  TargetLabel judge(const std::string& target);

 private:
  TargetLabel judge_whole(const std::string& target);
  TargetLabel judge_sentences(const std::string& target);
  void pool_sentences(TargetLabel& label, StancePool& pool);
  double touch() const;
  void split(const std::vector<double>& probabilities, double& touched, std::vector<double>& stances) const;
  std::string_view class_name(std::size_t c) const { return model_.classes[c]; }

  const PairModel& model_;
  bool by_sentence_;
  TextAnalyzer analyzer_;
  AnalyzedText no_title_, target_;
  PairExtractor whole_, sentence_;
  PairScorer scorer_;
  PairInput input_;
  const AnalyzedText* text_ = nullptr;
};

}  // namespace bearing
