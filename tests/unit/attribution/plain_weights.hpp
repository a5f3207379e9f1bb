// Weights of the holder features that matter most, for tests: enough to tell who holds what in plain
// sentences.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "attribution/holder_features.hpp"

namespace bearing {

// clang-format off
inline constexpr auto kPlainWeights = std::to_array<std::pair<std::string_view, float>>({
    {"kind: name", 0.8F},
    {"kind: office", -0.1F},
    {"kind: people", -1.0F},
    {"kind: place", 0.8F},
    {"kind: other", -2.3F},
    {"kind: none", 0.6F},
    {"person as whole", 1.7F},
    {"person as extended", -3.7F},
    {"person as name only", -2.3F},
    {"person as bare", -4.7F},
    {"person as up to the verb", -2.5F},
    {"other as whole", 0.7F},
    {"other as office only", -4.3F},
    {"other as bare", -1.6F},
    {"other as bare and extended", -4.3F},
    {"Vietnamese: person as whole", -2.4F},
    {"Vietnamese: person as name only", 1.5F},
    {"Vietnamese: person as up to the verb", 2.2F},
    {"Vietnamese: other as extended", -0.9F},
    {"Vietnamese: other as office only", -1.5F},
    {"Vietnamese: other as up to the verb", 1.6F},
    {"in title", -1.4F},
    {"nine sentences before or more", -0.9F},
    {"five to eight sentences before", -2.2F},
    {"two sentences before", 0.9F},
    {"sentence before", 1.5F},
    {"sentence before in the paragraph", 3.4F},
    {"in the evidence", 4.1F},
    {"sentence after", 0.2F},
    {"two sentences after or more", -2.3F},
    {"speaks inside: direct", 0.9F},
    {"speaks inside: inverted", -0.8F},
    {"speaks inside: according to", 1.3F},
    {"speaks inside: colon", 1.0F},
    {"speaks inside: loose", -0.7F},
    {"speaks inside: pronoun", 0.8F},
    {"in apposition to who speaks", 0.8F},
    {"carried speaker and nobody speaks", -1.1F},
    {"carried speaker of a quotation", 1.1F},
    {"speaks next and nobody here", 1.1F},
    {"speaks next after a quotation", 0.6F},
    {"first phrase of the evidence", 0.2F},
    {"named before where an office or part of the name speaks", 2.9F},
    {"speaks somewhere", 1.4F},
    {"reports inside", -1.0F},
    {"carried speaker and first person", 2.5F},
    {"answers an interview", 5.5F},
    {"carried speaker and modal word", 2.3F},
    {"after a verb whose subject is a pronoun", -0.7F},
    {"before a verb that has another subject", 1.1F},
    {"object of a verb", 0.8F},
    {"candidate where a pronoun speaks and nobody was named", -1.5F},
    {"person whom the pronoun means", -0.8F},
    {"thing or group where one person speaks", -2.4F},
    {"name of who speaks", -3.0F},
    {"first mention of who speaks", 3.9F},
    {"name in apposition to an office", 1.6F},
    {"owner", -1.3F},
    {"owner of a thing", -3.1F},
    {"owner of who speaks", -2.0F},
    {"definite", -0.9F},
    {"indefinite", -1.5F},
    {"after a preposition", -1.8F},
    {"part of a longer phrase", -4.3F},
    {"quoted", -5.6F},
    {"could be extended", -4.8F},
    {"extended by and", -1.0F},
    {"extended by of", 1.0F},
    {"one word", -1.0F},
    {"three words or more", 0.9F},
    {"Vietnamese name of a longer phrase", 1.5F},
    {"Vietnamese office of a longer phrase", -1.5F},
    {"bare with capitals", 3.8F},
    {"bare with one word", -3.8F},
    {"bare of an indefinite article", -1.9F},
    {"definite with capitals", 0.6F},
    {"author: Vietnamese", 1.1F},
    {"author: quoted", -5.1F},
    {"author: first person in the document", 4.5F},
    {"author: no first person in the document", -1.2F},
    {"author: modal word and nobody speaks", 2.1F},
    {"author: document without speakers", 3.5F},
    {"author: document with few speakers", 3.8F},
    {"author: document with many speakers", -1.2F},
    {"author: no phrase inside", 1.1F},
    {"author: quoted and nobody speaks", -6.9F},
    {"author: first person and nobody speaks", 1.8F},
    {"author: few speakers and first person", -1.6F},
    {"author: interview", -10.8F},
    {"author: modal word after a speaker", -5.2F},
    {"none: always", 0.6F},
    {"none: Vietnamese", 1.1F},
    {"none: somebody speaks inside", 0.8F},
    {"none: quoted", -4.6F},
    {"none: first person here", 5.4F},
    {"none: first person in the document", -2.2F},
    {"none: no first person in the document", 1.2F},
    {"none: modal word and nobody speaks", 2.9F},
    {"none: document without speakers", 0.8F},
    {"none: document with many speakers", 0.8F},
    {"none: somebody spoke before", -2.2F},
    {"none: no phrase inside", -1.8F},
    {"none: quoted and nobody speaks", -5.9F},
    {"none: first person and nobody speaks", 10.2F},
    {"none: few speakers and first person", -4.4F},
    {"none: interview", -5.8F},
    {"none: modal word after a speaker", -6.4F},
    {"who speaks inside is a name", 0.8F},
    {"who speaks inside is a organisation", 0.6F},
    {"the evidence begins with a name", -1.3F},
    {"the evidence begins with a people", 0.9F},
    {"the evidence begins with a place", 0.8F},
    {"the evidence begins with a other", 3.3F},
});
// clang-format on

/// [kHolderFeatures]; those not named above are 0.
inline const std::vector<float>& plain_weights() {
  static const std::vector<float> weights = [] {
    std::vector<float> all(kHolderFeatures, 0.0F);
    for (std::size_t i = 0; i < kHolderFeatures; ++i) {
      for (const auto& [name, weight] : kPlainWeights) {
        if (holder_feature_name(i) == name) all[i] = weight;
      }
    }
    return all;
  }();
  return weights;
}

}  // namespace bearing
