#include "feature/pair_overlap.hpp"

#include <algorithm>
#include <cmath>

#include "base/hash.hpp"
#include "feature/extractor.hpp"
#include "feature/pair_chars.hpp"

namespace bearing {
namespace {

constexpr std::size_t kLeadWords = 60;
constexpr std::uint64_t kPairSeed = 40, kTripleSeed = 41;

std::uint64_t run_hash(std::span<const PairWord> run) {
  std::uint64_t hash = run.size() == 2 ? kPairSeed : kTripleSeed;
  for (const PairWord& word : run) hash = mix(hash, word.stem);
  return hash;
}

double or_one(double value) { return value == 0 ? 1 : value; }

CueCounts cues_of(std::span<const PairWord> words) {
  CueCounts counts{};
  for (const PairWord& word : words) {
    for (std::size_t c = 0; c < counts.size(); ++c) counts[c] += (word.cues & kSpeechCues[c]) != 0 ? 1 : 0;
  }
  return counts;
}

std::span<const PairWord> lead_of(const PairField& text) {
  return std::span(text.words).first(std::min(text.words.size(), kLeadWords));
}

}  // namespace

void PairOverlap::set_text(const PairField& text) {
  text_words_ = text.words.size();
  index_stems(text);
  measure_lengths();
  index_runs(text);
  index_chars(text);
  count_cues(text);
}

void PairOverlap::index_stems(const PairField& text) {
  stems_.clear();
  numbers_.clear();
  text_stems_.clear();
  postings_.clear();
  for (std::uint32_t s = 0; s < text.sentences.size(); ++s) {
    const PairSentence& sentence = text.sentences[s];
    for (std::uint32_t w = sentence.first_word; w < sentence.last_word; ++w) {
      const PairWord& word = text.words[w];
      if (word.digit) numbers_.add(word.key);
      const std::uint32_t number = stems_.add(word.stem);
      if (number == text_stems_.size()) {
        const double idf = word.stop_stem ? 0.0 : static_cast<double>(idf_.weight(word.stem));
        text_stems_.push_back({idf, 0, 0, KeyTable::kNone});
      }
      TextStem& stem = text_stems_[number];
      ++stem.count;
      if (w < kLeadWords) ++stem.lead_count;
      if (stem.postings != KeyTable::kNone && postings_[stem.postings].sentence == s) {
        ++postings_[stem.postings].count;
      } else {
        postings_.push_back({s, 1, stem.postings});
        stem.postings = static_cast<std::uint32_t>(postings_.size() - 1);
      }
    }
  }
  sentence_lengths_.assign(text.sentences.size(), 0.0);
}

void PairOverlap::measure_lengths() {
  double full = 0, lead = 0;
  for (const TextStem& stem : text_stems_) {
    if (stem.idf == 0) continue;
    full += std::pow(sublinear(stem.count) * stem.idf, 2);
    if (stem.lead_count > 0) lead += std::pow(sublinear(stem.lead_count) * stem.idf, 2);
    for (std::uint32_t p = stem.postings; p != KeyTable::kNone; p = postings_[p].next)
      sentence_lengths_[postings_[p].sentence] += std::pow(sublinear(postings_[p].count) * stem.idf, 2);
  }
  full_length_ = or_one(std::sqrt(full));
  lead_length_ = or_one(std::sqrt(lead));
  for (double& length : sentence_lengths_) length = or_one(std::sqrt(length));
}

void PairOverlap::index_runs(const PairField& text) {
  runs_.clear();
  for (const PairSentence& sentence : text.sentences) {
    const auto words = text.words_of(sentence);
    for (std::size_t size = 2; size <= 3; ++size) {
      for (std::size_t i = 0; i + size <= words.size(); ++i) runs_.add(run_hash(words.subspan(i, size)));
    }
  }
}

void PairOverlap::index_chars(const PairField& text) {
  chars_.clear();
  seen_words_.clear();
  lead_chars_ = 0;
  for (std::size_t w = 0; w < text.words.size(); ++w) {
    if (w == kLeadWords) lead_chars_ = chars_.size();
    const PairWord& word = text.words[w];
    if (word.stop || !seen_words_.insert(word.key)) continue;
    for_each_char_run(word.folded, [&](std::uint64_t hash) { chars_.add(hash); });
  }
  if (text.words.size() <= kLeadWords) lead_chars_ = chars_.size();
}

void PairOverlap::count_cues(const PairField& text) {
  sentence_cues_.clear();
  for (const PairSentence& sentence : text.sentences)
    sentence_cues_.push_back(cues_of(text.words_of(sentence)));
  text_cues_ = cues_of(text.words);
  lead_cues_ = cues_of(lead_of(text));
}

void PairOverlap::take_target(const PairField& target) {
  target_table_.clear();
  target_stems_.clear();
  for (const PairWord& word : target.words) {
    const std::uint32_t number = target_table_.add(word.stem);
    if (number == target_stems_.size()) {
      const double idf = word.stop_stem ? 0.0 : static_cast<double>(idf_.weight(word.stem));
      target_stems_.push_back({word.stem, idf, 0, stems_.find(word.stem), !word.stop_stem});
    }
    ++target_stems_[number].count;
  }
}

PairOverlap::Sums PairOverlap::sum_up() {
  Sums sums;
  for (const TargetStem& stem : target_stems_) {
    sums.length += std::pow(sublinear(stem.count) * stem.idf, 2);
    sums.idf += stem.idf;
    sums.content += stem.content ? 1 : 0;
  }
  sums.length = or_one(std::sqrt(sums.length));
  sums.idf = or_one(sums.idf);
  sums.content = or_one(sums.content);
  cosines_.assign(sentence_lengths_.size(), 0.0);
  recalls_.assign(sentence_lengths_.size(), 0.0);
  for (const TargetStem& stem : target_stems_) {
    const TextStem* found = text_stem(stem);
    if (!found || !stem.content) continue;
    const double weight = sublinear(stem.count) * stem.idf / sums.length;
    sums.full += weight * sublinear(found->count) * stem.idf / full_length_;
    sums.idf_found += stem.idf / sums.idf;
    sums.found += 1;
    if (found->lead_count > 0) {
      sums.lead += weight * sublinear(found->lead_count) * stem.idf / lead_length_;
      sums.idf_lead += stem.idf / sums.idf;
    }
    for (std::uint32_t p = found->postings; p != KeyTable::kNone; p = postings_[p].next) {
      const Posting& posting = postings_[p];
      cosines_[posting.sentence] +=
          weight * sublinear(posting.count) * stem.idf / sentence_lengths_[posting.sentence];
      recalls_[posting.sentence] += stem.idf / sums.idf;
    }
  }
  return sums;
}

PairOverlap::Best PairOverlap::find_best() const {
  Best best;
  std::array<double, 3> recalls{};
  const auto sentences = static_cast<std::uint32_t>(cosines_.size());
  for (std::uint32_t s = 0; s < sentences; ++s) {
    best.cosine_mean += cosines_[s] / sentences;
    // Insertion into the three best: a later sentence must be better to pass an earlier one.
    std::size_t place = best.count;
    while (place > 0 && cosines_[s] > cosines_[best.sentences[place - 1]]) --place;
    if (best.count < best.sentences.size()) ++best.count;
    for (std::size_t i = best.count - 1; i > place; --i) best.sentences[i] = best.sentences[i - 1];
    if (place < best.count) best.sentences[place] = s;
    double recall = recalls_[s];
    for (double& kept : recalls) {
      if (recall > kept) std::swap(recall, kept);
    }
  }
  best.recall = recalls[0];
  for (std::size_t i = 0; i < best.count; ++i)
    best.recall_mean += recalls[i] / static_cast<double>(best.count);
  return best;
}

void PairOverlap::write_cosines(const Sums& sums, const Best& best, float* out) const {
  const std::size_t sentences = cosines_.size();
  if (sentences == 0) return;
  const auto count_above = [&](double least) {
    return static_cast<double>(
        std::count_if(cosines_.begin(), cosines_.end(), [&](double c) { return c > least; }));
  };
  double top = 0;
  for (std::size_t i = 0; i < best.count; ++i) top += cosines_[best.sentences[i]];
  const auto last = static_cast<std::ptrdiff_t>(std::max<std::size_t>(1, sentences / 4));
  const double numbers[] = {sums.full,
                            sums.lead,
                            cosines_[best.sentences[0]],
                            top / static_cast<double>(best.count),
                            best.cosine_mean,
                            cosines_[0],
                            best.sentences[0] / static_cast<double>(sentences),
                            best.sentences[0] < 2 ? 1.0 : 0.0,
                            std::log1p(count_above(0.15)),
                            count_above(0.1) / static_cast<double>(sentences),
                            *std::max_element(cosines_.end() - last, cosines_.end())};
  for (const double number : numbers) *out++ = static_cast<float>(number);
}

void PairOverlap::write_recall(const Sums& sums, const Best& best, float* out) const {
  const double all = static_cast<double>(text_stems_.size()) + sums.content - sums.found;
  const double numbers[] = {sums.idf_found,        sums.found / sums.content, sums.idf_lead,
                            best.recall,           best.recall_mean,          10 * sums.found / or_one(all),
                            std::log1p(sums.found)};
  for (const double number : numbers) *out++ = static_cast<float>(number);
}

double PairOverlap::share_of_runs(const PairField& target, std::size_t size) {
  target_table_.clear();
  std::uint32_t found = 0;
  for (const PairSentence& sentence : target.sentences) {
    const auto words = target.words_of(sentence);
    for (std::size_t i = 0; i + size <= words.size(); ++i) {
      const std::uint64_t hash = run_hash(words.subspan(i, size));
      if (target_table_.insert(hash) && runs_.find(hash) != KeyTable::kNone) ++found;
    }
  }
  return found / or_one(target_table_.size());
}

void PairOverlap::write_runs(const PairField& target, float* out) {
  out[0] = static_cast<float>(share_of_runs(target, 2));
  out[1] = static_cast<float>(share_of_runs(target, 3));
  target_table_.clear();
  double found = 0, found_in_lead = 0;
  for (const PairWord& word : target.words) {
    if (word.stop) continue;
    for_each_char_run(word.folded, [&](std::uint64_t hash) {
      if (!target_table_.insert(hash)) return;
      const std::uint32_t number = chars_.find(hash);
      found += number != KeyTable::kNone ? 1 : 0;
      found_in_lead += number < lead_chars_ ? 1 : 0;
    });
  }
  out[2] = static_cast<float>(found / or_one(target_table_.size()));
  out[3] = static_cast<float>(found_in_lead / or_one(target_table_.size()));
}

void PairOverlap::write_numbers(const PairField& target, float* out) {
  target_table_.clear();
  double found = 0;
  for (const PairWord& word : target.words) {
    if (!word.digit || !target_table_.insert(word.key)) continue;
    found += numbers_.find(word.key) != KeyTable::kNone ? 1 : 0;
  }
  const double all = target_table_.size();
  out[0] = all > 0 ? 1.0F : 0.0F;
  out[1] = static_cast<float>(found / or_one(all));
  out[2] = static_cast<float>(std::min(3.0, all - found));
}

void PairOverlap::write_rare(float* out) {
  rarest_.clear();
  for (std::uint32_t i = 0; i < target_stems_.size(); ++i) {
    if (target_stems_[i].content) rarest_.push_back(i);
  }
  const std::size_t count = std::min<std::size_t>(3, rarest_.size());
  std::partial_sort(rarest_.begin(), rarest_.begin() + static_cast<std::ptrdiff_t>(count), rarest_.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      const double first = target_stems_[a].idf, second = target_stems_[b].idf;
                      return first != second ? first > second : a < b;
                    });
  double in_lead = 0, found = 0, missed = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const TargetStem& stem = target_stems_[rarest_[i]];
    const TextStem* in_text = text_stem(stem);
    out[i] = in_text ? 1.0F : 0.0F;
    in_lead += in_text && in_text->lead_count > 0 ? 1 : 0;
    double& largest = in_text ? found : missed;
    largest = std::max(largest, stem.idf);
  }
  out[3] = static_cast<float>(in_lead / 3);
  out[4] = static_cast<float>(found / 5);
  out[5] = static_cast<float>(missed / 5);
}

