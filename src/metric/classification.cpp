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

/// Documents as lists of the labels that they have or are said to have: few of many, as a rule.
class LabelLists {
 public:
  explicit LabelLists(const Decisions& decisions) : labels_(decisions.labels) {
    check(decisions.truth.size() == decisions.predicted.size());
    check(decisions.truth.size() == decisions.documents() * decisions.labels);
    for (std::size_t cell = 0; cell < decisions.truth.size(); ++cell) {
      const bool truth = decisions.truth[cell] != 0, predicted = decisions.predicted[cell] != 0;
      if (truth || predicted) entries_.push_back({cell % labels_, truth, predicted});
      if ((cell + 1) % labels_ == 0) starts_.push_back(entries_.size());
    }
  }

  Scores score(std::span<const std::size_t> documents) const;

 private:
  struct Entry {
    std::size_t label;
    bool truth, predicted;
  };

  /// Adds one document's decisions; true when its label set is exactly right.
  bool count_document(std::size_t document, std::vector<LabelScore>& labels) const {
    bool exact = true;
    for (std::size_t i = starts_[document]; i < starts_[document + 1]; ++i) {
      const Entry& entry = entries_[i];
      LabelScore& label = labels[entry.label];
      label.support += entry.truth;
      label.predicted += entry.predicted;
      label.correct += entry.truth && entry.predicted;
      exact = exact && entry.truth == entry.predicted;
    }
    return exact;
  }

  std::size_t labels_;
  std::vector<std::size_t> starts_ = {0};
  std::vector<Entry> entries_;
};

Scores LabelLists::score(std::span<const std::size_t> documents) const {
  Scores scores;
  scores.labels.resize(labels_);
  std::size_t exact = 0;
  for (std::size_t document : documents) {
    check(document + 1 < starts_.size());
    exact += count_document(document, scores.labels);
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

}  // namespace

Scores score(const Decisions& decisions) {
  std::vector<std::size_t> all(decisions.documents());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return score(decisions, all);
}

Scores score(const Decisions& decisions, std::span<const std::size_t> documents) {
  return LabelLists(decisions).score(documents);
}

ScoreIntervals bootstrap_scores(const Decisions& decisions, std::size_t samples, std::uint64_t seed) {
  const LabelLists lists(decisions);
  const auto intervals =
      bootstrap_intervals(decisions.documents(), {samples, seed}, [&](std::span<const std::size_t> sample) {
        const Scores scores = lists.score(sample);
        return std::vector<double>{scores.micro_f1, scores.macro_f1};
      });
  return {intervals[0], intervals[1]};
}

}  // namespace bearing
