#include "text/page_line.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "text/latin_scan.hpp"

namespace bearing {
namespace {

constexpr std::uint32_t kShortLineBytes = 320;  // Words of longer lines are estimated: they are prose anyway.
constexpr std::uint32_t kMinProseWords = 10;
constexpr std::uint32_t kMinProseBytes = 48;
constexpr UChar32 kLatinEnd = 0x1F00;

// Lower-case forms of the Latin letters below U+1F00, with and without their diacritics; 0 for everything
// else.
struct LatinForms {
  std::array<char16_t, kLatinEnd> lower{};
  std::array<char, kLatinEnd> plain{};
};

LatinForms make_latin_forms() {
  LatinForms forms;
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfd = unorm2_getNFDInstance(&status);
  for (UChar32 c = 0xC0; c < kLatinEnd && U_SUCCESS(status); ++c) {
    UChar decomposed[8];
    const auto at = static_cast<std::size_t>(c);
    const std::int32_t size = unorm2_getDecomposition(nfd, u_tolower(c), decomposed, 8, &status);
    if (size > 1 && decomposed[0] < 0x80) forms.plain[at] = static_cast<char>(decomposed[0]);
    if (c == 0x110 || c == 0x111) forms.plain[at] = 'd';
    if (forms.plain[at] != 0) forms.lower[at] = static_cast<char16_t>(u_tolower(c));
  }
  return forms;
}

const LatinForms& latin_forms() {
  static const LatinForms forms = make_latin_forms();
  return forms;
}

bool is_mark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

char plain_symbol(UChar32 c) {
  if (c == 0x2018 || c == 0x2019 || c == 0x2BC) return '\'';
  if (c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB) return c == 0xBB ? '*' : '"';
  if (u_hasBinaryProperty(c, UCHAR_DASH)) return '-';
  if (c == 0xB0 || c == 0xA9) return 0;  // Degree and copyright signs are cues of their own.
  if (u_isUWhiteSpace(c)) return ' ';
  return u_isalnum(c) || is_mark(c) ? 0 : '*';
}

// Writes the UTF-8 of a code point; returns where it ends.
char* put_code_point(UChar32 c, char* out) {
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(out, size, c);
  return out + size;
}

void append_code_point(UChar32 c, std::string& out) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  out.append(bytes, static_cast<std::size_t>(size));
}

bool is_word_byte(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z');
}

char32_t find_bullet(std::string_view line) {
  const auto first = static_cast<unsigned char>(line[0]);
  if (first >= '0' && first <= '9') {
    const std::size_t after = line.find_first_not_of("0123456789");
    if (after == std::string_view::npos || after > 2) return 0;
    const bool marked = line[after] == '.' || line[after] == ')';
    const std::size_t space = after + (marked ? 1 : 0);
    return space < line.size() && line[space] == ' ' ? U'1' : 0;
  }
  if (first < 0x80) {
    if (first == '[' && line.size() > 3 && line[1] >= '0' && line[1] <= '9' && line[2] == ']') return U'1';
    return std::strchr("-*>#+!~", first) != nullptr && line.size() > 1 ? first : 0;
  }
  std::int32_t at = 0;
  UChar32 c = 0;
  U8_NEXT(line.data(), at, static_cast<std::int32_t>(std::min<std::size_t>(line.size(), 8)), c);
  const bool quote = c == 0x2018 || c == 0x201C || c == 0xAB || c == 0x2019 || c == 0x201D;
  if (c < 0 || quote || u_isalnum(c) || is_mark(c)) return 0;
  return u_charType(c) == U_START_PUNCTUATION || c < 0xB0 ? 0 : static_cast<char32_t>(c);
}

void measure(std::string_view text, PageLine& line) {
  const std::string_view bytes = text.substr(line.begin, line.end - line.begin);
  if (bytes.size() > kShortLineBytes) {
    line.words = static_cast<std::uint32_t>(bytes.size() / 6);
  } else {
    const auto spaces = static_cast<std::uint32_t>(std::count(bytes.begin(), bytes.end(), ' '));
    const auto size = static_cast<std::uint32_t>(bytes.size());
    line.words = std::max(spaces + 1, spaces * 30 < size ? size / 6 : 0);
  }
  line.ends_sentence = ends_like_sentence(bytes);
  line.bullet = find_bullet(bytes);
  const bool row = line.words <= 40 && bytes.find('|') != std::string_view::npos;
  const bool trails_off = line.words <= 16 && (bytes.ends_with("...") || bytes.ends_with("\u2026"));
  const bool sentence = line.ends_sentence && !row && !trails_off && line.words >= kMinProseWords &&
                        bytes.size() >= kMinProseBytes;
  line.prose = sentence || line.words >= 45;
}

bool starts_lower(std::string_view text, const PageLine& line) {
  UChar32 c = 0;
  auto at = static_cast<std::int32_t>(line.begin);
  U8_NEXT(text.data(), at, static_cast<std::int32_t>(line.end), c);
  return c >= 0 && u_islower(c);
}

// A paragraph set in lines of about equal length: all but the last reach most of the widest one's length, and
// breaks fall within sentences.
bool is_hard_wrapped(std::string_view text, const PageLine* first, const PageLine* last) {
  std::uint32_t widest = 0;
  for (const PageLine* l = first; l != last; ++l) widest = std::max(widest, l->end - l->begin);
  if (last - first < 3 || widest < 50 || widest > 130) return false;
  const auto lower = std::count_if(first + 1, last, [&](const PageLine& l) { return starts_lower(text, l); });
  if (lower * 2 < last - first - 1) return false;
  return std::all_of(first, last - 1, [&](const PageLine& l) { return (l.end - l.begin) * 4 >= widest * 3; });
}

// Whether the next line goes on in the middle of a sentence.
bool continues(std::string_view text, const PageLine& line, const PageLine& next) {
  const std::uint32_t size = line.end - line.begin;
  return size >= 50 && size <= 130 && !line.ends_sentence && starts_lower(text, next);
}

void join_wrapped(std::string_view text, std::vector<PageLine>& lines, std::size_t run_begin) {
  if (lines.size() - run_begin < 2) return;
  std::size_t kept = run_begin;
  const bool wrapped = is_hard_wrapped(text, &lines[run_begin], lines.data() + lines.size());
  const bool ends = lines.back().ends_sentence;
  for (std::size_t i = run_begin + 1; i < lines.size(); ++i) {
    if (wrapped || (ends && continues(text, lines[i - 1], lines[i]))) {
      const std::uint32_t begin = lines[kept].begin;
      lines[kept] = lines[i];
      lines[kept].begin = begin;
    } else {
      lines[++kept] = lines[i];
    }
  }
  lines.resize(kept + 1);
}

}  // namespace

