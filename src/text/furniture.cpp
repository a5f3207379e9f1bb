// Goal: what is left as body is the article, so that mastheads and teasers of other articles don't decide
// labels. Non-goal: to catch everything. A caption that stays costs little; a paragraph that goes may cost a
// label.
//
// Lines are judged twice: by what they look like (furniture_cues.cpp) and by where they stand. Weak looks (a
// name, a date, a row of short entries) count in the head of a page, before the first paragraph, and in its
// tail, after the last one; strong looks count everywhere.
#include "text/furniture.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "text/furniture_cues.hpp"
#include "text/page_line.hpp"

namespace bearing {
namespace {

constexpr std::size_t kRepeatWindow = 12;     // A repeated caption stands close to its first copy.
constexpr std::size_t kMaxRepeatBytes = 240;  // Longer repeats are paragraphs.
constexpr std::size_t kMinTitleKey = 8;

class Page {
 public:
  void cut(std::string_view text);
  void judge(std::string_view title);
  bool cuts_depend_on_kinds() const;
  void emit(std::vector<Block>& out) const;
  void emit_lines(std::vector<Block>& out) const {
    for (const PageLine& line : lines_) out.push_back({line.begin, line.end, BlockKind::kBody});
  }

 private:
  std::string_view line_text(std::size_t i) const {
    return text_.substr(lines_[i].begin, lines_[i].end - lines_[i].begin);
  }
  bool is_prose(std::size_t i) const { return lines_[i].prose && lines_[i].cue == LineCue::kNone; }
  bool is_body(std::size_t i) const { return kinds_[i] == BlockKind::kBody; }

  void find_titles(std::string_view title);
  void find_repeats();
  void find_head();
  void find_teasers();
  void find_comments();
  void find_tail();
  void find_strong();
  bool follows_sign_off(std::size_t heading) const;
  bool is_card_list(std::size_t begin) const;
  std::size_t end_of_list(std::size_t heading) const;
  void mark_title_head(std::size_t title, std::size_t first_prose);
  void mark_bare_head(std::size_t first_prose);

