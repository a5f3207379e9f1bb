#include "attribution/noun_phrases.hpp"

#include <algorithm>

namespace bearing {
namespace {

using namespace word_class;

constexpr std::uint32_t kHead = kOffice | kPeople | kOrg | kDocument | kPlace | kHonorific;
constexpr std::uint32_t kStops = kPredicate | kAccording | kPronoun | kLink | kFunction | kVerb | kAdverb |
                                 kFirstPerson | kModal | kRelative;
constexpr std::uint32_t kLongestPhrase = 24;  ///< Words; nobody's name or office is longer.
constexpr std::uint32_t kUnknownInARow = 3;
constexpr std::uint32_t kMostBeforeVerb = 8;  ///< Words that a phrase can be longer than what is known of it.

/// A phrase without its extension.
struct Core {
  std::uint32_t last = 0;
  bool found = false;
  bool known_head = false;
};

class PhraseFinder {
 public:
  PhraseFinder(const SpeechText& text, bool vietnamese, std::vector<NounPhrase>& out)
      : words_(text.words), vietnamese_(vietnamese), out_(out) {}

  void find(const SpeechSentence& sentence, std::uint32_t index) {
    first_ = sentence.first_word;
    end_ = sentence.last_word;
    sentence_ = index;
    for (std::uint32_t at = first_; at < end_;) at = find_at(at);
  }

 private:
  /// Adds the phrase at word `at`, if any; returns where to go on.
  std::uint32_t find_at(std::uint32_t at) {
    if (!may_start(at)) return at + 1;
    const Core core = read_core(at);
    if (!core.found) return at + 1;
    NounPhrase phrase = describe(at, core, false);
    phrase.unsure = is_unsure(phrase);
    if (phrase.unsure && !predicate_or_function_follows(core.last + 1)) return core.last + 1;
    const std::size_t place = out_.size();
    out_.push_back(phrase);
    if (!vietnamese_) add_possessor(phrase);
    std::uint32_t next = core.last + 1;
    const std::uint32_t extended = extend(phrase, next);
    out_[place].extended_last = extended;
    out_[place].verb_last = last_before_verb(extended);
    out_[place].coordinated =
        extended > core.last && words_[core.last + 1].is(kFunction) && !words_[core.last + 1].is(kLink);
    return next;
  }

  /// Whatever stands between a phrase and its verb belongs to the phrase, when nothing else claims it: "Hiệp
  /// hội Nước giải khát cho rằng".
  std::uint32_t last_before_verb(std::uint32_t last) const {
    constexpr std::uint32_t kOther = kStops & ~kLink;
    for (std::uint32_t j = last + 1; j < end_ && j <= last + kMostBeforeVerb; ++j) {
      const SpeechWord& word = words_[j];
      if ((word.gap_before & gap::kBreak) != 0) return j - 1;
      if (j > last + 1 && word.is(kPredicate | kAdverb | kModal) && !word.capital) return j - 1;
      if (is_joining(j)) continue;
      if (word.is(kOther) && !(word.capital && !word.is(kPronoun))) return last;
    }
    return last;
  }

  /// "và" within a name: "Bộ trưởng Truyền thông và Thông tin".
  bool is_joining(std::uint32_t at) const {
    return vietnamese_ && is_and(at) && at + 1 < end_ && words_[at + 1].capital;
  }

  bool may_start(std::uint32_t at) const {
    const SpeechWord& word = words_[at];
    if (word.is(kDeterminer)) return at + 1 < end_;
    if (vietnamese_ && word.is(kHonorific)) return !at_sentence_start(at) || next_is_name(at);
    if (word.capital && !at_sentence_start(at))
      return !word.is(kPronoun | kFirstPerson | kFunction) || word.is(kHead);
    if (is_head(at)) return !(vietnamese_ && word.is(kPredicate) && !next_is_predicate(at + 1));
    if (word.is(kModifier)) return true;
    return word.capital && !word.is(kStops);
  }

