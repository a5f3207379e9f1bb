// What is counted of labelled documents.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "bearing/labels.hpp"
#include "model/text_summary.hpp"

namespace bearing {

/// Counts of some documents; those of one request are made by one thread and then added to the server's.
struct DocumentTally {
  std::uint64_t documents = 0;                                           ///< Labelled.
  std::uint64_t errors = 0;                                              ///< Records that could not be read.
  std::uint64_t abstentions = 0;                                         ///< Documents without any topic.
  std::map<std::string, std::uint64_t> topics, languages, warnings;      ///< By name.
  std::map<std::pair<std::string, std::string>, std::uint64_t> stances;  ///< By target of the scheme, stance.
  /// Documents by the share of their words that the model knows: tenths, those above nine in the last.
  std::array<std::uint64_t, 10> familiarity{};
  double familiarity_sum = 0;
  std::map<std::string, TextSummary> texts;  ///< By primary_language().

  std::uint64_t compared = 0;        ///< Documents that the shadow model labelled, too.
  std::uint64_t topics_differ = 0;   ///< Of these, documents to which it assigns other topics,
  std::uint64_t stances_differ = 0;  ///< or other stances.
  std::map<std::string, std::uint64_t> gained, lost;  ///< Topics that the shadow alone assigns, or doesn't.

  /// Counts one document.
  void add(const Labels& labels);
  /// Counts how the labels of the shadow differ.
  void compare(const Labels& labels, const Labels& shadow);
  void add(const DocumentTally& other);
};

}  // namespace bearing
