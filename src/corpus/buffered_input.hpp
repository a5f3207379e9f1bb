// A byte source seen through a window that grows on demand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/byte_source.hpp"

namespace bearing {

/// Bytes waiting to be parsed. Not thread-safe.
class BufferedInput {
 public:
  /// Readable (meaningless) bytes that follow every window: vectorised parsers may look past their end.
  static constexpr std::size_t kSlack = 64;

  explicit BufferedInput(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  /// What was read and not yet consumed. Invalidated by fill(), whatever it returns.
  std::string_view window() const { return {buffer_.get() + begin_, end_ - begin_}; }

  /// Adds bytes to the window; false at the end of the stream and after an error.
  bool fill();

  void consume(std::size_t count) {
    begin_ += count;
    consumed_ += count;
  }

  /// Place of the window in the stream.
  std::uint64_t offset() const { return consumed_; }

  /// After an error: goes on behind the damage where the source can, with an empty window and no error.
  bool resync();

  /// Set when the stream broke off; the window still holds what came before.
  const std::optional<Error>& error() const { return error_; }

 private:
  void make_room();

  std::unique_ptr<ByteSource> source_;
  struct Freed {
    void operator()(char* memory) const;
  };
  std::unique_ptr<char[], Freed> buffer_;  ///< Of malloc: a large one grows in place, untouched.
  std::size_t capacity_ = 0, begin_ = 0, end_ = 0;
  std::uint64_t consumed_ = 0;
  bool ended_ = false;
  std::optional<Error> error_;
};

}  // namespace bearing