void PairOverlap::write_cues(const PairField& target, const Sums& sums, const Best& best, float* out) const {
  constexpr std::size_t kClasses = kSpeechCues.size();
  const CueCounts of_target = cues_of(target.words);
  CueCounts near{}, similar{};
  double total = 0;
  for (const double cosine : cosines_) total += cosine;
  for (std::size_t c = 0; c < kClasses; ++c) {
    for (std::size_t i = 0; i < best.count; ++i)
      near[c] += sentence_cues_[best.sentences[i]][c] / static_cast<double>(best.count);
    for (std::size_t s = 0; s < cosines_.size(); ++s)
      similar[c] += cosines_[s] / std::max(total, 1e-9) * std::min(sentence_cues_[s][c], 2.0);
    out[c] = static_cast<float>(std::min(of_target[c], 3.0));
    out[kClasses + 2 + c] =
        static_cast<float>(100 * text_cues_[c] / std::max<double>(static_cast<double>(text_words_), 20));
    out[2 * kClasses + 2 + c] = static_cast<float>(std::log1p(lead_cues_[c]));
    out[3 * kClasses + 2 + c] = static_cast<float>(std::log1p(near[c]));
    out[4 * kClasses + 2 + c] = static_cast<float>(similar[c]);
  }
  out[kClasses] = target.asks ? 1.0F : 0.0F;
  out[kClasses + 1] = target.quotes ? 1.0F : 0.0F;
  out[22] = (of_target[0] > 0) != (near[0] > 0) ? 1.0F : 0.0F;
  out[23] = static_cast<float>(std::log1p(static_cast<double>(text_words_)));
  out[24] = static_cast<float>(std::log1p(sums.content));
  out[25] = static_cast<float>(std::log1p(static_cast<double>(cosines_.size())));
}

void PairOverlap::compare(const PairField& target, std::span<float> out) {
  std::fill(out.begin(), out.end(), 0.0F);
  take_target(target);
  const Sums sums = sum_up();
  const Best best = find_best();
  write_cosines(sums, best, out.data());
  write_recall(sums, best, out.data() + 11);
  write_runs(target, out.data() + 18);
  write_numbers(target, out.data() + 22);
  write_rare(out.data() + 25);
  write_cues(target, sums, best, out.data() + 31);
}

}  // namespace bearing
