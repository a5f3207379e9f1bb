#include "text/html.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace bearing {
namespace {

std::string text_of(std::string_view html) { return extract_html(html).text; }

TEST(Html, SeparatesBlocksAndLines) {
  EXPECT_EQ(text_of("<p>One<p>Two <b>bold</b>ly<br>three</p>tail"), "One\n\nTwo boldly\nthree\n\ntail");
  EXPECT_EQ(text_of("a<br><br>b<br><br><br>c"), "a\n\nb\n\nc");
  EXPECT_EQ(text_of("<ul><li>one<li>two</ul>after"), "one\ntwo\n\nafter");
  EXPECT_EQ(text_of("<table><tr><td>a<td>b<tr><td>c</table>"), "a b\nc");
  EXPECT_EQ(text_of("<figure><img alt=x><figcaption>The port</figcaption></figure><p>Body"),
            "The port\n\nBody");
  EXPECT_EQ(text_of("<pre>a\n  b</pre>"), "a\nb");
  EXPECT_EQ(text_of("  <p> much\n\t space </p> "), "much space");
}

TEST(Html, LeavesOutWhatIsNotForReading) {
  EXPECT_EQ(text_of("<nav>menu</nav><script>x()</script><style>p{}</style><p>Body</p><aside>ad</"
                    "aside><footer>f</footer><template>t</template>"),
            "Body");
  EXPECT_EQ(text_of("<p>Body</p><form>Search "
                    "<input></form><button>Go</button><select><option>x</select><noscript>n</noscript>"),
            "Body");
  EXPECT_EQ(text_of("<p hidden>no</p><p style='display:none'>no</p><p aria-hidden=true>no</p><div "
                    "role=navigation>no</div><p>Body"),
            "Body");
  EXPECT_EQ(text_of("<p>One<!-- comment -->Two"), "OneTwo");
}

TEST(Html, KeepsAFormThatWrapsThePage) {
  EXPECT_EQ(text_of("<form action=x><p>The whole page stands in one form.</p></form>"),
            "The whole page stands in one form.");
}

TEST(Html, PrefersTheArticleThatHoldsMostOfThePage) {
  const std::string body = "<p>A long paragraph of the article itself, with enough words to weigh.</p>";
  EXPECT_EQ(text_of("<div><p>Teaser</p></div><article>" + body + "</article><p>Other</p>"),
            "A long paragraph of the article itself, with enough words to weigh.");
  EXPECT_EQ(text_of("<article><h1>Title</h1><div itemprop=articleBody>" + body + "</div></article>"),
            "A long paragraph of the article itself, with enough words to weigh.");
  EXPECT_EQ(text_of("<article><p>Short</p></article>" + body),
            "Short\n\nA long paragraph of the article itself, with enough words to weigh.");
}

TEST(Html, FindsTheTitle) {
  EXPECT_EQ(extract_html("<title>A &amp; B | Site</title><h1>H</h1>").title, "A & B | Site");
  EXPECT_EQ(extract_html("<meta property='og:title' content='Shared  title'><title>T</title>").title,
            "Shared title");
  EXPECT_EQ(extract_html("<p>x</p><h1>Only <i>heading</i></h1>").title, "Only heading");
  EXPECT_EQ(extract_html("<svg><title>icon</title></svg><p>x").title, "");
}

TEST(Html, ReadsTheLanguage) {
  EXPECT_EQ(extract_html("<html lang='vi'><p>x").lang, "vi");
  EXPECT_EQ(extract_html("<p>x").lang, "");
}

TEST(Html, DecodesEntities) {
  EXPECT_EQ(text_of("n&#432;&#7899;c &lt;b&gt; A&ampB &eacute; &hellip; &#x1F600; &unknown; &"),
            "nước <b> A&B é … 😀 &unknown; &");
  EXPECT_EQ(text_of("a&nbsp;b"), "a\u00A0b");
}

TEST(Html, MapsTextToThePage) {
  const std::string html = "<p>Th&#7845;t <b>b&aacute;t</b>\r\n now &amp; then</p></x>end";
  const HtmlText page = extract_html(html);
  ASSERT_EQ(page.text, "Thất bát now & then\n\nend");
  const auto source_of = [&](std::string_view word) {
    const std::size_t at = page.text.find(word);
    const ByteRange range = page.origin.to_source({at, at + word.size()});
    return html.substr(range.begin, range.size());
  };
  EXPECT_EQ(source_of("Thất"), "Th&#7845;t");
  EXPECT_EQ(source_of("bát"), "b&aacute;t");
  EXPECT_EQ(source_of("now"), "now");
  EXPECT_EQ(source_of("&"), "&amp;");
  EXPECT_EQ(source_of("end"), "end");
}

TEST(Html, MapsEveryWordOfAPlainPage) {
  std::string html = "<html><body>";
  for (int i = 0; i < 200; ++i)
    html += "<div class=c" + std::to_string(i) + "><p>w" + std::to_string(i) + " and <em>x" +
            std::to_string(i) + "</em>;</p></div>";
  const HtmlText page = extract_html(html);
  for (int i = 0; i < 200; ++i) {
    const std::string word = "x" + std::to_string(i) + ";";
    const std::size_t at = page.text.find(word);
    ASSERT_NE(at, std::string::npos);
    const ByteRange range = page.origin.to_source({at, at + word.size() - 1});
    EXPECT_EQ(html.substr(range.begin, range.size()), word.substr(0, word.size() - 1));
  }
}

TEST(Html, BoundsNesting) {
  for (const std::string tag :
       {"div", "b", "font", "a", "table", "ul><li", "p", "select><option", "svg", "blockquote"}) {
    std::string html;
    for (int i = 0; i < 100000; ++i) html += "<" + tag + ">";
    html += "<p>deep";
    const HtmlText page = extract_html(html);
    EXPECT_EQ(page.origin.derived_size(), page.text.size()) << tag;
    EXPECT_LE(page.text.size(), 4U) << tag;
  }
}

TEST(Html, BoundsAttributes) {
  std::string html = "<div ";
  for (int i = 0; i < 100000; ++i) html += "a" + std::to_string(i) + "=1 ";
  EXPECT_EQ(text_of(html + "><p>text</p>"), "text");
}

TEST(Html, KeepsParagraphsOfLongUnclosedLists) {
  std::string html;
  for (int i = 0; i < 2000; ++i) html += "<p>x";
  EXPECT_EQ(text_of(html).size(), 2000 + 1999 * 2U);
}

TEST(Html, RecognisesPages) {
  EXPECT_TRUE(looks_like_html("\xEF\xBB\xBF\n<!DOCTYPE html><html>"));
  EXPECT_TRUE(looks_like_html("<?xml version='1.0'?><html>"));
  EXPECT_TRUE(looks_like_html("<div class=x>text</div>"));
  EXPECT_TRUE(looks_like_html("Lead<br><p>text</p> <span>x</span>"));
  EXPECT_FALSE(looks_like_html("Prices < 5 and > 3."));
  EXPECT_FALSE(looks_like_html("Use the <br> tag for a new line."));
  EXPECT_FALSE(looks_like_html(""));
}

TEST(Html, FindsTheDeclaredCharset) {
  EXPECT_EQ(declared_charset("<html><head><meta charset=\"windows-1258\">"), "windows-1258");
  EXPECT_EQ(declared_charset("<META http-equiv=Content-Type content='text/html; charset=Shift_JIS'>"),
            "Shift_JIS");
  EXPECT_EQ(declared_charset("<?xml version=\"1.0\" encoding=\"euc-kr\"?><html>"), "euc-kr");
  EXPECT_EQ(declared_charset("<meta name=charset content=x><p>"), "");
  EXPECT_EQ(declared_charset(std::string(2000, ' ') + "<meta charset=utf-8>"), "");
  EXPECT_EQ(declared_charset("<meta charset="), "");
}

TEST(Html, SurvivesTruncationAtEveryByte) {
  const std::string html =
      "<!doctype html><html lang=vi><head><title>T&amp;</title></head><body><article><p>n&#432;&#7899;c <!-- "
      "c --><a href=\"x>y\">l</a></p><table><tr><td>x</table></article>";
  for (std::size_t size = 0; size <= html.size(); ++size) {
    const HtmlText page = extract_html(std::string_view(html).substr(0, size));
    ASSERT_EQ(page.origin.derived_size(), page.text.size());
    ASSERT_LE(page.origin.to_source({0, page.text.size()}).end, size);
  }
}

TEST(Html, SurvivesAnyBytes) {
  constexpr std::string_view kBits[] = {
      "<",    "</",     "div",          "p>",         "&amp;",       "&#x",   "1234;",  "table>",
      "<!--", "-->",    "<script>",     "<title>",    "a href=\"",   "'",     ">",      " ",
      "text", "\xC3",   "\xE1\xBA\xA1", "\r\n",       "<br>",        "<svg>", "<math>", "<select>",
      "<td>", "<form>", "<frameset>",   "<template>", "<plaintext>", "&notin"};
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    std::string html;
    for (unsigned i = random() % 120; i > 0; --i) {
      if (random() % 5 == 0) {
        html.push_back(static_cast<char>(random()));
      } else {
        html += kBits[random() % std::size(kBits)];
      }
    }
    const HtmlText page = extract_html(html);
    ASSERT_EQ(page.origin.derived_size(), page.text.size()) << html;
    for (std::size_t at = 0; at < page.text.size(); ++at) {
      const ByteRange range = page.origin.to_source({at, at + 1});
      ASSERT_LE(range.begin, range.end);
      ASSERT_LE(range.end, html.size());
    }
  }
}

}  // namespace
}  // namespace bearing
