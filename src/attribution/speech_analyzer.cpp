#include "attribution/speech_analyzer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace bearing {
namespace {

constexpr std::uint32_t kSentencesBefore = 12, kSentencesAfter = 3, kFirstSentences = 2;
constexpr std::uint32_t kMostTitleCandidates = 40;

/// Where a word ends without its possessive "'s".
std::size_t end_without_possessive(const AnalyzedText& source, const SpeechWord& word) {
  std::string_view text = std::string_view(source.text).substr(word.begin, word.end - word.begin);
  if (!word.possessive) return word.end;
  for (std::string_view suffix : {"'s", "\xE2\x80\x99s", "'S", "\xE2\x80\x99S"}) {
    if (text.ends_with(suffix)) return word.end - suffix.size();
  }
  return word.end;
}

/// "South China Sea", "Hiến chương Liên hợp quốc", "COVID-19": the press names them all the time, and they
/// say nothing.
bool is_mute(const SpeechText& text, const NounPhrase& phrase, bool vietnamese) {
  using namespace word_class;
  if (!vietnamese) {
    const bool hyphened = phrase.first < phrase.last && text.words[phrase.first].is(kMute) &&
                          (text.words[phrase.first + 1].gap_before & gap::kHyphen) != 0;
    return hyphened || text.words[phrase.last].is(kMute);
  }
  std::uint32_t head = phrase.first;
  while (head < phrase.last && text.words[head].is(kDeterminer)) ++head;
  return text.words[head].is(kMute);
}

}  // namespace

void SpeechAnalyzer::analyze(const AnalyzedText& title, const AnalyzedText& text, std::string_view lang) {
  vietnamese_ = lang.empty() ? looks_vietnamese(text) : lang == "vi" || lang.starts_with("vi-");
  const WordClasses& classes = vietnamese_ ? WordClasses::vietnamese() : WordClasses::english();
  find_speech_words(title, classes, vietnamese_, title_);
  find_speech_words(text, classes, vietnamese_, text_);
  title_phrases_.clear();
  phrases_.clear();
  find_noun_phrases(title_, vietnamese_, title_phrases_);
  find_noun_phrases(text_, vietnamese_, phrases_);
  find_speech_acts(text_, phrases_, vietnamese_, acts_);

  candidates_.clear();
  candidates_.push_back({HolderKind::kAuthor, HolderForm::kWhole, false, {}, 0, kNobody});
  candidates_.push_back({HolderKind::kNone, HolderForm::kWhole, false, {}, 0, kNobody});
  add_candidates(title, title_, title_phrases_, true);
  title_candidates_ = static_cast<std::uint32_t>(candidates_.size());
  add_candidates(text, text_, phrases_, false);
  measure_document();
}

void SpeechAnalyzer::add_candidates(const AnalyzedText& source, const SpeechText& text,
                                    std::span<const NounPhrase> phrases, bool in_title) {
  if (!in_title) first_candidate_.clear();
  for (std::uint32_t i = 0; i < phrases.size(); ++i) {
    const NounPhrase& phrase = phrases[i];
    if (!in_title)
      first_candidate_.resize(phrase.sentence + 1, static_cast<std::uint32_t>(candidates_.size()));
    if (is_mute(text, phrase, vietnamese_)) continue;
    const auto add = [&](std::uint32_t first, std::uint32_t last, HolderForm form, HolderKind kind) {
      const std::size_t end = end_without_possessive(source, text.words[last]);
      candidates_.push_back({kind, form, in_title, {text.words[first].begin, end}, phrase.sentence, i});
    };
    add(phrase.first, phrase.last, HolderForm::kWhole, phrase.kind);
    const bool extends = phrase.extended_last > phrase.last;
    if (phrase.verb_last > phrase.extended_last)
      add(phrase.first, phrase.verb_last, HolderForm::kToVerb, phrase.kind);
    if (extends) add(phrase.first, phrase.extended_last, HolderForm::kExtended, phrase.kind);
    if (!vietnamese_ && phrase.determined && phrase.first < phrase.last && !phrase.nested) {
      add(phrase.first + 1, phrase.last, HolderForm::kBare, phrase.kind);
      if (extends) add(phrase.first + 1, phrase.extended_last, HolderForm::kBareExtended, phrase.kind);
    }
    if (phrase.has_name() && phrase.name_first > phrase.first) {
      add(phrase.name_first, phrase.last, HolderForm::kName, HolderKind::kName);
      if (phrase.office_key != 0)
        add(phrase.first, phrase.name_first - 1, HolderForm::kOffice, HolderKind::kOffice);
    }
  }
  if (!in_title)
    first_candidate_.resize(text.sentences.size() + 1, static_cast<std::uint32_t>(candidates_.size()));
}

