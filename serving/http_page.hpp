// The page for people at "/": its files, compiled in, and the headers that keep it to itself.
#pragma once

#include <span>
#include <string_view>

#include "serving/http_message.hpp"

namespace bearing {

/// A file of serving/page/, as it was when the program was built.
struct PageFile {
  std::string_view path;  ///< Of its route: "/", "/page/page.css".
  std::string_view content_type;
  std::string_view entity_tag;  ///< Of its bytes, with quotes.
  std::string_view bytes;
};

/// All of them; the page itself is the first.
std::span<const PageFile> page_files();

/// The file at a path, or null.
const PageFile* find_page_file(std::string_view path);

/// The file, or 304 without a body where it is `unchanged`. Scripts, styles and requests are the page's own
/// or they don't happen (Content Security Policy 3, Trusted Types), and nobody may frame it.
HttpResponse page_response(const PageFile& file, bool unchanged);

}  // namespace bearing
