#include "text/furniture_cues.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "text/byte_search.hpp"
#include "text/byte_set.hpp"
#include "text/furniture_phrases.hpp"

namespace bearing {
namespace {

constexpr std::size_t kMaxCueBytes = 420;  // Longer lines are body.
constexpr std::size_t kPlainProseBytes =
    160;  // Prose from here on is looked at only if its end may be a photo credit.
constexpr std::size_t kCreditBytes = 64;  // The longest credit after its mark.
constexpr std::uint32_t kCreditWords = 8;

template <class Visit>
void for_each_word(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t space = find_byte(text, ' ', at);
    if (space > at) visit(text.substr(at, space - at));
    at = space + 1;
  }
}

std::uint32_t count_words(std::string_view text) {
  std::uint32_t words = 0;
  for_each_word(text, [&](std::string_view) { ++words; });
  return words;
}

std::string_view trim_punctuation(std::string_view word) {
  static constexpr ByteSet kMarks(" .,:;!?()[]{}\"'*|/-=<>");
  while (!word.empty() && kMarks.has(word.front())) word.remove_prefix(1);
  while (!word.empty() && kMarks.has(word.back())) word.remove_suffix(1);
  return word;
}

UChar32 first_code_point(std::string_view word) {
  std::int32_t at = 0;
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(word.data(), at, static_cast<std::int32_t>(word.size()), c);
  return c;
}

bool is_upper_word(std::string_view word) {
  std::size_t letters = 0;
  for (std::int32_t at = 0, size = static_cast<std::int32_t>(word.size()); at < size;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(word.data(), at, size, c);
    if (u_islower(c)) return false;
    letters += u_isupper(c) ? 1 : 0;
  }
  return letters >= 1;
}

// Separators of menus and breadcrumbs that stand between words.
std::size_t count_separators(std::string_view plain) {
  std::size_t separators = 0;
  const std::size_t entry = plain.find_first_not_of(" *>|~!/");  // A list mark separates nothing.
  if (entry == std::string_view::npos) return 0;
  for_each_word(plain.substr(entry), [&](std::string_view word) {
    static constexpr ByteSet kSeparators("|*/>~!\\");
    const bool separates =
        std::all_of(word.begin(), word.end(), [](char c) { return kSeparators.has(c); }) || word == "::";
    separators += separates ? 1 : 0;
  });
  separators += static_cast<std::size_t>(std::count(plain.begin(), plain.end(), ']')) / 2;
  return separators;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct CalendarMarks {
  int dates = 0, times = 0, words = 0, years = 0;
};

// A run that starts with a digit: 17/11/2023, 2023.12.31, 09:42, 7.44am, 2019.
void judge_number(std::string_view run, CalendarMarks& marks) {
  const auto separators =
      std::count_if(run.begin(), run.end(), [](char c) { return c == '/' || c == '-' || c == '.'; });
  const auto digits = std::count_if(run.begin(), run.end(), is_digit);
  const bool only_date = static_cast<std::size_t>(separators + digits) == run.size();
  if (only_date && separators == 2 && digits >= 4 && digits <= 8) ++marks.dates;
  if (only_date && separators == 1 && digits <= 4 && run.find('/') != std::string_view::npos) ++marks.dates;
  const std::size_t mark = run.find_first_not_of("0123456789");
  if (mark != std::string_view::npos && (mark == 1 || mark == 2) && run.size() > mark + 1) {
    const bool clock = run[mark] == ':' || (run[mark] == 'h' && is_digit(run[mark + 1])) ||
                       run.ends_with("am") || run.ends_with("pm");
    marks.times += clock ? 1 : 0;
  }
  if (run.size() == 4 && digits == 4 && (run.starts_with("19") || run.starts_with("20"))) ++marks.years;
}

CalendarMarks find_calendar_marks(std::string_view plain) {
  CalendarMarks marks;
  for_each_word(plain, [&](std::string_view word) {
    word = trim_punctuation(word);
    if (word.empty()) return;
    if (is_digit(word[0])) {
      judge_number(word, marks);
    } else if (phrases::is_calendar_word(word)) {
      ++marks.words;
    }
  });
  marks.words += phrases::has_vietnamese_weekday(plain) ? 1 : 0;
  return marks;
}

bool is_date_line(const PageLine& line, const LineForms& forms) {
  if (line.words > 16) return false;
  const bool weather = find_pair(forms.plain, "\u00B0", 0) != std::string::npos ||
                       find_pair(forms.plain, " do c", 3) != std::string::npos ||
                       find_pair(forms.plain, "usd ", 0) != std::string::npos;
  const CalendarMarks marks = find_calendar_marks(forms.plain);
  const int all = marks.dates + marks.times + marks.words + marks.years;
  return weather || all >= 2 || (marks.dates + marks.times >= 1 && line.words <= 6);
}

bool is_tool_line(std::string_view plain) {
  std::uint32_t tools = 0, others = 0;
  for_each_word(plain, [&](std::string_view word) {
    const bool sized = word == "a-" || word == "a+";
    word = sized ? word : trim_punctuation(word);
    if (word.empty() || is_digit(word[0])) return;
    ++(phrases::is_tool_word(word) ? tools : others);
  });
  return tools >= 1 && others * 4 <= tools;
}

// Where the last photo mark begins, or npos: "(photo: vna)" gives the place of '('. Only ends of lines are
// looked at: credits are short.
std::size_t find_credit(std::string_view lower) {
  const std::size_t window = lower.size() - std::min(lower.size(), kCreditBytes);
  const std::string_view tail = lower.substr(window);
  const bool possible = has_any_of(tail, ":(=") || find_pair(tail, "photo", 2) != std::string_view::npos ||
                        find_pair(tail, "ảnh", 1) != std::string_view::npos;
  if (!possible) return std::string_view::npos;
  const std::size_t found = phrases::find_last_credit(tail);
  return found == std::string_view::npos ? found : window + found;
}

bool is_short_tail(std::string_view tail) {
  return tail.size() <= kCreditBytes && count_words(tail) <= kCreditWords;
}

// "A view of the port. LEDGER PHOTO", "— VNA/VNS Photo", ". Photo GLW", "– SAM pic"
bool ends_in_photo_words(std::string_view original, std::string_view lower) {
  const std::size_t space = lower.rfind(' ');
  const std::string_view last =
      trim_punctuation(space == std::string_view::npos ? lower : lower.substr(space + 1));
  if ((last == "photo" || last == "pic" || last == "picture") && !original.ends_with('.') &&
      space != std::string_view::npos)
    return true;
  if (find_pair(lower, "photo ", 2) == std::string_view::npos) return false;
  const std::size_t at = lower.rfind("photo ");
  if (at == std::string_view::npos || at < 2 || !is_short_tail(lower.substr(at))) return false;
  const std::size_t before = lower.find_last_not_of(' ', at - 1);
  return before != std::string_view::npos &&
         std::string_view(".-(*/").find(lower[before]) != std::string_view::npos;
}

// "ttxvn/vietnam+", "afp, kyodo"
bool is_agency_list(std::string_view text) {
  bool agencies = !text.empty();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of("/,", at), text.size());
    const std::size_t first = std::min(text.find_first_not_of(' ', at), end);
    agencies = agencies && phrases::is_agency(text.substr(first, end - first));
    at = end + 1;
  }
  return agencies;
}

