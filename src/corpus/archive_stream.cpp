#include "corpus/archive_stream.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

// Goals: whatever the bytes are, memory stays bounded and everything before a damage is delivered. So zip
// archives are read as streams too, without their directory at the end, and methods whose memory the archive
// itself dictates (LZMA, PPMd) are refused, as 7-Zip is, which needs both.

namespace bearing {
namespace {

/// libarchive turns names into the charset of the locale. UTF-8 while it does so, whatever the user's is.
class Utf8Names {
 public:
  Utf8Names() : before_(::uselocale(utf8())) {}
  ~Utf8Names() { ::uselocale(before_); }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;  // none on odd systems: then nothing changes
  }
  locale_t before_;
};

bool is_hidden(std::string_view path) {
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    if (part == "__MACOSX" || (part.starts_with('.') && part != "." && part != "..")) return true;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

bool is_plain_file(archive_entry* entry) {
  return archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == nullptr;
}

bool is_tar_header(std::string_view head) {
  if (head.size() < kArchiveHeadBytes || head[0] == '\0') return false;
  unsigned sum = 0, stored = 0;
  for (std::size_t i = 0; i < kArchiveHeadBytes; ++i)
    sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(head[i]);
  std::string_view field = head.substr(148, 8);
  field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));
  for (const char c : field) {
    if (c < '0' || c > '7') break;
    stored = stored * 8 + static_cast<unsigned>(c - '0');
  }
  return sum == stored;
}

/// The method in what libarchive calls a format, "ZIP 2.0 (deflation)".
std::string_view method_of(std::string_view format) {
  const std::size_t open = std::min(format.find('('), format.size());
  const std::string_view method = format.substr(std::min(open + 1, format.size()));
  return method.substr(0, method.find(')'));
}

}  // namespace

struct ArchiveStream::Impl {
  explicit Impl(NamedInput stream) : input(std::move(stream)) {}
  ~Impl() { archive_read_free(handle); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  /// libarchive asks for the next bytes, and is done with those before.
  static la_ssize_t give(archive* handle, void* self, const void** bytes) {
    BufferedInput& in = *static_cast<Impl*>(self)->input.bytes;
    std::size_t& given = static_cast<Impl*>(self)->given;
    in.consume(std::exchange(given, 0));
    if (in.window().empty()) in.fill();
    if (in.window().empty() && in.error()) {
      archive_set_error(handle, EIO, "the stream broke off");
      return ARCHIVE_FATAL;
    }
    given = in.window().size();
    *bytes = in.window().data();
    return static_cast<la_ssize_t>(given);
  }

  NamedInput input;
  std::size_t given = 0;
  archive* handle = archive_read_new();
  bool zip = false;
  bool opened = false, ended = false;  ///< Of the archive.
  bool member_ended = false;
  std::string_view block{};  ///< Unpacked bytes not yet delivered.
  std::int64_t at = 0;       ///< Place in the member behind the block.
  std::optional<Error> pending{};
};

ArchiveKind archive_kind(std::string_view head) {
  // The last two are an empty archive and one that was written in parts.
  for (const char* magic : {"PK\x03\x04", "PK\x05\x06", "PK\x30\x30PK"}) {
    if (head.starts_with(magic)) return ArchiveKind::kZip;
  }
  return is_tar_header(head) ? ArchiveKind::kTar : ArchiveKind::kNone;
}

std::string_view office_kind(std::string_view head) {
  if (!head.starts_with("PK\x03\x04")) return {};
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kFirstFiles = {{
      {"mimetypeapplication/epub", "an EPUB book"},
      {"mimetypeapplication/vnd.oasis", "an office document"},
      {"[Content_Types].xml", "an office document"},
      {"_rels/.rels", "an office document"},
      {"docProps/", "an office document"},
  }};
  const std::string_view name = head.substr(std::min<std::size_t>(30, head.size()));
  for (const auto& [first, kind] : kFirstFiles) {
    if (name.starts_with(first)) return kind;
  }
  return {};
}

ArchiveStream::ArchiveStream(NamedInput input, ArchiveKind kind)
    : impl_(std::make_unique<Impl>(std::move(input))), archive_(impl_->input.name) {
  archive* const handle = impl_->handle;
  if (handle == nullptr) return;
  impl_->zip = kind == ArchiveKind::kZip;
  if (impl_->zip) {
    archive_read_support_format_zip_streamable(handle);
  } else {
    archive_read_support_format_tar(handle);
    archive_read_set_format_option(handle, "tar", "read_concatenated_archives", "1");
  }
  impl_->opened =
      archive_read_open2(handle, impl_.get(), nullptr, Impl::give, nullptr, nullptr) == ARCHIVE_OK;
}

ArchiveStream::~ArchiveStream() = default;

Error ArchiveStream::placed(const std::string& what) const {
  const auto offset =
      static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_filter_bytes(impl_->handle, 0)));
  std::string message = what + " after " + std::to_string(offset) + " bytes of the archive";
  return {ErrorCode::kInvalidData, std::move(message), archive_, 0, offset};
}

