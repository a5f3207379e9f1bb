#include "text/analyze.hpp"

#include <utility>

#include "text/charset.hpp"

namespace bearing {
namespace {

/// `text` without what is beyond kMaxTextBytes, cut before a character rather than in it.
std::string_view within_limit(std::string_view text) {
  if (text.size() <= kMaxTextBytes) return text;
  std::size_t end = kMaxTextBytes;
  for (int back = 0; back < 3 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80; ++back) --end;
  return text.substr(0, end);
}

void clear(AnalyzedText& out) {
  out.text.clear();
  out.origin.clear();
  out.forms.clear();
  out.blocks.clear();
  out.sentences.clear();
  out.tokens.clear();
  out.replaced = 0;
  out.truncated = false;
}

/// A block with line feeds in it is a paragraph that was wrapped by hand: its sentences run on from line to
/// line.
void unwrap(const Block& block, std::string& text) {
  for (std::size_t at = text.find('\n', block.begin); at < block.end; at = text.find('\n', at))
    text[at] = ' ';
}

}  // namespace

void TextAnalyzer::analyze(std::string_view title, std::string_view text, bool drop_furniture,
                           AnalyzedText& title_out, AnalyzedText& text_out) {
  analyze_field(title, {}, false, title_out);
  analyze_field(text, title_out.text, drop_furniture, text_out);
}

void TextAnalyzer::segment(std::string_view title, std::string_view text, bool drop_furniture,
                           SegmentedText& title_out, SegmentedText& text_out) {
  segment_field(title, {}, false, title_out);
  segment_field(text, title_out.text, drop_furniture, text_out);
}

void TextAnalyzer::analyze_field(std::string_view field, std::string_view title, bool find_furniture,
                                 AnalyzedText& out) {
  clear(out);
  const std::string_view source = within_limit(field);
  out.truncated = source.size() != field.size();
  out.replaced = normalise_field(source, out.text);
  if (out.replaced == 0) {
    std::swap(out.origin, normalised_.origin);
  } else {
    out.origin = normalised_.origin.compose(repaired_origin_);
  }
  find_furniture ? find_blocks(out.text, title, out.blocks) : cut_blocks(out.text, title, out.blocks);
  forms_.start(out.forms);
  for (const Block& block : out.blocks) {
    unwrap(block, out.text);
    add_block(block, out);
  }
  forms_.finish();
}

void TextAnalyzer::segment_field(std::string_view field, std::string_view title, bool find_furniture,
                                 SegmentedText& out) {
  const std::string_view source = within_limit(field);
  out.truncated = source.size() != field.size();
  out.replaced = normalise_field(source, out.text);
  out.sentences.clear();
  out.words.clear();
  find_furniture ? find_blocks(out.text, title, blocks_) : cut_blocks(out.text, title, blocks_);
  for (const Block& block : blocks_) {
    unwrap(block, out.text);
    sentences_.clear();
    segmenter_.sentences(std::string_view(out.text).substr(block.begin, block.end - block.begin), sentences_,
                         block.begin);
    for (const SentenceSpan& span : sentences_) {
      const auto first = static_cast<std::uint32_t>(out.words.size());
      segmenter_.words_within(out.text, {span.begin, span.end}, out.words);
      out.sentences.push_back(
          {span.begin, span.end, first, static_cast<std::uint32_t>(out.words.size()), block.kind});
    }
  }
}

/// Into `text`, and the way back into normalised_.origin. Returns how many bad sequences were replaced: if
/// any, the way leads to repaired_, and on from there by repaired_origin_.
std::size_t TextAnalyzer::normalise_field(std::string_view source, std::string& text) {
  const std::size_t replaced = repair_utf8(source, repaired_, repaired_origin_);
  normalise(replaced == 0 ? source : std::string_view(repaired_), normalised_);
  std::swap(text, normalised_.text);
  return replaced;
}

void TextAnalyzer::add_block(const Block& block, AnalyzedText& out) {
  const std::string_view text = out.text;
  sentences_.clear();
  segmenter_.sentences(text.substr(block.begin, block.end - block.begin), sentences_, block.begin);
  for (const SentenceSpan& span : sentences_) {
    words_.clear();
    segmenter_.words_within(text, {span.begin, span.end}, words_);
    const auto first = static_cast<std::uint32_t>(out.tokens.size());
    out.tokens.resize(first + words_.size());
    Token* const tokens = out.tokens.data() + first;
    forms_.add(text, words_, [tokens, words = words_.data()](std::size_t i, const FormPlaces& forms) {
      const TokenSpan& word = words[i];
      tokens[i] = {word.begin,        word.end,          forms.folded,      forms.folded_size, forms.shadow,
                   forms.shadow_size, forms.folded_hash, forms.shadow_hash, word.kind};
    });
    out.sentences.push_back(
        {span.begin, span.end, first, static_cast<std::uint32_t>(out.tokens.size()), block.kind});
  }
}

}  // namespace bearing
