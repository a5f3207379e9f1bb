// From a document's fields to sentences and tokens: the one text path that training and inference share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/furniture.hpp"
#include "text/normalise.hpp"
#include "text/segment.hpp"
#include "text/word_forms.hpp"

namespace bearing {

/// The version of all rules below src/text. Recorded in model files; a model of another version is refused.
inline constexpr int kTextRulesVersion = 1;

/// Longest text that is analysed, in bytes; longer ones are cut at a character and reported as truncated.
inline constexpr std::size_t kMaxTextBytes = std::size_t{64} << 20;

struct Token {
  std::uint32_t begin, end;           ///< Bytes of AnalyzedText::text.
  std::uint32_t folded, folded_size;  ///< Place in AnalyzedText::forms.
  std::uint32_t shadow, shadow_size;  ///< Place in AnalyzedText::forms; the same place as folded when equal.
  std::uint64_t folded_hash;          ///< hash64(folded form, kFoldedSeed).
  std::uint64_t shadow_hash;          ///< hash64(shadow form, kShadowSeed).
  TokenKind kind;
};

struct Sentence {
  std::uint32_t begin, end;               ///< Bytes of AnalyzedText::text.
  std::uint32_t first_token, last_token;  ///< Tokens [first_token, last_token).
  BlockKind kind;
};

/// One analysed field. Reused from document to document, so that buffers keep their capacity.
struct AnalyzedText {
  std::string text;   ///< Normalised.
  OffsetMap origin;   ///< text -> bytes of the field as it came in.
  std::string forms;  ///< Folded and shadow forms, one after the other.
  std::vector<Block> blocks;
  std::vector<Sentence> sentences;
  std::vector<Token> tokens;
  std::size_t replaced = 0;  ///< Ill-formed UTF-8 sequences.
  bool truncated = false;

  std::string_view folded(const Token& t) const {
    return std::string_view(forms).substr(t.folded, t.folded_size);
  }
  std::string_view shadow(const Token& t) const {
    return std::string_view(forms).substr(t.shadow, t.shadow_size);
  }
};

/// One field cut into sentences and words, and nothing more: the words have no forms, and no way leads back
/// to the bytes of the field. Reused from document to document.
struct SegmentedText {
  std::string text;                 ///< Normalised.
  std::vector<Sentence> sentences;  ///< first_token and last_token are indices into `words`.
  std::vector<TokenSpan> words;     ///< Bytes of `text`.
  std::size_t replaced = 0;         ///< Ill-formed UTF-8 sequences.
  bool truncated = false;
};

/// Analyses title and text. One per thread.
class TextAnalyzer {
 public:
  /// Fills `title` and `text`; both are cleared first. Any bytes are safe. With `drop_furniture` false every
  /// block is body.
  void analyze(std::string_view title, std::string_view text, bool drop_furniture, AnalyzedText& title_out,
               AnalyzedText& text_out);

  /// The same sentences and words in less time, for who needs nothing else of a text. With `drop_furniture`
  /// false lines are hardly judged at all.
  void segment(std::string_view title, std::string_view text, bool drop_furniture, SegmentedText& title_out,
               SegmentedText& text_out);

 private:
  void analyze_field(std::string_view field, std::string_view title, bool find_furniture, AnalyzedText& out);
  void segment_field(std::string_view field, std::string_view title, bool find_furniture, SegmentedText& out);
  std::size_t normalise_field(std::string_view field, std::string& text);
  void add_block(const Block& block, AnalyzedText& out);
  Segmenter segmenter_;
  WordForms forms_;
  NormalisedText normalised_;
  std::string repaired_;
  OffsetMap repaired_origin_;
  std::vector<TokenSpan> words_;
  std::vector<SentenceSpan> sentences_;
  std::vector<Block> blocks_;
};

}  // namespace bearing
