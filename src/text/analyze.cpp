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

}  // namespace

void TextAnalyzer::analyze(std::string_view title, std::string_view text, bool drop_furniture,
                           AnalyzedText& title_out, AnalyzedText& text_out) {
  analyze_field(title, {}, false, title_out);
  analyze_field(text, title_out.text, drop_furniture, text_out);
}

void TextAnalyzer::analyze_field(std::string_view field, std::string_view title, bool find_furniture,
                                 AnalyzedText& out) {
  clear(out);
  normalise_field(field, out);
  find_blocks(out.text, title, out.blocks);
  forms_.start(out.forms);
  for (Block& block : out.blocks) {
    if (!find_furniture) block.kind = BlockKind::kBody;
    // A block with line feeds in it is a paragraph that was wrapped by hand: its sentences run on from line
    // to line.
    for (std::size_t at = out.text.find('\n', block.begin); at < block.end; at = out.text.find('\n', at))
      out.text[at] = ' ';
    add_block(block, out);
  }
  forms_.finish();
}

void TextAnalyzer::normalise_field(std::string_view field, AnalyzedText& out) {
  const std::string_view source = within_limit(field);
  out.truncated = source.size() != field.size();
  out.replaced = repair_utf8(source, repaired_, repaired_origin_);
  normalise(out.replaced == 0 ? source : std::string_view(repaired_), normalised_);
  std::swap(out.text, normalised_.text);
  if (out.replaced == 0) {
    std::swap(out.origin, normalised_.origin);
  } else {
    out.origin = normalised_.origin.compose(repaired_origin_);
  }
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
