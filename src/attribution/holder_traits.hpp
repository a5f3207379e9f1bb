// Ids of the holder features: blocks, one after the other, and the places in them. holder_features.cpp names
// them. Internal to src/attribution.
#pragma once

#include <array>
#include <cstdint>

#include "attribution/holder_features.hpp"

namespace bearing::holder_trait {

/// Where a candidate is, seen from the evidence.
enum class Distance : std::uint16_t {
  kTitle,
  kFarBefore,
  kSixBefore,
  kThreeBefore,
  kTwoBefore,
  kOneBefore,
  kOneBeforeSameParagraph,
  kSentenceBefore,
  kInside,
  kSentenceAfter,
  kOneAfter,
  kFarAfter,
  kOpening,
  kStartsEvidence,
};
/// What part a phrase plays around the evidence.
enum class Role : std::uint16_t {
  kBeforeOnly,
  kBeforeWithInside,
  kInsideOnly,
  kInsideWithBefore,
  kAfterOnly,
  kAfterQuoted,
  kInner,
  kCarriedNoAct,
  kCarriedQuoted,
  kCarriedSameParagraph,
  kCarriedOther,
  kFollowsNoAct,
  kFollowsQuoted,
  kOpener,
  kFirstInside,
  kNearestBefore,
  kFirstInSentence,
  kFirstAfter,
  kReferent,
  kSpeaksElsewhere,
  kSpeaksOften,
  kReportsBefore,
  kReportsInside,
  kCarriedPerson,
  kCarriedFirstPerson,
  kInterviewee,
  kFirstSpeaker,
};
/// What a phrase looks like.
enum class Phrase : std::uint16_t {
  kDetermined,
  kIndefinite,
  kOblique,
  kNested,
  kQuoted,
  kExtendable,
  kExtendedByAnd,
  kExtendedByOf,
  kHasTitle,
  kSingleWord,
  kTwoWords,
  kManyWords,
  kVietnameseName,
  kVietnameseOffice,
  kFormOfVietnameseName,
  kPlaceOblique,
  kUnsure,
  kBareCapital,
  kBareSingle,
  kBareIndefinite,
  kDeterminedCapital,
  kDeterminedSingle,
};
/// What speaks for the writer, or for nobody.
enum class Document : std::uint16_t {
  kAlways,
  kVietnamese,
  kNoAct,
  kBeforeAct,
  kInsideAct,
  kAfterAct,
  kEvidenceQuoted,
  kFirstPersonHere,
  kFirstPersonSomewhere,
  kNoFirstPerson,
  kModalHere,
  kModalNoAct,
  kNoAttribution,
  kFewAttributions,
  kManyAttributions,
  kSomebodyCarried,
  kNobodyInside,
  kQuotedNoAct,
  kFirstPersonNoAct,
  kFewAndFirstPerson,
  kInterview,
};
/// A run of features.
struct FeatureBlock {
  std::uint16_t first, size;
  constexpr std::uint16_t end() const { return static_cast<std::uint16_t>(first + size); }
};

/// Kinds that a phrase can have: without author and none.
inline constexpr std::uint16_t kPhraseKinds = 7;

inline constexpr FeatureBlock kKind = {0, 9};
inline constexpr FeatureBlock kPersonForm = {9, 6};
inline constexpr FeatureBlock kOtherForm = {15, 6};
inline constexpr FeatureBlock kDistance = {21, 14};
inline constexpr FeatureBlock kBeforeLink = {35, 9};
inline constexpr FeatureBlock kInsideLink = {44, 9};
inline constexpr FeatureBlock kAfterLink = {53, 9};
inline constexpr FeatureBlock kRole = {62, 27};
inline constexpr FeatureBlock kPhrase = {89, 22};
inline constexpr FeatureBlock kAuthor = {111, 21};
inline constexpr FeatureBlock kNone = {132, 21};
inline constexpr FeatureBlock kBeforeKind = {153, kPhraseKinds};
inline constexpr FeatureBlock kInsideKind = {160, kPhraseKinds};
inline constexpr FeatureBlock kStartsKind = {167, kPhraseKinds};

inline constexpr std::array kBlocks = {kKind,       kPersonForm, kOtherForm,  kDistance,  kBeforeLink,
                                       kInsideLink, kAfterLink,  kRole,       kPhrase,    kAuthor,
                                       kNone,       kBeforeKind, kInsideKind, kStartsKind};

constexpr bool blocks_tile() {
  std::size_t next = 0;
  for (const FeatureBlock& b : kBlocks) {
    if (b.first != next) return false;
    next += b.size;
  }
  return next == kHolderFeatures;
}
static_assert(blocks_tile(), "blocks of features follow each other and end at kHolderFeatures");

}  // namespace bearing::holder_trait
