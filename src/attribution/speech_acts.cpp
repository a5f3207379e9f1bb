#include "attribution/speech_acts.hpp"

#include <algorithm>

namespace bearing {
namespace {

using namespace word_class;

constexpr std::uint32_t kLookBack = 40;     ///< Words between a verb and its subject, at most.
constexpr std::uint32_t kAgentBack = 12;    ///< Words between "được" and its verb, at most.
constexpr std::uint32_t kPhrasesBack = 24;  ///< Noun phrases that are looked at for an earlier mention.

class ActFinder {
 public:
  ActFinder(const SpeechText& text, std::span<const NounPhrase> phrases, bool vietnamese, SpeechActs& out)
      : text_(text), words_(text.words), phrases_(phrases), vietnamese_(vietnamese), out_(out) {}

  void find() {
    std::uint32_t phrase = 0;
    for (std::uint32_t s = 0; s < text_.sentences.size(); ++s) {
      SpeechState state;
      state.first_phrase = phrase;
      while (phrase < phrases_.size() && phrases_[phrase].sentence == s) ++phrase;
      state.last_phrase = phrase;
      state.first_act = static_cast<std::uint32_t>(out_.acts.size());
      state.carried = speaker_;
      state.carried_from = speaker_sentence_;
      state_ = &state;
      find_in(text_.sentences[s], s);
      state.last_act = static_cast<std::uint32_t>(out_.acts.size());
      out_.sentences.push_back(state);
    }
    find_following();
  }

 private:
  void find_in(const SpeechSentence& sentence, std::uint32_t index) {
    first_ = sentence.first_word;
    end_ = sentence.last_word;
    sentence_ = index;
    named_here_ = false;
    participle_ = kNobody;
    next_phrase_ = state_->first_phrase;
    if (first_ == end_) return;
    const bool new_paragraph = index == 0 || text_.sentences[index - 1].paragraph != sentence.paragraph;
    if (new_paragraph && find_interview_turn()) return;
    for (std::uint32_t at = first_; at < end_; ++at) {
      while (next_phrase_ < state_->last_phrase && phrases_[next_phrase_].first < at) ++next_phrase_;
      const SpeechWord& word = words_[at];
      if (word.is(kAccording) && add_source(at)) continue;
      if (!word.is(kPredicate) || inside_phrase(at) || is_noun(at) || is_passive(at) || is_agent(at))
        continue;
      add_verb(at);
    }
    if (participle_ != kNobody && out_.acts.size() == state_->first_act)
      add_antecedent(participle_, words_[participle_].is(kReport));
  }

  /// "Q: ...", "A: ..." and "Lena Moss: ..." at the beginning of a paragraph.
  bool find_interview_turn() {
    const std::uint32_t colon = first_ + 1;
    if (colon < end_ && (words_[colon].gap_before & gap::kColon) != 0 &&
        words_[first_].end - words_[first_].begin == 1) {
      const std::uint32_t key = words_[first_].key;
      state_->question = key == key_of("q") || key == key_of("h");
      if (!state_->question && key != key_of("a") && key != key_of("đ")) return false;
      if (!state_->question) add({sentence_, first_, interviewee(), kNobody, SubjectLink::kColon, true});
      return true;
    }
    if (state_->first_phrase == state_->last_phrase) return false;
    const NounPhrase& phrase = phrases_[state_->first_phrase];
    const std::uint32_t after = phrase.extended_last + 1;
    const std::uint16_t gap = after < end_ ? words_[after].gap_before : text_.sentences[sentence_].end_gap;
    // "NEW DELHI: Exports ..." says where a report was written.
    if (phrase.first != first_ || (gap & gap::kColon) == 0 || phrase.kind == HolderKind::kPlace) return false;
    add({sentence_, phrase.last, state_->first_phrase, kNobody, SubjectLink::kColon, true});
    return false;
  }

  static std::uint32_t key_of(std::string_view word) {
    return static_cast<std::uint32_t>(WordClasses::chain(0, WordClasses::word_hash(word)));
  }

  /// Who answers in an interview, from the first answer on: the last person that spoke before it, or the
  /// first one named.
  std::uint32_t interviewee() {
    if (interviewee_ == kNobody) interviewee_ = find_interviewee();
    return interviewee_;
  }

  std::uint32_t find_interviewee() const {
    if (person_ != kNobody) return person_;
    for (std::uint32_t i = 0; i < std::min<std::size_t>(state_->first_phrase, 200); ++i) {
      if (phrases_[i].has_name()) return i;
    }
    return speaker_;
  }

