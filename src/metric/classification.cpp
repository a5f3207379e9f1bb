#include "metric/classification.hpp"

#include <numeric>

#include "base/check.hpp"

namespace bearing {
namespace {

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Precision, recall and F1 = 2 TP / (2 TP + FP + FN) from the counts.
void derive(LabelScore& score) {
  score.precision = ratio(score.correct, score.predicted);
  score.recall = ratio(score.correct, score.support);
  score.f1 = ratio(2 * score.correct, score.predicted + score.support);
}

/// Adds one document's decisions; true when its label set is exactly right.
bool count_document(const Decisions& decisions, std::size_t document, std::vector<LabelScore>& labels) {
  bool exact = true;
  for (std::size_t label = 0; label < decisions.labels; ++label) {
    const std::size_t cell = document * decisions.labels + label;
    const bool truth = decisions.truth[cell] != 0, predicted = decisions.predicted[cell] != 0;
    labels[label].support += truth;
    labels[label].predicted += predicted;
    labels[label].correct += truth && predicted;
    exact = exact && truth == predicted;
  }
  return exact;
}

}  // namespace

Scores score(const Decisions& decisions) {
  std::vector<std::size_t> all(decisions.documents());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return score(decisions, all);
}

Scores score(const Decisions& decisions, std::span<const std::size_t> documents) {
  check(decisions.truth.size() == decisions.predicted.size());
  check(decisions.truth.size() == decisions.documents() * decisions.labels);
  Scores scores;
  scores.labels.resize(decisions.labels);
  std::size_t exact = 0;
  for (std::size_t document : documents) {
    check(document < decisions.documents());
    exact += count_document(decisions, document, scores.labels);
  }

  LabelScore pooled;
  double f1_sum = 0;
  std::size_t judged = 0;
  for (LabelScore& label : scores.labels) {
    derive(label);
    pooled.support += label.support;
    pooled.predicted += label.predicted;
    pooled.correct += label.correct;
    if (label.support + label.predicted == 0) continue;
    f1_sum += label.f1;
    ++judged;
  }
  derive(pooled);
  scores.micro_precision = pooled.precision;
  scores.micro_recall = pooled.recall;
  scores.micro_f1 = pooled.f1;
  scores.macro_f1 = judged == 0 ? 0.0 : f1_sum / static_cast<double>(judged);
  scores.subset_accuracy = ratio(exact, documents.size());
  return scores;
}

ScoreIntervals bootstrap_scores(const Decisions& decisions, std::size_t samples, std::uint64_t seed) {
  const auto intervals =
      bootstrap_intervals(decisions.documents(), {samples, seed}, [&](std::span<const std::size_t> sample) {
        const Scores scores = score(decisions, sample);
        return std::vector<double>{scores.micro_f1, scores.macro_f1};
      });
  return {intervals[0], intervals[1]};
}

}  // namespace bearing
