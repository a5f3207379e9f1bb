// Archives and compressed streams, damaged: whatever stands in them, reading ends, and gives no more than
// there is.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "corpus/byte_source.hpp"
#include "corpus/stream_readers.hpp"

namespace {

using namespace bearing;

constexpr std::size_t kPackings = 6, kMembers = 3, kMostRecords = 100'000;

void add_packing(archive* out, std::size_t packing) {
  if (packing < 2) {
    archive_write_set_format_zip(out);
    archive_write_set_format_option(out, "zip", "compression", packing == 0 ? "deflate" : "store");
    return;
  }
  archive_write_set_format_pax_restricted(out);
  if (packing == 3) archive_write_add_filter_gzip(out);
  if (packing == 4) archive_write_add_filter_bzip2(out);
  if (packing == 5) archive_write_add_filter_xz(out);
}

la_ssize_t append(archive*, void* to, const void* from, std::size_t size) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(from), size);
  return static_cast<la_ssize_t>(size);
}

// The content as members of an archive, one of them an archive itself.
std::string packed(const std::string& content, std::size_t packing, int depth = 0) {
  archive* out = archive_write_new();
  add_packing(out, packing);
  std::string bytes;
  archive_write_open2(out, &bytes, nullptr, append, nullptr, nullptr);
  for (std::size_t i = 0; i < kMembers; ++i) {
    const bool nested = i == 1 && depth == 0;
    const std::string member = nested ? packed(content, (packing + 1) % kPackings, 1) : content;
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, ("../a/" + std::to_string(i)).c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.size()));
    archive_write_header(out, entry);
    archive_write_data(out, member.data(), member.size());
    archive_entry_free(entry);
  }
  archive_write_close(out);
  archive_write_free(out);
  return bytes;
}

void read_all(const std::string& bytes) {
  auto source = memory_byte_source(bytes, "fuzz");
  if (!source) return;
  auto reader = open_stream_reader(std::move(*source), "fuzz", {});
  if (!reader) return;
  Record record;
  for (std::size_t records = 0;; ++records) {
    const auto more = (*reader)->next(record);
    if (!more || !*more) return;
    if (records > kMostRecords) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  const std::string content(reinterpret_cast<const char*>(data), size);
  std::string bytes = packed(content, data[size / 2] % kPackings);
  // What the input says of its own damage: places and values.
  for (std::size_t i = 0; i + 2 < std::min<std::size_t>(size, data[size / 3] % 16 * 3); i += 3)
    bytes[(data[i] * 256U + data[i + 1]) % bytes.size()] ^= static_cast<char>(data[i + 2]);
  if (data[size - 1] % 4 == 0) bytes.resize(bytes.size() * data[0] / 256);
  read_all(bytes);
  return 0;
}
