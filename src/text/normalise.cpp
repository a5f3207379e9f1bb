// How it works: runs of text that is as it should be are found with a table and copied whole. Anything else
// goes through `pending_`, the shortest piece that NFC can look at alone (a character that composes with
// nothing before it and all that may compose with it), so that every piece keeps its own place in the offset
// map.
#include "text/normalise.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "text/latin_scan.hpp"
#include "text/utf8.hpp"

namespace bearing {
namespace {

enum class Treatment : std::uint8_t {
  kKeep,     ///< NFC as it is, and composes with nothing before it.
  kSpace,    ///< Becomes part of one plain space.
  kLineEnd,  ///< Becomes part of one or two line feeds.
  kDrop,
  kMap,      ///< Replaced by its compatibility form.
  kCompose,  ///< NFC must look at it.
};

constexpr char32_t kTableSize = 0x2C00;

/// No text needs more marks on one letter (the Unicode stream-safe format allows 30); more would make
/// reordering quadratic.
constexpr int kMaxPending = 32;
constexpr std::size_t kMaxMapped =
    4;  ///< UTF-16 units; longer compatibility forms are phrases, not characters.

const UNormalizer2* nfc() {
  UErrorCode status = U_ZERO_ERROR;
  static const UNormalizer2* const instance = unorm2_getNFCInstance(&status);
  return instance;
}

const UNormalizer2* nfkc() {
  UErrorCode status = U_ZERO_ERROR;
  static const UNormalizer2* const instance = unorm2_getNFKCInstance(&status);
  return instance;
}

bool between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

/// Characters that differ from their compatibility form only in how they are typeset: full and half width,
/// Latin and Armenian ligatures, Arabic presentation forms, "mathematical" bold and italic letters (a
/// favourite of social media).
bool is_typeset_form(char32_t c) {
  return between(c, 0xFF00, 0xFFEF) || between(c, 0xFB00, 0xFB06) || between(c, 0xFB13, 0xFB17) ||
         between(c, 0xFB50, 0xFDFF) || between(c, 0xFE70, 0xFEFC) || between(c, 0x1D400, 0x1D7FF);
}

/// The compatibility form of `c` as UTF-16, or 0 units when there is none or none that we use.
std::size_t compatibility_form(char32_t c, char16_t* out) {
  UErrorCode status = U_ZERO_ERROR;
  const auto size = unorm2_getDecomposition(nfkc(), static_cast<UChar32>(c), out, kMaxMapped, &status);
  if (U_FAILURE(status) || size <= 0) return 0;
  for (int i = 0; i < size; ++i) {
    if (out[i] <= u' ') return 0;
  }
  return static_cast<std::size_t>(size);
}

Treatment classify(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  if (c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0x85 || c == 0x2028 || c == 0x2029)
    return Treatment::kLineEnd;
  if (c == '\t' || u_charType(code) == U_SPACE_SEPARATOR) return Treatment::kSpace;
  if (u_charType(code) == U_CONTROL_CHAR || u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
      between(c, 0xFFF9, 0xFFFB)) {
    return Treatment::kDrop;
  }
  char16_t form[kMaxMapped];
  if (is_typeset_form(c) && compatibility_form(c, form) != 0) return Treatment::kMap;
  const bool plain =
      u_getIntPropertyValue(code, UCHAR_NFC_QUICK_CHECK) == UNORM_YES && u_getCombiningClass(code) == 0;
  return plain ? Treatment::kKeep : Treatment::kCompose;
}

struct Treatments {
  std::array<Treatment, kTableSize> table;
  Treatments() {
    for (char32_t c = 0; c < kTableSize; ++c) table[c] = classify(c);
  }
  Treatment of(char32_t c) const {
    if (c < kTableSize) return table[c];
    // Kana without their marks, unified ideographs and Hangul syllables: normalisation never changes for
    // assigned characters.
    if (between(c, 0x3041, 0x3096) || between(c, 0x30A1, 0x30FA) || between(c, 0x4E00, 0x9FFC) ||
        between(c, 0xAC00, 0xD7A3)) {
      return Treatment::kKeep;
    }
    return classify(c);
  }
};

const Treatments& treatments() {
  static const Treatments instance;
  return instance;
}

class Pass {
 public:
  Pass(std::string_view source, NormalisedText& out)
      : source_(source), out_(out), treatments_(treatments()) {}

