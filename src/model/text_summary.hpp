// What many texts look like to a model, in a few numbers: how familiar their words are, and how long they
// are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>

namespace bearing {

/// Histograms over documents. Counts of parts, added up, are those of the whole, in any order. Not
/// thread-safe.
struct TextSummary {
  static constexpr std::size_t kFamiliarityBins = 50;  ///< Bin b: shares [b, b + 1) / 50; 1 in the last.
  static constexpr std::size_t kLengthBins =
      20;  ///< Bin 0: no words; b: [2^(b-1), 2^b) words, the last open.
  static constexpr std::uint64_t kMostDocuments = 1'000'000'000'000;  ///< Sums of many can't overflow.

  std::uint64_t documents = 0;
  std::uint64_t familiarity_sum = 0;                          ///< In 1/10,000, of documents with words.
  std::array<std::uint64_t, kFamiliarityBins> familiarity{};  ///< Of documents with words.
  std::array<std::uint64_t, kLengthBins> length{};            ///< Of all.

  /// `share` of known words, 0 to 1, means nothing without words.
  void add(double share, std::size_t words);
  TextSummary& operator+=(const TextSummary& other);
  friend bool operator==(const TextSummary&, const TextSummary&) = default;

  /// Mean share of known words, 0 to 1; 0 without any text.
  double mean_familiarity() const;
  /// About the median number of words (geometric interpolation within its bin); 0 without any document.
  double median_words() const;
};

/// {"documents":..,"familiarity_sum":..,"familiarity":{"96":..,"98":..},"length":{"0":..,"256":..}}: counts
/// by the lower end of their bins, in per cent and in words; empty bins are left out.
nlohmann::ordered_json to_json(const TextSummary& summary);

/// False, with `summary` in any state, for what to_json() doesn't write or counts that contradict each other.
bool from_json(const nlohmann::ordered_json& json, TextSummary& summary);

}  // namespace bearing