  std::string_view text_;
  std::vector<PageLine> lines_;
  std::vector<BlockKind> kinds_;
  std::size_t head_end_ = 0;  // First line of the article proper.
  std::size_t titles_ = 0;
  LineForms forms_;
  std::string title_key_, line_key_;
};

BlockKind kind_in_head(LineCue cue) {
  switch (cue) {
    case LineCue::kTitle:
      return BlockKind::kTitle;
    case LineCue::kCaption:
      return BlockKind::kCaption;
    case LineCue::kTeaserHeading:
    case LineCue::kTeaserLine:
      return BlockKind::kTeaser;
    default:
      return BlockKind::kMasthead;
  }
}

BlockKind kind_in_tail(LineCue cue) {
  switch (cue) {
    case LineCue::kTitle:
      return BlockKind::kTitle;
    case LineCue::kCaption:
      return BlockKind::kCaption;
    case LineCue::kTeaserHeading:
    case LineCue::kTeaserLine:
      return BlockKind::kTeaser;
    case LineCue::kName:
    case LineCue::kSignOff:
      return BlockKind::kSignOff;
    case LineCue::kMenu:
    case LineCue::kDate:
    case LineCue::kByline:
      return BlockKind::kMasthead;
    default:
      return BlockKind::kComment;
  }
}

// Cues that make a line furniture wherever it stands.
bool is_strong(LineCue cue) {
  return cue == LineCue::kCaption || cue == LineCue::kTeaserHeading || cue == LineCue::kTeaserLine ||
         cue == LineCue::kTool || cue == LineCue::kComment || cue == LineCue::kCommentHeading ||
         cue == LineCue::kSignOff;
}

// Repeats of these are no captions: a headline, the same advertisement mark twice.
bool may_repeat(LineCue cue) {
  return cue == LineCue::kNone || cue == LineCue::kCaption || cue == LineCue::kName || cue == LineCue::kMenu;
}

bool may_have_sign_off(const PageLine& line) { return line.words >= 4; }

void Page::cut(std::string_view text) {
  text_ = text;
  cut_lines(text, lines_);
  kinds_.assign(lines_.size(), BlockKind::kBody);
}

void Page::judge(std::string_view title) {
  if (lines_.size() == 1) return;  // A page that is all furniture is a text after all.
  for (PageLine& line : lines_) line.cue = find_cue(text_, line, forms_);
  titles_ = 0;
  find_titles(title);
  find_repeats();
  find_head();
  find_teasers();
  find_comments();
  find_strong();
  find_tail();
  // A page that is all furniture is a text after all: a list, a headline, a note.
  if (std::none_of(kinds_.begin(), kinds_.end(), [](BlockKind k) { return k == BlockKind::kBody; })) {
    std::fill(kinds_.begin(), kinds_.end(), BlockKind::kBody);
  }
}

// The headline again, also with glued words, a section before it ("[Economy] ...") or without the site's name
// after it.
void Page::find_titles(std::string_view title) {
  title_key_.clear();
  append_line_key(title, title_key_);
  if (title_key_.size() < kMinTitleKey) return;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const std::string_view line = line_text(i);
    if (line.size() + 48 < title.size() || line.size() > title.size() + (lines_[i].prose ? 8 : 24)) continue;
    line_key_.clear();
    append_line_key(line, line_key_);
    if (line_key_.size() < kMinTitleKey) continue;
    const bool same = line_key_ == title_key_;
    const bool shortened = line_key_.size() * 3 >= title_key_.size() * 2 && title_key_.starts_with(line_key_);
    const bool prefixed = line_key_.ends_with(title_key_) && lines_[i].cue != LineCue::kCaption;
    if (!same && !shortened && !prefixed) continue;
    lines_[i].cue = LineCue::kTitle;
    ++titles_;
  }
}

// Captions come twice: from the picture's description and from the text below it.
void Page::find_repeats() {
  for (std::size_t i = 1; i < lines_.size(); ++i) {
    const std::string_view line = line_text(i);
    if (line.size() > kMaxRepeatBytes || line.size() < 8 || !may_repeat(lines_[i].cue)) continue;
    for (std::size_t j = i - std::min(i, kRepeatWindow); j < i; ++j) {
      if (!may_repeat(lines_[j].cue)) continue;
      const std::string_view other = line_text(j);
      bool repeated = other == line && line.size() >= 12;
      if (!repeated && lines_[j].cue == LineCue::kCaption) {
        const std::string_view content = caption_content(other);
        repeated = content.size() >= line.size() && (content.starts_with(line) || content.ends_with(line));
      }
      if (!repeated && lines_[i].cue == LineCue::kCaption && other.size() >= 12 &&
          other.size() <= kMaxRepeatBytes) {
        const std::string_view content = caption_content(line);
        repeated = content.starts_with(other) || (content.size() == other.size() && content == other);
      }
      if (!repeated) continue;
      lines_[i].cue = lines_[j].cue = LineCue::kCaption;
      break;
    }
  }
}

// The head ends at the first paragraph. Lines above the headline belong to the site; below it come author,
// date and buttons.
void Page::find_head() {
  std::size_t first_prose = 0;
  while (first_prose < lines_.size() && !is_prose(first_prose)) ++first_prose;
  head_end_ = first_prose == lines_.size() ? 0 : first_prose;
  if (head_end_ == 0) return;
  std::size_t title = 0;
  while (title < first_prose && lines_[title].cue != LineCue::kTitle) ++title;
  title < first_prose ? mark_title_head(title, first_prose) : mark_bare_head(first_prose);
}

void Page::mark_title_head(std::size_t title, std::size_t first_prose) {
  for (std::size_t i = 0; i < first_prose; ++i) {
    const LineCue cue = lines_[i].cue;
    if (i < title || cue != LineCue::kNone) kinds_[i] = kind_in_head(cue);
  }
}

void Page::mark_bare_head(std::size_t first_prose) {
  const auto is_site_line = [&](std::size_t i) {
    const LineCue cue = lines_[i].cue;
    return cue != LineCue::kNone && cue != LineCue::kName;
  };
  std::size_t site_lines = 0, last_site_line = 0;
  for (std::size_t i = 0; i < first_prose; ++i) {
    if (!is_site_line(i)) continue;
    kinds_[i] = kind_in_head(lines_[i].cue);
    if (lines_[i].cue == LineCue::kCaption) continue;
    ++site_lines;
    last_site_line = i;
  }
  if (site_lines == 0) return;
  for (std::size_t i = 0; i < first_prose; ++i) {
    const bool name = lines_[i].cue == LineCue::kName;
    const bool scrap = i < last_site_line && lines_[i].words <= 5 && !lines_[i].ends_sentence &&
                       lines_[i].cue == LineCue::kNone;
    if (name || scrap) kinds_[i] = BlockKind::kMasthead;
  }
}

bool Page::follows_sign_off(std::size_t heading) const {
  for (std::size_t i = heading - std::min<std::size_t>(heading, 4); i < heading; ++i) {
    if (i <= head_end_) continue;
    const std::string_view line = line_text(i);
    const bool names_source =
        line.starts_with("Source") || line.starts_with("Nguồn");  // May stand below a chart.
    if (lines_[i].cue == LineCue::kSignOff && lines_[i].words <= 5 && !names_source) return true;
    if (line.size() > 48 && find_glued_sign_off(line) < line.size()) return true;
  }
  return false;
}

// Teasers with a headline and a paragraph each: every paragraph has a headline or caption above it, and there
// are several.
bool Page::is_card_list(std::size_t begin) const {
  if (begin >= lines_.size() || lines_[begin].begin * std::size_t{3} < text_.size()) return false;
  std::size_t cards = 0, loose = 0;
  for (std::size_t i = begin; i < lines_.size(); ++i) {
    if (!is_prose(i)) continue;
    const bool headed = i > begin && !is_prose(i - 1) && lines_[i - 1].bullet == 0;
    ++(headed ? cards : loose);
  }
  return cards >= 2 && loose * 4 <= cards;
}

// The first line after the entries of the list that a heading announces.
std::size_t Page::end_of_list(std::size_t heading) const {
  std::size_t end = heading + 1;
  const char32_t bullet = end < lines_.size() ? lines_[end].bullet : 0;
  for (; end < lines_.size(); ++end) {
    const PageLine& line = lines_[end];
    if (bullet != 0 ? line.bullet != bullet : is_prose(end) && !line_text(end).ends_with('?')) break;
    if (line.cue == LineCue::kComment || line.cue == LineCue::kCommentHeading ||
        line.cue == LineCue::kSignOff)
      break;
    if (line.words > 28) break;
  }
  return end;
}

void Page::find_teasers() {
  for (std::size_t i = std::max<std::size_t>(head_end_, 1); i < lines_.size(); ++i) {
    if (lines_[i].cue != LineCue::kTeaserHeading) continue;
    kinds_[i] = BlockKind::kTeaser;
    const bool to_the_end = follows_sign_off(i) || is_card_list(i + 1);
    const std::size_t end = to_the_end ? lines_.size() : end_of_list(i);
    for (std::size_t j = i + 1; j < end; ++j) {
      const LineCue cue = lines_[j].cue;
      const bool own = cue == LineCue::kComment || cue == LineCue::kCommentHeading ||
                       cue == LineCue::kSignOff || cue == LineCue::kTool;
      kinds_[j] = own ? kind_in_tail(cue) : BlockKind::kTeaser;
    }
    i = end - 1;
  }
}

// What readers wrote: "name: words", or anything but long paragraphs once the article is over.
void Page::find_comments() {
  for (std::size_t i = head_end_ + 1; i < lines_.size(); ++i) {
    if (lines_[i].cue != LineCue::kCommentHeading || kinds_[i] != BlockKind::kBody) continue;
    kinds_[i] = BlockKind::kComment;
    const bool in_tail = lines_[i].begin > (text_.size() - lines_[i].begin) * 3;
    for (std::size_t j = i + 1; j < lines_.size() && is_body(j); ++j) {
      const std::string_view line = line_text(j);
      const std::size_t colon = line.find(": ");
      const bool signed_line = colon != std::string_view::npos && colon <= 30;
      if (line.size() > 240 || !(signed_line || (in_tail && !is_prose(j)))) break;
      kinds_[j] = lines_[j].cue == LineCue::kNone || lines_[j].cue == LineCue::kName
                      ? BlockKind::kComment
                      : kind_in_tail(lines_[j].cue);
    }
  }
}

void Page::find_strong() {
  for (std::size_t i = head_end_; i < lines_.size(); ++i) {
    const LineCue cue = lines_[i].cue;
    if (is_body(i) && (is_strong(cue) || cue == LineCue::kTitle)) kinds_[i] = kind_in_tail(cue);
  }
}

// After the last paragraph weak cues count; and once the page has begun to talk about other things, every
// short line is one of them.
void Page::find_tail() {
  std::size_t last = lines_.size();
  while (last > 0 && !(is_body(last - 1) && lines_[last - 1].ends_sentence &&
                       (lines_[last - 1].prose || lines_[last - 1].words >= 7)))
    --last;
  if (last == 0) return;
  bool left_article = false;
  for (std::size_t i = last; i < lines_.size(); ++i) {
    if (!is_body(i)) {
      left_article = left_article || kinds_[i] == BlockKind::kTeaser || kinds_[i] == BlockKind::kComment ||
                     kinds_[i] == BlockKind::kSignOff;
      continue;
    }
    const LineCue cue = lines_[i].cue;
    const bool scrap =
        left_article && (cue == LineCue::kNone || cue == LineCue::kScrap) && lines_[i].words <= 16;
    const bool weak =
        cue == LineCue::kName || cue == LineCue::kDate || cue == LineCue::kByline || cue == LineCue::kMenu;
    if (!scrap && !weak) continue;
    kinds_[i] = kind_in_tail(cue);
    left_article = left_article || cue == LineCue::kName;
  }
}

// Whether emit() would cut a line if it were body.
bool Page::cuts_depend_on_kinds() const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const std::string_view text = line_text(i);
    if (may_have_sign_off(lines_[i]) && find_glued_sign_off(text) < text.size()) return true;
  }
  return false;
}

