#include "attribution/holder_features.hpp"

#include <array>
#include <span>
#include <string_view>

#include "attribution/holder_traits.hpp"

namespace bearing {
namespace {

// The names of the places of each block, in the order of the enumerations in holder_traits.hpp.
constexpr std::array<std::string_view, 9> kKindNames = {
    "name", "office", "organisation", "people", "place", "document", "other", "author", "none"};
constexpr std::array<std::string_view, 7> kFormNames = {
    "whole", "extended", "name only", "office only", "bare", "bare and extended", "up to the verb"};
constexpr std::array<std::string_view, 9> kLinkNames = {
    "direct", "parted", "inverted", "according to", "colon", "shared", "loose", "pronoun", "unresolved"};
constexpr std::array<std::string_view, 14> kDistanceNames = {"in title",
                                                             "nine sentences before or more",
                                                             "five to eight sentences before",
                                                             "three or four sentences before",
                                                             "two sentences before",
                                                             "sentence before",
                                                             "sentence before in the paragraph",
                                                             "before in the sentence",
                                                             "in the evidence",
                                                             "after in the sentence",
                                                             "sentence after",
                                                             "two sentences after or more",
                                                             "in the first sentence",
                                                             "begins the evidence"};
constexpr std::array<std::string_view, 28> kRoleNames = {
    "speaks before and nobody inside",
    "speaks before and somebody inside",
    "speaks inside and nobody before",
    "speaks inside and somebody before",
    "speaks after and nobody else",
    "speaks after a quotation",
    "in apposition to who speaks",
    "carried speaker and nobody speaks",
    "carried speaker of a quotation",
    "carried speaker in the paragraph",
    "carried speaker of an earlier paragraph",
    "speaks next and nobody here",
    "speaks next after a quotation",
    "speaks where the quotation opens",
    "first phrase of the evidence",
    "nearest phrase before the evidence",
    "first phrase of the sentence",
    "first phrase after the evidence",
    "named before where an office or part of the name speaks",
    "speaks somewhere",
    "speaks three times or more",
    "reports before",
    "reports inside",
    "carried speaker with a name",
    "carried speaker and first person",
    "answers an interview",
    "first speaker of the document",
    "carried speaker and modal word"};
constexpr std::array<std::string_view, 14> kClauseNames = {
    "after a verb that has another subject",
    "after a verb whose subject is a pronoun",
    "before a verb that has another subject",
    "object of a verb",
    "candidate where a pronoun speaks and nobody was named",
    "person whom the pronoun means",
    "thing or group where one person speaks",
    "name of who speaks",
    "first mention of who speaks",
    "name in apposition to an office",
    "office with a name in apposition",
    "owner",
    "owner of a thing",
    "owner of who speaks"};
constexpr std::array<std::string_view, 22> kPhraseNames = {"definite",
                                                           "indefinite",
                                                           "after a preposition",
                                                           "part of a longer phrase",
                                                           "quoted",
                                                           "could be extended",
                                                           "extended by and",
                                                           "extended by of",
                                                           "name with an office or honorific",
                                                           "one word",
                                                           "two words",
                                                           "three words or more",
                                                           "Vietnamese name of a longer phrase",
                                                           "Vietnamese office of a longer phrase",
                                                           "Vietnamese name with an office or honorific",
                                                           "place after a preposition",
                                                           "lone capital at the beginning of a sentence",
                                                           "bare with capitals",
                                                           "bare with one word",
                                                           "bare of an indefinite article",
                                                           "definite with capitals",
                                                           "definite with one word"};
constexpr std::array<std::string_view, 22> kDocumentNames = {"always",
                                                             "Vietnamese",
                                                             "nobody speaks in the sentence",
                                                             "somebody speaks before",
                                                             "somebody speaks inside",
                                                             "somebody speaks after",
                                                             "quoted",
                                                             "first person here",
                                                             "first person in the document",
                                                             "no first person in the document",
                                                             "modal word",
                                                             "modal word and nobody speaks",
                                                             "document without speakers",
                                                             "document with few speakers",
                                                             "document with many speakers",
                                                             "somebody spoke before",
                                                             "no phrase inside",
                                                             "quoted and nobody speaks",
                                                             "first person and nobody speaks",
                                                             "few speakers and first person",
                                                             "interview",
                                                             "modal word after a speaker"};

struct NamedBlock {
  holder_trait::FeatureBlock block;
  std::string_view prefix;
  std::span<const std::string_view> names;
};

constexpr std::array kNamedBlocks = std::to_array<NamedBlock>({
    {holder_trait::kKind, "kind: ", kKindNames},
    {holder_trait::kPersonForm, "person as ", kFormNames},
    {holder_trait::kOtherForm, "other as ", kFormNames},
    {holder_trait::kVietnamesePersonForm, "Vietnamese: person as ", kFormNames},
    {holder_trait::kVietnameseOtherForm, "Vietnamese: other as ", kFormNames},
    {holder_trait::kDistance, "", kDistanceNames},
    {holder_trait::kBeforeLink, "speaks before: ", kLinkNames},
    {holder_trait::kInsideLink, "speaks inside: ", kLinkNames},
    {holder_trait::kAfterLink, "speaks after: ", kLinkNames},
    {holder_trait::kRole, "", kRoleNames},
    {holder_trait::kClause, "", kClauseNames},
    {holder_trait::kPhrase, "", kPhraseNames},
    {holder_trait::kAuthor, "author: ", kDocumentNames},
    {holder_trait::kNone, "none: ", kDocumentNames},
    {holder_trait::kBeforeKind, "who speaks before is a ", kKindNames},
    {holder_trait::kInsideKind, "who speaks inside is a ", kKindNames},
    {holder_trait::kStartsKind, "the evidence begins with a ", kKindNames},
});

constexpr bool names_suffice() {
  for (const NamedBlock& named : kNamedBlocks) {
    if (named.names.size() < named.block.size) return false;
  }
  return kNamedBlocks.size() == holder_trait::kBlocks.size();
}
static_assert(names_suffice(), "every feature has a name");

}  // namespace

std::string holder_feature_name(std::size_t feature) {
  for (const NamedBlock& named : kNamedBlocks) {
    if (feature < named.block.first || feature >= named.block.end()) continue;
    std::string name(named.prefix);
    name += named.names[feature - named.block.first];
    return name;
  }
  return {};
}

}  // namespace bearing
