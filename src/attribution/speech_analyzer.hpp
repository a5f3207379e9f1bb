// Who may hold a stance in a document, and how likely each is to hold the one that a piece of evidence shows.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "attribution/holder_features.hpp"
#include "attribution/noun_phrases.hpp"
#include "attribution/speech_acts.hpp"
#include "attribution/speech_words.hpp"
#include "bearing/document.hpp"
#include "text/analyze.hpp"

namespace bearing {

namespace holder_trait {
struct FeatureBlock;
}

/// Which words of a noun phrase a candidate takes.
enum class HolderForm : std::uint8_t {
  kWhole,     ///< "Foreign Minister Lena Moss".
  kExtended,  ///< With what follows: "the mayor of Datu Salibo".
  kName,      ///< "Lena Moss" of it.
  kOffice,    ///< "Foreign Minister" of it.
  kBare,      ///< The whole without "the".
  kBareExtended,
  kToVerb,  ///< Up to the verb of speech, over words that no list knows: "Hiệp hội Nước giải khát".
};

/// Words of the document that may name a holder, or one of the two pseudo candidates "author" and "none".
struct HolderCandidate {
  HolderKind kind;
  HolderForm form;
  bool in_title;           ///< The range counts in the title.
  ByteRange range;         ///< Bytes of the normalised text; empty for author and none.
  std::uint32_t sentence;  ///< Of the text or title.
  std::uint32_t phrase;    ///< Tells which candidates are forms of the same phrase.
};

/// Where the evidence stands: bytes of the normalised text.
struct EvidencePlace {
  std::uint32_t sentence;  ///< The one in which it begins.
  ByteRange range;
};

/// Analyses one document after the other; one per thread. After warm-up a document costs no allocation. Any
/// bytes and any language are safe; English and Vietnamese are understood, other languages by their quotation
/// marks and capitals.
class SpeechAnalyzer {
 public:
  /// Finds candidates and speech. `lang` is a BCP 47 tag; when empty, the text tells. Views of `title` and
  /// `text` are not kept.
  void analyze(const AnalyzedText& title, const AnalyzedText& text, std::string_view lang);

  /// All candidates: "author", "none", the title's, the text's in order.
  std::span<const HolderCandidate> candidates() const { return candidates_; }
  static constexpr std::uint32_t kAuthorCandidate = 0, kNoneCandidate = 1;

  /// The candidates that can hold what stands at `place`: both pseudo candidates, the title's, those of the
  /// first sentences and those around, at most kMostNearby. `out` is cleared first.
  void nearby(const EvidencePlace& place, std::vector<std::uint32_t>& out) const;
  static constexpr std::size_t kMostNearby = 320;

  /// What the features need to know of a place; made once for all its candidates.
  struct Context {
    EvidencePlace place{};
    const SpeechAct* before = nullptr;  ///< The last act before the evidence, in its sentence.
    const SpeechAct* inside = nullptr;  ///< The first one inside.
    const SpeechAct* after = nullptr;   ///< The first one after it, in its last sentence.
    std::uint32_t carried = kNobody, carried_from = 0, follows = kNobody, opener = kNobody;
    std::uint32_t first_inside = kNobody, nearest_before = kNobody, first_in_sentence = kNobody,
                  first_after = kNobody;
    std::uint32_t referent = kNobody;  ///< The named person that "the minister" is.
    bool quoted = false, first_person = false, modal = false, question = false;
  };
  Context context(const EvidencePlace& place) const;

  /// The features of a candidate that hold, each once. `out` is cleared first.
  void features(std::uint32_t candidate, const Context& context, std::vector<std::uint16_t>& out) const;

  /// The best candidate of nearby() and its probability among them.
  struct Choice {
    std::uint32_t candidate = kNoneCandidate;
    double probability = 1.0;
  };
  /// `weights` [kHolderFeatures].
  Choice choose(const EvidencePlace& place, std::span<const float> weights);

  /// The place of a byte range of the normalised text.
  EvidencePlace place_of(ByteRange range) const;

  const SpeechText& speech_text() const { return text_; }
  std::span<const NounPhrase> phrases() const { return phrases_; }
  const SpeechActs& acts() const { return acts_; }

 private:
  void add_candidates(const AnalyzedText& source, const SpeechText& text, std::span<const NounPhrase> phrases,
                      bool in_title);
  void measure_document();
  void find_interviewee();
  void find_phrases_of(Context& context, std::uint32_t last_sentence) const;
  std::uint32_t find_referent(std::uint32_t phrase) const;
  void document_features(const holder_trait::FeatureBlock& block, const Context& context,
                         std::vector<std::uint16_t>& out) const;
  void distance_features(const HolderCandidate& candidate, const Context& context,
                         std::vector<std::uint16_t>& out) const;
  void role_features(std::uint32_t phrase, const Context& context, std::vector<std::uint16_t>& out) const;
  void clause_features(std::uint32_t phrase, const Context& context, std::vector<std::uint16_t>& out) const;
  bool same_name(std::uint32_t a, std::uint32_t b) const;
  bool first_of_name(std::uint32_t phrase) const;
  bool in_apposition(std::uint32_t phrase) const;
  void phrase_features(const HolderCandidate& candidate, std::vector<std::uint16_t>& out) const;

  bool vietnamese_ = false;
  SpeechText title_, text_;
  std::vector<NounPhrase> title_phrases_, phrases_;
  SpeechActs acts_;
  std::vector<HolderCandidate> candidates_;
  std::vector<std::uint32_t> first_candidate_;  ///< [sentences + 1] of the text.
  std::vector<std::uint8_t> speaks_;            ///< [phrases]: how many acts have it as speaker, at most 255.
  std::uint32_t title_candidates_ = 0;          ///< Where the text's candidates begin.
  bool first_person_ = false;                   ///< The writer says "I".
  std::uint32_t interviewee_ = kNobody;  ///< Who answers, in an interview without names before the turns.
  std::uint32_t first_speaker_ = kNobody;
  std::uint32_t attributions_ = 0;  ///< Acts with a speaker that is named.
  std::vector<std::uint32_t> nearby_;
  std::vector<std::uint16_t> features_;
  std::vector<double> scores_;
};

}  // namespace bearing
