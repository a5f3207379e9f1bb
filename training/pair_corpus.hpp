// The pairs of a corpus: which text, which target, which class.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/record.hpp"

namespace bearing {

/// A text that pairs share, borrowed from the first record that has it.
struct PairText {
  const std::string* title;
  const std::string* text;
};

struct LabelledPair {
  std::uint32_t text, target, label;  ///< Numbers of PairCorpus::texts, targets, classes.
};

/// What is known before any record is read: a phrase that, on this target, shows this stance.
struct PairCue {
  std::string target, stance, phrase;
  friend bool operator==(const PairCue&, const PairCue&) = default;
};

/// Texts and targets that are the same are one. Borrows from the records and cues it was made of.
struct PairCorpus {
  std::vector<PairText> texts;
  std::vector<const std::string*> targets;
  std::vector<std::string> classes;  ///< favor, against, neutral and unrelated first, others by their bytes.
  std::vector<LabelledPair> pairs;   ///< In the order of the records; behind them, one for each cue.
  std::size_t judged = 0;            ///< Pairs that are not cues.
  std::size_t without_stance = 0;    ///< Records that nobody has given a stance.
};

/// Errors: kInvalidData, with file and line: an entry that can't be read; a pair without words in its text
/// and title; no pair at all; one class alone; a cue whose target or stance no record has.
///
/// Cues become pairs whose text is the phrase: tiny texts that are learnt from and never judged.
Result<PairCorpus> collect_pairs(const std::vector<Record>& records, const std::vector<PairCue>& cues = {});

}  // namespace bearing