  /// Whether the word lists know a word as a head and it can be one here: countries have capitals ("Turkey"),
  /// and many Vietnamese syllables are organisations alone and something else within a compound ("trụ sở").
  bool is_head(std::uint32_t at) const {
    const SpeechWord& word = words_[at];
    if (!word.is(kHead)) return false;
    if (word.capital) return true;
    if (!word.is(kHead & ~kPlace)) return false;
    if (!vietnamese_ || word.size > 1) return true;
    if (at > first_ && words_[at - 1].is(kDeterminer)) return true;
    return at + 1 < end_ && words_[at + 1].gap_before == 0 &&
           (words_[at + 1].capital || words_[at + 1].is(kModifier));
  }

  bool next_is_name(std::uint32_t at) const {
    return at + 1 < end_ && words_[at + 1].capital && (words_[at + 1].gap_before & gap::kBreak) == 0;
  }

  bool at_sentence_start(std::uint32_t at) const {
    return at == first_ || (words_[at].gap_before & (gap::kQuoteOpens | gap::kColon)) != 0;
  }

  bool next_is_predicate(std::uint32_t at) const {
    while (at < end_ && words_[at].is(kAdverb) && !words_[at].is(kPredicate)) ++at;
    return at < end_ && words_[at].is(kPredicate);
  }

  Core read_core(std::uint32_t at) const {
    Core core;
    std::uint32_t unknown = 0, j = at;
    bool only_determiners = true;
    const std::uint32_t limit = std::min(end_, at + kLongestPhrase);
    for (; j < limit; ++j) {
      const SpeechWord& word = words_[j];
      if (j > at && (word.gap_before & gap::kBreak) != 0) break;
      if (only_determiners && word.is(kDeterminer) && !word.is(kHead & ~kPeople)) {
        if (word.is(kPeople)) mark(core, j);
        continue;
      }
      if (j > at && words_[j - 1].gap_before == 0 && word.is(kDeterminer) && !word.capital && !word.is(kHead))
        break;
      const bool starts = j == first_ || (word.gap_before & gap::kQuoteOpens) != 0;
      if (is_part(j, at, starts)) {
        mark(core, j);
        unknown = 0;
      } else if (word.is(kModifier) && !(vietnamese_ && only_determiners)) {
        if (vietnamese_ && !only_determiners) mark(core, j);
        unknown = 0;
      } else if (word.is(kStops)) {
        break;
      } else if ((word.gap_before & gap::kHyphen) != 0 && j > at) {
        if (core.found && core.last + 1 == j) mark(core, j);
      } else if (vietnamese_ && completes_compound(j, at)) {
        mark(core, j);
      } else if (++unknown > kUnknownInARow || (vietnamese_ && core.found) || !loose_word_fits(j, at)) {
        break;
      }
      only_determiners = false;
    }
    return with_unknown_head(core, at, j);
  }

  static void mark(Core& core, std::uint32_t at) {
    core.last = at;
    core.found = core.known_head = true;
  }

  /// Whether a word can be the last of a phrase.
  bool is_part(std::uint32_t j, std::uint32_t at, bool starts) const {
    const SpeechWord& word = words_[j];
    if (word.capital && !starts &&
        (!word.is(kStops & ~kPredicate & ~kVerb & ~kLink) || word.is(kHead | kModifier))) {
      return !vietnamese_ || !word.is(kLink | kFunction);
    }
    if (is_head(j)) {
      // A word that is a verb as well ("báo cáo") is a noun at the beginning of a phrase only.
      return !word.is(kPredicate | kVerb) || j == at || words_[j - 1].is(kDeterminer);
    }
    return word.capital && !word.is(kStops);
  }

  /// Vietnamese writes compounds as "Nông nghiệp": the second syllable of a title or organisation's name.
  bool completes_compound(std::uint32_t j, std::uint32_t at) const {
    if (j == at) return false;
    const SpeechWord& before = words_[j - 1];
    if (!before.capital || before.is(kPlace | kHonorific) || before.size != 1 || j < at + 2) return false;
    return words_[j - 2].is(kHead) || !words_[j - 2].capital;
  }

