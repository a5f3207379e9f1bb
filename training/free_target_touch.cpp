#include "training/free_target_touch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "base/hash.hpp"
#include "base/sigmoid.hpp"
#include "feature/pair_features.hpp"
#include "metric/calibration.hpp"
#include "text/analyze.hpp"
#include "training/pair_negatives.hpp"

namespace bearing {
namespace {

// cos_full, cos_best, cos_top3, recall, recall_best, pairs, chars, rarest_missed, target_stems, sentences:
// numbers of src/feature/pair_features.hpp. Cues and places of the best sentence say little here.
constexpr std::array<std::size_t, 10> kFeatures = {0, 2, 3, 11, 14, 18, 20, 30, 55, 56};
constexpr std::size_t kWeights = kFeatures.size() + 1;  // The last: the bias.
using Row = std::array<double, kWeights>;

struct Examples {
  std::vector<Row> rows;
  std::vector<std::uint8_t> touched;
  std::vector<std::uint32_t> fold;
  std::size_t targets = 0;
};

class ExampleMaker {
 public:
  ExampleMaker(const std::vector<Record>& articles, const PairModel& model, const TouchOptions& options)
      : articles_(articles), options_(options), extractor_(model.rules, model.stems) {}

  Examples make() {
    std::vector<std::map<std::string, bool>> own(articles_.size());
    std::map<std::string, std::string> languages;
    for (std::size_t a = 0; a < articles_.size(); ++a) {
      for (const StanceAnnotation& stance : articles_[a].annotation.stances) {
        own[a][stance.target] = stance.stance != "unrelated";
        languages.emplace(stance.target, articles_[a].document.lang);
      }
    }
    for (const auto& [words, lang] : languages) all_.push_back(stem_target(words, lang));
    out_.targets = all_.size();
    for (std::size_t a = 0; a < articles_.size(); ++a) add(articles_[a], own[a]);
    return std::move(out_);
  }

 private:
  void add(const Record& record, const std::map<std::string, bool>& own) {
    const Document& document = record.document;
    analyzer_.analyze(document.title, document.text, /*drop_furniture=*/true, title_, text_);
    extractor_.set_text(title_, text_);
    std::vector<StemmedTarget> known;
    for (const auto& [words, touched] : own) {
      known.push_back(stem_target(words, document.lang));
      add(words, touched);
    }
    const std::uint64_t seed = mix(options_.seed, hash64(document.text));
    for (const std::size_t other : draw_other_targets(all_, known, document.lang, options_.negatives, seed))
      add(all_[other].words, false);
  }

  void add(const std::string& words, bool touched) {
    analyzer_.analyze({}, words, /*drop_furniture=*/false, no_title_, target_);
    extractor_.pair(target_, input_);
    Row& row = out_.rows.emplace_back();
    for (std::size_t i = 0; i < kFeatures.size(); ++i)
      row[i] = static_cast<double>(input_.dense[kFeatures[i]]);
    row.back() = 1;
    out_.touched.push_back(touched ? 1 : 0);
    out_.fold.push_back(static_cast<std::uint32_t>(mix(options_.seed, hash64(words)) % options_.folds));
  }

