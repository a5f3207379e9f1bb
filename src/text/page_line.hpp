// Lines of a scraped page, and the forms under which rules look at them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bearing {

/// What a line looks like by itself; what it is depends on its place in the page (furniture.cpp).
enum class LineCue : std::uint8_t {
  kNone,
  kTitle,
  kCaption,
  kMenu,            ///< Rows of short entries: "Home | Politics | Sport".
  kDate,            ///< Date, time or weather.
  kByline,          ///< "By ...", "Updated ...", "Tác giả: ...".
  kName,            ///< A few capitalised words, perhaps an author.
  kTool,            ///< "Share Tweet Print", "A- A A+".
  kTeaserHeading,   ///< "Read more", "Tin liên quan".
  kTeaserLine,      ///< "Read more: ...", ">> ...".
  kComment,         ///< Newsletter boxes, tags, copyright.
  kCommentHeading,  ///< "Comments (3)": what follows is likely written by readers.
  kScrap,           ///< Words of a comment box in what may be a sentence of the article.
  kSignOff,         ///< "(Theo TTXVN)", "Source: VNA".
};

/// A line or hard-wrapped paragraph.
struct PageLine {
  std::uint32_t begin = 0, end = 0;  ///< Bytes of the text.
  std::uint32_t words = 0;           ///< Estimated; scripts without spaces count six bytes as a word.
  bool ends_sentence = false;
  bool prose = false;   ///< Long enough for a sentence and ends like one.
  char32_t bullet = 0;  ///< List mark at the start; '1' for numbers of any kind.
  LineCue cue = LineCue::kNone;
};

/// Cuts text at line feeds, joins hard-wrapped lines, and measures them. Cues are left at kNone.
void cut_lines(std::string_view text, std::vector<PageLine>& out);

/// Whether the text ends like a sentence (quotes and brackets after the stop allowed).
bool ends_like_sentence(std::string_view text);

/// Views of a short line. Reused from line to line, so that its buffers keep their size; the views last until
/// the next assign().
class LineForms {
 public:
  void assign(std::string_view line);

  std::string_view lower;  ///< Lower case; dashes, quotes and symbols made plain ('-', '"', '\'', '*').
  std::string_view plain;  ///< The same without Latin diacritics: one table serves "hoà", "hòa" and "hoa".
  std::string_view core;   ///< `plain` without punctuation at both ends.

 private:
  std::string lower_bytes_, plain_bytes_;
};

/// Letters and digits of a line in lower case without diacritics: equal for lines that differ in spaces, case
/// and punctuation only.
void append_line_key(std::string_view line, std::string& out);

}  // namespace bearing
