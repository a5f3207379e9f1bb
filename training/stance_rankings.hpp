// Which sentence people chose as the evidence of a stance, and whom they named as its holder: choices to
// learn from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attribution/speech_analyzer.hpp"
#include "text/analyze.hpp"
#include "training/ranking_fit.hpp"
#include "training/stance_places.hpp"

namespace bearing {

/// Analyses who speaks in one record after the other.
class SpeechReader {
 public:
  explicit SpeechReader(const std::vector<Record>& records) : records_(records) {}
  void read(std::uint32_t record);
  SpeechAnalyzer& speech() { return speech_; }
  /// The words of a candidate, "author" or "none".
  std::string words(const HolderCandidate& candidate) const;

 private:
  const std::vector<Record>& records_;
  TextAnalyzer analyzer_;
  AnalyzedText title_, text_;
  SpeechAnalyzer speech_;
};

struct StanceRankings {
  RankingProblem evidence, holders;
  std::vector<std::uint32_t> evidence_records, holder_records;  ///< [groups]
};

/// `places` must have been scored.
StanceRankings build_stance_rankings(const StanceCorpusView& corpus, const std::vector<StancePlace>& places);

}  // namespace bearing
