// What a place in the text means for the candidates, and their features.
#include <algorithm>

#include "attribution/holder_traits.hpp"
#include "attribution/speech_analyzer.hpp"

namespace bearing {
namespace {

using namespace word_class;

constexpr std::uint32_t kReferenceBack =
    60;  ///< Noun phrases that are looked at for the name behind an office.
constexpr std::uint32_t kMentionsBack = 200;  ///< And for an earlier mention of a name.

/// The id of a feature: its block and its place in it.
template <typename Place>
std::uint16_t id(const holder_trait::FeatureBlock& block, Place place) {
  return static_cast<std::uint16_t>(block.first + static_cast<std::uint16_t>(place));
}

/// Whether a candidate stands at the beginning of the evidence, at most behind a quotation mark.
bool begins(const HolderCandidate& candidate, const ByteRange& evidence) {
  return candidate.range.begin >= evidence.begin && candidate.range.begin < evidence.begin + 4;
}

}  // namespace

SpeechAnalyzer::Context SpeechAnalyzer::context(const EvidencePlace& place) const {
  Context found;
  found.place = place;
  if (text_.sentences.empty()) return found;
  found.place.sentence =
      std::min<std::uint32_t>(place.sentence, static_cast<std::uint32_t>(text_.sentences.size()) - 1);
  std::uint32_t last = found.place.sentence;
  while (last + 1 < text_.sentences.size() && text_.sentences[last + 1].begin < place.range.end) ++last;

  const SpeechState& state = acts_.sentences[found.place.sentence];
  for (std::uint32_t i = state.first_act; i < acts_.sentences[last].last_act; ++i) {
    const SpeechAct& act = acts_.acts[i];
    const SpeechWord& word = text_.words[act.word];
    if (word.end <= place.range.begin) {
      found.before = &act;
    } else if (word.begin < place.range.end) {
      if (found.inside == nullptr) found.inside = &act;
    } else if (found.after == nullptr) {
      found.after = &act;
    }
  }
  found.carried = state.carried;
  found.carried_from = state.carried_from;
  found.follows = acts_.sentences[last].follows;
  found.question = state.question;
  find_phrases_of(found, last);
  return found;
}

void SpeechAnalyzer::find_phrases_of(Context& found, std::uint32_t last_sentence) const {
  const ByteRange range = found.place.range;
  const SpeechSentence& sentence = text_.sentences[found.place.sentence];
  const auto in_range = [&](const SpeechWord& word) {
    return word.begin < range.end && word.end > range.begin;
  };
  const std::uint32_t last_word = text_.sentences[last_sentence].last_word;
  bool first = true;
  for (std::uint32_t w = sentence.first_word; w < last_word; ++w) {
    const SpeechWord& word = text_.words[w];
    if (!in_range(word)) continue;
    if (first) found.quoted = word.quoted;
    first = false;
    found.first_person |= word.is(kFirstPerson) && !word.quoted;
    found.modal |= word.is(kModal) && !word.quoted;
  }
  const SpeechState& state = acts_.sentences[found.place.sentence];
  for (std::uint32_t i = state.first_phrase; i < acts_.sentences[last_sentence].last_phrase; ++i) {
    const NounPhrase& phrase = phrases_[i];
    if (phrase.oblique || phrase.nested) continue;
    if (found.first_in_sentence == kNobody) found.first_in_sentence = i;
    const SpeechWord& word = text_.words[phrase.first];
    if (word.begin < range.begin) {
      found.nearest_before = i;
    } else if (word.begin < range.end) {
      if (found.first_inside == kNobody) found.first_inside = i;
    } else if (found.first_after == kNobody) {
      found.first_after = i;
    }
  }
  if (sentence.starts_quoted || found.quoted) {
    // Who spoke when the quotation began: the last act of the sentence that opened it.
    for (std::uint32_t s = found.place.sentence; s > 0 && found.place.sentence - s < 20; --s) {
      const SpeechState& earlier = acts_.sentences[s - 1];
      if (earlier.first_act < earlier.last_act) {
        found.opener = acts_.acts[earlier.last_act - 1].speaker;
        break;
      }
      if (!text_.sentences[s - 1].ends_quoted && !text_.sentences[s - 1].starts_quoted) break;
    }
  }
  for (const SpeechAct* act : {found.before, found.inside, found.after}) {
    if (act != nullptr && act->speaker != kNobody && found.referent == kNobody)
      found.referent = find_referent(act->speaker);
  }
}

std::uint32_t SpeechAnalyzer::find_referent(std::uint32_t index) const {
  const NounPhrase& phrase = phrases_[index];
  if (phrase.has_name()) {
    // "Belozyorov" is "Konstantin Belozyorov".
    const std::uint32_t key = text_.words[phrase.last].key;
    for (std::uint32_t i = index; i > 0 && index - i < kReferenceBack; --i) {
      const NounPhrase& earlier = phrases_[i - 1];
      if (earlier.has_name() && text_.words[earlier.last].key == key) return i - 1;
    }
    return kNobody;
  }
  if (phrase.office_key == 0) return kNobody;
  for (std::uint32_t i = index; i > 0 && index - i < kReferenceBack; --i) {
    const NounPhrase& earlier = phrases_[i - 1];
    if (earlier.has_name() && earlier.office_key == phrase.office_key) return i - 1;
  }
  return kNobody;
}

void SpeechAnalyzer::features(std::uint32_t index, const Context& here,
                              std::vector<std::uint16_t>& out) const {
  out.clear();
  const HolderCandidate& candidate = candidates_[index];
  out.push_back(id(holder_trait::kKind, candidate.kind));
  if (index == kAuthorCandidate) return document_features(holder_trait::kAuthor, here, out);
  if (index == kNoneCandidate) return document_features(holder_trait::kNone, here, out);
  const bool person = candidate.kind == HolderKind::kName;
  out.push_back(id(person ? holder_trait::kPersonForm : holder_trait::kOtherForm, candidate.form));
  if (vietnamese_) {
    out.push_back(id(person ? holder_trait::kVietnamesePersonForm : holder_trait::kVietnameseOtherForm,
                     candidate.form));
  }
  distance_features(candidate, here, out);
  phrase_features(candidate, out);
  if (candidate.in_title) return;
  role_features(candidate.phrase, here, out);
  clause_features(candidate.phrase, here, out);
  if (here.before != nullptr && here.before->speaker == candidate.phrase) {
    out.push_back(id(holder_trait::kBeforeKind, candidate.kind));
  }
  if (here.inside != nullptr && here.inside->speaker == candidate.phrase) {
    out.push_back(id(holder_trait::kInsideKind, candidate.kind));
  }
  if (begins(candidate, here.place.range)) out.push_back(id(holder_trait::kStartsKind, candidate.kind));
}

void SpeechAnalyzer::distance_features(const HolderCandidate& candidate, const Context& here,
                                       std::vector<std::uint16_t>& out) const {
  using enum holder_trait::Distance;
  const auto add = [&](holder_trait::Distance distance) {
    out.push_back(id(holder_trait::kDistance, distance));
  };
  if (candidate.in_title) return add(kTitle);
  if (candidate.sentence == 0) add(kOpening);
  const std::uint32_t s = here.place.sentence, c = candidate.sentence;
  const ByteRange& evidence = here.place.range;
  if (candidate.range.begin >= evidence.begin && candidate.range.begin < evidence.end) {
    if (begins(candidate, evidence)) add(kStartsEvidence);
    return add(kInside);
  }
  if (c == s) return add(candidate.range.begin < evidence.begin ? kSentenceBefore : kSentenceAfter);
  if (c > s) {
    const bool next = c == s + 1 || text_.sentences[c - 1].begin < evidence.end;
    return add(next ? kOneAfter : kFarAfter);
  }
  const std::uint32_t back = s - c;
  if (back == 1)
    return add(text_.sentences[c].paragraph == text_.sentences[s].paragraph ? kOneBeforeSameParagraph
                                                                            : kOneBefore);
  add(back == 2 ? kTwoBefore : back <= 4 ? kThreeBefore : back <= 8 ? kSixBefore : kFarBefore);
}

void SpeechAnalyzer::phrase_features(const HolderCandidate& candidate,
                                     std::vector<std::uint16_t>& out) const {
  using enum holder_trait::Phrase;
  const auto add = [&](holder_trait::Phrase trait) { out.push_back(id(holder_trait::kPhrase, trait)); };
  const NounPhrase& phrase = (candidate.in_title ? title_phrases_ : phrases_)[candidate.phrase];
  if (phrase.determined) add(phrase.indefinite ? holder_trait::Phrase::kIndefinite : kDetermined);
  if (phrase.oblique) add(kOblique);
  if (phrase.oblique && phrase.kind == HolderKind::kPlace) add(kPlaceOblique);
  if (phrase.nested) add(kNested);
  if (phrase.quoted) add(kQuoted);
  if (phrase.extended_last > phrase.last) {
    if (candidate.form == HolderForm::kExtended) add(phrase.coordinated ? kExtendedByAnd : kExtendedByOf);
    if (candidate.form == HolderForm::kWhole) add(kExtendable);
  }
  if (phrase.has_name() && phrase.name_first > phrase.first) {
    add(kHasTitle);
    if (vietnamese_) add(kFormOfVietnameseName);
  }
  if (vietnamese_ && candidate.form == HolderForm::kName) add(kVietnameseName);
  if (vietnamese_ && candidate.form == HolderForm::kOffice) add(kVietnameseOffice);
  if (phrase.unsure) add(kUnsure);
  if (phrase.determined && !vietnamese_) {
    const bool bare = candidate.form == HolderForm::kBare || candidate.form == HolderForm::kBareExtended;
    const SpeechWord& next =
        (candidate.in_title ? title_ : text_).words[std::min(phrase.first + 1, phrase.last)];
    const SpeechWord& end = (candidate.in_title ? title_ : text_).words[phrase.last];
    if (bare && phrase.indefinite) add(kBareIndefinite);
    if (next.capital && end.capital) add(bare ? kBareCapital : kDeterminedCapital);
    if (phrase.last == phrase.first + 1) add(bare ? kBareSingle : kDeterminedSingle);
  }
  const std::uint32_t words = phrase.last - phrase.first;
  add(words == 0 ? kSingleWord : words == 1 ? kTwoWords : kManyWords);
}

void SpeechAnalyzer::role_features(std::uint32_t phrase, const Context& here,
                                   std::vector<std::uint16_t>& out) const {
  using enum holder_trait::Role;
  const auto add = [&](holder_trait::Role role) { out.push_back(id(holder_trait::kRole, role)); };
  const auto speaks_in = [&](const SpeechAct* act, const holder_trait::FeatureBlock& block) {
    if (act == nullptr) return false;
    if (act->inner == phrase) add(kInner);
    if (act->speaker != phrase) return false;
    out.push_back(id(block, act->link));
    return true;
  };
  const bool before = speaks_in(here.before, holder_trait::kBeforeLink);
  const bool inside = speaks_in(here.inside, holder_trait::kInsideLink);
  const bool after = speaks_in(here.after, holder_trait::kAfterLink);
  const bool no_act = here.before == nullptr && here.inside == nullptr && here.after == nullptr;
  if (before && here.before->report) add(kReportsBefore);
  if (inside && here.inside->report) add(kReportsInside);
  if (before) add(here.inside == nullptr ? kBeforeOnly : kBeforeWithInside);
  if (inside) add(here.before == nullptr ? kInsideOnly : kInsideWithBefore);
  if (after && here.before == nullptr && here.inside == nullptr) add(kAfterOnly);
  if (after && here.quoted) add(kAfterQuoted);
  if (phrase == here.carried) {
    if (no_act) add(kCarriedNoAct);
    if (here.quoted) add(kCarriedQuoted);
    const bool same =
        text_.sentences[here.carried_from].paragraph == text_.sentences[here.place.sentence].paragraph;
    add(same ? kCarriedSameParagraph : kCarriedOther);
    if (phrases_[phrase].kind == HolderKind::kName) add(kCarriedPerson);
    if (here.first_person) add(kCarriedFirstPerson);
    if (here.modal && no_act && !first_person_) add(kCarriedModal);
  }
  if (phrase == here.follows) {
    if (no_act) add(kFollowsNoAct);
    if (here.quoted) add(kFollowsQuoted);
  }
  if (phrase == here.opener) add(kOpener);
  if (phrase == here.first_inside) add(kFirstInside);
  if (phrase == here.nearest_before) add(kNearestBefore);
  if (phrase == here.first_in_sentence) add(kFirstInSentence);
  if (phrase == here.first_after) add(kFirstAfter);
  if (phrase == here.referent) add(kReferent);
  if (phrase == interviewee_) add(kInterviewee);
  if (phrase == first_speaker_) add(kFirstSpeaker);
  if (speaks_[phrase] > 0) add(kSpeaksElsewhere);
  if (speaks_[phrase] > 2) add(kSpeaksOften);
}

void SpeechAnalyzer::clause_features(std::uint32_t index, const Context& here,
                                     std::vector<std::uint16_t>& out) const {
  using enum holder_trait::Clause;
  const auto add = [&](holder_trait::Clause trait) { out.push_back(id(holder_trait::kClause, trait)); };
  const NounPhrase& phrase = phrases_[index];
  const bool person = phrase.kind == HolderKind::kName || phrase.kind == HolderKind::kOffice;
  const SpeechAct* act = here.inside != nullptr ? here.inside : here.before;
  if (act == nullptr) act = here.after;
  if (act != nullptr) {
    const bool pronoun = act->link == SubjectLink::kPronoun || act->link == SubjectLink::kUnresolved;
    const bool speaks = act->speaker == index || act->inner == index;
    if (phrase.sentence == act->sentence && !speaks) {
      if (phrase.first < act->word) add(kBeforeVerbOfOther);
      if (phrase.first > act->word) add(pronoun ? kAfterVerbOfPronoun : kAfterVerbOfOther);
      if (phrase.first == act->word + 1 && act->link != SubjectLink::kAccording) add(kObject);
    }
    if (pronoun && act->speaker == kNobody && phrase.sentence != act->sentence) add(kNobodyForPronoun);
    if (act->person && speaks && person) add(kPersonForPronoun);
    if (act->person && !person) add(kThingForPerson);
    if (act->speaker != kNobody && same_name(index, act->speaker)) {
      add(kSameName);
      if (first_of_name(index)) add(kSameNameFirst);
    }
  } else if (here.carried != kNobody && same_name(index, here.carried)) {
    add(kSameName);
    if (first_of_name(index)) add(kSameNameFirst);
  }
  if (in_apposition(index)) add(kApposition);
  if (index + 1 < phrases_.size() && in_apposition(index + 1)) add(kHasApposition);
  if (text_.words[phrase.last].possessive) {
    add(kOwner);
    const bool nested = phrase.nested && index > 0;
    const std::uint32_t whole = nested ? index - 1 : index;
    if (!nested) add(kOwnerOfThing);
    if (nested && act != nullptr && act->speaker == whole) add(kOwnerSpeaks);
  }
}

bool SpeechAnalyzer::same_name(std::uint32_t a, std::uint32_t b) const {
  if (a == b || !phrases_[a].has_name() || !phrases_[b].has_name()) return false;
  return text_.words[phrases_[a].last].key == text_.words[phrases_[b].last].key;
}

bool SpeechAnalyzer::first_of_name(std::uint32_t index) const {
  for (std::uint32_t i = index; i > 0 && index - i < kMentionsBack; --i) {
    if (same_name(i - 1, index)) return false;
  }
  return true;
}

bool SpeechAnalyzer::in_apposition(std::uint32_t index) const {
  if (index == 0) return false;
  const NounPhrase &name = phrases_[index], &office = phrases_[index - 1];
  return name.has_name() && name.sentence == office.sentence && office.kind == HolderKind::kOffice &&
         name.first == office.extended_last + 1 &&
         (text_.words[name.first].gap_before & gap::kBreak) == gap::kComma;
}

void SpeechAnalyzer::document_features(const holder_trait::FeatureBlock& block, const Context& here,
                                       std::vector<std::uint16_t>& out) const {
  using enum holder_trait::Document;
  const auto add = [&](holder_trait::Document trait) { out.push_back(id(block, trait)); };
  const bool no_act = here.before == nullptr && here.inside == nullptr && here.after == nullptr;
  add(kAlways);
  if (vietnamese_) add(kVietnamese);
  if (no_act) add(kNoAct);
  if (here.before != nullptr) add(kBeforeAct);
  if (here.inside != nullptr) add(kInsideAct);
  if (here.after != nullptr) add(kAfterAct);
  if (here.quoted) add(no_act ? kQuotedNoAct : kEvidenceQuoted);
  if (here.first_person) add(no_act ? kFirstPersonNoAct : kFirstPersonHere);
  add(first_person_ ? kFirstPersonSomewhere : kNoFirstPerson);
  if (here.modal) add(no_act ? kModalNoAct : kModalHere);
  if (here.modal && no_act && here.carried != kNobody && !first_person_) add(kModalCarried);
  const std::size_t sentences = text_.sentences.size();
  const bool few = attributions_ * 4 < sentences;
  add(attributions_ == 0 ? kNoAttribution : few ? kFewAttributions : kManyAttributions);
  if (few && first_person_) add(kFewAndFirstPerson);
  if (interviewee_ != kNobody) add(kInterview);
  if (here.carried != kNobody) add(kSomebodyCarried);
  if (here.first_inside == kNobody) add(kNobodyInside);
}

}  // namespace bearing
