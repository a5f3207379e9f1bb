#include "metric/stance.hpp"

#include <algorithm>
#include <limits>

#include "base/check.hpp"
#include "metric/stance_tables.hpp"

namespace bearing {
namespace {

EvidenceAndHolders sum_found(const StanceTables& tables, std::span<const std::size_t> documents) {
  EvidenceAndHolders sum;
  for (std::size_t document : documents) sum += tables.found[document];
  return sum;
}

/// Probabilities and what came true, gathered from documents.
struct Outcomes {
  std::vector<double> confidence;
  std::vector<std::uint8_t> truth;

  void add(double probability, bool is_true) {
    confidence.push_back(probability);
    truth.push_back(is_true ? 1 : 0);
  }
  CalibrationScore score() const { return score_calibration(confidence, truth); }
};

/// Highest confidence of each predicted (target, stance) of a document; below 0 where it isn't predicted.
std::vector<double> entry_confidences(const StanceDocument& document, const StanceCorpus& corpus) {
  std::vector<double> highest(corpus.targets * corpus.stances, -1);
  for (const StanceEntry& entry : document.predicted) {
    double& confidence = highest[entry.target * corpus.stances + entry.stance];
    confidence = std::max(confidence, entry.confidence);
  }
  return highest;
}

void add_calibration(const StanceCorpus& corpus, const StanceTables& tables, StanceScores& scores) {
  Outcomes touched, given_stances, entries;
  for (std::size_t d = 0; d < corpus.documents.size(); ++d) {
    const StanceDocument& document = corpus.documents[d];
    const std::uint8_t* gold_targets = tables.targets.truth.data() + d * corpus.targets;
    const std::uint8_t* gold_stances = tables.end_to_end.truth.data() + d * corpus.targets * corpus.stances;
    for (std::size_t t = 0; t < document.touched.size(); ++t)
      touched.add(document.touched[t], gold_targets[t] != 0);
    for (std::size_t cell = 0; cell < document.stances.size(); ++cell) {
      if (gold_targets[cell / corpus.stances] != 0)
        given_stances.add(document.stances[cell], gold_stances[cell] != 0);
    }
    const std::vector<double> confidence = entry_confidences(document, corpus);
    for (std::size_t cell = 0; cell < confidence.size(); ++cell) {
      if (confidence[cell] >= 0) entries.add(confidence[cell], gold_stances[cell] != 0);
    }
  }
  scores.touched = touched.score();
  scores.given_stances = given_stances.score();
  scores.entries = entries.score();
}

StanceScores score_all(const StanceCorpus& corpus, const StanceTables& tables) {
  StanceScores scores;
  scores.documents = corpus.documents.size();
  scores.targets = score(tables.targets);
  scores.given = score(tables.given);
  scores.end_to_end = score(tables.end_to_end);
  for (const EvidenceAndHolders& found : tables.found) scores.found += found;
  add_calibration(corpus, tables, scores);
  return scores;
}

StanceScores score_all(const StanceCorpus& corpus) { return score_all(corpus, make_stance_tables(corpus)); }

StanceIntervals bootstrap_stance(const StanceTables& tables, const BootstrapOptions& options) {
  const auto defined = [](const Share& share) {
    return share.judged == 0 ? std::numeric_limits<double>::quiet_NaN() : share.value();
  };
  const auto intervals =
      bootstrap_intervals(tables.found.size(), options, [&](std::span<const std::size_t> sample) {
        const Scores targets = score(tables.targets, sample), end_to_end = score(tables.end_to_end, sample);
        const Scores given = score(tables.given, tables.pairs_of(sample));
        const EvidenceAndHolders found = sum_found(tables, sample);
        return std::vector<double>{targets.micro_f1,
                                   targets.macro_f1,
                                   given.macro_f1,
                                   end_to_end.micro_f1,
                                   end_to_end.macro_f1,
                                   defined(found.evidence),
                                   defined(found.evidence_of_stance),
                                   defined(found.holder_exact),
                                   defined(found.holder_partial)};
      });
  return {intervals[0], intervals[1], intervals[2], intervals[3], intervals[4],
          intervals[5], intervals[6], intervals[7], intervals[8]};
}

template <class Value>
std::vector<Value> slice(const std::vector<Value>& values, std::size_t from, std::size_t count) {
  if (values.empty()) return {};
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(from);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

/// The corpus as if there were no other target.
StanceCorpus only_target(const StanceCorpus& corpus, std::size_t target) {
  StanceCorpus part{1, corpus.stances, {}};
  const auto entries_of = [&](const std::vector<StanceEntry>& entries) {
    std::vector<StanceEntry> kept;
    for (const StanceEntry& entry : entries) {
      if (entry.target != target) continue;
      kept.push_back(entry);
      kept.back().target = 0;
    }
    return kept;
  };
  for (const StanceDocument& document : corpus.documents) {
    part.documents.push_back({document.lang, entries_of(document.gold), entries_of(document.predicted),
                              slice(document.touched, target, 1),
                              slice(document.given, target * corpus.stances, corpus.stances),
                              slice(document.stances, target * corpus.stances, corpus.stances)});
  }
  return part;
}

}  // namespace

Share& Share::operator+=(const Share& other) {
  right += other.right;
  judged += other.judged;
  return *this;
}

EvidenceAndHolders& EvidenceAndHolders::operator+=(const EvidenceAndHolders& other) {
  evidence += other.evidence;
  evidence_of_stance += other.evidence_of_stance;
  holder_exact += other.holder_exact;
  holder_partial += other.holder_partial;
  return *this;
}

StanceMeasures measure_stance(const StanceCorpus& corpus, const BootstrapOptions& options) {
  StanceMeasures measures;
  const StanceTables tables = make_stance_tables(corpus);
  measures.all = score_all(corpus, tables);
  measures.intervals = bootstrap_stance(tables, options);
  for (std::size_t target = 0; target < corpus.targets; ++target) {
    measures.by_target.push_back(score_all(only_target(corpus, target)));
  }
  std::map<std::string, StanceCorpus> languages;
  for (const StanceDocument& document : corpus.documents) {
    StanceCorpus& part =
        languages.try_emplace(document.lang, StanceCorpus{corpus.targets, corpus.stances, {}}).first->second;
    part.documents.push_back(document);
  }
  for (const auto& [language, part] : languages) measures.by_language[language] = score_all(part);
  return measures;
}

}  // namespace bearing
