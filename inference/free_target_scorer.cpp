#include "inference/free_target_scorer.hpp"

#include <algorithm>
#include <cmath>

namespace bearing {
namespace {

// Confidence from which a free target counts as touched. Nothing about it has been learnt, so: more likely
// than not.
constexpr double kTouched = 0.5;

}  // namespace

FreeTargetScorer::FreeTargetScorer(const PairModel& model, bool by_sentence)
    : model_(model), by_sentence_(by_sentence), extractor_(model.rules, model.stems), scorer_(model) {}

void FreeTargetScorer::start(const AnalyzedText& title, const AnalyzedText& text) {
  text_ = &text;
  if (!by_sentence_) extractor_.set_text(title, text);
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
  extractor_.pair(target_, input_);
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

TargetLabel FreeTargetScorer::judge_sentences(const std::string& target) {
  std::vector<double> given, log_given, best;
  std::vector<std::uint32_t> shown;
  TargetLabel label;
  label.target = target;
  label.free = true;
  label.threshold = kTouched;
  std::size_t stances = 0;
  for (const std::string& name : model_.classes) {
    if (name == kUnrelatedClass) continue;
    ++stances;
    label.stances.emplace_back().stance = name;
  }
  StancePool pool(stances);
  best.assign(stances, -1.0);
  shown.assign(stances, 0U);
  for (std::uint32_t s = 0; s < text_->sentences.size(); ++s) {
    if (text_->sentences[s].kind != BlockKind::kBody) continue;
    extractor_.set_text(*text_, s, s + 1);
    extractor_.pair(target_, input_);
    scorer_.score(input_);
    double touched = 0;
    split(scorer_.probabilities(), touched, given);
    label.confidence = std::max(label.confidence, touched);
    log_given.clear();
    for (std::size_t c = 0; c < stances; ++c) {
      log_given.push_back(std::log(std::max(given[c], 1e-9)));
      if (touched * given[c] > best[c]) best[c] = touched * given[c], shown[c] = s;
    }
    log_given.push_back(0);
    const double odds = std::log(std::max(touched, 1e-9) / std::max(1 - touched, 1e-9));
    pool.add({odds, 0, log_given});
  }
  label.touched = label.confidence >= kTouched;
  std::size_t likeliest = 0;
  for (std::size_t c = 0; c < stances; ++c) {
    StanceLabel& stance = label.stances[c];
    stance.confidence = label.confidence * std::exp(pool.features(c)[1]);
    if (stance.confidence > label.stances[likeliest].confidence) likeliest = c;
    if (best[c] < 0) continue;
    stance.evidence.range = {text_->sentences[shown[c]].begin, text_->sentences[shown[c]].end};
  }
  if (stances > 0) label.stances[likeliest].likely = true;
  return label;
}

}  // namespace bearing
