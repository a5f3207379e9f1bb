#include "text/html_guard.hpp"

#include <algorithm>
#include <array>

namespace bearing {
namespace {

constexpr std::size_t kMaxDepth = 400;  // Browsers stop at 512.
constexpr std::size_t kMaxTagBytes = 16 * 1024;

// Tags that never stay open (void elements) or are closed by their next sibling: they add no depth however
// many there are.
constexpr std::array<std::string_view, 33> kFlatTags = {
    "area",     "base",  "br",    "col",   "embed",    "hr",   "img",  "input", "link", "meta", "param",
    "source",   "track", "wbr",   "p",     "li",       "td",   "th",   "tr",    "dt",   "dd",   "option",
    "optgroup", "tbody", "thead", "tfoot", "colgroup", "html", "head", "body",  "rp",   "rt",   "keygen"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view read_name(std::string_view html, std::size_t at, std::array<char, 16>& buffer) {
  std::size_t size = 0;
  for (; at + size < html.size() && size < buffer.size(); ++size) {
    const char c = html[at + size];
    if (!is_letter(c) && !(c >= '0' && c <= '9')) break;
    buffer[size] = static_cast<char>(is_letter(c) ? c | 0x20 : c);
  }
  return {buffer.data(), size};
}

// The byte after the '>' that ends a tag; quotes may hold '>'.
std::size_t end_of_tag(std::string_view html, std::size_t at) {
  char quote = 0;
  for (; at < html.size(); ++at) {
    const char c = html[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = html[at - 1] == '=' || html[at - 1] == ' ' ? c : 0;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return html.size();
}

// Past the end of a raw-text element's content, whose '<' are not tags.
std::size_t end_of_raw_text(std::string_view html, std::size_t at, std::string_view name) {
  for (std::size_t close = html.find("</", at); close != std::string_view::npos;
       close = html.find("</", close + 2)) {
    std::array<char, 16> buffer{};
    if (read_name(html, close + 2, buffer) == name) return close;
  }
  return html.size();
}

class Guard {
 public:
  Guard(std::string_view html, std::string& out) : html_(html), out_(out) {}

  bool run() {
    for (std::size_t at = html_.find('<'); at != std::string_view::npos && at + 1 < html_.size();
         at = html_.find('<', at))
      at = visit(at);
    return changed_;
  }

 private:
  std::size_t visit(std::size_t at) {
    if (html_.substr(at, 4) == "<!--") {
      const std::size_t end = html_.find("-->", at + 4);
      return end == std::string_view::npos ? html_.size() : end + 3;
    }
    std::array<char, 16> buffer{};
    if (html_[at + 1] == '/') {
      const std::string_view name = read_name(html_, at + 2, buffer);
      if (!name.empty() && !is_flat(name) && depth_ > 0) --depth_;
      return at + 2;
    }
    if (!is_letter(html_[at + 1])) return at + 1;
    const std::string_view name = read_name(html_, at + 1, buffer);
    const std::size_t end = end_of_tag(html_, at + 1);
    if (name == "script" || name == "style" || name == "textarea" || name == "title")
      return end_of_raw_text(html_, end, name);
    const bool deep = !is_flat(name) && ++depth_ > kMaxDepth;
    if (deep) {
      --depth_;
      blank(at, end);
    } else if (end - at > kMaxTagBytes) {
      blank(at + 1 + name.size(), html_[end - 1] == '>' ? end - 1 : end);
    }
    return end;
  }

  static bool is_flat(std::string_view name) {
    return std::find(kFlatTags.begin(), kFlatTags.end(), name) != kFlatTags.end();
  }

  void blank(std::size_t begin, std::size_t end) {
    if (!changed_) out_.assign(html_);
    changed_ = true;
    std::fill(out_.begin() + static_cast<std::ptrdiff_t>(begin),
              out_.begin() + static_cast<std::ptrdiff_t>(end), ' ');
  }

  std::string_view html_;
  std::string& out_;
  std::size_t depth_ = 0;
  bool changed_ = false;
};

}  // namespace

bool tame_html(std::string_view html, std::string& out) { return Guard(html, out).run(); }

}  // namespace bearing