  bool loose_word_fits(std::uint32_t j, std::uint32_t at) const {
    if (vietnamese_) return words_[at].is(kDeterminer) && j <= at + 3;
    return words_[at].is(kDeterminer | kModifier | kHead) || (words_[at].capital && !at_sentence_start(at));
  }

  /// The subject of a predicate is a phrase even when no word of it is known ("The remaining tenants said").
  Core with_unknown_head(Core core, std::uint32_t at, std::uint32_t j) const {
    if (j == at || (core.found && core.last + 1 >= j)) return core;
    if (!next_is_predicate(j) || (words_[j].gap_before & gap::kBreak) != 0) return core;
    if (vietnamese_ && core.found) return core;
    if (!core.found && !words_[at].is(kDeterminer) && at != first_) return core;
    if (j == at + 1 && words_[at].is(kDeterminer)) return core;
    core.found = true;
    core.known_head = false;
    core.last = j - 1;
    return core;
  }

  /// `titled`: an office that a name may belong to came before the phrase.
  NounPhrase describe(std::uint32_t at, const Core& core, bool titled) const {
    NounPhrase phrase{};
    phrase.sentence = sentence_;
    phrase.first = at;
    phrase.last = phrase.extended_last = phrase.verb_last = core.last;
    phrase.determined = words_[at].is(kDeterminer);
    phrase.indefinite = words_[at].is(kIndefinite);
    phrase.oblique = at > first_ && (words_[at].gap_before & gap::kBreak) == 0 && is_preposition(at - 1);
    phrase.quoted = words_[at].quoted;
    find_name(phrase, titled);
    phrase.kind = core.known_head ? kind_of(phrase) : HolderKind::kOther;
    return phrase;
  }

  /// "Concerning", "Concessions": capitals at the beginning of a sentence prove nothing.
  bool is_unsure(const NounPhrase& phrase) const {
    const SpeechWord& word = words_[phrase.first];
    return phrase.first == phrase.last && at_sentence_start(phrase.first) && !word.possessive &&
           !word.is(kHead | kModifier | kDeterminer);
  }

  bool predicate_or_function_follows(std::uint32_t at) const {
    if (at >= end_) return false;
    const SpeechWord& word = words_[at];
    return word.gap_before == 0 && word.is(kPredicate | kAdverb | kVerb | kModal) && !word.is(kDeterminer);
  }

  bool is_preposition(std::uint32_t at) const {
    if (vietnamese_ && words_[at].is(kVerb) && !words_[at].is(kPredicate)) return true;  // Its object.
    return words_[at].is(kLink | kFunction) && !words_[at].is(kRelative);
  }

  /// The run of capitalised words at the end that no list knows.
  void find_name(NounPhrase& phrase, bool titled) const {
    phrase.name_first = phrase.last + 1;
    std::uint32_t run = phrase.last + 1;
    while (run > phrase.first && is_name_word(run - 1)) --run;
    // "ông Đoàn Văn An": after an honorific even a word that can be an office is a name.
    if (vietnamese_ && run <= phrase.last && run >= phrase.first + 2 && words_[run - 2].is(kHonorific) &&
        words_[run - 1].capital && words_[run - 1].size == 1) {
      --run;
    }
    for (std::uint32_t j = phrase.first; j < run; ++j) {
      if (words_[j].is(kOffice | kPeople)) {
        titled = true;
        phrase.office_key = words_[j].key;
      }
      titled |= words_[j].is(kHonorific);
    }
    if (run > phrase.last) return;
    const bool after_org =
        run > phrase.first && words_[run - 1].is(kOrg | kDocument) && !words_[run - 1].is(kOffice);
    if ((run == phrase.first || titled) && !after_org) phrase.name_first = run;
  }

