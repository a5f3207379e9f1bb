// Documents that are nearly the same, found without comparing all with all.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bearing {

/// The set of a text's shingles: hashes of runs of 12 bytes, upper and lower case ASCII alike and white space
/// of any kind and length the same. Bytes rather than words serve scripts without spaces too.
using Shingles = std::vector<std::uint64_t>;  // sorted, without repetition

Shingles shingles_of(std::string_view text);

/// Size of the intersection over size of the union; 1 for two empty sets.
double jaccard(const Shingles& a, const Shingles& b);

/// Finds, among texts added before, one like a given text. One-permutation MinHash (Li, Owen and Zhang 2012)
/// with optimal densification (Shrivastava 2017), banded for locality-sensitive hashing; candidates are then
/// compared exactly. Time is linear in the text, whatever was added: a bucket that everybody falls into keeps
/// its first few texts only.
class NearDuplicateIndex {
 public:
  /// Adds a text, which must stay valid as long as the index.
  void add(std::string_view text);

  struct Match {
    std::size_t index = 0;  ///< In the order of adding.
    double similarity = 0;
  };

  /// The most similar text, if any reaches `least`. Pairs of similarity 0.8 are missed about once in a
  /// million times.
  std::optional<Match> find(std::string_view text, double least) const;

 private:
  static constexpr std::size_t kBands = 32, kRows = 4, kBucketLimit = 8;
  using Bands = std::array<std::uint64_t, kBands>;
  static Bands bands_of(const Shingles& shingles);

  std::vector<std::string_view> texts_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> buckets_;
};

}  // namespace bearing
