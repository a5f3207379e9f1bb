// Numbers for features as they come: how a corpus is turned into columns in one pass over its text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bearing {

/// What a feature is, which decides how many documents it needs and where it goes in the model.
enum class FeatureKind : std::uint8_t {
  kWord,     ///< A word or its shadow.
  kNumber,   ///< The same for numbers, which say nothing on how familiar a text is.
  kPair,     ///< Two words, or a word at the beginning or the end of a text.
  kChars,    ///< A character n-gram.
  kLexicon,  ///< A group of the scheme's terms: always kept, never weighted.
};

/// Hash -> number, in order of first sight, with the number of documents that have each feature. Two features
/// whose slot and tag agree are taken for one, once in some 2^32 times: as in the model's own index. Not
/// thread-safe.
class FeatureTable {
 public:
  FeatureTable() : slots_(1024) {}

  std::uint32_t size() const { return static_cast<std::uint32_t>(hashes_.size()); }
  std::uint64_t hash(std::uint32_t number) const { return hashes_[number]; }
  FeatureKind kind(std::uint32_t number) const { return kinds_[number]; }
  std::uint32_t documents(std::uint32_t number) const { return counts_[number].documents; }

  /// Asks the processor to fetch what count(hash) will read.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[place(hash)]); }

  /// The number of a feature, counted once for each `document` (1-based, in rising order); 0 doesn't count.
  std::uint32_t count(std::uint64_t hash, FeatureKind kind, std::uint32_t document) {
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    std::size_t at = place(hash);
    for (; slots_[at].number != 0; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].tag != tag) continue;
      const std::uint32_t number = slots_[at].number - 1;
      Count& count = counts_[number];
      if (document != 0 && count.last != document) {
        ++count.documents;
        count.last = document;
      }
      return number;
    }
    hashes_.push_back(hash);
    kinds_.push_back(kind);
    counts_.push_back({document != 0 ? 1U : 0U, document});
    slots_[at] = {tag, size()};
    if (hashes_.size() * 2 > slots_.size()) grow();
    return size() - 1;
  }

 private:
  struct Slot {
    std::uint32_t tag = 0, number = 0;  // 1-based; 0: free.
  };
  struct Count {
    std::uint32_t documents, last;
  };

  // The low bits choose among tables: see FlatCorpusBuilder.
  std::size_t place(std::uint64_t hash) const { return (hash >> 4) & (slots_.size() - 1); }

  void grow() {
    std::vector<Slot> slots(slots_.size() * 2);
    slots_.swap(slots);
    for (std::uint32_t number = 0; number < size(); ++number) {
      std::size_t at = place(hashes_[number]);
      while (slots_[at].number != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = {static_cast<std::uint32_t>(hashes_[number] >> 32), number + 1};
    }
  }

  std::vector<Slot> slots_;
  std::vector<std::uint64_t> hashes_;
  std::vector<Count> counts_;
  std::vector<FeatureKind> kinds_;
};

}  // namespace bearing
