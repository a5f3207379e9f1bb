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

/// Texts and targets that are the same are one. Borrows from the records it was made of.
struct PairCorpus {
  std::vector<PairText> texts;
  std::vector<const std::string*> targets;
  std::vector<std::string> classes;  ///< favor, against, neutral and unrelated first, others by their bytes.
  std::vector<LabelledPair> pairs;   ///< In the order of the records.
  std::vector<PairText> background;  ///< Texts of no pair: their words count for the idf of stems.
  std::size_t without_stance = 0;    ///< Records that nobody has given a stance.
};

/// Errors: kInvalidData, with file and line: an entry that can't be read; a pair without words in its text
/// and title; no pair at all; one class alone.
Result<PairCorpus> collect_pairs(const std::vector<Record>& records);

}  // namespace bearing