  bool inside_phrase(std::uint32_t at) const {
    const std::uint32_t begin = next_phrase_ > state_->first_phrase ? next_phrase_ - 1 : next_phrase_;
    for (std::uint32_t i = begin; i < state_->last_phrase && i <= next_phrase_; ++i) {
      const NounPhrase& phrase = phrases_[i];
      if (phrase.first <= at && at <= phrase.last && phrase.kind != HolderKind::kOther) return true;
    }
    return false;
  }

  /// "the call", "his demands": a determiner before it makes a noun of a verb.
  bool is_noun(std::uint32_t at) const {
    if (at == first_) return false;
    const SpeechWord& before = words_[at - 1];
    if (vietnamese_) return words_[at].gap_before == 0 && before.is(kNominal);
    return words_[at].gap_before == 0 && (before.is(kDeterminer) || before.possessive) && !before.is(kPeople);
  }

  bool is_passive(std::uint32_t at) const {
    std::uint32_t before = at;
    while (before > first_ && words_[before].gap_before == 0) {
      --before;
      if (words_[before].is(kPassive)) return !vietnamese_ || before + 1 == at;
      if (!words_[before].is(kAdverb) || vietnamese_) return false;
    }
    return false;
  }

  /// "được các nước quan tâm": the subject of a Vietnamese passive stands between its mark and the verb.
  bool is_agent(std::uint32_t at) const {
    if (!vietnamese_) return false;
    for (std::uint32_t j = at; j > first_ && at - j < kAgentBack; --j) {
      if ((words_[j].gap_before & gap::kBreak) != 0) return false;
      if (words_[j - 1].is(kPassive)) return phrase_before(j, at);
      if (j < at && words_[j - 1].is(kPredicate | kVerb)) return false;
    }
    return false;
  }

  bool phrase_before(std::uint32_t begin, std::uint32_t verb) const {
    for (std::uint32_t i = next_phrase_; i > state_->first_phrase && phrases_[i - 1].first >= begin; --i) {
      if (phrases_[i - 1].first == begin && phrases_[i - 1].last < verb) return true;
    }
    return false;
  }

  bool add_source(std::uint32_t at) {
    // "theo" is "along" as often as "according to": a source has to follow, at the beginning of a clause.
    const std::uint32_t phrase = phrase_starting(at + 1);
    if (phrase == kNobody) {
      if (vietnamese_ && (at + 1 >= end_ || !words_[at + 1].is(kPronoun | kHonorific))) return false;
      if (at + 1 < end_ && words_[at + 1].is(kPronoun | kHonorific)) {
        add_antecedent(at, true);
        return true;
      }
      return false;
    }
    add({sentence_, at, phrase, kNobody, SubjectLink::kAccording, true});
    return true;
  }

  void add_verb(std::uint32_t at) {
    const bool report = words_[at].is(kReport);
    std::uint32_t before = at;
    bool parted = (words_[at].gap_before & gap::kBreak) != 0;
    while (before > first_ && !parted && words_[before - 1].is(kAdverb) &&
           !words_[before - 1].is(kPredicate)) {
      --before;
      parted = (words_[before].gap_before & gap::kBreak) != 0;
    }
    if (report && add_inverted(at)) return;
    if (before > first_ && !parted) {
      const std::uint32_t subject = phrase_ending(before - 1);
      if (subject != kNobody) return add_subject(at, subject, report);
      const std::uint32_t qualified = before_this_country(before - 1);
      if (qualified != kNobody) return add_subject(at, qualified, report);
      if (is_pronoun(before - 1)) return add_antecedent(at, report);
      if (words_[before - 1].is(kRelative)) {
        const std::uint32_t owner = before >= 2 && before - 1 > first_ ? phrase_ending(before - 2) : kNobody;
        if (owner != kNobody) return add({sentence_, at, owner, kNobody, SubjectLink::kParted, report});
      }
    }
    if (parted && before > first_) {
      const std::uint32_t inner = phrase_ending(before - 1);
      const std::uint32_t outer = subject_before(before, inner);
      if (outer != kNobody)
        return add({sentence_, at, outer, inner == outer ? kNobody : inner, SubjectLink::kParted, report});
    }
    add_without_subject(at, report);
  }

  /// "nhà chức trách nước này": the phrase that "nước này" at `at` only qualifies.
  std::uint32_t before_this_country(std::uint32_t at) const {
    static const auto key = static_cast<std::uint32_t>(WordClasses::chain(
        WordClasses::chain(0, WordClasses::word_hash("nước")), WordClasses::word_hash("này")));
    if (!vietnamese_ || at == first_ || words_[at].key != key || words_[at].gap_before != 0) return kNobody;
    return phrase_ending(at - 1);
  }

