// Stable hashes: the same bytes give the same value on every machine, for ever (XXH3 is specified).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace bearing {

/// XXH3, 64 bits.
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

/// The same as hash64() without a seed, over bytes that come piece by piece. Not thread-safe.
class Hash64Stream {
 public:
  Hash64Stream();
  ~Hash64Stream();
  Hash64Stream(const Hash64Stream&) = delete;
  Hash64Stream& operator=(const Hash64Stream&) = delete;

  void add(std::span<const char> bytes);
  /// Of all bytes so far; more may follow.
  std::uint64_t value() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// 16 lower-case hexadecimal digits.
std::string to_hex(std::uint64_t hash);

/// XXH3, 128 bits, as 32 lower-case hexadecimal digits. For checksums and identities, not for security.
std::string hash128_hex(std::span<const std::byte> bytes);

/// The same over several pieces: equal to the hash of their concatenation.
std::string hash128_hex(std::initializer_list<std::span<const std::byte>> pieces);

/// Mixes a value into a hash (order matters).
constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 32);
}

}  // namespace bearing
