#include "feature/pair_cues.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/hash.hpp"
#include "feature/pair_features.hpp"

namespace bearing {
namespace {

constexpr std::uint64_t kPhraseSeed = 44, kRestSeed = 45, kHashtagSeed = 46;
// Shorter hashtags, and shorter beginnings of hashtags, are too often something else.
constexpr std::size_t kLeastHashtag = 4, kLeastBeginning = 6;
constexpr const char* kOfStance[] = {"hits", "any", "share", "leads", "negated", "elsewhere"};
constexpr const char* kOfTarget[] = {"none", "most_elsewhere"};

std::vector<std::string> stances_of(const std::vector<PairCueList>& lists) {
  std::vector<std::string> stances;
  for (const PairCueList& list : lists) {
    if (list.target.empty()) continue;
    if (std::find(stances.begin(), stances.end(), list.stance) == stances.end())
      stances.push_back(list.stance);
  }
  return stances;
}

// A hashtag as it is compared: without what hashtags leave out, or may hold between words.
void append_joined(std::string_view folded, std::string& out) {
  for (const char c : folded) {
    if (c != '\'' && c != '_') out.push_back(c);
  }
}

template <class T>
std::uint32_t number_of(std::vector<T>& values, const T& value) {
  const auto found = std::find(values.begin(), values.end(), value);
  const auto number = static_cast<std::uint32_t>(found - values.begin());
  if (found == values.end()) values.push_back(value);
  return number;
}

float log_count(double count) { return static_cast<float>(std::log1p(count)); }
}  // namespace

std::size_t cue_features(const std::vector<PairCueList>& lists) {
  const std::size_t stances = stances_of(lists).size();
  const std::size_t of_target = stances == 0 ? 0 : std::size(kOfStance) * stances + std::size(kOfTarget);
  return of_target + lists.size();
}

void append_cue_names(const std::vector<PairCueList>& lists, std::vector<std::string>& out) {
  const std::vector<std::string> stances = stances_of(lists);
  for (const std::string& stance : stances) {
    for (const char* name : kOfStance) out.push_back("cues." + stance + "." + name);
  }
  for (const char* name : kOfTarget) {
    if (!stances.empty()) out.push_back(std::string("cues.") + name);
  }
  for (const PairCueList& list : lists)
    out.push_back((list.target.empty() ? "words." : "cues." + list.target + ".") + list.stance);
}

PairCues::PairCues(const std::vector<PairCueList>& lists) : stances_(stances_of(lists)) {
  TextAnalyzer analyzer;
  AnalyzedText no_title, words;
  for (std::uint32_t l = 0; l < lists.size(); ++l) {
    const PairCueList& list = lists[l];
    if (!list.target.empty()) {
      analyzer.analyze("", list.target, /*drop_furniture=*/false, no_title, words);
      const std::uint32_t target = number_of(targets_, pair_target_key(words));
      cell_of_list_.push_back(target * static_cast<std::uint32_t>(stances_.size()) +
                              number_of(stances_, list.stance));
    } else {
      cell_of_list_.push_back(0);  // Behind those of the targets, whose number is known below.
    }
    for (const std::string& phrase : list.phrases) {
      analyzer.analyze("", phrase, /*drop_furniture=*/false, no_title, words);
      add_phrase(words, phrase.ends_with('*'), l);
    }
  }
  auto cells = static_cast<std::uint32_t>(targets_.size() * stances_.size());
  for (std::size_t l = 0; l < lists.size(); ++l) {
    if (lists[l].target.empty()) cell_of_list_[l] = cells++;
  }
  hits_.resize(cells);
  std::sort(rests_.begin(), rests_.end());
  rests_.erase(std::unique(rests_.begin(), rests_.end()), rests_.end());
  last_text_.resize(list_of_.size());
}

void PairCues::add_phrase(const AnalyzedText& phrase, bool open, std::uint32_t list) {
  PairField field;
  field.add(phrase, 0, std::numeric_limits<std::uint32_t>::max(), false, true);
  if (field.words.empty()) return;
  const auto number = static_cast<std::uint32_t>(list_of_.size());
  list_of_.push_back(list);
  std::uint64_t hash = kPhraseSeed;
  joined_.clear();
  for (std::size_t i = 0; i < field.words.size(); ++i) {
    const PairWord& word = field.words[i];
    const bool last = i + 1 == field.words.size();
    if (last && open) {
      hash = mix(hash, kRestSeed);
      rests_.push_back(word.folded.size());
    }
    hash = mix(hash, word.key);
    if (!last) begun_.insert(hash);
    append_joined(word.folded, joined_);
  }
  phrases_[hash].push_back(number);
  if (joined_.size() < kLeastHashtag) return;
  hashtags_[hash64(joined_, kHashtagSeed)].push_back(number);
  longest_hashtag_ = std::max(longest_hashtag_, joined_.size());
}

void PairCues::set_text(const PairField& text) {
  if (++texts_ == 0) {  // The counter wrapped: old marks could pass for new ones.
    std::fill(last_text_.begin(), last_text_.end(), 0U);
    texts_ = 1;
  }
  std::fill(hits_.begin(), hits_.end(), 0.0);
  for (const PairSentence& sentence : text.sentences) {
    units_.clear();
    for (std::uint32_t u = sentence.first_unit; u < sentence.last_unit; ++u) {
      const PairUnit& unit = text.units[u];
      if (unit.sign == '#') find_hashtag(unit.folded);
      const bool has_parts = u + 1 < sentence.last_unit && text.units[u + 1].part && !unit.part;
      if (!has_parts) units_.push_back(unit);
    }
    find_phrases(units_);
  }
  negated_ = std::any_of(text.words.begin(), text.words.end(),
                         [](const PairWord& word) { return (word.cues & cue::kNegating) != 0; });
}

// Each phrase is a walk through hashes: on from a word only where a longer phrase begins with what was read.
void PairCues::find_phrases(std::span<const PairUnit> units) {
  for (std::size_t first = 0; first < units.size(); ++first) {
    std::uint64_t hash = kPhraseSeed;
    for (std::size_t i = first; i < units.size() && units[i].sign == '\0'; ++i) {
      for (const std::size_t size : rests_) {
        if (size > units[i].folded.size()) break;
        hit(phrases_, mix(mix(hash, kRestSeed), cue_key(units[i].folded.substr(0, size))));
      }
      hash = mix(hash, units[i].hash);
      hit(phrases_, hash);
      if (!begun_.contains(hash)) break;
    }
  }
}

void PairCues::find_hashtag(std::string_view folded) {
  joined_.clear();
  append_joined(folded, joined_);
  const std::string_view joined = joined_;
  if (joined.size() >= kLeastHashtag) hit(hashtags_, hash64(joined, kHashtagSeed));
  const std::size_t longest = std::min(joined.size(), longest_hashtag_ + 1);
  for (std::size_t size = kLeastBeginning; size < longest; ++size)
    hit(hashtags_, hash64(joined.substr(0, size), kHashtagSeed));
}

void PairCues::hit(const Phrases& phrases, std::uint64_t hash) {
  const auto found = phrases.find(hash);
  if (found == phrases.end()) return;
  for (const std::uint32_t phrase : found->second) {
    if (last_text_[phrase] == texts_) continue;
    last_text_[phrase] = texts_;
    hits_[cell_of_list_[list_of_[phrase]]] += 1;
  }
}

void PairCues::write(std::uint64_t target_key, std::span<float> out) const {
  const std::size_t stances = stances_.size();
  const auto own =
      static_cast<std::size_t>(std::find(targets_.begin(), targets_.end(), target_key) - targets_.begin());
  // Of a target (past the end: one without lists) and a stance.
  const auto hits = [&](std::size_t t, std::size_t s) {
    return t < targets_.size() ? hits_[t * stances + s] : 0;
  };
  const auto all = [&](std::size_t t) {
    double sum = 0;
    for (std::size_t s = 0; s < stances; ++s) sum += hits(t, s);
    return sum;
  };
  float* to = out.data();
  for (std::size_t s = 0; s < stances; ++s) {
    double best_other = 0, elsewhere = 0;
    for (std::size_t other = 0; other < stances; ++other)
      best_other = std::max(best_other, other == s ? 0 : hits(own, other));
    for (std::size_t t = 0; t < targets_.size(); ++t) elsewhere += t == own ? 0 : hits(t, s);
    *to++ = log_count(hits(own, s));
    *to++ = flag(hits(own, s) > 0);
    *to++ = static_cast<float>(hits(own, s) / (1 + all(own)));
    *to++ = flag(hits(own, s) > best_other);
    *to++ = negated_ ? log_count(hits(own, s)) : 0.0F;
    *to++ = log_count(elsewhere);
  }
  if (stances > 0) {
    double most = 0;
    for (std::size_t t = 0; t < targets_.size(); ++t) most = std::max(most, t == own ? 0 : all(t));
    *to++ = flag(all(own) == 0);
    *to++ = log_count(most);
  }
  for (const std::uint32_t cell : cell_of_list_) *to++ = log_count(hits_[cell]);
}

}  // namespace bearing
