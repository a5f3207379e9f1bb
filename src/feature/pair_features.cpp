#include "feature/pair_features.hpp"

#include <limits>

#include "base/check.hpp"
#include "base/hash.hpp"
#include "feature/pair_blocks.hpp"
#include "feature/pair_cues.hpp"
#include "feature/pair_feeling.hpp"
#include "feature/pair_field.hpp"
#include "feature/pair_form.hpp"
#include "feature/pair_overlap.hpp"

namespace bearing {
namespace {

constexpr std::uint64_t kTargetSeed = 43;
constexpr std::uint32_t kAllSentences = std::numeric_limits<std::uint32_t>::max();

constexpr std::string_view kOverlapNames[] = {"cos_full",
                                              "cos_lead",
                                              "cos_best",
                                              "cos_top3",
                                              "cos_mean",
                                              "cos_first",
                                              "place_best",
                                              "best_is_early",
                                              "hits",
                                              "hit_share",
                                              "cos_last",
                                              "recall",
                                              "recall_count",
                                              "recall_lead",
                                              "recall_best",
                                              "recall_top3",
                                              "jaccard",
                                              "shared",
                                              "pairs",
                                              "triples",
                                              "chars",
                                              "chars_lead",
                                              "numbers",
                                              "numbers_found",
                                              "numbers_missed",
                                              "rare0",
                                              "rare1",
                                              "rare2",
                                              "rare_lead",
                                              "rarest_found",
                                              "rarest_missed",
                                              "target_refuting",
                                              "target_hedging",
                                              "target_reporting",
                                              "target_confirming",
                                              "target_asks",
                                              "target_quotes",
                                              "text_refuting",
                                              "text_hedging",
                                              "text_reporting",
                                              "text_confirming",
                                              "lead_refuting",
                                              "lead_hedging",
                                              "lead_reporting",
                                              "lead_confirming",
                                              "near_refuting",
                                              "near_hedging",
                                              "near_reporting",
                                              "near_confirming",
                                              "similar_refuting",
                                              "similar_hedging",
                                              "similar_reporting",
                                              "similar_confirming",
                                              "doubt_differs",
                                              "text_words",
                                              "target_stems",
                                              "sentences"};
constexpr std::string_view kFeelingNames[] = {
    "text_good",       "text_bad",         "text_negations", "text_balance",  "target_good",
    "target_bad",      "target_negations", "text_sign",      "target_sign",   "sign_product",
    "negations_agree", "text_should",      "text_must",      "target_should", "target_bans"};
constexpr std::string_view kNearFeelingNames[] = {"near_good", "near_bad", "near_negations", "near_sign"};
constexpr std::string_view kFormNames[] = {
    "exclamations", "questions", "hashtags",       "mentions",
    "capitals",     "words",     "repeated_marks", "begins_with_mention",
    "quotes",       "links",     "ellipses",       "i",
    "we",           "you",       "they",           "he",
    "she"};
static_assert(std::size(kFormNames) == kFormFeatures);
static_assert(std::size(kOverlapNames) == kOverlapFeatures);
static_assert(std::size(kFeelingNames) == kFeelingFeatures);
static_assert(std::size(kNearFeelingNames) == kNearFeelingFeatures);

std::uint64_t key_of(const PairField& target) {
  std::uint64_t key = kTargetSeed;
  for (const PairWord& word : target.words) key = mix(key, word.key);
  return key;
}

}  // namespace

std::vector<std::string> dense_names(const PairRules& rules) {
  std::vector<std::string> names;
  const auto append = [&](bool wanted, std::span<const std::string_view> part) {
    if (wanted) names.insert(names.end(), part.begin(), part.end());
  };
  append(rules.overlap, kOverlapNames);
  append(rules.feeling, kFeelingNames);
  append(rules.near_feeling, kNearFeelingNames);
  append(rules.form, kFormNames);
  append_cue_names(rules.cues, names);
  return names;
}

std::uint64_t pair_target_key(const AnalyzedText& target) {
  PairField field;
  field.add(target, 0, kAllSentences, false, true);
  return key_of(field);
}

void append_pair_stems(const AnalyzedText& text, std::vector<std::uint64_t>& out) {
  PairField field;
  KeyTable seen;
  field.add(text, 0, kAllSentences, false, false);
  for (const PairWord& word : field.words) {
    if (seen.insert(word.stem)) out.push_back(word.stem);
  }
}

struct PairExtractor::Impl {
  Impl(const PairRules& from, WeightedVocabularyView idf)
      : rules(from), overlap(idf), cues(from.cues), terms(from.blocks.size()) {
    text.split_hashtags = from.split_hashtags;
  }

