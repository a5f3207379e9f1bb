#include "model/text_summary.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <span>
#include <string>

namespace bearing {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kFamiliarityUnits = 10'000;
constexpr std::size_t kPercentPerBin = 100 / TextSummary::kFamiliarityBins;

std::size_t length_bin(std::size_t words) {
  return std::min<std::size_t>(std::bit_width(words), TextSummary::kLengthBins - 1);
}

std::size_t percent_of(std::size_t bin) { return bin * kPercentPerBin; }
std::size_t words_of(std::size_t bin) { return bin == 0 ? 0 : std::size_t{1} << (bin - 1); }

Json bins_json(std::span<const std::uint64_t> counts, std::size_t (*name_of)(std::size_t)) {
  Json json = Json::object();
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    if (counts[bin] > 0) json[std::to_string(name_of(bin))] = counts[bin];
  }
  return json;
}

bool read_count(const Json& json, std::uint64_t most, std::uint64_t& count) {
  if (!json.is_number_unsigned()) return false;
  count = json.get<std::uint64_t>();
  return count <= most;
}

bool read_bins(const Json& json, std::size_t (*name_of)(std::size_t), std::span<std::uint64_t> counts) {
  std::fill(counts.begin(), counts.end(), 0U);
  if (!json.is_object()) return false;
  for (const auto& [name, count] : json.items()) {
    std::size_t bin = 0;
    while (bin < counts.size() && std::to_string(name_of(bin)) != name) ++bin;
    if (bin == counts.size() || !read_count(count, TextSummary::kMostDocuments, counts[bin])) return false;
  }
  return true;
}

template <class Counts>
std::uint64_t sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace

void TextSummary::add(double share, std::size_t words) {
  ++documents;
  ++length[length_bin(words)];
  if (words == 0) return;
  const double known = std::clamp(share, 0.0, 1.0);
  // A share that is exactly the lower end of a bin is in it, whatever way it was rounded.
  const auto bin = static_cast<std::size_t>(known * static_cast<double>(kFamiliarityBins) + 1e-9);
  ++familiarity[std::min(bin, kFamiliarityBins - 1)];
  familiarity_sum += static_cast<std::uint64_t>(std::llround(known * kFamiliarityUnits));
}

TextSummary& TextSummary::operator+=(const TextSummary& other) {
  documents += other.documents;
  familiarity_sum += other.familiarity_sum;
  for (std::size_t b = 0; b < familiarity.size(); ++b) familiarity[b] += other.familiarity[b];
  for (std::size_t b = 0; b < length.size(); ++b) length[b] += other.length[b];
  return *this;
}

double TextSummary::mean_familiarity() const {
  const std::uint64_t texts = documents - length[0];
  return texts == 0 ? 0
                    : static_cast<double>(familiarity_sum) / (kFamiliarityUnits * static_cast<double>(texts));
}

double TextSummary::median_words() const {
  const double half = static_cast<double>(documents) / 2;
  double before = 0;
  for (std::size_t bin = 0; bin < length.size(); ++bin) {
    const auto count = static_cast<double>(length[bin]);
    if (count > 0 && before + count >= half)
      return bin == 0 ? 0 : static_cast<double>(words_of(bin)) * std::exp2((half - before) / count);
    before += count;
  }
  return 0;
}

Json to_json(const TextSummary& summary) {
  return {{"documents", summary.documents},
          {"familiarity_sum", summary.familiarity_sum},
          {"familiarity", bins_json(summary.familiarity, percent_of)},
          {"length", bins_json(summary.length, words_of)}};
}

bool from_json(const Json& json, TextSummary& summary) {
  constexpr std::uint64_t most = TextSummary::kMostDocuments;
  if (!json.is_object()) return false;
  for (const char* name : {"documents", "familiarity_sum", "familiarity", "length"}) {
    if (!json.contains(name)) return false;
  }
  if (!read_count(json["documents"], most, summary.documents) ||
      !read_count(json["familiarity_sum"], most * static_cast<std::uint64_t>(kFamiliarityUnits),
                  summary.familiarity_sum) ||
      !read_bins(json["familiarity"], percent_of, summary.familiarity) ||
      !read_bins(json["length"], words_of, summary.length))
    return false;
  const std::uint64_t texts = sum(summary.familiarity);
  return sum(summary.length) == summary.documents && texts + summary.length[0] == summary.documents &&
         summary.familiarity_sum <= texts * static_cast<std::uint64_t>(kFamiliarityUnits);
}

}  // namespace bearing