// "(Reuters)", "(JP/A. Suryana)" and the like at the very end.
bool ends_in_credit_brackets(std::string_view lower) {
  if (!lower.ends_with(')') && !lower.ends_with(").") && !lower.ends_with(")]")) return false;
  const std::size_t open = lower.rfind('(');
  if (open == std::string_view::npos || open == 0) return false;
  const std::string_view inside = trim_punctuation(lower.substr(open));
  const std::size_t before = lower.find_last_not_of(' ', open - 1);
  const bool after_stop = before != std::string_view::npos &&
                          std::string_view(".!?\"").find(lower[before]) != std::string_view::npos;
  if (after_stop && is_agency_list(inside)) return false;  // The signature of a last paragraph.
  const std::size_t slash = inside.find('/');
  if (slash != std::string_view::npos)
    return !is_digit(inside[0]) && count_words(inside) <= 6 && inside.find("km") == std::string_view::npos;
  return phrases::is_agency(inside) || inside.ends_with(" via ap") || inside == "file";
}

// "Vials on a filling line. KEYSTONE-PRESS", "Workers pose. / BTA"
bool ends_in_capitals(std::string_view original, const PageLine& line) {
  if (line.words > 16) return false;
  const std::size_t stop = original.rfind(". ");
  if (stop == std::string_view::npos || stop < 20) return false;
  const std::string_view tail = original.substr(stop + 2);
  if (tail.starts_with('(') || tail.starts_with('-') || tail.starts_with("\u2013") ||
      tail.starts_with("\u2014"))
    return false;  // A signature.
  bool upper = tail.size() >= 3 && tail.size() <= 32 && !tail.ends_with('.') && count_words(tail) <= 3;
  for_each_word(tail, [&](std::string_view word) {
    upper = upper && (word == "/" || (word.size() >= 2 && is_upper_word(word)));
  });
  return upper;
}

