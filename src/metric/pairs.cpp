#include "metric/pairs.hpp"

#include <numeric>

#include "base/check.hpp"

namespace bearing {
namespace {

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// All measures but calibration follow from the confusion matrix.
void derive(std::size_t classes, PairScores& scores) {
  std::size_t right = 0, judged = 0;
  double f1_sum = 0;
  scores.classes.assign(classes, {});
  for (std::size_t truth = 0; truth < classes; ++truth) {
    for (std::size_t predicted = 0; predicted < classes; ++predicted) {
      const std::size_t count = scores.confusion[truth * classes + predicted];
      scores.pairs += count;
      scores.classes[truth].support += count;
      scores.classes[predicted].predicted += count;
      if (truth == predicted) scores.classes[truth].correct = count;
    }
  }
  for (LabelScore& label : scores.classes) {
    label.precision = ratio(label.correct, label.predicted);
    label.recall = ratio(label.correct, label.support);
    label.f1 = ratio(2 * label.correct, label.predicted + label.support);
    right += label.correct;
    if (label.support + label.predicted == 0) continue;
    f1_sum += label.f1;
    ++judged;
  }
  scores.accuracy = ratio(right, scores.pairs);
  scores.macro_f1 = judged == 0 ? 0.0 : f1_sum / static_cast<double>(judged);
}

/// Without calibration, which bootstrap samples don't need.
PairScores score_classes(const PairDecisions& decisions, std::span<const std::size_t> pairs) {
  PairScores scores;
  scores.confusion.assign(decisions.classes * decisions.classes, 0);
  for (std::size_t pair : pairs) {
    check(pair < decisions.truth.size());
    const std::uint32_t truth = decisions.truth[pair], predicted = decisions.predicted[pair];
    check(truth < decisions.classes && predicted < decisions.classes);
    ++scores.confusion[truth * decisions.classes + predicted];
  }
  derive(decisions.classes, scores);
  return scores;
}

std::vector<std::size_t> all_pairs(const PairDecisions& decisions) {
  std::vector<std::size_t> all(decisions.truth.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

void check_sizes(const PairDecisions& decisions) {
  const std::size_t pairs = decisions.truth.size();
  check(decisions.predicted.size() == pairs);
  check(decisions.confidence.empty() || decisions.confidence.size() == pairs);
  check(decisions.group.empty() || decisions.group.size() == pairs);
}

}  // namespace

PairScores score_pairs(const PairDecisions& decisions) {
  return score_pairs(decisions, all_pairs(decisions));
}

PairScores score_pairs(const PairDecisions& decisions, std::span<const std::size_t> pairs) {
  check_sizes(decisions);
  PairScores scores = score_classes(decisions, pairs);
  if (decisions.confidence.empty()) return scores;
  std::vector<double> confidence;
  std::vector<std::uint8_t> right;
  for (std::size_t pair : pairs) {
    confidence.push_back(decisions.confidence[pair]);
    right.push_back(decisions.truth[pair] == decisions.predicted[pair] ? 1 : 0);
  }
  scores.calibration = score_calibration(confidence, right);
  return scores;
}

double semeval_f_avg(const PairScores& scores, std::uint32_t favor, std::uint32_t against) {
  check(favor < scores.classes.size() && against < scores.classes.size());
  return (scores.classes[favor].f1 + scores.classes[against].f1) / 2;
}

double fnc1_score(const PairScores& scores, std::uint32_t unrelated) {
  const std::size_t classes = scores.classes.size();
  check(unrelated < classes);
  std::size_t quarters = 0, best = 0;
  for (std::size_t truth = 0; truth < classes; ++truth) {
    for (std::size_t predicted = 0; predicted < classes; ++predicted) {
      const std::size_t count = scores.confusion[truth * classes + predicted];
      best += count * (truth == unrelated ? 1 : 4);
      if ((truth == unrelated) == (predicted == unrelated)) quarters += count;
      if (truth == predicted && truth != unrelated) quarters += 3 * count;
    }
  }
  return ratio(quarters, best);
}

PairMeasures measure_pairs(const PairDecisions& decisions, const PairOptions& options) {
  PairMeasures measures;
  measures.all = score_pairs(decisions);
  const bool has_f_avg = options.favor && options.against;
  const auto f_avg = [&](const PairScores& scores) {
    return has_f_avg ? semeval_f_avg(scores, *options.favor, *options.against) : 0.0;
  };
  const auto fnc1 = [&](const PairScores& scores) {
    return options.unrelated ? fnc1_score(scores, *options.unrelated) : 0.0;
  };
  if (has_f_avg) measures.f_avg = f_avg(measures.all);
  if (options.unrelated) measures.fnc1 = fnc1(measures.all);
  const auto intervals = bootstrap_intervals(
      decisions.truth.size(), options.bootstrap, [&](std::span<const std::size_t> sample) {
        const PairScores scores = score_classes(decisions, sample);
        return std::vector<double>{scores.accuracy, scores.macro_f1, f_avg(scores), fnc1(scores)};
      });
  measures.accuracy = intervals[0];
  measures.macro_f1 = intervals[1];
  measures.f_avg_interval = intervals[2];
  measures.fnc1_interval = intervals[3];
  std::map<std::string, std::vector<std::size_t>> groups;
  for (std::size_t pair = 0; pair < decisions.group.size(); ++pair)
    groups[decisions.group[pair]].push_back(pair);
  for (const auto& [name, pairs] : groups) measures.by_group[name] = score_pairs(decisions, pairs);
  return measures;
}

}  // namespace bearing
