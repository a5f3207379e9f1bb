#include "inference/free_target_scorer.hpp"

#include <algorithm>
#include <cmath>

#include "base/sigmoid.hpp"

namespace bearing {
namespace {

constexpr std::size_t kRecallCount = 12;  // Of the overlap features: share of the target's stems found.
constexpr double kLargestOdds = 500;      // Where exp() is still finite.

}  // namespace

FreeTargetScorer::FreeTargetScorer(const PairModel& model, bool by_sentence)
    : model_(model),
      by_sentence_(by_sentence && !model.touch.empty()),
      whole_(model.rules, model.stems),
      sentence_(model.rules, model.stems),
      scorer_(model) {}

void FreeTargetScorer::start(const AnalyzedText& title, const AnalyzedText& text) {
  text_ = &text;
  whole_.set_text(title, text);
}

// Parts the classes' probabilities into whether the target is touched and the stances, given that it is.
void FreeTargetScorer::split(const std::vector<double>& probabilities, double& touched,
                             std::vector<double>& stances) const {
  stances.clear();
  touched = 0;
  for (std::size_t c = 0; c < probabilities.size(); ++c) {
    if (class_name(c) == kUnrelatedClass) continue;
    touched += probabilities[c];
    stances.push_back(probabilities[c]);
  }
  touched = std::min(touched, 1.0);
  for (double& stance : stances) stance /= std::max(touched, 1e-12);
}

TargetLabel FreeTargetScorer::judge(const std::string& target) {
  analyzer_.analyze({}, target, false, no_title_, target_);
  TargetLabel label = by_sentence_ ? judge_sentences(target) : judge_whole(target);
  for (StanceLabel& stance : label.stances) stance.assigned = label.touched && stance.likely;
  return label;
}

TargetLabel FreeTargetScorer::judge_whole(const std::string& target) {
  whole_.pair(target_, input_);
  scorer_.score(input_);
  const std::size_t decision = scorer_.decision();
  TargetLabel label;
  label.target = target;
  label.free = true;
  std::vector<double> given;
  split(scorer_.probabilities(), label.confidence, given);
  // The pair model decides among all its classes at once; its offsets can differ from any one threshold.
  label.touched = class_name(decision) != kUnrelatedClass;
  std::size_t likeliest = 0;
  for (std::size_t c = 0; c < model_.classes.size(); ++c) {
    if (class_name(c) == kUnrelatedClass) continue;
    StanceLabel& stance = label.stances.emplace_back();
    stance.stance = class_name(c);
    stance.confidence = label.confidence * given[label.stances.size() - 1];
    stance.likely = c == decision;
    if (stance.confidence > label.stances[likeliest].confidence) likeliest = label.stances.size() - 1;
  }
  if (!label.touched && !label.stances.empty()) label.stances[likeliest].likely = true;
  return label;
}

// Log-odds that what input_ holds bears on its target.
double FreeTargetScorer::touch() const {
  double sum = model_.touch_bias;
  for (std::size_t f = 0; f < model_.touch.size(); ++f)
    sum += static_cast<double>(model_.touch[f]) * static_cast<double>(input_.dense[f]);
  return sum;
}

TargetLabel FreeTargetScorer::judge_sentences(const std::string& target) {
  TargetLabel label;
  label.target = target;
  label.free = true;
  label.threshold = model_.touch_threshold;
  for (const std::string& name : model_.classes) {
    if (name != kUnrelatedClass) label.stances.emplace_back().stance = name;
  }
  whole_.pair(target_, input_);
  label.confidence = sigmoid(touch());
  label.touched = label.confidence >= label.threshold;
  StancePool pool(label.stances.size());
  if (input_.dense[kRecallCount] > 0) pool_sentences(label, pool);
  std::size_t likeliest = 0;
  for (std::size_t c = 0; c < label.stances.size(); ++c) {
    StanceLabel& stance = label.stances[c];
    stance.confidence = label.confidence * std::exp(pool.features(c)[1]);
    if (stance.confidence > label.stances[likeliest].confidence) likeliest = c;
  }
  if (!label.stances.empty()) label.stances[likeliest].likely = true;
  return label;
}

// Pools the stances of the sentences that share a content word with the target. The evidence of a stance is
// the sentence that says most for it.
void FreeTargetScorer::pool_sentences(TargetLabel& label, StancePool& pool) {
  std::vector<double> given, log_given, best(label.stances.size(), -1.0);
  for (std::uint32_t s = 0; s < text_->sentences.size(); ++s) {
    const Sentence& sentence = text_->sentences[s];
    if (sentence.kind != BlockKind::kBody) continue;
    sentence_.set_text(*text_, s, s + 1);
    sentence_.pair(target_, input_);
    if (input_.dense[kRecallCount] <= 0) continue;
    const double odds = touch(), weight = std::log1p(std::exp(std::min(odds, kLargestOdds)));
    scorer_.score(input_);
    double related = 0;
    split(scorer_.probabilities(), related, given);
    log_given.clear();
    for (std::size_t c = 0; c < given.size(); ++c) {
      log_given.push_back(std::log(std::max(given[c], 1e-9)));
      if (weight * given[c] <= best[c]) continue;
      best[c] = weight * given[c];
      label.stances[c].evidence.range = {sentence.begin, sentence.end};
    }
    log_given.push_back(0);
    pool.add({odds, 0, log_given});
  }
}

}  // namespace bearing