  /// "...," said Lena Moss. Also "said the minister".
  bool add_inverted(std::uint32_t at) {
    if (vietnamese_ || at + 1 >= end_ || words_[at + 1].gap_before != 0) return false;
    const std::uint16_t gap = words_[at].gap_before;
    const bool after_quote = at > first_ ? (gap & (gap::kQuoteCloses | gap::kComma | gap::kDash)) != 0
                                         : (gap & gap::kQuoteCloses) != 0;
    if (!after_quote) return false;
    const std::uint32_t phrase = phrase_starting(at + 1);
    if (phrase != kNobody) {
      add({sentence_, at, phrase, kNobody, SubjectLink::kInverted, true});
      return true;
    }
    if (!words_[at + 1].is(kPronoun)) return false;
    add_antecedent(at, true);
    return true;
  }

  void add_subject(std::uint32_t at, std::uint32_t subject, bool report) {
    // The name at the end of "the ambassador to Vietnam Lena Moss" is a phrase of its own.
    std::uint32_t inner = kNobody;
    for (std::uint32_t i = subject + 1; i < phrases_.size() && phrases_[i].nested && phrases_[i].first < at;
         ++i) {
      if (phrases_[i].has_name() && phrases_[i].last == phrases_[subject].extended_last) inner = i;
    }
    add({sentence_, at, subject, inner, SubjectLink::kDirect, report});
  }

  void add_without_subject(std::uint32_t at, bool report) {
    if (out_.acts.size() > state_->first_act) {
      const SpeechAct& act = out_.acts.back();
      if (at - act.word < kLookBack)
        return add({sentence_, at, act.speaker, act.inner, SubjectLink::kShared, report});
    }
    const std::uint32_t last = std::min(state_->last_phrase, state_->first_phrase + kPhrasesBack);
    for (std::uint32_t i = state_->first_phrase; i < last && phrases_[i].first < at; ++i) {
      if (!phrases_[i].oblique && !phrases_[i].nested)
        return add({sentence_, at, i, kNobody, SubjectLink::kLoose, report});
    }
    // "Speaking at the event, Lena Moss said": the verb at the beginning waits for the subject of another.
    if (at == first_)
      participle_ = at;
    else if (vietnamese_ && words_[first_].is(kHonorific))
      add_antecedent(at, report);
  }

  bool is_pronoun(std::uint32_t at) const {
    return words_[at].is(kPronoun) || (vietnamese_ && words_[at].is(kHonorific));
  }

  void add_antecedent(std::uint32_t at, bool report) {
    const bool person = personal_pronoun(at);
    const std::uint32_t whom = antecedent(person);
    add({sentence_, at, whom, kNobody, whom == kNobody ? SubjectLink::kUnresolved : SubjectLink::kPronoun,
         report, person});
  }

  /// Whether the pronoun near the verb at `at` stands for one person. "it" and "they" don't.
  bool personal_pronoun(std::uint32_t at) const {
    static const std::uint32_t it = key_of("it"), they = key_of("they"), ho = key_of("họ");
    for (std::uint32_t j = at + 2 < end_ ? at + 2 : end_; j > first_ && j + 6 > at; --j) {
      const SpeechWord& word = words_[j - 1];
      if (word.is(kPronoun)) return word.key != it && word.key != they && word.key != ho;
      if (vietnamese_ && word.is(kHonorific)) return true;
    }
    return false;
  }

  /// Whom a pronoun means: the speaker so far, or else the nearest person before.
  std::uint32_t antecedent(bool person) const {
    if (person && person_ != kNobody) return person_;
    if (speaker_ != kNobody && (!person || is_person(phrases_[speaker_]))) return speaker_;
    const std::uint32_t end = state_->first_phrase;
    for (std::uint32_t i = end; i > 0 && end - i < kPhrasesBack; --i) {
      if (is_person(phrases_[i - 1])) return i - 1;
    }
    return kNobody;
  }

  std::uint32_t phrase_starting(std::uint32_t at) const {
    for (std::uint32_t i = next_phrase_; i < state_->last_phrase && phrases_[i].first <= at; ++i) {
      if (phrases_[i].first == at) return i;
    }
    return kNobody;
  }

