#include "text/html.hpp"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "text/html_guard.hpp"
#include "text/html_writer.hpp"

namespace bearing {
namespace {

constexpr std::size_t kMaxHtmlBytes = std::size_t{32} << 20;  // The tree takes some twenty times the page.
constexpr std::size_t kLooseTextBytes = 80;  // Text outside <p> counts as a paragraph from here on.

std::string lower_head(std::string_view text, std::size_t bytes) {
  std::string head(text.substr(0, bytes));
  for (char& c : head) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return head;
}

std::string_view attribute(const GumboNode* node, const char* name) {
  const GumboAttribute* found = gumbo_get_attribute(&node->v.element.attributes, name);
  return found == nullptr ? std::string_view{} : std::string_view(found->value);
}

bool is_element(const GumboNode* node) {
  return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}
bool is_text(const GumboNode* node) {
  return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
         node->type == GUMBO_NODE_CDATA;
}

bool is_hidden(const GumboNode* node) {
  if (gumbo_get_attribute(&node->v.element.attributes, "hidden") != nullptr ||
      attribute(node, "aria-hidden") == "true")
    return true;
  const std::string style = lower_head(attribute(node, "style"), 512);
  if (style.find("display:none") != std::string::npos || style.find("display: none") != std::string::npos ||
      style.find("visibility:hidden") != std::string::npos)
    return true;
  const std::string_view role = attribute(node, "role");
  return role == "navigation" || role == "banner" || role == "contentinfo" || role == "complementary" ||
         role == "search" || role == "dialog";
}

// Elements whose text is not for reading. A <form> may wrap a whole page (as ASP.NET does), so it is judged
// by what it holds.
bool is_skipped(const GumboNode* node) {
  if (node->type == GUMBO_NODE_TEMPLATE) return true;
  switch (node->v.element.tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_MATH:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_VIDEO:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_CANVAS:
      return true;
    default:
      return is_hidden(node);
  }
}

enum class Break { kNone, kSpace, kLine, kBlank };

Break break_of(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_HGROUP:
      return Break::kBlank;
    case GUMBO_TAG_LI:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
      return Break::kLine;
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_OPTION:
    case GUMBO_TAG_LABEL:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_IMG:
      return Break::kSpace;
    default:
      return Break::kNone;
  }
}

// Visits a tree in document order without recursion. `enter` returns whether to go into a node; `leave` is
// called for those it went into.
template <class Enter, class Leave>
void walk(const GumboNode* root, Enter enter, Leave leave) {
  struct Place {
    const GumboNode* node;
    unsigned next;
  };
  std::vector<Place> places;
  if (enter(root)) places.push_back({root, 0});
  while (!places.empty()) {
    Place& place = places.back();
    const GumboVector& children = place.node->v.element.children;
    if (place.next == children.length) {
      const GumboNode* node = place.node;
      places.pop_back();
      leave(node);
      continue;
    }
    const auto* child = static_cast<const GumboNode*>(children.data[place.next++]);
    if (enter(child)) places.push_back({child, 0});
  }
}

// How much paragraph text the parts of a page hold.
class Weights {
 public:
  explicit Weights(const GumboNode* body) {
    std::vector<std::size_t> open;
    std::size_t paragraphs = 0;
    walk(
        body,
        [&](const GumboNode* node) {
          if (is_text(node)) {
            const std::size_t size = std::strlen(node->v.text.text);
            if (!open.empty() && (paragraphs > 0 || size >= kLooseTextBytes)) open.back() += size;
            return false;
          }
          if (!is_element(node) || is_skipped(node)) return false;
          paragraphs += node->v.element.tag == GUMBO_TAG_P ? 1 : 0;
          open.push_back(0);
          return true;
        },
        [&](const GumboNode* node) {
          paragraphs -= node->v.element.tag == GUMBO_TAG_P ? 1 : 0;
          const std::size_t weight = open.back();
          open.pop_back();
          if (!open.empty()) open.back() += weight;
          if (node == body) total_ = weight;
          judge(node, weight);
        });
  }

