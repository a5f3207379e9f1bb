#include <utility>

#include "corpus/archive_stream.hpp"
#include "corpus/decompress.hpp"
#include "corpus/stream_readers.hpp"

namespace bearing {
namespace {

class MemberSource final : public ByteSource {
 public:
  explicit MemberSource(ArchiveStream& archive) : archive_(archive) {}
  Result<std::size_t> read(std::span<char> buffer) override { return archive_.read(buffer); }

 private:
  ArchiveStream& archive_;
};

class ArchiveReader final : public RecordReader {
 public:
  ArchiveReader(NamedInput input, const ReadOptions& options, int depth)
      : name_(input.name),
        kind_(archive_kind(input.bytes->window())),
        archive_(std::move(input), kind_),
        options_(options),
        depth_(depth) {}

  Result<bool> next(Record& record) override {
    for (;;) {
      if (member_) {
        auto more = member_->next(record);
        if (more && *more) return true;
        passed_over_ += member_->passed_over();
        member_ = nullptr;
        if (!more) return refused_record(of_member(more.error()), record);
      }
      auto begun = archive_.next_member();
      if (!begun || !*begun) return begun;
      auto opened = open_member();
      if (!opened) return refused_record(of_member(opened.error()), record);
      member_ = std::move(*opened);
    }
  }

  std::uint64_t passed_over() const override { return passed_over_ + (member_ ? member_->passed_over() : 0); }

 private:
  std::string member_name() const { return name_ + "/" + archive_.member_name(); }

  /// An error below stands at the member, whichever stream it came from.
  Error of_member(Error error) const {
    if (!error.source.starts_with(member_name())) error.source = member_name();
    return error;
  }

  Result<std::unique_ptr<RecordReader>> open_member() {
    if (!archive_.obstacle().empty())
      return Error{ErrorCode::kInvalidData, archive_.obstacle(), member_name(), 0, {}};
    auto source = decompressed(std::make_unique<MemberSource>(archive_), member_name());
    if (!source) return source.error();
    return open_stream_reader(std::move(*source), member_name(), options_, depth_);
  }

  std::string name_;
  ArchiveKind kind_;
  ArchiveStream archive_;
  ReadOptions options_;
  int depth_;
  std::uint64_t passed_over_ = 0;
  std::unique_ptr<RecordReader> member_;
};

}  // namespace

std::unique_ptr<RecordReader> make_archive_reader(NamedInput input, const ReadOptions& options, int depth) {
  return std::make_unique<ArchiveReader>(std::move(input), options, depth);
}

}  // namespace bearing
