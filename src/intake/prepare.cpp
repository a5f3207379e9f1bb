#include "intake/prepare.hpp"

#include <string>
#include <utility>

#include "text/charset.hpp"
#include "text/html.hpp"

namespace bearing {

void prepare(Record& record) {
  if (record.error) return;
  Document& document = record.document;
  const bool whole_file = record.line == 0;
  if (whole_file) {
    std::string declared = record.declared_charset;
    if (declared.empty() && record.html) declared = declared_charset(document.text);
    DecodedText decoded = decode(document.text, declared);
    document.text = std::move(decoded.utf8);
    record.charset = std::move(decoded.charset);
    record.replaced += decoded.replaced;
  }
  if (record.html || looks_like_html(document.text)) {
    HtmlText page = extract_html(document.text);
    if (document.title.empty()) document.title = std::move(page.title);
    if (document.lang.empty()) document.lang = std::move(page.lang);
    document.text = std::move(page.text);
    record.html = false;
  }
}

}  // namespace bearing
