// Any bytes parse as a page; the text maps back into them.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "text/charset.hpp"
#include "text/furniture.hpp"
#include "text/html.hpp"

namespace {
void require(bool condition) {
  if (!condition) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const bearing::DecodedText decoded = bearing::decode(bytes, bearing::declared_charset(bytes));
  bearing::looks_like_html(decoded.utf8);
  const bearing::HtmlText page = bearing::extract_html(decoded.utf8);
  require(page.origin.derived_size() == page.text.size());
  require(page.origin.to_source({0, page.text.size()}).end <= decoded.utf8.size());
  std::vector<bearing::Block> blocks;
  bearing::find_blocks(page.text, page.title, blocks);
  std::uint32_t last = 0;
  for (const bearing::Block& block : blocks) {
    require(block.begin >= last && block.begin < block.end && block.end <= page.text.size());
    last = block.end;
  }
  return 0;
}
