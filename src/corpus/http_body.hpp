// HTTP responses as archives of the web keep them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bearing/result.hpp"
#include "corpus/byte_source.hpp"

namespace bearing {

/// The fields of a header block (RFC 9110, and that of WARC), folded lines joined.
class HeaderFields {
 public:
  /// Takes the lines behind the first one. A line without a colon is passed over.
  explicit HeaderFields(std::string_view lines);

  /// The value of the first field of that name (lower case given, any case found), else empty.
  std::string_view find(std::string_view lower_case_name) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// "text/html" of "Text/HTML; charset=utf-8".
std::string media_type(std::string_view content_type);
/// Its charset, without quotes, else empty.
std::string charset_of(std::string_view content_type);

/// The body without its codings: chunks (RFC 9112), gzip and deflate. Crawlers often store a body decoded and
/// its header as it came, so each coding is undone only where the bytes show it. Errors: kInvalidData for
/// codings that aren't known ("br").
Result<std::unique_ptr<ByteSource>> decoded_body(std::unique_ptr<ByteSource> body, const HeaderFields& fields,
                                                 const std::string& name);

}  // namespace bearing