  bool is_name_word(std::uint32_t at) const {
    const SpeechWord& word = words_[at];
    if ((word.gap_before & gap::kHyphen) != 0 && at > first_) return true;  // "Yeon-hee"
    if (!word.capital) return false;
    return !word.is(kHead | kModifier | kDeterminer) || (vietnamese_ && word.size == 1 && !word.is(kHead));
  }

  HolderKind kind_of(const NounPhrase& phrase) const {
    if (phrase.has_name()) return HolderKind::kName;
    const std::uint32_t begin = vietnamese_ ? phrase.first : phrase.last;
    // English has the head last, Vietnamese first.
    for (std::uint32_t step = 0; step <= phrase.last - phrase.first; ++step) {
      const SpeechWord& word = words_[vietnamese_ ? begin + step : begin - step];
      if (word.is(kOffice)) return HolderKind::kOffice;
      if (word.is(kDocument)) return HolderKind::kDocument;
      if (word.is(kOrg)) return HolderKind::kOrganisation;
      if (word.is(kPlace)) return HolderKind::kPlace;
      if (word.is(kPeople)) return HolderKind::kPeople;
    }
    if (!phrase.determined) return HolderKind::kName;
    return vietnamese_ ? HolderKind::kOther : HolderKind::kPeople;
  }

  /// "Malaysia" of "Malaysia's foreign minister".
  void add_possessor(const NounPhrase& phrase) {
    for (std::uint32_t j = phrase.first; j < phrase.last; ++j) {
      if (!words_[j].possessive) continue;
      NounPhrase owner = phrase;
      owner.last = owner.extended_last = owner.verb_last = j;
      owner.nested = true;
      find_name(owner, false);
      owner.kind = kind_of(owner);
      out_.push_back(owner);
      return;
    }
  }

  /// Reads "of ..." and "and ..." after a phrase that ends before `next`. Adds the inner phrases, moves
  /// `next` past them and returns the last word of the whole.
  std::uint32_t extend(const NounPhrase& phrase, std::uint32_t& next) {
    std::uint32_t last = phrase.last;
    for (int links = 0; links < 3 && next + 1 < end_; ++links) {
      const SpeechWord& link = words_[next];
      if ((link.gap_before & gap::kBreak) != 0 || (words_[next + 1].gap_before & gap::kBreak) != 0) break;
      const bool joins = is_and(next) && phrase.kind == HolderKind::kPlace;
      if (!joins && (!link.is(kLink) || phrase.kind == HolderKind::kPlace || phrase.has_name())) break;
      if (!may_start(next + 1)) break;
      const Core core = read_core(next + 1);
      if (!core.found || !core.known_head) break;
      NounPhrase inner = describe(next + 1, core, phrase.kind == HolderKind::kOffice);
      inner.nested = true;
      inner.oblique = inner.oblique || !joins;
      out_.push_back(inner);
      last = core.last;
      next = core.last + 1;
    }
    return last;
  }

  bool is_and(std::uint32_t at) const {
    const std::uint32_t size = words_[at].end - words_[at].begin;
    return words_[at].is(kFunction) && words_[at].key == and_key() && size <= 3;
  }

  std::uint32_t and_key() const {
    static const auto english =
        static_cast<std::uint32_t>(WordClasses::chain(0, WordClasses::word_hash("and")));
    static const auto vietnamese =
        static_cast<std::uint32_t>(WordClasses::chain(0, WordClasses::word_hash("và")));
    return vietnamese_ ? vietnamese : english;
  }

  const std::vector<SpeechWord>& words_;
  bool vietnamese_;
  std::vector<NounPhrase>& out_;
  std::uint32_t first_ = 0, end_ = 0, sentence_ = 0;
};

}  // namespace

void find_noun_phrases(const SpeechText& text, bool vietnamese, std::vector<NounPhrase>& out) {
  PhraseFinder finder(text, vietnamese, out);
  for (std::uint32_t i = 0; i < text.sentences.size(); ++i) finder.find(text.sentences[i], i);
}

}  // namespace bearing
