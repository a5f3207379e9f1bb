// Archives and compressed bytes in memory, for tests.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <bzlib.h>
#include <lzma.h>

#include <string>
#include <utility>
#include <vector>

#include "corpus_in_memory.hpp"

namespace bearing {

enum class Packing { kTar, kTarGzip, kTarXz, kZip, kZipStored };

inline std::string packed_files(const std::vector<std::pair<std::string, std::string>>& members,
                                Packing packing = Packing::kTar) {
  archive* out = archive_write_new();
  const bool zip = packing == Packing::kZip || packing == Packing::kZipStored;
  if (zip) {
    archive_write_set_format_zip(out);
    archive_write_set_format_option(out, "zip", "compression",
                                    packing == Packing::kZip ? "deflate" : "store");
  } else {
    archive_write_set_format_pax_restricted(out);
  }
  if (packing == Packing::kTarGzip) archive_write_add_filter_gzip(out);
  if (packing == Packing::kTarXz) archive_write_add_filter_xz(out);
  std::string bytes;
  const auto append = [](archive*, void* to, const void* from, std::size_t size) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(from), size);
    return static_cast<la_ssize_t>(size);
  };
  archive_write_open2(out, &bytes, nullptr, append, nullptr, nullptr);
  for (const auto& [name, content] : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_write_header(out, entry);
    archive_write_data(out, content.data(), content.size());
    archive_entry_free(entry);
  }
  archive_write_close(out);
  archive_write_free(out);
  return bytes;
}

inline std::string xz_packed(const std::string& text) {
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t size = 0;
  lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
                          text.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
  out.resize(size);
  return out;
}

inline std::string bzip2_packed(const std::string& text) {
  std::string out(text.size() + text.size() / 50 + 600, '\0');
  auto size = static_cast<unsigned>(out.size());
  BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(text.data()),
                           static_cast<unsigned>(text.size()), 1, 0, 0);
  out.resize(size);
  return out;
}

}  // namespace bearing