void SpeechAnalyzer::measure_document() {
  speaks_.assign(phrases_.size(), 0);
  attributions_ = 0;
  for (const SpeechAct& act : acts_.acts) {
    if (act.speaker == kNobody) continue;
    if (speaks_[act.speaker] < 255) ++speaks_[act.speaker];
    if (act.link <= SubjectLink::kColon) ++attributions_;
  }
  const auto first =
      std::ranges::find_if(acts_.acts, [](const SpeechAct& act) { return act.speaker != kNobody; });
  first_speaker_ = first == acts_.acts.end() ? kNobody : first->speaker;
  find_interviewee();
  first_person_ = std::ranges::any_of(
      text_.words, [](const SpeechWord& word) { return word.is(word_class::kFirstPerson) && !word.quoted; });
}

void SpeechAnalyzer::find_interviewee() {
  constexpr std::uint32_t kFewestQuestions = 2, kIntroduction = 4;
  std::uint32_t questions = 0;
  for (std::size_t s = 0; s + 1 < text_.sentences.size(); ++s) {
    const bool ends_paragraph = text_.sentences[s].paragraph != text_.sentences[s + 1].paragraph;
    if (ends_paragraph && (text_.sentences[s].end_gap & gap::kQuestion) != 0) ++questions;
  }
  interviewee_ = kNobody;
  if (questions < kFewestQuestions) return;
  // The introduction names who is asked; a name with an honorific or office is surer than a name alone.
  for (std::uint32_t i = 0; i < phrases_.size() && phrases_[i].sentence < kIntroduction; ++i) {
    if (!phrases_[i].has_name()) continue;
    if (interviewee_ == kNobody) interviewee_ = i;
    if (phrases_[i].name_first == phrases_[i].first) continue;
    interviewee_ = i;
    return;
  }
}

void SpeechAnalyzer::nearby(const EvidencePlace& place, std::vector<std::uint32_t>& out) const {
  out.clear();
  const auto add = [&](std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t i = begin; i < end && out.size() < kMostNearby; ++i) out.push_back(i);
  };
  add(0, std::min(title_candidates_, 2 + kMostTitleCandidates));
  const auto sentences = static_cast<std::uint32_t>(text_.sentences.size());
  const std::uint32_t here = std::min(place.sentence, sentences == 0 ? 0 : sentences - 1);
  const std::uint32_t begin = here > kSentencesBefore ? here - kSentencesBefore : 0;
  const std::uint32_t end = std::min(sentences, here + 1 + kSentencesAfter);
  // The evidence's own neighbourhood comes first, should sentences be so long that not all fits.
  add(first_candidate_[here], first_candidate_[std::min(sentences, here + 1)]);
  if (here + 1 < end) add(first_candidate_[here + 1], first_candidate_[end]);
  for (std::uint32_t s = here; s > begin; --s) add(first_candidate_[s - 1], first_candidate_[s]);
  if (begin > 0) add(first_candidate_[0], first_candidate_[std::min(kFirstSentences, begin)]);
}

EvidencePlace SpeechAnalyzer::place_of(ByteRange range) const {
  const auto after = std::ranges::upper_bound(text_.sentences, range.begin, {}, [](const SpeechSentence& s) {
    return static_cast<std::size_t>(s.begin);
  });
  const auto index = std::max<std::ptrdiff_t>(0, after - text_.sentences.begin() - 1);
  return {static_cast<std::uint32_t>(index), range};
}

SpeechAnalyzer::Choice SpeechAnalyzer::choose(const EvidencePlace& place, std::span<const float> weights) {
  nearby(place, nearby_);
  const Context here = context(place);
  scores_.clear();
  for (const std::uint32_t candidate : nearby_) {
    features(candidate, here, features_);
    double score = 0;
    for (const std::uint16_t feature : features_) score += weights[feature];
    scores_.push_back(score);
  }
  const auto best = std::ranges::max_element(scores_);
  double sum = 0;
  for (const double score : scores_) sum += std::exp(score - *best);
  return {nearby_[static_cast<std::size_t>(best - scores_.begin())], 1.0 / sum};
}

}  // namespace bearing