// One text twice, glued or with a space between: "At the port (Photo: VNA)At the port (Photo: VNA)"
bool is_doubled(std::string_view text) {
  const std::size_t half = text.size() / 2;
  return text.size() >= 40 && (text.substr(0, half) == text.substr(text.size() - half));
}

bool starts_like_scene(std::string_view core) {
  constexpr std::array<std::string_view, 12> kScenes = {
      "quang canh ",           "toan canh ",         "a view of ",      "a general view of ", "at the event",
      "at the ceremony",       "at the meeting",     "delegates pose ", "illustrative ",      "illustration ",
      "cac dai bieu chup anh", "an overview of the "};
  return std::any_of(kScenes.begin(), kScenes.end(), [&](std::string_view s) { return core.starts_with(s); });
}

bool is_caption(std::string_view original, const PageLine& line, const LineForms& forms) {
  if (phrases::starts_caption(forms.plain) && line.words <= 40) return true;
  if (forms.plain.starts_with("pic ") && forms.plain.size() > 5 && is_digit(forms.plain[4])) return true;
  if (line.bullet == U'\u25B2' || forms.lower.starts_with("ảnh:") || forms.lower.starts_with("hình:"))
    return true;
  if (forms.lower.starts_with("[ảnh") || is_doubled(original)) return true;
  if (const std::size_t credit = find_credit(forms.lower);
      credit != std::string_view::npos && is_short_tail(std::string_view(forms.lower).substr(credit))) {
    const bool source_only = credit <= 1 && forms.plain.find("nguon") <= 1;
    if (!source_only) return true;
  }
  if (ends_in_photo_words(original, forms.lower) && line.words <= 40) return true;
  if (original.size() <= 260 && ends_in_credit_brackets(forms.lower) && line.words >= 4) return true;
  if (ends_in_capitals(original, line)) return true;
  return starts_like_scene(forms.core) && line.words <= 13;
}

bool is_sign_off(std::string_view original, const PageLine& line, const LineForms& forms) {
  const std::string_view core = forms.core;
  if (line.words <= 24 &&
      (core.ends_with("contributed to this report") || core.ends_with("contributed to this story")))
    return true;
  if (line.words > 8) return false;
  if (phrases::is_agency(core)) return true;
  if (core.starts_with("source:") || core.starts_with("nguon:") || core.starts_with("(end)")) return true;
  if (core.starts_with("theo ") && !line.ends_sentence && is_name_like(original)) return true;
  if (is_agency_list(core)) return true;
  const bool marked =
      original.starts_with("--") || original.starts_with("\u2014") || original.starts_with("(");
  return marked && line.words <= 4 && is_name_like(original) && !line.ends_sentence;
}