  const std::vector<Record>& articles_;
  const TouchOptions& options_;
  TextAnalyzer analyzer_;
  AnalyzedText title_, text_, no_title_, target_;
  PairExtractor extractor_;
  PairInput input_;
  std::vector<StemmedTarget> all_;
  Examples out_;
};

// Mean and deviation of each feature; what never changes keeps its place at a weight of nothing.
void standardise(const Examples& examples, Row& mean, Row& deviation) {
  mean.fill(0);
  deviation.fill(0);
  const auto count = static_cast<double>(examples.rows.size());
  for (const Row& row : examples.rows) {
    for (std::size_t i = 0; i < kFeatures.size(); ++i) mean[i] += row[i] / count;
  }
  for (const Row& row : examples.rows) {
    for (std::size_t i = 0; i < kFeatures.size(); ++i) deviation[i] += std::pow(row[i] - mean[i], 2) / count;
  }
  for (double& value : deviation) value = std::max(std::sqrt(value), 1e-6);
  deviation.back() = 1;
}

double score(const Row& weights, const Row& row) {
  double sum = 0;
  for (std::size_t i = 0; i < kWeights; ++i) sum += weights[i] * row[i];
  return sum;
}

// Solves the symmetric, positive definite system in place by Cholesky's decomposition.
Row solve(std::array<Row, kWeights>& a, Row b) {
  for (std::size_t i = 0; i < kWeights; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
      a[i][j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / a[j][j];
    }
  }
  for (std::size_t i = 0; i < kWeights; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (std::size_t i = kWeights; i-- > 0;) {
    for (std::size_t k = i + 1; k < kWeights; ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

// Penalised maximum likelihood by Newton's method. The bias is penalised a little, so that a fold with one
// class alone stays finite.
Row fit(const Examples& examples, std::uint32_t held_out, double penalty) {
  constexpr int kSteps = 30;
  Row weights{};
  for (int step = 0; step < kSteps; ++step) {
    std::array<Row, kWeights> curvature{};
    Row gradient{};
    for (std::size_t i = 0; i < kWeights; ++i) {
      const double strength = i + 1 < kWeights ? penalty : 1e-3;
      curvature[i][i] = strength;
      gradient[i] = -strength * weights[i];
    }
    for (std::size_t r = 0; r < examples.rows.size(); ++r) {
      if (examples.fold[r] == held_out) continue;
      const Row& row = examples.rows[r];
      const double p = sigmoid(score(weights, row));
      for (std::size_t i = 0; i < kWeights; ++i) {
        gradient[i] += (examples.touched[r] - p) * row[i];
        for (std::size_t j = 0; j <= i; ++j) curvature[i][j] += p * (1 - p) * row[i] * row[j];
      }
    }
    const Row change = solve(curvature, gradient);
    double largest = 0;
    for (std::size_t i = 0; i < kWeights; ++i) {
      // Half a step too far is worse than two steps: far from the optimum Newton's step can overshoot.
      weights[i] += std::clamp(change[i], -2.0, 2.0);
      largest = std::max(largest, std::abs(change[i]));
    }
    if (largest < 1e-9) break;
  }
  return weights;
}

std::string quality_json(const std::vector<double>& confidence, const Examples& examples, double threshold,
                         std::size_t articles) {
  std::size_t right = 0, found = 0, positives = 0;
  for (std::size_t r = 0; r < confidence.size(); ++r) {
    const bool says = confidence[r] >= threshold, is = examples.touched[r] != 0;
    found += says ? 1 : 0;
    positives += is ? 1 : 0;
    right += says && is ? 1 : 0;
  }
  const auto share = [](double part, double whole) {
    return whole > 0 ? std::round(part / whole * 1e4) / 1e4 : 0;
  };
  const auto of = [](std::size_t count) { return static_cast<double>(count); };
  return nlohmann::ordered_json{{"articles", articles},
                                {"targets", examples.targets},
                                {"pairs", confidence.size()},
                                {"touched", positives},
                                {"precision", share(of(right), of(found))},
                                {"recall", share(of(right), of(positives))},
                                {"f1", share(2 * of(right), of(found + positives))},
                                {"expected_calibration_error",
                                 share(score_calibration(confidence, examples.touched).expected_error, 1)}}
      .dump();
}

}  // namespace

bool is_article(const Record& record) {
  TextAnalyzer analyzer;
  AnalyzedText title, text;
  analyzer.analyze(record.document.title, record.document.text, /*drop_furniture=*/true, title, text);
  const auto body = std::count_if(text.sentences.begin(), text.sentences.end(),
                                  [](const Sentence& s) { return s.kind == BlockKind::kBody; });
  return static_cast<std::size_t>(body) > kLongestPassage;
}

Result<PairTouch> fit_touch(const std::vector<Record>& articles, const PairModel& model,
                            const TouchOptions& options) {
  check(model.rules.overlap);
  Examples examples = ExampleMaker(articles, model, options).make();
  const auto positives = std::count(examples.touched.begin(), examples.touched.end(), 1);
  if (positives == 0 || static_cast<std::size_t>(positives) == examples.touched.size()) {
    return Error{ErrorCode::kInvalidData,
                 "free targets: " + std::string(positives == 0 ? "no" : "every") +
                     " target is touched by its text; both kinds are needed",
                 {},
                 0,
                 {}};
  }
  Row mean, deviation;
  standardise(examples, mean, deviation);
  Examples scaled = examples;
  for (Row& row : scaled.rows) {
    for (std::size_t i = 0; i < kFeatures.size(); ++i) row[i] = (row[i] - mean[i]) / deviation[i];
  }
  std::vector<double> held_out(scaled.rows.size());
  for (std::uint32_t fold = 0; fold < options.folds; ++fold) {
    const Row weights = fit(scaled, fold, options.penalty);
    for (std::size_t r = 0; r < held_out.size(); ++r) {
      if (scaled.fold[r] == fold) held_out[r] = sigmoid(score(weights, scaled.rows[r]));
    }
  }
  // A hundred positives don't settle the best threshold: as many imagined ones hold it in the middle.
  ThresholdOptions threshold;
  threshold.smoothing = 100;
  const Row weights = fit(scaled, options.folds, options.penalty);
  PairTouch touch;
  touch.threshold = choose_threshold(held_out, scaled.touched, threshold);
  touch.weights.assign(model.rules.dense_size(), 0.0F);
  touch.bias = weights.back();
  for (std::size_t i = 0; i < kFeatures.size(); ++i) {
    touch.weights[kFeatures[i]] = static_cast<float>(weights[i] / deviation[i]);
    touch.bias -= weights[i] * mean[i] / deviation[i];
  }
  touch.quality = quality_json(held_out, scaled, touch.threshold, articles.size());
  return touch;
}

}  // namespace bearing