void Page::emit(std::vector<Block>& out) const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const PageLine& line = lines_[i];
    if (kinds_[i] == BlockKind::kBody && may_have_sign_off(line)) {
      const std::string_view text = line_text(i);
      const std::size_t cut = find_glued_sign_off(text);
      if (cut < text.size()) {
        const std::size_t body_end = text.find_last_not_of(' ', cut - 1) + 1;
        const std::size_t begin = text.find_first_not_of(' ', cut);
        out.push_back({line.begin, line.begin + static_cast<std::uint32_t>(body_end), BlockKind::kBody});
        out.push_back({line.begin + static_cast<std::uint32_t>(begin), line.end, BlockKind::kSignOff});
        continue;
      }
    }
    out.push_back({line.begin, line.end, kinds_[i]});
  }
}

// The page of this thread, which keeps its buffers, so that a document costs no allocation.
Page& cut_page(std::string_view text) {
  thread_local Page page;
  page.cut(text.substr(0, std::numeric_limits<std::int32_t>::max()));
  return page;
}

}  // namespace

void find_blocks(std::string_view text, std::string_view title, std::vector<Block>& out) {
  Page& page = cut_page(text);
  page.judge(title);
  out.clear();
  page.emit(out);
}

void cut_blocks(std::string_view text, std::string_view title, std::vector<Block>& out) {
  Page& page = cut_page(text);
  out.clear();
  if (!page.cuts_depend_on_kinds()) return page.emit_lines(out);
  page.judge(title);
  page.emit(out);
  for (Block& block : out) block.kind = BlockKind::kBody;
}

const char* to_string(BlockKind kind) {
  switch (kind) {
    case BlockKind::kBody:
      return "body";
    case BlockKind::kTitle:
      return "title";
    case BlockKind::kCaption:
      return "caption";
    case BlockKind::kMasthead:
      return "masthead";
    case BlockKind::kTeaser:
      return "teaser";
    case BlockKind::kComment:
      return "comment";
    case BlockKind::kSignOff:
      return "sign-off";
  }
  return "unknown";
}

}  // namespace bearing