// ">> Other article", "» Other article": marks that bodies of articles don't use.
bool has_teaser_mark(std::string_view original, const PageLine& line) {
  constexpr std::u32string_view kMarks =
      U"\u00BB\u25B8\u25B9\u25BA\u261E\u2023\u21D2\u2192\u2190\u25AA\u25A0\u2605";
  if (line.words > 24) return false;
  if (original.starts_with(">")) return true;
  return line.bullet != 0 && kMarks.find(line.bullet) != std::u32string_view::npos &&
         original.find("\u00AB") == std::string_view::npos;
}

// The phrase announces something: a colon, a bar or capitals set it apart from what follows.
bool is_inline_teaser(std::string_view original, const PageLine& line, const LineForms& forms) {
  if (line.words > 40) return false;
  const std::size_t prefix = phrases::teaser_prefix(forms.core);
  if (prefix == 0) {
    const std::size_t colon = forms.core.find(": ");
    return colon != std::string_view::npos && colon <= 24 && !line.prose &&
           phrases::starts_section_name(forms.core);
  }
  std::string_view rest = forms.core.substr(prefix);
  if (rest.empty()) return false;
  const std::size_t mark = rest.find_first_not_of(' ');
  if (mark == std::string_view::npos) return false;
  if (std::string_view(":|*>-]").find(rest[mark]) != std::string_view::npos)
    return rest[mark] != '-' || mark > 0;
  const std::size_t begin = original.find_first_not_of(" *>-[\"");
  return begin != std::string_view::npos && !line.prose &&
         is_upper_word(original.substr(begin, std::min(prefix, original.size() - begin)));
}

LineCue find_teaser_cue(std::string_view original, const PageLine& line, const LineForms& forms) {
  if (phrases::is_teaser_heading(forms.core)) return LineCue::kTeaserHeading;
  const bool announces =
      line.words <= 7 && forms.plain.ends_with(':') && phrases::teaser_prefix(forms.core) > 0;
  if (announces) return LineCue::kTeaserHeading;
  if (is_inline_teaser(original, line, forms)) return LineCue::kTeaserLine;
  if (line.words <= 6 && !line.ends_sentence && phrases::starts_section_name(forms.core))
    return LineCue::kTeaserHeading;
  return has_teaser_mark(original, line) ? LineCue::kTeaserLine : LineCue::kNone;
}

bool is_tag_row(std::string_view original) {
  std::uint32_t tags = 0;
  for_each_word(original, [&](std::string_view word) {
    tags += word.size() > 1 && word[0] == '#' && !is_digit(word[1]) ? 1 : 0;
  });
  return tags >= 2;
}

LineCue find_short_line_cue(std::string_view original, const PageLine& line, const LineForms& forms) {
  if (phrases::is_comment_heading(forms.core)) return LineCue::kCommentHeading;
  if (line.words <= 30 && phrases::is_comment_box(forms.core)) return LineCue::kComment;
  if (line.prose) return LineCue::kNone;
  if (is_tool_line(forms.plain)) return LineCue::kTool;
  if (line.words <= 16 && (phrases::starts_comment_box(forms.core) || is_tag_row(original)))
    return LineCue::kComment;
  if (is_date_line(line, forms)) return LineCue::kDate;
  const std::size_t separators = count_separators(forms.plain);
  if (separators >= 2 && line.words <= separators * 6 + 6) return LineCue::kMenu;
  if (line.words <= 14 && phrases::starts_byline(forms.core)) return LineCue::kByline;
  if (separators >= 1 && line.words <= 10) return LineCue::kMenu;
  if (line.words <= 20 && !line.ends_sentence && phrases::starts_menu(forms.core)) return LineCue::kMenu;
  return line.words <= 6 && !line.ends_sentence && is_name_like(original) ? LineCue::kName : LineCue::kNone;
}

}  // namespace