  /// The outermost phrase whose last word, extension included or not, is `at`.
  std::uint32_t phrase_ending(std::uint32_t at) const {
    std::uint32_t found = kNobody;
    for (std::uint32_t i = next_phrase_; i > state_->first_phrase && next_phrase_ - i < 8; --i) {
      const NounPhrase& phrase = phrases_[i - 1];
      if (phrase.last == at || phrase.extended_last == at) found = i - 1;
      if (phrase.extended_last + kLookBack < at) break;
    }
    if (found == kNobody && next_phrase_ < state_->last_phrase && phrases_[next_phrase_].last == at)
      return next_phrase_;
    return found;
  }

  /// The subject of a clause that something in commas parts from its verb.
  std::uint32_t subject_before(std::uint32_t at, std::uint32_t inner) const {
    std::uint32_t found = inner;
    for (std::uint32_t i = next_phrase_; i > state_->first_phrase && next_phrase_ - i < 12; --i) {
      const NounPhrase& phrase = phrases_[i - 1];
      if (phrase.first + kLookBack < at) break;
      if (out_.acts.size() > state_->first_act && phrase.first < out_.acts.back().word &&
          !between_relative(phrase, out_.acts.back().word)) {
        break;
      }
      if (phrase.nested || phrase.oblique || phrase.extended_last >= at) continue;
      const std::uint32_t after = phrase.extended_last + 1;
      if (after <= at && after < end_ &&
          ((words_[after].gap_before & (gap::kComma | gap::kBracket | gap::kDash)) != 0)) {
        // "On the margins of a meeting, Lena Moss, who ...": rather the person than the meeting.
        const bool begins = phrase.first == first_ || (words_[phrase.first].gap_before & gap::kBreak) != 0;
        if (is_person(phrase) || (begins && (found == kNobody || !is_person(phrases_[found])))) found = i - 1;
      }
    }
    return found;
  }

  static bool is_person(const NounPhrase& phrase) {
    return phrase.kind == HolderKind::kName || phrase.kind == HolderKind::kOffice;
  }

  /// Whether the verb at `verb` belongs to a clause about `phrase`: "Lena Moss, who told ...".
  bool between_relative(const NounPhrase& phrase, std::uint32_t verb) const {
    const std::uint32_t after = phrase.extended_last + 1;
    return after < verb && words_[after].is(kRelative);
  }

  void add(const SpeechAct& act) {
    out_.acts.push_back(act);
    if (act.speaker == kNobody) return;
    // What is quoted has speakers of its own; they don't carry on.
    if (words_[act.word].quoted && act.link != SubjectLink::kColon) return;
    const bool person = is_person(phrases_[act.speaker]);
    const bool named = act.link <= SubjectLink::kColon;
    if (named && person && act.report) person_ = act.speaker;
    // Within a sentence the first to speak is the speaker; who is spoken of comes later.
    if (named_here_ && !(named && person && act.report)) return;
    named_here_ = true;
    speaker_ = act.speaker;
    speaker_sentence_ = sentence_;
  }

  /// "..." and only then "she said": looks one sentence ahead, within a paragraph.
  void find_following() {
    for (std::size_t s = out_.sentences.size(); s-- > 1;) {
      const SpeechState& next = out_.sentences[s];
      SpeechState& state = out_.sentences[s - 1];
      if (text_.sentences[s].paragraph != text_.sentences[s - 1].paragraph) continue;
      if (next.first_act < next.last_act) {
        state.follows = out_.acts[next.first_act].speaker;
      } else if (text_.sentences[s].starts_quoted) {
        state.follows = next.follows;
      }
    }
  }

  const SpeechText& text_;
  const std::vector<SpeechWord>& words_;
  std::span<const NounPhrase> phrases_;
  bool vietnamese_;
  SpeechActs& out_;
  SpeechState* state_ = nullptr;
  std::uint32_t first_ = 0, end_ = 0, sentence_ = 0, next_phrase_ = 0;
  std::uint32_t speaker_ = kNobody, speaker_sentence_ = 0;
  std::uint32_t person_ = kNobody;  ///< The last one person that spoke: whom "he" means.
  bool named_here_ = false;
  std::uint32_t interviewee_ = kNobody;
  std::uint32_t participle_ = kNobody;  ///< A verb that begins the sentence.
};

}  // namespace

void find_speech_acts(const SpeechText& text, std::span<const NounPhrase> phrases, bool vietnamese,
                      SpeechActs& out) {
  out.acts.clear();
  out.sentences.clear();
  ActFinder(text, phrases, vietnamese, out).find();
}

}  // namespace bearing
