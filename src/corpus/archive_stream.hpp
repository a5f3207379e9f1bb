// The members of a tar or zip archive, one after another, as streams.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "bearing/result.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {

enum class ArchiveKind { kNone, kTar, kZip };

/// Bytes from the start of a stream that archive_kind() wants to see.
constexpr std::size_t kArchiveHeadBytes = 512;

/// By content: a tar header whose checksum is right, or what a zip archive begins with.
ArchiveKind archive_kind(std::string_view head);

/// What a zip archive is when it is no archive of files ("an office document"), else empty.
std::string_view office_kind(std::string_view head);

/// Reads an archive from its start to its end, in bounded memory: nothing is extracted and no member is held
/// whole. Not thread-safe.
class ArchiveStream {
 public:
  ArchiveStream(NamedInput input, ArchiveKind kind);
  ~ArchiveStream();
  ArchiveStream(const ArchiveStream&) = delete;
  ArchiveStream& operator=(const ArchiveStream&) = delete;

  /// Goes to the next member that is a file. Hidden files, folders, links and devices are passed over. False
  /// at the end. Errors: the archive is damaged and can't be followed any further.
  Result<bool> next_member();

  /// Of the current member: a name and nothing else, though it may look like a path that leads elsewhere.
  const std::string& member_name() const { return name_; }
  /// Why the current member can't be read (it is encrypted, or packed by a rare method), else empty.
  const std::string& obstacle() const { return obstacle_; }
  /// Reads the current member, as ByteSource::read() does.
  Result<std::size_t> read(std::span<char> buffer);

 private:
  struct Impl;
  Error fault() const;
  Error placed(const std::string& what) const;
  Result<bool> finish();

  std::unique_ptr<Impl> impl_;
  std::string archive_;
  std::string name_, obstacle_;
};

}  // namespace bearing
