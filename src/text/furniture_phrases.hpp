// The words by which page furniture gives itself away, in English, Vietnamese and some other languages.
#pragma once

#include <string_view>

namespace bearing::phrases {

/// All look-ups take lower-case text without Latin diacritics and, but for starts_*, without punctuation at
/// its ends (LineForms).

/// "read more", "tin lien quan": announces other articles.
bool is_teaser_heading(std::string_view core);
/// Length of a teaser phrase that `core` starts with, followed by no word character; 0 if none.
std::size_t teaser_prefix(std::string_view core);
/// "more from X", "trending in X": announces other articles when a list follows.
bool starts_section_name(std::string_view core);
/// Boxes for comments, newsletters, logins, tags, whatever their length.
bool is_comment_box(std::string_view core);
/// The same for short lines that don't read like a sentence.
bool starts_comment_box(std::string_view core);
/// "comments (3)", "binh luan (2)", "3 replies".
bool is_comment_heading(std::string_view core);
/// "home ...", "trang chu ...": the first entry of a menu.
bool starts_menu(std::string_view core);
/// "by ", "updated", "tac gia".
bool starts_byline(std::string_view core);
/// "photo:", "in pictures", "hinh minh hoa".
bool starts_caption(std::string_view plain);
/// Where the last photo credit begins in lower-case text with diacritics ("(photo", "ảnh:"), or npos.
std::size_t find_last_credit(std::string_view lower);
/// A news agency, "vna", "reuters".
bool is_agency(std::string_view word);
/// A word of a share or print bar, "facebook", "print", "a+".
bool is_tool_word(std::string_view word);
/// A weekday or month by name; Vietnamese ones are two words and are looked for in the whole line.
bool is_calendar_word(std::string_view word);
bool has_vietnamese_weekday(std::string_view plain);

}  // namespace bearing::phrases