/// What libarchive, or the stream below it, complained of last.
Error ArchiveStream::fault() const {
  if (impl_->handle == nullptr) return {ErrorCode::kInternal, "libarchive cannot start", archive_, 0, {}};
  if (impl_->input.bytes->error()) {
    Error error = *impl_->input.bytes->error();
    if (!name_.empty()) error.message += " (in or behind member \"" + name_ + "\")";
    return error;
  }
  const char* words = archive_error_string(impl_->handle);
  std::string what = "the archive is damaged (" + std::string(words ? words : "unknown error") + ")";
  if (!name_.empty()) what += " in or behind member \"" + name_ + "\"";
  return placed(what);
}

/// Reads what follows the archive's end (padding, the directory of a zip), so that all of the stream was
/// seen.
Result<bool> ArchiveStream::finish() {
  impl_->ended = true;
  BufferedInput& in = *impl_->input.bytes;
  do in.consume(in.window().size());
  while (in.fill());
  impl_->given = 0;
  if (in.error()) return fault();
  return false;
}

Result<bool> ArchiveStream::next_member() {
  obstacle_.clear();
  impl_->block = {};
  impl_->pending.reset();
  impl_->member_ended = false;
  impl_->at = 0;
  if (impl_->ended) return false;
  if (!impl_->opened) return fault();
  const Utf8Names utf8;
  for (;;) {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(impl_->handle, &entry);
    if (code == ARCHIVE_EOF) return finish();
    if (code < ARCHIVE_WARN) {
      impl_->ended = true;
      return fault();
    }
    const char* path = archive_entry_pathname(entry);
    name_ = path != nullptr ? path : "unnamed";
    while (name_.starts_with("./")) name_.erase(0, 2);
    if (!is_plain_file(entry) || is_hidden(name_)) continue;
    const std::string_view method = impl_->zip ? method_of(archive_format_name(impl_->handle)) : "";
    if (archive_entry_is_encrypted(entry) != 0) {
      obstacle_ = "the member is encrypted: decrypt the archive first";
    } else if (impl_->zip && method != "uncompressed" && method != "deflation" && method != "bzip") {
      obstacle_ = "the member is packed by a method that isn't read (" + std::string(method) +
                  "; pack it with deflate)";
    }
    return true;
  }
}

Result<std::size_t> ArchiveStream::read(std::span<char> buffer) {
  while (impl_->block.empty()) {
    if (impl_->pending) return *impl_->pending;
    if (impl_->member_ended) return std::size_t{0};
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int code = archive_read_data_block(impl_->handle, &bytes, &size, &offset);
    impl_->member_ended = code == ARCHIVE_EOF;
    if (code == ARCHIVE_EOF) continue;
    if (code != ARCHIVE_OK) impl_->pending = fault();
    if (impl_->pending) impl_->pending->source = archive_ + "/" + name_;
    // Also with an error: what was unpacked before the archive broke off.
    if (bytes == nullptr || size == 0) continue;
    if (offset != impl_->at) {
      // A hole may claim any size without a byte stored.
      impl_->pending = placed("the member is a sparse file, which isn't read,");
      impl_->pending->source = archive_ + "/" + name_;
      continue;
    }
    impl_->block = {static_cast<const char*>(bytes), size};
    impl_->at = offset + static_cast<std::int64_t>(size);
  }
  const std::size_t count = std::min(buffer.size(), impl_->block.size());
  std::copy_n(impl_->block.data(), count, buffer.data());
  impl_->block.remove_prefix(count);
  return count;
}

}  // namespace bearing