  void run() {
    while (at_ < source_.size()) {
      copy_run();
      while (at_ < source_.size() && !step()) {
      }
    }
    flush_pending();
  }

 private:
  void copy_run();
  std::size_t scan_run(std::size_t at) const;
  bool step();
  void take(char32_t c, std::size_t size, Treatment treatment);
  void flush_pending();
  void flush_white();
  void emit(std::size_t source_begin, std::size_t source_end, std::string_view bytes);
  bool is_white(std::size_t at) const {
    const Treatment treatment = treatments_.of(utf8::decode(source_, at).value);
    return treatment == Treatment::kSpace || treatment == Treatment::kLineEnd;
  }

  std::string_view source_;
  NormalisedText& out_;
  const Treatments& treatments_;
  std::size_t at_ = 0;

  // White space seen and not yet written: nothing is, unless text follows.
  bool white_ = false;
  int line_ends_ = 0;
  std::size_t white_begin_ = 0, white_end_ = 0;

  // The piece that waits for what may compose with it.
  int pending_count_ = 0;
  std::size_t pending_units_ = 0, pending_begin_ = 0, pending_end_ = 0;
  std::array<char16_t, kMaxPending * kMaxMapped> pending_;
};

/// The end of the longest run from `at` (a character to keep) that needs no change, or that ends in white
/// space which may.
std::size_t Pass::scan_run(std::size_t at) const {
  const Treatment* const table = treatments_.table.data();
  const std::size_t size = source_.size();
  while (at < size) {
    if (at + latin::kReach <= size) {
      const std::uint32_t odd = latin::not_normal(source_.data() + at);
      at += static_cast<std::size_t>(std::countr_zero(odd | 1U << latin::kBlock));
      if (odd == 0) continue;
    }
    const auto byte = static_cast<unsigned char>(source_[at]);
    const bool rest = byte >= 0x80 && byte < 0xC0;  // Of a plain character that a block began.
    if (rest || (byte > ' ' && byte < 0x7F)) {
      ++at;
    } else if (byte >= 0x80) {
      const utf8::CodePoint c = utf8::decode(source_, at);
      const Treatment treatment = c.value < kTableSize ? table[c.value] : treatments_.of(c.value);
      if (treatment != Treatment::kKeep) return at;
      at += c.size;
    } else if (byte == ' ' && at + 1 < size && static_cast<unsigned char>(source_[at + 1]) > ' ') {
      ++at;
    } else if (byte == '\n' && source_[at - 1] == ' ') {
      return at;
    } else if (byte == '\n' && at + 1 < size && static_cast<unsigned char>(source_[at + 1]) > ' ') {
      ++at;
    } else if (byte == '\n' && at + 2 < size && source_[at + 1] == '\n' &&
               static_cast<unsigned char>(source_[at + 2]) > ' ') {
      at += 2;
    } else {
      return at;
    }
  }
  return at;
}

void Pass::copy_run() {
  const std::size_t begin = at_;
  const utf8::CodePoint first = utf8::decode(source_, begin);
  if (treatments_.of(first.value) != Treatment::kKeep) return;
  const std::size_t stop = scan_run(begin + first.size);
  std::size_t end = stop;
  while (source_[end - 1] == ' ' || source_[end - 1] == '\n') --end;
  at_ = end;
  // What follows may compose with the last character, which then waits for it.
  if (end == stop && stop < source_.size() && !is_white(stop)) {
    const std::size_t last = utf8::previous(source_, end);
    const utf8::CodePoint c = utf8::decode(source_, last);
    if (last >= begin && last + c.size == end) {  // Always so in valid UTF-8.
      out_.text.append(source_, begin, last - begin);
      out_.origin.append_copy(begin, last - begin);
      at_ = last;
      take(c.value, c.size, Treatment::kKeep);
      at_ = end;
      return;
    }
  }
  out_.text.append(source_, begin, end - begin);
  out_.origin.append_copy(begin, end - begin);
}

/// Treats one character. Returns true, and leaves the character alone, where copy_run() can go on.
bool Pass::step() {
  const utf8::CodePoint c = utf8::decode(source_, at_);
  const Treatment treatment = treatments_.of(c.value);
  switch (treatment) {
    case Treatment::kKeep:
      flush_pending();
      flush_white();
      return true;
    case Treatment::kDrop:
      break;
    case Treatment::kSpace:
    case Treatment::kLineEnd: {
      flush_pending();
      if (!white_) white_begin_ = at_;
      white_ = true;
      const bool crlf = c.value == '\n' && at_ > 0 && source_[at_ - 1] == '\r';
      if (treatment == Treatment::kLineEnd && !crlf) ++line_ends_;
      white_end_ = at_ + c.size;
      break;
    }
    case Treatment::kMap:
    case Treatment::kCompose:
      take(c.value, c.size, treatment);
      break;
  }
  at_ += c.size;
  return false;
}

/// Adds the form of a character at at_ to the pending piece, or starts a new one with it.
void Pass::take(char32_t c, std::size_t size, Treatment treatment) {
  char16_t form[kMaxMapped];
  std::size_t units = 0;
  if (treatment == Treatment::kMap) units = compatibility_form(c, form);
  if (units == 0) {
    UBool failed = false;
    U16_APPEND(form, units, kMaxMapped, static_cast<UChar32>(c), failed);
    if (failed) return;
  }
  UChar32 first = form[0];
  if (units > 1 && U16_IS_LEAD(form[0])) first = U16_GET_SUPPLEMENTARY(form[0], form[1]);
  if (pending_count_ == 0 || unorm2_hasBoundaryBefore(nfc(), first)) {
    flush_pending();
    flush_white();
    pending_begin_ = at_;
  } else if (pending_count_ == kMaxPending) {
    return;
  }
  std::memcpy(pending_.data() + pending_units_, form, units * sizeof(char16_t));
  pending_units_ += units;
  pending_end_ = at_ + size;
  ++pending_count_;
}

void Pass::flush_pending() {
  if (pending_count_ == 0) return;
  std::array<char16_t, kMaxPending * kMaxMapped * 3> composed;  // NFC lengthens UTF-16 threefold at most.
  UErrorCode status = U_ZERO_ERROR;
  const int units = unorm2_normalize(nfc(), pending_.data(), static_cast<int32_t>(pending_units_),
                                     composed.data(), static_cast<int32_t>(composed.size()), &status);
  std::array<char, composed.size() * 3> bytes;
  std::size_t size = 0;
  for (int i = 0; U_SUCCESS(status) && i < units;) {
    UChar32 c = 0;
    U16_NEXT(composed.data(), i, units, c);
    size += utf8::encode(static_cast<char32_t>(c), bytes.data() + size);
  }
  emit(pending_begin_, pending_end_, {bytes.data(), size});
  pending_count_ = 0;
  pending_units_ = 0;
}

void Pass::flush_white() {
  if (!white_) return;
  const std::string_view bytes = line_ends_ == 0 ? " " : line_ends_ == 1 ? "\n" : "\n\n";
  if (!out_.text.empty()) emit(white_begin_, white_end_, bytes);
  white_ = false;
  line_ends_ = 0;
}

void Pass::emit(std::size_t source_begin, std::size_t source_end, std::string_view bytes) {
  const std::string_view source = source_.substr(source_begin, source_end - source_begin);
  if (source == bytes) {
    out_.origin.append_copy(source_begin, bytes.size());
  } else {
    out_.origin.append_change(source_begin, source.size(), bytes.size());
  }
  out_.text += bytes;
}

}  // namespace

void normalise(std::string_view source, NormalisedText& out) {
  out.text.clear();
  out.origin.clear();
  Pass(source, out).run();
}

}  // namespace bearing