  PairSides sides() const { return {text, target, mention}; }
  void text_is_set();
  void count_blocks(bool of_text);
  void write_dense(std::vector<float>& out);

  PairRules rules;
  PairField text, target;
  std::optional<WordRange> mention;
  PairOverlap overlap;
  Feeling text_feeling;
  PairCues cues;
  PairBlocks blocks;
  std::vector<std::vector<PairTerm>> terms;  // [blocks]
  std::vector<std::uint32_t> near;
};

void PairExtractor::Impl::text_is_set() {
  mention.reset();
  if (rules.overlap) overlap.set_text(text);
  text_feeling = feeling_of(text.words);
  if (!rules.cues.empty()) cues.set_text(text);
  target.clear();
  count_blocks(true);
}

void PairExtractor::Impl::count_blocks(bool of_text) {
  for (std::size_t b = 0; b < terms.size(); ++b) {
    if (is_of_text(rules.blocks[b].family) == of_text) blocks.count(rules.blocks[b], sides(), terms[b]);
  }
}

void PairExtractor::Impl::write_dense(std::vector<float>& out) {
  out.assign(rules.dense_size(), 0.0F);
  std::span<float> left(out);
  const auto take = [&](std::size_t size) {
    const std::span<float> part = left.first(size);
    left = left.subspan(size);
    return part;
  };
  if (rules.overlap) overlap.compare(target, take(kOverlapFeatures));
  if (rules.feeling) write_feeling(text_feeling, feeling_of(target.words), take(kFeelingFeatures));
  if (rules.near_feeling) write_near_feeling(sides(), near, take(kNearFeelingFeatures));
  if (rules.form) write_form(text, take(kFormFeatures));
  if (!rules.cues.empty()) cues.write(key_of(target), left);
}

PairExtractor::PairExtractor(const PairRules& rules, WeightedVocabularyView idf) {
  check(rules.validate().ok());
  impl_ = std::make_unique<Impl>(rules, idf);
}
PairExtractor::~PairExtractor() = default;
PairExtractor::PairExtractor(PairExtractor&&) noexcept = default;
PairExtractor& PairExtractor::operator=(PairExtractor&&) noexcept = default;

void PairExtractor::set_text(const AnalyzedText& title, const AnalyzedText& text) {
  impl_->text.clear();
  impl_->text.add(title, 0, kAllSentences, true, false);
  impl_->text.add(text, 0, kAllSentences, false, false);
  impl_->text_is_set();
}

void PairExtractor::set_text(const AnalyzedText& text, std::uint32_t first_sentence,
                             std::uint32_t last_sentence) {
  impl_->text.clear();
  impl_->text.add(text, first_sentence, last_sentence, false, false);
  impl_->text_is_set();
}

void PairExtractor::pair(const AnalyzedText& target, PairInput& out, std::optional<PairMention> mention) {
  Impl& impl = *impl_;
  impl.target.clear();
  impl.target.add(target, 0, kAllSentences, false, true);
  impl.mention = mention ? mention_words(impl.text, *mention) : find_mention(impl.text, impl.target);
  impl.count_blocks(false);
  out.blocks.assign(impl.terms.begin(), impl.terms.end());
  out.target_key = key_of(impl.target);
  impl.write_dense(out.dense);
}

std::optional<PairMention> PairExtractor::mention() const {
  if (!impl_->mention) return {};
  const auto& words = impl_->text.words;
  return PairMention{words[impl_->mention->first].token, words[impl_->mention->last - 1].token + 1};
}

void PairExtractor::append_occurrences(std::size_t block, std::vector<PairOccurrence>& out) const {
  check(block < impl_->terms.size());
  impl_->blocks.list(impl_->rules.blocks[block], impl_->sides(), out);
}

const PairRules& PairExtractor::rules() const { return impl_->rules; }

}  // namespace bearing
