#include "feature/stance_features.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bearing {
namespace {

constexpr double kLeastSum = 1e-6, kLeastBest = -12;

// log(log(1 + exp(x))), accurate for small values too.
double log_pooled(double x) { return x < -30 ? x : std::log(std::log1p(std::exp(std::min(x, 500.0)))); }

// Quotation marks, and a question mark at the end.
void read_marks(std::string_view sentence, SentenceTraits& traits) {
  traits.quoted =
      sentence.find('"') != std::string_view::npos || sentence.find("\xE2\x80\x9C") != std::string_view::npos;
  while (!sentence.empty() && (sentence.back() == ' ' || sentence.back() == '"')) sentence.remove_suffix(1);
  traits.question = !sentence.empty() && sentence.back() == '?';
}

}  // namespace

ByteRange describe_sentence(const AnalyzedText& title, const AnalyzedText& text, const DocumentTerms& terms,
                            std::uint32_t s, SentenceTraits& traits) {
  const TermSentence& sentence = terms.sentences[s];
  const AnalyzedText& field = sentence.in_title ? title : text;
  const Sentence& place = field.sentences[sentence.index];
  read_marks(std::string_view(field.text).substr(place.begin, place.end - place.begin), traits);
  traits.in_title = sentence.in_title;
  traits.words = 0;
  for (std::uint32_t o = sentence.begin; o < sentence.end; ++o)
    traits.words += terms.occurrences[o].tokens == 1 ? 1 : 0;
  std::uint32_t in_title = 0;  // Its sentences come first.
  while (in_title < terms.sentences.size() && terms.sentences[in_title].in_title) ++in_title;
  traits.position = sentence.in_title ? 0 : s - in_title;
  traits.sentences = static_cast<std::uint32_t>(terms.sentences.size()) - in_title;
  return {place.begin, place.end};
}

void StancePool::clear() {
  std::fill(sum_.begin(), sum_.end(), kLeastSum);
  std::fill(best_.begin(), best_.end(), kLeastBest);
}

void StancePool::add(const CandidateSentence& sentence) {
  const double weight = log_pooled(sentence.touch);
  for (std::size_t c = 0; c < sum_.size(); ++c) {
    const double speaks = weight + sentence.log_stances[c];
    sum_[c] += std::exp(speaks);
    best_[c] = std::max(best_[c], speaks);
  }
}

std::array<double, StancePool::kFeatures> StancePool::features(std::size_t c) const {
  double all = 0, next_sum = kLeastSum, next_best = kLeastBest;
  for (std::size_t other = 0; other < sum_.size(); ++other) {
    all += sum_[other];
    if (other == c) continue;
    next_sum = std::max(next_sum, sum_[other]);
    next_best = std::max(next_best, best_[other]);
  }
  return {best_[c], std::log(sum_[c] / all), std::log(sum_[c] / next_sum), best_[c] - next_best};
}

void find_likely_stances(std::span<const double> probabilities, double threshold,
                         std::vector<std::uint32_t>& out) {
  out.resize(probabilities.size());
  std::iota(out.begin(), out.end(), 0U);
  std::stable_sort(out.begin(), out.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return probabilities[a] > probabilities[b]; });
  std::size_t likely = 1;
  while (likely < out.size() && probabilities[out[likely]] >= threshold) ++likely;
  if (likely < out.size()) out.resize(likely);
}

std::array<double, kEvidenceFeatures> evidence_features(const CandidateSentence& sentence,
                                                        const SentenceTraits& traits, std::size_t c) {
  const double none = std::exp(sentence.log_stances.back());
  return {sentence.touch,
          sentence.evidence,
          std::log(1 - none + 1e-6),
          std::max(sentence.log_stances[c], -8.0),
          std::max(log_pooled(sentence.touch), -8.0),
          std::log1p(traits.words),
          traits.words < 6 ? 1.0 : 0.0,
          traits.quoted ? 1.0 : 0.0,
          traits.position == 0 ? 1.0 : 0.0,
          traits.sentences == 0 ? 0.0 : static_cast<double>(traits.position) / traits.sentences,
          traits.question ? 1.0 : 0.0};
}

}  // namespace bearing
