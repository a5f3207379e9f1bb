// Any bytes through the whole text path: nothing crashes, and what comes out keeps its promises.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "text/analyze.hpp"

namespace bearing {
namespace {

/// Strict: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) {
      return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto trails = [&](std::size_t count) {
      for (std::size_t i = 1; i <= count; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return false;
      }
      return true;
    };
    const unsigned lead = byte(0);
    const unsigned second = byte(1);
    const std::size_t more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || !trails(more)) return false;
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return false;
    if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return false;
    at += more + 1;
  }
  return true;
}

void check_tokens(const AnalyzedText& out, const Sentence& sentence, std::size_t source_size) {
  std::uint32_t at = sentence.begin;
  for (std::uint32_t i = sentence.first_token; i < sentence.last_token; ++i) {
    const Token& token = out.tokens[i];
    check(at <= token.begin && token.begin < token.end && token.end <= sentence.end);
    check(std::size_t{token.folded} + token.folded_size <= out.forms.size() && token.folded_size > 0);
    check(std::size_t{token.shadow} + token.shadow_size <= out.forms.size());
    check(is_valid_utf8(out.folded(token)) && is_valid_utf8(out.shadow(token)));
    const ByteRange source = out.origin.to_source({token.begin, token.end});
    check(source.begin < source.end && source.end <= source_size);
    at = token.end;
  }
}

void check_field(const AnalyzedText& out, std::size_t source_size) {
  check(is_valid_utf8(out.text));
  check(out.origin.derived_size() == out.text.size());
  std::uint32_t at = 0, token = 0;
  for (const Sentence& sentence : out.sentences) {
    check(at <= sentence.begin && sentence.begin < sentence.end && sentence.end <= out.text.size());
    check(sentence.first_token == token && sentence.first_token <= sentence.last_token);
    check(sentence.last_token <= out.tokens.size());
    check_tokens(out, sentence, source_size);
    token = sentence.last_token;
    at = sentence.end;
  }
  check(token == out.tokens.size());
}

/// A normalised text is its own normal form.
void check_idempotent(const AnalyzedText& out) {
  NormalisedText again;
  normalise(out.text, again);
  check(again.text == out.text);
}

}  // namespace
}  // namespace bearing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bearing;
  static TextAnalyzer analyzer;
  static AnalyzedText title_out, text_out;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  // The first line is the title, so that titles and texts that share words are reached.
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view title = input.substr(0, line);
  const std::string_view text = input.substr(line);
  for (const bool drop_furniture : {false, true}) {
    analyzer.analyze(title, text, drop_furniture, title_out, text_out);
    check_field(title_out, title.size());
    check_field(text_out, text.size());
    check_idempotent(title_out);
    check_idempotent(text_out);
  }
  return 0;
}
