#include "base/hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace bearing {

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

struct Hash64Stream::State {
  XXH3_state_t xxh3;
};

Hash64Stream::Hash64Stream() : state_(std::make_unique<State>()) { XXH3_64bits_reset(&state_->xxh3); }
Hash64Stream::~Hash64Stream() = default;

void Hash64Stream::add(std::span<const char> bytes) {
  if (!bytes.empty()) XXH3_64bits_update(&state_->xxh3, bytes.data(), bytes.size());
}

std::uint64_t Hash64Stream::value() const { return XXH3_64bits_digest(&state_->xxh3); }

namespace {

std::string digits_of(std::span<const unsigned char> bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const unsigned char byte : bytes) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace

std::string to_hex(std::uint64_t hash) {
  XXH64_canonical_t canonical;
  XXH64_canonicalFromHash(&canonical, hash);
  return digits_of(canonical.digest);
}

std::string hash128_hex(std::initializer_list<std::span<const std::byte>> pieces) {
  XXH3_state_t state;
  XXH3_128bits_reset(&state);
  for (auto piece : pieces) {
    if (!piece.empty()) XXH3_128bits_update(&state, piece.data(), piece.size());
  }
  // The canonical form is big-endian, so that the digits read the same on every machine.
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state));
  return digits_of(canonical.digest);
}

std::string hash128_hex(std::span<const std::byte> bytes) { return hash128_hex({bytes}); }

}  // namespace bearing
