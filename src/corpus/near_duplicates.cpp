#include "corpus/near_duplicates.hpp"

#include <algorithm>
#include <string>

#include "base/hash.hpp"

namespace bearing {
namespace {

constexpr std::size_t kShingleBytes = 12;
constexpr std::uint64_t kNone = ~std::uint64_t{0};

std::string flattened(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

Shingles shingles_of(std::string_view text) {
  const std::string flat = flattened(text);
  Shingles shingles;
  if (flat.empty()) return shingles;
  const std::size_t count = flat.size() > kShingleBytes ? flat.size() - kShingleBytes + 1 : 1;
  shingles.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    shingles.push_back(hash64(std::string_view(flat).substr(i, kShingleBytes)));
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
  return shingles;
}

double jaccard(const Shingles& a, const Shingles& b) {
  if (a.empty() && b.empty()) return 1;
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    common += a[i] == b[j];
    const bool left = a[i] <= b[j], right = b[j] <= a[i];
    i += left, j += right;
  }
  return static_cast<double>(common) / static_cast<double>(a.size() + b.size() - common);
}

NearDuplicateIndex::Bands NearDuplicateIndex::bands_of(const Shingles& shingles) {
  constexpr std::size_t kBins = kBands * kRows;
  std::array<std::uint64_t, kBins> least;
  least.fill(kNone);
  for (const std::uint64_t shingle : shingles) {
    std::uint64_t& bin = least[shingle % kBins];
    bin = std::min(bin, shingle);
  }
  // Short texts leave bins empty: each takes the value of a full bin that a hash of its number names, the
  // same in every text.
  const auto full = least;
  for (std::size_t i = 0; i < kBins && !shingles.empty(); ++i) {
    for (std::uint64_t attempt = 1; least[i] == kNone; ++attempt) {
      least[i] = full[mix(mix(0x9E3779B9, i), attempt) % kBins];
    }
  }
  Bands bands;
  for (std::size_t band = 0; band < kBands; ++band) {
    bands[band] = band;
    for (std::size_t row = 0; row < kRows; ++row) bands[band] = mix(bands[band], least[band * kRows + row]);
  }
  return bands;
}

void NearDuplicateIndex::add(std::string_view text) {
  const auto number = static_cast<std::uint32_t>(texts_.size());
  texts_.push_back(text);
  const Shingles shingles = shingles_of(text);
  if (shingles.empty()) return;
  for (const std::uint64_t band : bands_of(shingles)) {
    auto& bucket = buckets_[band];
    if (bucket.size() < kBucketLimit) bucket.push_back(number);
  }
}

std::optional<NearDuplicateIndex::Match> NearDuplicateIndex::find(std::string_view text, double least) const {
  const Shingles shingles = shingles_of(text);
  if (shingles.empty()) return std::nullopt;
  std::vector<std::uint32_t> candidates;
  for (const std::uint64_t band : bands_of(shingles)) {
    const auto bucket = buckets_.find(band);
    if (bucket != buckets_.end())
      candidates.insert(candidates.end(), bucket->second.begin(), bucket->second.end());
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::optional<Match> best;
  for (const std::uint32_t candidate : candidates) {
    const double similarity = jaccard(shingles, shingles_of(texts_[candidate]));
    if (similarity >= least && (!best || similarity > best->similarity)) best = Match{candidate, similarity};
  }
  return best;
}

}  // namespace bearing