  /// The part that holds the article: the most specific mark with more than half of the paragraph text, or
  /// `body`.
  const GumboNode* article(const GumboNode* body) const {
    const Candidate* best = nullptr;
    for (const Candidate& candidate : candidates_) {
      if (candidate.rank == 0 || candidate.weight * 2 <= total_) continue;
      const bool better = best == nullptr || candidate.rank > best->rank ||
                          (candidate.rank == best->rank && candidate.weight > best->weight);
      if (better) best = &candidate;
    }
    return best == nullptr ? body : best->node;
  }

  /// Forms that hold less than half of the page are search boxes and the like.
  bool is_page(const GumboNode* form) const {
    return std::any_of(candidates_.begin(), candidates_.end(),
                       [&](const Candidate& c) { return c.node == form && c.weight * 2 > total_; });
  }

 private:
  struct Candidate {
    const GumboNode* node;
    std::size_t weight;
    int rank;  // 0 for forms.
  };

  void judge(const GumboNode* node, std::size_t weight) {
    const GumboTag tag = node->v.element.tag;
    int rank = 0;
    if (attribute(node, "itemprop") == "articleBody") {
      rank = 4;
    } else if (tag == GUMBO_TAG_ARTICLE) {
      rank = 3;
    } else if (tag == GUMBO_TAG_MAIN) {
      rank = 2;
    } else if (attribute(node, "role") == "main") {
      rank = 1;
    }
    if (rank > 0 || (tag == GUMBO_TAG_FORM && weight > 0)) candidates_.push_back({node, weight, rank});
  }

