// Sixteen bytes of UTF-8 at a time: which of them are plain Latin text? Internal to src/text.
//
// "Plain" is ASCII, U+00C0 to U+01BF (lead bytes C3 to C6) and U+1E80 to U+1EFF (E1 BA, E1 BB): what English
// and Vietnamese are written in but for typographic punctuation. None of these characters composes with the
// one before it or ends a sentence, ASCII apart; tests hold these facts against ICU. Masks have bit i set for
// byte i; only first bytes of characters are ever reported, so every answer is a place where a character
// begins. All functions read kReach bytes unless they say otherwise.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace bearing::latin {

inline constexpr std::size_t kBlock = 16;
inline constexpr std::size_t kReach = kBlock + 1;

#if defined(__SSE2__)

struct Block {
  __m128i bytes, next;  ///< The bytes, and for each the one that follows it.
  explicit Block(const char* at)
      : bytes(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))),
        next(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 1))) {}
};

inline std::uint32_t mask(__m128i lanes) { return static_cast<std::uint32_t>(_mm_movemask_epi8(lanes)); }
inline __m128i all(int byte) { return _mm_set1_epi8(static_cast<char>(byte)); }

/// Bytes of plain characters beyond ASCII.
inline __m128i plain_beyond_ascii(const Block& b) {
  const __m128i trail = _mm_cmplt_epi8(b.bytes, all(0xC0));
  const __m128i lead2 = _mm_and_si128(_mm_cmpgt_epi8(b.bytes, all(0xC2)), _mm_cmplt_epi8(b.bytes, all(0xC7)));
  const __m128i lead3 = _mm_and_si128(_mm_cmpeq_epi8(b.bytes, all(0xE1)),
                                      _mm_cmpeq_epi8(_mm_or_si128(b.next, all(1)), all(0xBB)));
  return _mm_or_si128(trail, _mm_or_si128(lead2, lead3));
}

/// What normalisation must look at: characters that are not plain, controls, and spaces before spaces.
inline std::uint32_t not_normal(const char* at) {
  const Block b(at);
  // Bytes are compared as signed numbers: all beyond ASCII are below the space, as controls are.
  const __m128i low = _mm_andnot_si128(plain_beyond_ascii(b), _mm_cmplt_epi8(b.bytes, all(' ')));
  const __m128i twice = _mm_and_si128(_mm_cmpeq_epi8(b.bytes, all(' ')), _mm_cmpeq_epi8(b.next, all(' ')));
  return mask(_mm_or_si128(_mm_or_si128(low, twice), _mm_cmpeq_epi8(b.bytes, all(0x7F))));
}

/// What may end a sentence: full stops, question and exclamation marks, line ends and what else is below
/// U+000E, characters that are not plain.
inline std::uint32_t may_end_sentence(const char* at) {
  const Block b(at);
  const __m128i stop = _mm_or_si128(_mm_cmpeq_epi8(b.bytes, all('.')), _mm_cmpeq_epi8(b.bytes, all('!')));
  const __m128i low = _mm_andnot_si128(plain_beyond_ascii(b), _mm_cmplt_epi8(b.bytes, all('\r' + 1)));
  return mask(_mm_or_si128(_mm_or_si128(stop, low), _mm_cmpeq_epi8(b.bytes, all('?'))));
}

/// Bytes of plain letters: all plain characters beyond ASCII but the signs for times and divided by, and the
/// letters of ASCII.
inline std::uint32_t letters(const char* at) {
  const Block b(at);
  const __m128i lower = _mm_or_si128(b.bytes, all(0x20));
  const __m128i ascii =
      _mm_and_si128(_mm_cmpgt_epi8(lower, all('a' - 1)), _mm_cmplt_epi8(lower, all('z' + 1)));
  const __m128i sign = _mm_and_si128(_mm_cmpeq_epi8(b.bytes, all(0xC3)),
                                     _mm_cmpeq_epi8(_mm_or_si128(b.next, all(0x20)), all(0xB7)));
  return mask(_mm_or_si128(ascii, _mm_andnot_si128(sign, plain_beyond_ascii(b))));
}

/// Where `byte` stands. Reads kBlock bytes.
inline std::uint32_t equal(const char* at, char byte) {
  return mask(_mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)), all(byte)));
}

/// Writes kBlock bytes to `out`, those of ASCII in lower case, and returns how many of ASCII come first.
/// Reads kBlock bytes.
inline std::size_t lower_ascii(const char* at, char* out) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i upper =
      _mm_and_si128(_mm_cmpgt_epi8(bytes, all('A' - 1)), _mm_cmplt_epi8(bytes, all('Z' + 1)));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_or_si128(bytes, _mm_and_si128(upper, all(0x20))));
  return static_cast<std::size_t>(std::countr_zero(mask(bytes) | 1U << kBlock));
}

/// The letters of ASCII. Reads kBlock bytes.
inline std::uint32_t ascii_letters(const char* at) {
  const __m128i lower = _mm_or_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)), all(0x20));
  return mask(_mm_and_si128(_mm_cmpgt_epi8(lower, all('a' - 1)), _mm_cmplt_epi8(lower, all('z' + 1))));
}

#else

template <class Is>
std::uint32_t mask(const char* at, Is is) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    bits |= static_cast<std::uint32_t>(
                is(static_cast<unsigned char>(at[i]), static_cast<unsigned char>(at[i + 1])))
            << i;
  }
  return bits;
}

inline bool plain_beyond_ascii(unsigned char c, unsigned char next) {
  return (c >= 0x80 && c < 0xC0) || (c >= 0xC3 && c <= 0xC6) || (c == 0xE1 && (next | 1) == 0xBB);
}

inline bool not_plain(unsigned char c, unsigned char next) {
  return c >= 0x80 && !plain_beyond_ascii(c, next);
}

inline std::uint32_t not_normal(const char* at) {
  return mask(at, [](unsigned char c, unsigned char next) {
    return c < ' ' || c == 0x7F || (c == ' ' && next == ' ') || not_plain(c, next);
  });
}

inline std::uint32_t may_end_sentence(const char* at) {
  return mask(at, [](unsigned char c, unsigned char next) {
    return c == '.' || c == '!' || c == '?' || c <= '\r' || not_plain(c, next);
  });
}

inline std::uint32_t letters(const char* at) {
  return mask(at, [](unsigned char c, unsigned char next) {
    const unsigned char lower = c | 0x20;
    return (lower >= 'a' && lower <= 'z') ||
           (plain_beyond_ascii(c, next) && !(c == 0xC3 && (next | 0x20) == 0xB7));
  });
}

inline std::uint32_t equal(const char* at, char byte) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < kBlock; ++i) bits |= static_cast<std::uint32_t>(at[i] == byte) << i;
  return bits;
}

inline std::size_t lower_ascii(const char* at, char* out) {
  std::size_t ascii = kBlock;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const auto byte = static_cast<unsigned char>(at[i]);
    if (byte >= 0x80 && ascii == kBlock) ascii = i;
    out[i] = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
  }
  return ascii;
}

inline std::uint32_t ascii_letters(const char* at) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const unsigned char lower = static_cast<unsigned char>(at[i]) | 0x20;
    bits |= static_cast<std::uint32_t>(lower >= 'a' && lower <= 'z') << i;
  }
  return bits;
}

#endif

}  // namespace bearing::latin
