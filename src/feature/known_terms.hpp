// Which pairs and boundaries of a text a model may have features of. Internal to src/feature and to
// inference.
#pragma once

#include <array>
#include <cstdint>

#include "feature/extractor.hpp"

namespace bearing {

/// The pairs and boundaries that append_features() may have a known feature for. The index must outlive it.
/// Cheap to copy: a copy made for a loop stays in registers.
class KnownTerms {
 public:
  static constexpr bool kRows = true;
  KnownTerms(const FeatureRules& rules, const VocabularyIndex& known);

  /// Asks the processor to fetch what find() will look at.
  template <class Keys>
  void prepare(const Keys& keys) const {
    known_.prefetch(keys.shadow_key);
    known_.prefetch(keys.key);
  }

  /// Looks up both features of any term, so that no branch depends on a term, and keeps what counts. Asks the
  /// processor to fetch their rows.
  TermRows rows(TermFamily family, std::uint64_t key, std::uint64_t shadow_key, bool accented) const {
    const Masks& masks = (family == TermFamily::kPair ? pair_ : boundary_)[accented ? 1 : 0];
    const TermRows rows{known_.likely_row(key) | masks.accented, known_.likely_row(shadow_key) | masks.plain};
    known_.prefetch_row(rows.accented);
    known_.prefetch_row(rows.plain);
    return rows;
  }

  /// The same into `keys.rows`; whether there are any.
  template <class Keys>
  bool find(TermFamily family, Keys& keys) const {
    keys.rows = rows(family, keys.key, keys.shadow_key, keys.accented);
    return keys.rows.any();
  }

 private:
  // Zero, or kUnknown for a feature that such terms don't have.
  struct Masks {
    std::uint32_t accented, plain;
  };
  using Looks = std::array<Masks, 2>;  // Of plain terms, of accented ones.
  static Looks looks(TermFamily family, const FeatureRules& rules);
  VocabularyIndex::Lookup known_;
  Looks pair_, boundary_;
};

}  // namespace bearing
