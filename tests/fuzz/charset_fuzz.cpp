// Any bytes, under any declared charset, become valid UTF-8 that maps back into the bytes.
#include <simdjson.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/charset.hpp"

namespace {
void require(bool condition) {
  if (!condition) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n');
  const std::string_view declared =
      line == std::string_view::npos ? std::string_view{} : input.substr(0, line);
  const std::string_view bytes = line == std::string_view::npos ? input : input.substr(line + 1);
  const bearing::DecodedText text = bearing::decode(bytes, declared);
  require(simdjson::validate_utf8(text.utf8.data(), text.utf8.size()));
  require(text.origin.derived_size() == text.utf8.size());
  require(text.origin.to_source({0, text.utf8.size()}).end <= bytes.size());
  std::string repaired;
  bearing::OffsetMap origin;
  if (bearing::repair_utf8(bytes, repaired, origin) > 0)
    require(simdjson::validate_utf8(repaired.data(), repaired.size()));
  return 0;
}
