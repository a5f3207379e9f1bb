// Sentences and words.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "bearing/document.hpp"

namespace bearing {

enum class TokenKind : std::uint8_t { kWord, kNumber };

struct TokenSpan {
  std::uint32_t begin, end;  ///< Bytes of the segmented text.
  TokenKind kind;
  friend bool operator==(const TokenSpan&, const TokenSpan&) = default;
};

struct SentenceSpan {
  std::uint32_t begin, end;  ///< Bytes; no white space at either end.
  friend bool operator==(const SentenceSpan&, const SentenceSpan&) = default;
};

/// Finds sentences and words in normalised UTF-8 text. Words follow UAX #29 as ICU implements it, with its
/// dictionaries for Thai, Lao, Khmer, Burmese, Chinese and Japanese; only segments that hold a letter or
/// digit are tokens. Sentences follow UAX #29, end at each line feed, and don't end after the abbreviations
/// of English and Vietnamese news ("Mr.", "U.S.", "TP.", "TS.", "Nguyễn V. A."). Runs of Latin, Greek and
/// Cyrillic text take a fast path whose result equals the reference path's. Not thread-safe: one Segmenter a
/// thread (ICU's iterators hold state). Cheap to keep, dear to make; ICU's iterators are made on first need.
class Segmenter {
 public:
  Segmenter();
  ~Segmenter();
  Segmenter(Segmenter&&) noexcept;
  Segmenter& operator=(Segmenter&&) noexcept;

  /// Appends the words of `text` to `out`. Offsets have `base` added.
  void words(std::string_view text, std::vector<TokenSpan>& out, std::uint32_t base = 0);
  /// Appends the words of a part of `text`, which is segmented as if nothing stood around it. Offsets count
  /// in `text`.
  void words_within(std::string_view text, ByteRange part, std::vector<TokenSpan>& out);
  /// Appends the sentences of `text` to `out`. Offsets have `base` added.
  void sentences(std::string_view text, std::vector<SentenceSpan>& out, std::uint32_t base = 0);

  /// The same through ICU alone: slow, obvious, the standard that the fast path is tested against.
  void reference_words(std::string_view text, std::vector<TokenSpan>& out, std::uint32_t base = 0);
  void reference_sentences(std::string_view text, std::vector<SentenceSpan>& out, std::uint32_t base = 0);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bearing