LineCue find_cue(std::string_view text, const PageLine& line, LineForms& forms) {
  const std::string_view original = text.substr(line.begin, line.end - line.begin);
  if (original.size() > kMaxCueBytes) return LineCue::kNone;
  if (line.prose && original.size() > kPlainProseBytes) {
    const std::string_view tail = original.substr(original.size() - kCreditBytes);
    if (!has_any_of(tail, ":)/") && find_pair(tail, "hoto", 1) == std::string_view::npos &&
        line.bullet == 0 && original[0] != '[' && original[0] != '(') {
      return LineCue::kNone;
    }
  }
  forms.assign(original);
  if (forms.core.empty()) return LineCue::kMenu;
  if (is_sign_off(original, line, forms)) return LineCue::kSignOff;
  const LineCue teaser = find_teaser_cue(original, line, forms);
  if (teaser != LineCue::kNone) return teaser;
  if (forms.plain.starts_with("bai, anh") || forms.plain.starts_with("bai:")) return LineCue::kByline;
  if (is_caption(original, line, forms)) return LineCue::kCaption;
  return find_short_line_cue(original, line, forms);
}

std::size_t find_glued_sign_off(std::string_view paragraph) {
  constexpr std::size_t kWindow = 48;
  if (paragraph.empty() || (std::string_view(".!?\"").find(paragraph.back()) != std::string_view::npos &&
                            !paragraph.ends_with("/."))) {
    return paragraph.size();
  }
  const std::size_t window = paragraph.size() - std::min(paragraph.size(), kWindow);
  const std::string_view tail = paragraph.substr(window);
  if (const std::size_t mark = tail.find("./."); mark != std::string_view::npos && tail.size() - mark <= 12)
    return window + mark + 1;
  // The stop of the last sentence, then a dash or bracket, then capitals only.
  for (std::size_t at = tail.size(); at-- > 1;) {
    if (tail[at] != ' ') continue;
    const bool stop = tail[at - 1] == '.' || tail[at - 1] == '!' || tail[at - 1] == '?' ||
                      tail[at - 1] == '"' || tail.substr(0, at).ends_with("\u201D");
    if (!stop) continue;
    const std::string_view rest = tail.substr(at + 1);
    const bool dashed = rest.starts_with("- ") || rest.starts_with("-- ") || rest.starts_with("\u2014") ||
                        rest.starts_with("\u2013");
    const bool bracketed = rest.starts_with("(") && rest.ends_with(")");
    if (!dashed && !bracketed) continue;
    return count_words(rest) <= 5 && !rest.ends_with('.') && is_name_like(rest) ? window + at + 1
                                                                                : paragraph.size();
  }
  return paragraph.size();
}

std::string_view caption_content(std::string_view caption) {
  const std::size_t first = caption.find_first_not_of("[(*");
  if (first == std::string_view::npos) return caption;
  caption.remove_prefix(first);
  const std::size_t mark = caption.find_first_of(":])|.");
  if (mark != std::string_view::npos && mark <= 16) {
    LineForms forms;
    forms.assign(caption.substr(0, mark + 1));
    const bool known = phrases::starts_caption(forms.plain) || forms.plain.starts_with("anh") ||
                       forms.plain.starts_with("hinh") || forms.plain.starts_with("pic") ||
                       forms.plain.starts_with("photo") || forms.plain.starts_with("image") ||
                       forms.plain.starts_with("chu thich");
    if (known) caption.remove_prefix(mark + 1);
  }
  const std::size_t begin = caption.find_first_not_of(' ');
  if (begin == std::string_view::npos) return caption;
  caption.remove_prefix(begin);
  while (!caption.empty() && (caption.back() == ']' || caption.back() == ' ')) caption.remove_suffix(1);
  return caption;
}

bool is_name_like(std::string_view line) {
  std::uint32_t capitalised = 0;
  bool names = true;
  for_each_word(line, [&](std::string_view word) {
    const std::string_view bare = trim_punctuation(word);
    if (bare.empty() || bare == "\u2014" || bare == "\u2013") return;
    constexpr std::array<std::string_view, 12> kParticles = {"theo", "from", "in", "and",  "of",  "de",
                                                             "van",  "từ",   "và", "tổng", "hợp", "dịch"};
    if (std::find(kParticles.begin(), kParticles.end(), bare) != kParticles.end()) return;
    const UChar32 c = first_code_point(bare);
    names = names && (u_isupper(c) || u_istitle(c) || is_digit(bare[0]));
    capitalised += u_isupper(c) ? 1 : 0;
  });
  return names && capitalised >= 1;
}

}  // namespace bearing
