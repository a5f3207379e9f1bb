// Where a document stands on the targets of the scheme: stances, the sentence that shows each, and who holds
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "attribution/speech_analyzer.hpp"
#include "feature/stance_features.hpp"
#include "inference/document_scorer.hpp"
#include "model/topic_model.hpp"

namespace bearing {

/// A sentence that may show a stance.
struct StanceCandidate {
  std::uint32_t sentence = 0;  ///< Index into DocumentTerms::sentences.
  double touch = 0, evidence = 0;
  std::vector<double> log_stances;  ///< [stances + 1]
};

/// Scores stances. Scratch memory inside: one per thread and model. Only for models with stance.
class StanceScorer {
 public:
  /// `model` must outlive the scorer.
  explicit StanceScorer(const TopicModel& model);

  /// Takes up a document that `scorer` has just scored. All must stay as they are while it is asked about.
  void start(const AnalyzedText& title, const AnalyzedText& text, const DocumentTerms& terms,
             const DocumentScorer& scorer, std::string_view lang);

  /// Looks at the sentences that bear on a target.
  void look(std::size_t target);

  /// After look(): probability of stance `c`, given that the document takes one on the target.
  double given(std::size_t c) const;

  /// After look(): the sentence that shows stance `c` best, as an index into DocumentTerms::sentences; none
  /// in a document without text.
  std::optional<std::uint32_t> evidence(std::size_t c);

  /// Who holds what a sentence of the text says. The speech of a document is analysed at the first call.
  const HolderCandidate& holder(std::uint32_t sentence);

  /// After look() and evidence(): what each occurrence that is a single word adds to the score of stance `c`
  /// in a sentence, into `weights` (parallel to DocumentTerms::occurrences). Returns the rest; `score` gets
  /// the score itself, before it is weighed against the other stances.
  double explain(std::uint32_t sentence, std::size_t target, std::size_t c, double& score,
                 std::vector<double>& weights);

 private:
  void score_sentence(std::uint32_t sentence, std::size_t target);
  void add_cues(std::uint32_t sentence, std::size_t target);
  void spread_cues(std::uint32_t sentence, std::size_t target, std::size_t c,
                   std::vector<double>& weights) const;
  const SentenceTraits& traits(std::uint32_t sentence);

  const TopicModel& model_;
  const AnalyzedText* title_ = nullptr;
  const AnalyzedText* text_ = nullptr;
  const DocumentTerms* terms_ = nullptr;
  const DocumentScorer* scorer_ = nullptr;
  std::string_view lang_;
  bool speech_ready_ = false;
  SpeechAnalyzer speech_;
  StancePool pool_;
  std::vector<StanceCandidate> candidates_;  // The first `count_` hold.
  std::size_t count_ = 0;
  std::size_t target_ = 0;
  std::vector<std::uint32_t> term_seen_;  // [terms] last mark.
  std::uint32_t mark_ = 0;
  std::vector<float> columns_;           // [stances + 2]
  std::vector<SentenceTraits> traits_;   // [sentences], those that were asked for.
  std::vector<std::uint8_t> described_;  // [sentences]
};

}  // namespace bearing