  std::vector<Candidate> candidates_;
  std::size_t total_ = 0;
};

void write_break(Break kind, HtmlWriter& writer) {
  if (kind == Break::kSpace) writer.add_space();
  if (kind == Break::kLine) writer.break_line(1);
  if (kind == Break::kBlank) writer.break_line(2);
}

void write_text(const GumboNode* root, std::string_view page, const Weights& weights, HtmlText& out) {
  HtmlWriter writer(out.text, out.origin);
  std::size_t preformatted = 0;
  walk(
      root,
      [&](const GumboNode* node) {
        if (is_text(node)) {
          const GumboStringPiece& piece = node->v.text.original_text;
          writer.add_text(node->v.text.text, {piece.data, piece.length},
                          static_cast<std::size_t>(piece.data - page.data()), preformatted > 0);
          return false;
        }
        if (!is_element(node) || (node != root && is_skipped(node))) return false;
        const GumboTag tag = node->v.element.tag;
        if (tag == GUMBO_TAG_FORM && node != root && !weights.is_page(node)) return false;
        if (tag == GUMBO_TAG_BR) writer.add_line_end();
        preformatted += tag == GUMBO_TAG_PRE ? 1 : 0;
        write_break(break_of(tag), writer);
        return true;
      },
      [&](const GumboNode* node) {
        preformatted -= node->v.element.tag == GUMBO_TAG_PRE ? 1 : 0;
        write_break(break_of(node->v.element.tag), writer);
      });
}

std::string plain_text(const GumboNode* root) {
  std::string text;
  OffsetMap unused;
  HtmlWriter writer(text, unused);
  walk(
      root,
      [&](const GumboNode* node) {
        if (is_text(node)) writer.add_text(node->v.text.text, node->v.text.text, 0, false);
        return is_element(node);
      },
      [](const GumboNode*) {});
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string collapse(std::string_view value) {
  std::string text;
  OffsetMap unused;
  HtmlWriter(text, unused).add_text(value, value, 0, false);
  return text;
}

struct Heads {
  std::string shared, title, heading;  // og:title, <title>, first <h1>
};

Heads find_heads(const GumboNode* root) {
  Heads heads;
  walk(
      root,
      [&](const GumboNode* node) {
        if (!is_element(node) || node->type == GUMBO_NODE_TEMPLATE) return false;
        const GumboTag tag = node->v.element.tag;
        if (tag == GUMBO_TAG_SVG) return false;
        if (tag == GUMBO_TAG_TITLE && heads.title.empty()) heads.title = plain_text(node);
        if (tag == GUMBO_TAG_H1 && heads.heading.empty()) heads.heading = plain_text(node);
        if (tag == GUMBO_TAG_META && heads.shared.empty() &&
            (attribute(node, "property") == "og:title" || attribute(node, "name") == "og:title")) {
          heads.shared = collapse(attribute(node, "content"));
        }
        return true;
      },
      [](const GumboNode*) {});
  return heads;
}

const GumboNode* find_body(const GumboNode* root) {
  const GumboVector& children = root->v.element.children;
  for (unsigned i = 0; i < children.length; ++i) {
    const auto* child = static_cast<const GumboNode*>(children.data[i]);
    if (is_element(child) &&
        (child->v.element.tag == GUMBO_TAG_BODY || child->v.element.tag == GUMBO_TAG_FRAMESET))
      return child;
  }
  return root;
}

// The value after `name` and an equals sign, with or without quotes; `head` is the lower-case form of
// `bytes`.
std::string value_after(std::string_view bytes, std::string_view head, std::size_t at) {
  while (at < head.size() && (head[at] == ' ' || head[at] == '\t' || head[at] == '\n')) ++at;
  if (at >= head.size() || head[at] != '=') return {};
  at = head.find_first_not_of(" \t\n\"'", at + 1);
  if (at == std::string_view::npos) return {};
  const std::size_t end = std::min(head.find_first_of("\"' ;>/?\t\n", at), head.size());
  return std::string(bytes.substr(at, end - at));
}

}  // namespace

bool looks_like_html(std::string_view text) {
  const std::string head = lower_head(text, 4096);
  const std::size_t start = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (start == std::string::npos || head.find('<') == std::string::npos) return false;
  const std::string_view rest = std::string_view(head).substr(start);
  if (rest.starts_with("<!doctype html") || rest.starts_with("<html")) return true;
  if (head.find("<html") != std::string::npos || head.find("<body") != std::string::npos ||
      head.find("<head>") != std::string::npos)
    return true;
  constexpr std::array<std::string_view, 12> kTags = {"<p>",     "<p ",   "</p>",  "<div",
                                                      "</div>",  "<br>",  "<br/>", "<br />",
                                                      "<a href", "<span", "<img ", "<meta "};
  std::size_t tags = 0;
  for (std::string_view tag : kTags) tags += head.find(tag) != std::string::npos ? 1 : 0;
  return rest.starts_with("<") ? tags >= 1 : tags >= 3;
}

std::string declared_charset(std::string_view bytes) {
  const std::string head = lower_head(bytes, 1024);
  if (head.starts_with("<?xml")) {
    const std::size_t end = std::min(head.find("?>"), head.size());
    const std::size_t at = head.find("encoding");
    if (at < end) return value_after(bytes, head, at + 8);
  }
  for (std::size_t tag = head.find("<meta"); tag != std::string::npos; tag = head.find("<meta", tag + 5)) {
    const std::size_t end = std::min(head.find('>', tag), head.size());
    const std::size_t at = head.find("charset", tag);
    if (at >= end) continue;
    const std::string value = value_after(bytes, head, at + 7);
    if (!value.empty()) return value;
  }
  return {};
}

HtmlText extract_html(std::string_view html) {
  HtmlText out;
  std::string tamed;
  html = html.substr(0, kMaxHtmlBytes);
  if (tame_html(html, tamed)) html = tamed;
  if (html.empty()) return out;
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  const auto destroy = [&options](GumboOutput* output) { gumbo_destroy_output(&options, output); };
  const std::unique_ptr<GumboOutput, decltype(destroy)> parsed(
      gumbo_parse_with_options(&options, html.data(), html.size()), destroy);
  const GumboNode* root = parsed->root;
  out.lang = attribute(root, "lang");
  if (out.lang.empty()) out.lang = attribute(root, "xml:lang");
  Heads heads = find_heads(root);
  out.title = std::move(!heads.shared.empty()  ? heads.shared
                        : !heads.title.empty() ? heads.title
                                               : heads.heading);
  const GumboNode* body = find_body(root);
  const Weights weights(body);
  write_text(weights.article(body), html, weights, out);
  return out;
}

}  // namespace bearing
