// Sixteen bytes of UTF-8 at a time: which of them are plain Latin text? Internal to src/text.
//
// "Plain" is ASCII, U+00C0 to U+01BF (lead bytes C3 to C6) and U+1E80 to U+1EFF (E1 BA, E1 BB): what English
// and Vietnamese are written in but for typographic punctuation. None of these characters composes with the
// one before it or ends a sentence, ASCII apart; tests hold these facts against ICU. Masks have bit i set for
// byte i; only first bytes of characters are ever reported, so every answer is a place where a character
// begins. All functions read kReach bytes.
#pragma once

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

inline std::uint32_t not_plain(const Block& b) {
  return mask(_mm_andnot_si128(plain_beyond_ascii(b), b.bytes));
}

/// What normalisation must look at: characters that are not plain, controls, and spaces before spaces.
inline std::uint32_t not_normal(const char* at) {
  const Block b(at);
  const __m128i low = _mm_andnot_si128(b.bytes, _mm_cmplt_epi8(b.bytes, all(' ')));
  const __m128i twice = _mm_and_si128(_mm_cmpeq_epi8(b.bytes, all(' ')), _mm_cmpeq_epi8(b.next, all(' ')));
  const __m128i odd = _mm_or_si128(_mm_or_si128(low, twice), _mm_cmpeq_epi8(b.bytes, all(0x7F)));
  return not_plain(b) | mask(_mm_and_si128(odd, _mm_cmpgt_epi8(b.bytes, all(0xFF))));
}

/// What may end a sentence: full stops, question and exclamation marks, line ends, characters that are not
/// plain.
inline std::uint32_t may_end_sentence(const char* at) {
  const Block b(at);
  const __m128i stop = _mm_or_si128(_mm_cmpeq_epi8(b.bytes, all('.')), _mm_cmpeq_epi8(b.bytes, all('!')));
  const __m128i line = _mm_or_si128(_mm_cmpeq_epi8(b.bytes, all('\n')), _mm_cmpeq_epi8(b.bytes, all('\r')));
  return not_plain(b) | mask(_mm_or_si128(_mm_or_si128(stop, line), _mm_cmpeq_epi8(b.bytes, all('?'))));
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
    return c == '.' || c == '!' || c == '?' || c == '\n' || c == '\r' || not_plain(c, next);
  });
}

inline std::uint32_t letters(const char* at) {
  return mask(at, [](unsigned char c, unsigned char next) {
    const unsigned char lower = c | 0x20;
    return (lower >= 'a' && lower <= 'z') ||
           (plain_beyond_ascii(c, next) && !(c == 0xC3 && (next | 0x20) == 0xB7));
  });
}

#endif

}  // namespace bearing::latin