bool ends_like_sentence(std::string_view text) {
  while (!text.empty()) {
    const char last = text.back();
    if (last == '.' || last == '!' || last == '?') return true;
    if (text.ends_with("\u2026") || text.ends_with("\u3002") || text.ends_with("\uFF01") ||
        text.ends_with("\uFF1F"))
      return true;
    if (text.ends_with("\u0964") || text.ends_with("\u104B") || text.ends_with("\u17D4")) return true;
    if (last == '"' || last == '\'' || last == ')' || last == ']' || last == ' ') {
      text.remove_suffix(1);
    } else if (text.ends_with("\u201D") || text.ends_with("\u2019")) {
      text.remove_suffix(3);
    } else if (text.ends_with("\u00BB")) {
      text.remove_suffix(2);
    } else {
      return false;
    }
  }
  return false;
}

void cut_lines(std::string_view text, std::vector<PageLine>& out) {
  out.clear();
  std::size_t run_begin = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t found = text.find('\n', begin);
    const std::size_t end = found == std::string_view::npos ? text.size() : found;
    std::size_t first = begin, last = end;
    while (first < last && text[first] == ' ') ++first;
    while (last > first && text[last - 1] == ' ') --last;
    if (first == last) {
      join_wrapped(text, out, run_begin);
      run_begin = out.size();
    } else {
      PageLine line;
      line.begin = static_cast<std::uint32_t>(first);
      line.end = static_cast<std::uint32_t>(last);
      line.ends_sentence = ends_like_sentence(text.substr(first, last - first));
      out.push_back(line);
    }
    begin = end + 1;
  }
  join_wrapped(text, out, run_begin);
  for (PageLine& line : out) measure(text, line);
}

void LineForms::assign(std::string_view line) {
  // No character's lower-case form is more than twice as long; blocks are written whole.
  const std::size_t room = 2 * line.size() + latin::kBlock;
  if (lower_bytes_.size() < room) lower_bytes_.resize(room);
  if (plain_bytes_.size() < room) plain_bytes_.resize(room);
  char *to_lower = lower_bytes_.data(), *to_plain = plain_bytes_.data();
  const LatinForms& latin = latin_forms();
  for (std::int32_t i = 0, size = static_cast<std::int32_t>(line.size()); i < size;) {
    if (static_cast<std::size_t>(size - i) >= latin::kBlock) {
      const std::size_t ascii = latin::lower_ascii(line.data() + i, to_lower);
      std::memcpy(to_plain, to_lower, latin::kBlock);
      to_lower += ascii;
      to_plain += ascii;
      i += static_cast<std::int32_t>(ascii);
      if (ascii == latin::kBlock) continue;
    }
    const auto byte = static_cast<unsigned char>(line[static_cast<std::size_t>(i)]);
    if (byte < 0x80) {
      const char c = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
      *to_lower++ = c;
      *to_plain++ = c;
      ++i;
      continue;
    }
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(line.data(), i, size, c);
    if (c < kLatinEnd && latin.plain[static_cast<std::size_t>(c)] != 0) {
      to_lower = put_code_point(latin.lower[static_cast<std::size_t>(c)], to_lower);
      *to_plain++ = latin.plain[static_cast<std::size_t>(c)];
    } else if (const char symbol = plain_symbol(c)) {
      *to_lower++ = symbol;
      *to_plain++ = symbol;
    } else {
      to_lower = put_code_point(u_tolower(c), to_lower);
      to_plain = put_code_point(u_tolower(c), to_plain);
    }
  }
  const auto written = [](const std::string& bytes, const char* end) {
    return std::string_view(bytes.data(), static_cast<std::size_t>(end - bytes.data()));
  };
  lower = written(lower_bytes_, to_lower);
  plain = written(plain_bytes_, to_plain);
  std::size_t first = 0, last = plain.size();
  while (first < last && !is_word_byte(plain[first])) ++first;
  while (last > first && !is_word_byte(plain[last - 1])) --last;
  core = plain.substr(first, last - first);
}

void append_line_key(std::string_view line, std::string& out) {
  const auto& letters = latin_forms().plain;
  for (std::int32_t i = 0, size = static_cast<std::int32_t>(line.size()); i < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(line.data(), i, size, c);
    if (c < 0x80) {
      if (is_word_byte(static_cast<char>(c)))
        out.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
    } else if (c < kLatinEnd && letters[static_cast<std::size_t>(c)] != 0) {
      out.push_back(letters[static_cast<std::size_t>(c)]);
    } else if (u_isalnum(c)) {
      append_code_point(u_tolower(c), out);
    }
  }
}

}  // namespace bearing
