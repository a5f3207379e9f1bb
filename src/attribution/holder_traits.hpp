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
  kCarriedModal,
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
/// How a phrase stands to verbs of speech near it, and what else it can be than a speaker.
enum class Clause : std::uint16_t {
  kAfterVerbOfOther,
  kAfterVerbOfPronoun,
  kBeforeVerbOfOther,
  kObject,
  kNobodyForPronoun,
  kPersonForPronoun,
  kThingForPerson,
  kSameName,
  kSameNameFirst,
  kApposition,
  kHasApposition,
  kOwner,
  kOwnerOfThing,
  kOwnerSpeaks,
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
  kModalCarried,
};
/// A run of features.
struct FeatureBlock {
  std::uint16_t first, size;
  constexpr std::uint16_t end() const { return static_cast<std::uint16_t>(first + size); }
};

/// Kinds that a phrase can have: without author and none.
inline constexpr std::uint16_t kPhraseKinds = 7;
/// Values of HolderForm.
inline constexpr std::uint16_t kForms = 7;

inline constexpr FeatureBlock kKind = {0, 9};
inline constexpr FeatureBlock kPersonForm = {kKind.end(), kForms};
inline constexpr FeatureBlock kOtherForm = {kPersonForm.end(), kForms};
inline constexpr FeatureBlock kVietnamesePersonForm = {kOtherForm.end(), kForms};
inline constexpr FeatureBlock kVietnameseOtherForm = {kVietnamesePersonForm.end(), kForms};
inline constexpr FeatureBlock kDistance = {kVietnameseOtherForm.end(), 14};
inline constexpr FeatureBlock kBeforeLink = {kDistance.end(), 9};
inline constexpr FeatureBlock kInsideLink = {kBeforeLink.end(), 9};
inline constexpr FeatureBlock kAfterLink = {kInsideLink.end(), 9};
inline constexpr FeatureBlock kRole = {kAfterLink.end(), 28};
inline constexpr FeatureBlock kClause = {kRole.end(), 14};
inline constexpr FeatureBlock kPhrase = {kClause.end(), 22};
inline constexpr FeatureBlock kAuthor = {kPhrase.end(), 22};
inline constexpr FeatureBlock kNone = {kAuthor.end(), 22};
inline constexpr FeatureBlock kBeforeKind = {kNone.end(), kPhraseKinds};
inline constexpr FeatureBlock kInsideKind = {kBeforeKind.end(), kPhraseKinds};
inline constexpr FeatureBlock kStartsKind = {kInsideKind.end(), kPhraseKinds};

inline constexpr std::array kBlocks = {kKind,
                                       kPersonForm,
                                       kOtherForm,
                                       kVietnamesePersonForm,
                                       kVietnameseOtherForm,
                                       kDistance,
                                       kBeforeLink,
                                       kInsideLink,
                                       kAfterLink,
                                       kRole,
                                       kClause,
                                       kPhrase,
                                       kAuthor,
                                       kNone,
                                       kBeforeKind,
                                       kInsideKind,
                                       kStartsKind};

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
